package directory

import (
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

func TestRecordsAreFoundByExternalIDs(t *testing.T) {
	eachHouse(t, func(h *house) {
		name := external.ID{System: "crm", ID: "1"}
		named := record.Some(record.Values{"crm": record.TextValue("1")})
		ids := map[changelog.Kind]string{
			changelog.Contact:      h.contact("Ada", &contact.Patch{ExternalIDs: named}),
			changelog.Organization: h.organization("E", &organization.Patch{ExternalIDs: named}),
		}
		h.act(func(a *action) error {
			for kind, id := range ids {
				found, err := external.Find(t.Context(), a.tx.DB, a.tx.Workspace, kind, name)
				if err != nil || found != id {
					t.Errorf("%s: found %q, %v, want %q", kind, found, err, id)
				}
				none := external.ID{System: "erp", ID: "1"}
				if found, err = external.Find(t.Context(), a.tx.DB, a.tx.Workspace, kind, none); err != nil || found != "" {
					t.Errorf("%s: found %q, %v", kind, found, err)
				}
				if err := Hold(t.Context(), a.tx, Named{kind, []string{id, id}, []external.ID{name, none}}); err != nil {
					t.Error(err)
				}
			}
			return nil
		})
	})
}
