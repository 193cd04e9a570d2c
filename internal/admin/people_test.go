package admin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// made follows the redirect after a form and returns the path without what the
// page tells.
func made(t *testing.T, p page) string {
	t.Helper()
	p.wants(t, http.StatusSeeOther)
	path, _, _ := strings.Cut(p.header.Get("Location"), "?")
	return path
}

func TestUserPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.post("/admin/default/users/new", "username", "ada", "email", "not one", "role", "editor", "password", "short").
			wants(t, http.StatusUnprocessableEntity, `value="ada"`, `value="not one"`, "at least 12").lacks(t, "short\"")
		path := made(t, v.post("/admin/default/users/new", "username", "ada", "email", "ada@example.org", "role", "editor",
			"password", password, "is_active", "true"))
		v.get(path).wants(t, http.StatusOK, "ada@example.org")
		ada := s.signedIn("ada")
		ada.get("/admin/default/users").wants(t, http.StatusForbidden)
		ended := v.post(path+"/end-sessions").wants(t, http.StatusSeeOther)
		v.get(ended.header.Get("Location")).wants(t, http.StatusOK, "ada</bdi></a> was signed out everywhere").lacks(t, "data-undo")
		ada.get("/admin/default/").wants(t, http.StatusSeeOther)
		v.post(path, "username", "ada", "email", "ada@example.org", "role", "viewer", "is_active.shown", "1").wants(t, http.StatusSeeOther)
		v.get("/admin/default/users?is_active=false").wants(t, http.StatusOK, "ada")
		v.get("/admin/default/users?is_active=true").lacks(t, "ada@example.org")
	})
}

// What a form of an admin who is no superuser is made to say of being one is not
// heard, and what they do not have they do not give.
func TestAdminsDoNotRaiseThemselves(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("chief", "admin", false)
	v := s.signedIn("chief")
	path := made(t, v.post("/admin/default/users/new", "username", "bob", "email", "bob@example.org", "role", "viewer",
		"password", password, "is_active", "true", "is_superuser", "true", "workspace_id", "1", "version", "9"))
	v.get(path).wants(t, http.StatusOK, "bob@example.org").lacks(t, `name="is_superuser"`)
	var superuser bool
	if err := s.db.QueryRow(t.Context(), `SELECT is_superuser FROM users WHERE username = 'bob'`).Scan(&superuser); err != nil || superuser {
		t.Errorf("bob may all: %v %v", superuser, err)
	}
	v.post(path, "username", "bob", "email", "bob@example.org", "role", "viewer", "is_active", "true", "is_superuser", "true").
		wants(t, http.StatusSeeOther)
	if err := s.db.QueryRow(t.Context(), `SELECT is_superuser FROM users WHERE username = 'bob'`).Scan(&superuser); err != nil || superuser {
		t.Errorf("bob may all after a change: %v %v", superuser, err)
	}
	v.get("/admin/workspaces").wants(t, http.StatusForbidden)
	v.post("/admin/workspaces", "slug", "two", "name", "Two").wants(t, http.StatusForbidden)
}

func TestRolePages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/default/roles").wants(t, http.StatusOK, "viewer", "editor", "admin")
		v.post("/admin/default/roles/new", "name", "sales", "permissions", "view_contact", "permissions", "fly").
			wants(t, http.StatusUnprocessableEntity, `value="sales"`, `value="view_contact" aria-label="Contacts: View" checked`)
		v.post("/admin/default/roles/new", "name", "sales", "permissions", "view_contact").wants(t, http.StatusSeeOther)
		list := v.get("/admin/default/roles").wants(t, http.StatusOK, "sales")
		path := regexp.MustCompile(`(/admin/default/roles/[0-9a-f-]{36})"><bdi class="name">sales<`).FindStringSubmatch(list.body)[1]
		v.get(path).wants(t, http.StatusOK, "sales")
		s.addUser("seller", "sales", false)
		seller := s.signedIn("seller")
		seller.get("/admin/default/tags").wants(t, http.StatusForbidden)
		v.post(path, "name", "sales", "permissions.shown", "1", "permissions", "view_contact", "permissions", "view_tag").wants(t, http.StatusSeeOther)
		seller.get("/admin/default/tags").wants(t, http.StatusOK).lacks(t, "/admin/default/tags/new")
		v.post(path+"/delete").wants(t, http.StatusConflict)
	})
}

func TestAPIKeyPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/default/api-keys/new").wants(t, http.StatusOK)
		v.post("/admin/default/api-keys/new", "name", "<script>alert(1)</script>", "role", "").
			wants(t, http.StatusUnprocessableEntity, "&lt;script&gt;").lacks(t, "<script>alert")
		shown := v.post("/admin/default/api-keys/new", "name", "sync", "role", "editor", "expires_at", "2999-12-31").
			wants(t, http.StatusOK, "It is shown only once")
		key := regexp.MustCompile(`liaison_[0-9A-Za-z_-]+`).FindString(shown.body)
		p, err := s.keys.Authenticate(t.Context(), key)
		if err != nil {
			t.Fatalf("the key that was shown is not good: %v", err)
		}
		path := "/admin/default/api-keys/" + p.KeyID
		v.get(path).wants(t, http.StatusOK, "sync", `value="2999-12-31"`).lacks(t, key)
		v.post(path, "name", "sync 2", "role", "viewer", "expires_at", "2999-12-31").wants(t, http.StatusSeeOther)
		v.post(path, "name", "sync 2", "role", "viewer", "expires_at", "tomorrow").wants(t, http.StatusUnprocessableEntity, "such as 2030-01-31")
		v.post(path+"/revoke").wants(t, http.StatusSeeOther)
		if _, err := s.keys.Authenticate(t.Context(), key); err == nil {
			t.Error("the key is good after it was revoked")
		}
		v.get(path).wants(t, http.StatusOK, "Revoked")
	})
}

func TestWorkspacePages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/").wants(t, http.StatusSeeOther)
		v.post("/admin/workspaces", "slug", "sign-in", "name", "Two").wants(t, http.StatusUnprocessableEntity, `value="sign-in"`)
		if to := made(t, v.post("/admin/workspaces", "slug", "two", "name", "Two")); to != "/admin/two/" {
			t.Errorf("after making it the browser is sent to %s", to)
		}
		v.get("/admin/two/").wants(t, http.StatusOK, "First steps", "/admin/default/")
		v.get("/admin/").wants(t, http.StatusOK, "/admin/two/", "/admin/default/")
		v.get("/admin/three/").wants(t, http.StatusNotFound)
		list := v.get("/admin/workspaces").wants(t, http.StatusOK, "Two")
		forms := regexp.MustCompile(`/admin/workspaces/[0-9a-f-]{36}/delete`).FindAllString(list.body, -1)
		for _, form := range forms {
			v.post(form)
		}
		v.get("/admin/two/").wants(t, http.StatusNotFound)
		v.get("/admin/default/").wants(t, http.StatusOK)
	})
}

func TestStartPage(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/default/").wants(t, http.StatusOK, "First steps")
		v.post("/admin/default/tags/new", "name", "VIP").wants(t, http.StatusSeeOther)
		v.get("/admin/default/").wants(t, http.StatusOK, "Recent changes", "VIP")
		v.part("/admin/default/start/lately", "lately").wants(t, http.StatusOK, "0 new contacts").lacks(t, "<html")
		v.part("/admin/default/start/missing", "missing").wants(t, http.StatusOK, "Without an email address").lacks(t, "<html")
		v.get("/admin/default/start/lately").wants(t, http.StatusOK, "<html", "New contacts by day")
		v.get("/admin/default/search?search=VIP").wants(t, http.StatusOK, "VIP", "used 0 times")
		v.part("/admin/default/search?search=new+con", "found").wants(t, http.StatusOK, "/admin/default/contacts/new").lacks(t, "<html")
		s.addUser("looker", "viewer", false)
		s.signedIn("looker").get("/admin/default/search?search=new").wants(t, http.StatusOK).lacks(t, "/contacts/new")
	})
}
