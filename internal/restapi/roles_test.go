package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
)

func TestRoles(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{"name": "  The   Press ", "permissions": []string{"view_tag", "view_contact", "view_tag"}}
		made := a.post("/roles", body, "Idempotency-Key: one").want(http.StatusCreated)
		role := made.json()
		path := "/roles/" + made.id()
		if role["name"] != "The Press" || fmt.Sprint(role["permissions"]) != "[view_contact view_tag]" || made.header.Get("Location") != "/api/v1"+path {
			t.Errorf("got %s", made.body)
		}
		if again := a.post("/roles", body, "Idempotency-Key: one").want(http.StatusCreated); again.header.Get("Idempotent-Replayed") != "true" {
			t.Error("the answer was not kept")
		}
		if got := string(a.get(path + "?fields=name").body); got != `{"name":"The Press"}` {
			t.Errorf("got %s", got)
		}
		if got := a.patch(path, role).want(http.StatusOK).json(); got["version"] != 1.0 {
			t.Errorf("what was read is a change: %v", got)
		}
		a.newUser(auth.NewUser{Username: "ada", Role: "the press"})
		key := a.newKey("The Press")
		a.get("/tags", bearer(key)).want(http.StatusOK)
		a.patch(path, object{"name": "Writers", "permissions": []string{"view_contact"}}, "If-Match: "+made.header.Get("ETag")).want(http.StatusOK)
		a.get("/tags", bearer(key)).want(http.StatusForbidden)
		a.patch(path, object{}, "If-Match: "+made.header.Get("ETag")).want(http.StatusPreconditionFailed)
		users := a.get("/users?role=writers").results()
		if len(users) != 2 || users[0]["version"] != 2.0 || users[0]["role"] != "Writers" {
			t.Errorf("got %v", users)
		}
		changes := a.get("/changes?page_size=200").results()
		cause := changes[len(changes)-4]
		for _, c := range changes[len(changes)-3:] {
			if c["cause"] != cause["number"] || fmt.Sprint(c["changed"]) != "[role]" {
				t.Errorf("got %v", c)
			}
		}
		if got := a.do("DELETE", path, nil).want(http.StatusConflict).json().text("detail"); !strings.Contains(got, "2 users") || !strings.Contains(got, "1 API key") {
			t.Errorf("got %s", got)
		}
		other := "/roles/" + a.post("/roles", object{"name": "x"}).want(http.StatusCreated).id()
		a.do("DELETE", other, nil).want(http.StatusNoContent)
		a.get(other).want(http.StatusNotFound)
		for query, want := range map[string]int{"": 4, "?name=WRITERS": 1, "?ordering=-created_at": 4, "?name=x": 0} {
			if n := len(a.get("/roles" + query).results()); n != want {
				t.Errorf("%q: got %d", query, n)
			}
		}
	})
}

func TestRefusedRoles(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/roles/" + a.post("/roles", object{"name": "Press"}).want(http.StatusCreated).id()
		for _, c := range []struct {
			at   string
			body object
		}{
			{"/name", object{}},
			{"/name", object{"name": "ADMIN"}},
			{"/name", object{"name": nil}},
			{"/name", object{"name": strings.Repeat("é", 101)}},
			{"/permissions/1", object{"name": "x", "permissions": []string{"view_tag", "fly"}}},
			{"/permissions", object{"name": "x", "permissions": "view_tag"}},
			{"/is_built_in", object{"name": "x", "is_built_in": true}},
		} {
			a.post("/roles", c.body).wantFault(c.at)
		}
		viewer := a.get("/roles?name=viewer").results()[0].text("id")
		if fault := a.patch(path, object{"name": "Viewer"}).wantFault("/name"); fault["conflict"] != viewer {
			t.Errorf("the name is that of %v", fault["conflict"])
		}
		if fault := a.post("/roles", object{"name": "VIEWER"}).wantFault("/name"); fault["conflict"] != viewer {
			t.Errorf("the name is that of %v", fault["conflict"])
		}
		a.patch(path, object{"name": " "}).wantFault("/name")
		for _, name := range []string{"viewer", "editor", "admin"} {
			builtIn := "/roles/" + a.get("/roles?name=" + name).results()[0].text("id")
			a.patch(builtIn, object{"name": "x"}).wantFault("/name")
			a.do("DELETE", builtIn, nil).want(http.StatusConflict)
		}
		a.do("DELETE", path+"?x=1", nil).wantFault("x")
		for _, id := range []string{a.db.NewID(), "viewer"} {
			a.get("/roles/" + id).want(http.StatusNotFound)
			a.patch("/roles/"+id, object{}).want(http.StatusNotFound)
			a.do("DELETE", "/roles/"+id, nil).want(http.StatusNotFound)
		}
	})
}

