package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/check"
)

// A record of before, of whose name nothing is visible, has a title on its pages.
func TestARecordWithoutAVisibleNameHasATitle(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		person := v.add("first_name", "Anna")
		company := s.addOrganization("Acme", "ACME", "")
		for _, statement := range []string{"UPDATE contacts SET first_name = $1", "UPDATE organizations SET name = $1"} {
			if _, err := s.db.Exec(t.Context(), statement, "\u200b"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := check.Rebuild(t.Context(), s.db, nil); err != nil {
			t.Fatal(err)
		}
		short := func(id string) string { return "…" + id[strings.LastIndexByte(id, '-')+1:] }
		v.get(contactPath(person)).wants(t, http.StatusOK, "<h1><bdi>"+short(person)+"</bdi></h1>", "<title>"+short(person))
		for _, page := range []string{"", "/children", "/contacts"} {
			v.get("/admin/default/organizations/"+company+page).wants(t, http.StatusOK, "<h1><bdi>"+short(company)+"</bdi></h1>", "<title>"+short(company))
		}
	})
}
