package admin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

const takeBack = "/admin/default/take-back"

// The key U undoes what its reader did last, whatever that was, or says why not.
func TestLastChangeIsTakenBack(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.addUser("editor", "editor", false)
		s.addUser("viewer", "viewer", false)
		v := s.signedIn("editor")
		answer := func() page {
			t.Helper()
			return v.get(v.post(takeBack, "back", contactsAt+"?search=a").wants(t, http.StatusSeeOther).header.Get("Location"))
		}
		ada := factorytest.New(t, s.db).Contact(factory.Bare, factory.Named("Ada", "King"))
		s.signedIn("admin").makeTag("of somebody else")
		answer().wants(t, http.StatusOK, "so there is nothing to undo")

		v.send(contactPath(ada.ID), v.get(contactPath(ada.ID)).inputs(t, contactPath(ada.ID)), "nickname", "Countess").stays(t, contactsAt)
		answer().wants(t, http.StatusOK, `Undone: <a href="`+contactPath(ada.ID)+`"><bdi>Ada King</bdi></a> was changed back`, "Undo")
		if c := s.contact(ada.ID); c.Nickname != "" {
			t.Errorf("the nickname is %q", c.Nickname)
		}
		answer().wants(t, http.StatusOK, "Undone") // which is undone itself
		if c := s.contact(ada.ID); c.Nickname != "Countess" {
			t.Errorf("the nickname is %q", c.Nickname)
		}

		v.post(startPath, "action", "add_tags", "tags", "poet", "ids", ada.ID).wants(t, http.StatusSeeOther)
		answer().wants(t, http.StatusOK, "Undone for", "1 contact")
		if n := s.withTag("poet"); n != 0 {
			t.Errorf("%d contacts have the tag", n)
		}

		v.get("/admin/default/contacts/export?format=csv").wants(t, http.StatusOK)
		answer().wants(t, http.StatusOK, "an export, which cannot be undone")

		at := database.At(s.db.Now().Add(-2 * time.Hour))
		if _, err := s.db.Exec(t.Context(), `UPDATE changes SET at = $1 WHERE workspace_id = $2`, at, s.home); err != nil {
			t.Fatal(err)
		}
		answer().wants(t, http.StatusOK, "so there is nothing to undo")
		s.signedIn("viewer").post(takeBack).wants(t, http.StatusForbidden, "Undo changes")
		if to := v.post(takeBack, "back", "https://example.org/").wants(t, http.StatusSeeOther).header.Get("Location"); to != "/admin/default/?done=nothing-to-undo" {
			t.Errorf("the browser is sent to %s", to)
		}
	})
}

// What an address says was done is told to those alone who did it.
func TestToastsOfOthers(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	v, other := s.signedIn("admin"), s.signedIn("viewer")
	next := v.post("/admin/default/tags/new", "name", "secret").stays(t, "/admin/default/tags")
	v.get(next).wants(t, http.StatusOK, "<bdi>secret</bdi></a> was created")
	other.get(next).wants(t, http.StatusOK).lacks(t, "was created")
	id := s.text(`SELECT id FROM users WHERE username = 'viewer'`)
	v.get(contactsAt+"?done=saved-user-"+id).wants(t, http.StatusOK, `<a href="/admin/default/users/`+id+`"><bdi>viewer</bdi></a> was saved`)
	for _, done := range []string{"saved-user-" + id, "saved-user-x", "saved-", "action-x", "merge-1", "stuck-999", "undo-", "x", "-1", "deleted-workspace-<b>"} {
		other.get(contactsAt+"?done="+done).wants(t, http.StatusOK, `id="toaster" class="toaster" role="status" aria-live="polite"></div>`)
	}
}