func TestAPIKeys_AUT_08(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/api-keys", object{"name": "form", "role": "Editor"}, "Idempotency-Key: one").want(http.StatusCreated)
		k := made.json()
		path, secret := "/api-keys/"+made.id(), k.text("key")
		if k["role"] != "editor" || k["revoked_at"] != nil || made.header.Get("Location") != "/api/v1"+path || len(secret) < 60 {
			t.Errorf("got %s", made.body)
		}
		a.post("/api-keys", object{"name": "form", "role": "Editor"}, "Idempotency-Key: one").wantFault("/name")
		contact := func() *answer { return a.post("/contacts", object{"first_name": "Bob"}, bearer(secret)) }
		contact().want(http.StatusCreated)
		for _, bad := range []string{secret[:20], secret[:len(secret)-1] + "g", strings.ToUpper(secret), secret + "x", "liaison_"} {
			a.get("/contacts", bearer(bad)).want(http.StatusUnauthorized)
		}
		a.get("/contacts?key="+secret, nobody).want(http.StatusUnauthorized)
		a.get("/contacts", nobody, "Cookie: key="+secret+"; sid="+secret).want(http.StatusUnauthorized)
		for _, scheme := range []string{"Token ", "Api-Key ", "bearer "} {
			a.get("/contacts", "Authorization: "+scheme+secret).want(http.StatusOK)
		}
		for _, c := range []*answer{a.get(path), a.get("/api-keys"), a.get("/changes?page_size=200")} {
			if strings.Contains(string(c.body), secret) || strings.Contains(string(c.body), `"key":`) {
				t.Error("the key is shown twice")
			}
		}
		a.patch(path, object{"name": "forms", "role": "viewer", "user": k["user"], "username": "x"}).want(http.StatusOK)
		contact().want(http.StatusForbidden)
		a.get("/contacts", bearer(secret)).want(http.StatusOK)
		got := a.patch(path, object{"expires_at": a.clock.now().Add(time.Hour).Format(time.RFC3339)}).want(http.StatusOK)
		if got.json()["version"] != 3.0 {
			t.Errorf("got %s", got.body)
		}
		a.patch(path, got.json()).want(http.StatusOK)
		a.clock.ahead = time.Hour
		a.get("/contacts", bearer(secret)).want(http.StatusUnauthorized)
		a.patch(path, object{"expires_at": nil}, "If-Match: "+got.header.Get("ETag")).want(http.StatusOK)
		a.get("/contacts", bearer(secret)).want(http.StatusOK)
		a.do("DELETE", path, nil, "If-Match: "+got.header.Get("ETag")).want(http.StatusPreconditionFailed)
		for range 2 {
			a.do("DELETE", path, nil).want(http.StatusNoContent)
		}
		a.get("/contacts", bearer(secret)).want(http.StatusUnauthorized)
		a.patch(path, object{"name": "again"}).want(http.StatusConflict)
		if got := a.get(path + "?fields=name,revoked_at").want(http.StatusOK).json(); got["revoked_at"] == nil || got["name"] != "forms" {
			t.Errorf("got %v", got)
		}
		for query, want := range map[string]int{
			"": 2, "?revoked_at__isnull=true": 1, "?name=FORMS": 1, "?user=" + k.text("user"): 1, "?expires_at__isnull=true": 1, "?ordering=-name": 2,
		} {
			if n := len(a.get("/api-keys" + query).results()); n != want {
				t.Errorf("%q: got %d", query, n)
			}
		}
	})
}

func TestRefusedAPIKeys(t *testing.T) {
	eachAPI(t, func(a *api) {
		ada := a.newUser(auth.NewUser{Username: "ada", Role: "viewer"})
		_, session := a.root()
		hers := a.post("/api-keys", object{"name": "hers", "role": "editor", "user": "ADA", "expires_at": nil}, session("default")).want(http.StatusCreated).json()
		if hers["user"] != ada.ID || hers["expires_at"] != nil {
			t.Errorf("got %v", hers)
		}
		a.post("/contacts", object{"first_name": "Bob"}, bearer(hers.text("key"))).want(http.StatusForbidden) // ada may not
		path := "/api-keys/" + hers.text("id")
		for _, c := range []struct {
			at   string
			body object
		}{
			{"/name", object{"role": "viewer"}},
			{"/role", object{"name": "x"}},
			{"/role", object{"name": "x", "role": "owner"}},
			{"/name", object{"name": "HERS", "role": "viewer"}},
			{"/user", object{"name": "x", "role": "viewer", "user": "nobody"}},
			{"/expires_at", object{"name": "x", "role": "viewer", "expires_at": "tomorrow"}},
			{"/expires_at", object{"name": "x", "role": "viewer", "expires_at": "2020-01-01T00:00:00Z"}},
			{"/key", object{"name": "x", "role": "viewer", "key": "liaison_"}},
		} {
			a.post("/api-keys", c.body).wantFault(c.at)
		}
		third := a.post("/api-keys", object{"name": "third", "role": "viewer"}).want(http.StatusCreated).id()
		if fault := a.patch(path, object{"name": "THIRD"}).wantFault("/name"); fault["conflict"] != third {
			t.Errorf("the name is that of %v", fault["conflict"])
		}
		for _, c := range []struct {
			at   string
			body object
		}{
			{"/name", object{"name": "Third"}},
			{"/user", object{"user": "bob"}},
			{"/role", object{"role": "owner"}},
			{"/role", object{"role": nil}},
			{"/expires_at", object{"expires_at": "2020-01-01T00:00:00Z"}},
		} {
			a.patch(path, c.body).wantFault(c.at)
		}
		a.do("DELETE", path+"?x=1", nil).wantFault("x")
		for _, id := range []string{a.db.NewID(), "hers"} {
			a.get("/api-keys/" + id).want(http.StatusNotFound)
			a.patch("/api-keys/"+id, object{}).want(http.StatusNotFound)
			a.do("DELETE", "/api-keys/"+id, nil).want(http.StatusNotFound)
		}
	})
}
