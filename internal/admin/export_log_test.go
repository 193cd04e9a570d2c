package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// An export has every channel, and the change log says who took what.
func TestExportsInTheChangeLog(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.addUser("editor", "editor", false)
		var emails []string
		for i := range 21 {
			emails = append(emails, fmt.Sprintf("a%d@example.com", i))
		}
		f := factorytest.New(t, s.db)
		ada := f.Contact(factory.Bare, factory.Named("Ada", "King"), factory.WithEmails(emails...), factory.WithTags("in"))
		v := s.signedIn("editor")
		v.get("/admin/default/contacts/export?format=csv&tags=in").wants(t, http.StatusOK, append(emails, "email_21_is_primary")...)
		number := s.last(changelog.Export)
		said := `<bdi>editor</bdi> exported <a href="/admin/default/contacts?tags=in"><bdi>1 contact</bdi></a> as CSV`
		v.get(changesPath+"?kind=export").wants(t, http.StatusOK, said, `<option value="export" selected>Exports`).lacks(t, "created")
		one := fmt.Sprintf("%s/%d", changesPath, number)
		v.get(one).wants(t, http.StatusOK, said, "What was exported", "Number of records", "tags=in").lacks(t, "/undo", "unnamed")
		v.post(one+"/undo").wants(t, http.StatusConflict, "An export cannot be undone")
		v.post("/admin/default/contacts/export", "format", "ndjson", "ids", ada.ID).wants(t, http.StatusOK, ada.ID)
		v.get(fmt.Sprintf("%s/%d", changesPath, s.last(changelog.Export))).wants(t, http.StatusOK, "as JSON Lines", "contacts?id="+ada.ID)
		v.get("/admin/default/organizations/export?format=csv&query="+url.QueryEscape("status=active")).wants(t, http.StatusOK)
		v.get(changesPath+"?kind=export").wants(t, http.StatusOK, "0 organizations</bdi></a> as CSV", "organizations?status=active")
		record := s.text(`SELECT record_id FROM changes WHERE workspace_id = $1 AND number = $2`, s.home, number)
		v.get(changesPath+"?record="+record).wants(t, http.StatusOK, "Only", "1 contact")
		if n := s.text(`SELECT COUNT(*) FROM changes WHERE kind = 'export' AND user_id = (SELECT id FROM users WHERE username = 'editor')`); n != "3" {
			t.Errorf("%s entries", n)
		}
		// Neither a refused one nor a look at its headers is one.
		v.get("/admin/default/contacts/export?format=pdf").wants(t, http.StatusBadRequest)
		v.do(http.MethodHead, "/admin/default/contacts/export?format=csv", nil, nil)
		if n := s.text(`SELECT COUNT(*) FROM changes WHERE kind = 'export'`); n != "3" {
			t.Errorf("%s entries", n)
		}
		if err := check.Run(t.Context(), s.db, func(b check.Breach) { t.Error("the check finds", b) }); err != nil {
			t.Error(err)
		}
	})
}
