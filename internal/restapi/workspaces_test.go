package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/auth"
)

func TestWorkspaceSettings(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/workspaces/" + a.ws
		read := a.get(path).want(http.StatusOK)
		w := read.json()
		if w["slug"] != "default" || w["name"] != "Default" || w["default_region"] != "" || w["strict_custom_fields"] != false {
			t.Errorf("got %v", w)
		}
		a.get(path, "If-None-Match: "+read.header.Get("ETag")).want(http.StatusNotModified)
		if got := string(a.get(path + "?fields=slug").body); got != `{"slug":"default"}` {
			t.Errorf("got %s", got)
		}
		if got := a.patch(path, w).want(http.StatusOK).json(); got["version"] != 1.0 {
			t.Errorf("what was read is a change: %v", got)
		}
		changed := a.patch(path, object{
			"name": " Engines ", "default_region": " gb ", "strict_custom_fields": true, "slug": "default", "id": "x",
		}, "If-Match: "+read.header.Get("ETag")).want(http.StatusOK)
		w = changed.json()
		if w["name"] != "Engines" || w["default_region"] != "GB" || w["strict_custom_fields"] != true || w["slug"] != "default" ||
			w["id"] != a.ws || w["version"] != 2.0 {
			t.Errorf("got %v", w)
		}
		if got := a.get(path); string(got.body) != string(changed.body) || got.header.Get("ETag") != changed.header.Get("ETag") {
			t.Errorf("got %s", got.body)
		}
		a.patch(path, object{"name": "x"}, "If-Match: "+read.header.Get("ETag")).want(http.StatusPreconditionFailed)
		if got := a.patch(path, object{"default_region": nil}).want(http.StatusOK).json()["default_region"]; got != "" {
			t.Errorf("got the region %v", got)
		}
		changes := a.get("/changes?kind=workspace&action=update").results()
		if len(changes) != 2 || changes[0]["record"] != a.ws || changes[0].object("after")["name"] != "Engines" {
			t.Errorf("got %v", changes)
		}
	})
}

func TestWorkspaceRefusals(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/workspaces/" + a.ws
		for _, c := range []struct {
			at   string
			body object
		}{
			{"/name", object{"name": " "}},
			{"/name", object{"name": nil}},
			{"/name", object{"name": strings.Repeat("é", 101)}},
			{"/name", object{"name": 1}},
			{"/default_region", object{"default_region": "ZZ"}},
			{"/default_region", object{"default_region": "DEU"}},
			{"/default_region", object{"default_region": 49}},
			{"/strict_custom_fields", object{"strict_custom_fields": nil}},
			{"/strict_custom_fields", object{"strict_custom_fields": "yes"}},
			{"/region", object{"region": "DE"}},
			{"/slug", object{"slug": "other"}},
			{"/slug", object{"slug": nil}},
		} {
			a.patch(path, c.body).wantFault(c.at)
		}
		both := a.patch(path, object{"name": "", "default_region": "ZZ"})
		both.wantFault("/name")
		both.wantFault("/default_region")
		a.patch(path+"?x=1", object{}).wantFault("x")
		a.patch(path, "[]").wantFault("")
		if got := a.get(path).json()["version"]; got != 1.0 {
			t.Errorf("got the version %v", got)
		}
		a.post("/workspaces", object{"slug": "x", "name": "x"}).want(http.StatusForbidden)
		a.do("DELETE", path, nil).want(http.StatusForbidden)
	})
}

// root makes a superuser and returns the header of a key that acts as them, and
// those of a session of theirs in a workspace.
func (a *api) root() (key string, session func(slug string) string) {
	a.Helper()
	u := a.newUser(auth.NewUser{Username: "root", Superuser: true})
	_, secret, err := auth.New(a.db, nil).CreateKey(a.Context(), a.ws, operator, auth.NewKey{Name: "root", Username: u.Username, Role: "admin"})
	if err != nil {
		a.Fatal(err)
	}
	access, _ := a.signIn("root")
	return bearer(secret), func(slug string) string { return bearer(access) + "\n" + auth.WorkspaceHeader + ": " + slug }
}

// TestOtherWorkspacesAreNotThere: the list has the caller's own alone, and the
// id of another is that of none. Superusers who sign in see and change all.
func TestOtherWorkspacesAreNotThere(t *testing.T) {
	eachAPI(t, func(a *api) {
		elsewhere := a.newWorkspace("elsewhere")
		for query, want := range map[string]int{
			"": 1, "?slug=default": 1, "?slug=elsewhere": 0, "?ordering=-name&fields=id,slug": 1, "?count=exact": 1,
		} {
			list := a.get("/workspaces" + query).want(http.StatusOK)
			if found := list.results(); len(found) != want || list.json()["count"] != float64(want) || want == 1 && found[0]["id"] != a.ws {
				t.Errorf("%q: got %s", query, list.body)
			}
		}
		for _, id := range []string{elsewhere, "default", a.db.NewID()} {
			a.get("/workspaces/" + id).want(http.StatusNotFound)
			a.patch("/workspaces/"+id, object{"name": "x"}).want(http.StatusNotFound)
		}
		a.get("/workspaces/" + a.ws).want(http.StatusOK)
		key, session := a.root()
		if found := a.get("/workspaces?count=exact", key).results(); len(found) != 1 || found[0]["id"] != a.ws {
			t.Errorf("the key of a superuser sees %v", found)
		}
		for _, root := range []string{session("default"), session("elsewhere")} {
			if found := a.get("/workspaces?ordering=-slug&count=exact", root).results(); len(found) != 2 || found[0].text("id") != elsewhere {
				t.Errorf("a superuser sees %v", found)
			}
			first := a.get("/workspaces?page_size=1", root).want(http.StatusOK).json()
			if second := a.get(first.text("next"), root).results(); len(second) != 1 || second[0].text("slug") != "elsewhere" {
				t.Errorf("the second page is %v", second)
			}
			a.get("/workspaces/"+elsewhere, root).want(http.StatusOK)
			a.get("/workspaces/"+a.db.NewID(), root).want(http.StatusNotFound)
			a.patch("/workspaces/"+a.db.NewID(), object{"name": "x"}, root).want(http.StatusNotFound)
		}
		a.patch("/workspaces/"+elsewhere, object{"name": "Beyond"}, session("default")).want(http.StatusOK)
		if logged := a.get("/changes?kind=workspace", session("elsewhere")).results(); len(logged) != 2 {
			t.Errorf("its own log has %v", logged)
		}
		if logged := a.get("/changes?kind=workspace").results(); len(logged) != 1 {
			t.Errorf("the other log has %v", logged)
		}
		for _, role := range []string{"viewer", "editor"} {
			as := "Authorization: Bearer " + a.newKey(role)
			a.get("/workspaces", as).want(http.StatusForbidden)
			a.get("/workspaces/"+a.ws, as).want(http.StatusForbidden)
			a.patch("/workspaces/"+a.ws, object{"name": "x"}, as).want(http.StatusForbidden)
		}
	})
}

// TestTheDefaultRegionReadsNumbers: it holds from the next write on.
func TestTheDefaultRegionReadsNumbers(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{"first_name": "Ada", "phone_numbers": []object{{"phone_number": "020 7946 0958"}}}
		a.post("/contacts", body).wantFault("/phone_numbers/0/phone_number")
		a.patch("/workspaces/"+a.ws, object{"default_region": "GB"}).want(http.StatusOK)
		if got := a.post("/contacts", body).want(http.StatusCreated).json()["primary_phone"]; got != "+442079460958" {
			t.Errorf("got %v", got)
		}
	})
}

// TestStrictCustomFields: from then on, and in every process, a key needs a
// definition; what records have stays as it is.
func TestStrictCustomFields(t *testing.T) {
	eachAPI(t, func(a *api) {
		other := newAPI(a.T, a.db, a.clock)
		with := func(key string) object { return object{"first_name": "Ada", "custom_fields": object{key: 38}} }
		path := "/contacts/" + other.post("/contacts", with("shoe_size")).want(http.StatusCreated).id()
		a.patch("/workspaces/"+a.ws, object{"strict_custom_fields": true}).want(http.StatusOK)
		for _, door := range []*api{a, other} {
			door.post("/contacts", with("shoe_size")).wantFault("/custom_fields/shoe_size")
			door.patch(path, object{"custom_fields": object{"hat_size": 57}}).wantFault("/custom_fields/hat_size")
			kept := door.patch(path, object{"nickname": door.key[:8]}).want(http.StatusOK).json()
			if kept.object("custom_fields")["shoe_size"] != 38.0 {
				door.Errorf("got %v", kept["custom_fields"])
			}
		}
		a.patch("/workspaces/"+a.ws, object{"strict_custom_fields": false}).want(http.StatusOK)
		a.post("/contacts", with("shoe_size")).want(http.StatusCreated)
	})
}

// TestWorkspacesAreMadeAndDeleted goes through the life of one.
func TestWorkspacesAreMadeAndDeleted(t *testing.T) {
	eachAPI(t, func(a *api) {
		_, session := a.root()
		root := session("default")
		body := object{"slug": "engines", "name": " Engines ", "default_region": "gb", "strict_custom_fields": true}
		made := a.post("/workspaces", body, root, "Idempotency-Key: one").want(http.StatusCreated)
		w := made.json()
		path := strings.TrimPrefix(made.header.Get("Location"), "/api/v1")
		if path != "/workspaces/"+made.id() || w["name"] != "Engines" || w["default_region"] != "GB" || w["strict_custom_fields"] != true || w["version"] != 1.0 {
			t.Errorf("got %s at %s", made.body, path)
		}
		again := a.post("/workspaces", body, root, "Idempotency-Key: one").want(http.StatusCreated)
		if again.header.Get("Idempotent-Replayed") != "true" || string(again.body) != string(made.body) {
			t.Errorf("the second answer is %s", again.body)
		}
		if e := a.post("/workspaces", body, root).wantFault("/slug"); e.text("code") != "unique" || e.text("conflict") != made.id() {
			t.Errorf("got %v", e)
		}
		if got := a.get(path, root); string(got.body) != string(made.body) || got.header.Get("ETag") != made.header.Get("ETag") {
			t.Errorf("got %s", got.body)
		}
		inside := session("engines")
		if types := a.get("/organization-types", inside).results(); len(types) != 8 || types[0].text("created_by") == "" {
			t.Errorf("its types are %v", types)
		}
		if log := a.get("/changes", inside).results(); log[0].text("kind") != "workspace" || log[0].object("actor").text("via") != "session" {
			t.Errorf("its log begins with %v", log[0])
		}
		contact := "/contacts/" + a.post("/contacts", object{"first_name": "Ada", "tags": []string{"vip"}}, inside).want(http.StatusCreated).id()
		full := a.do("DELETE", path, nil, root).want(http.StatusConflict).json()
		if detail := full.text("detail"); detail != "The workspace is not empty: contacts 1, tags 1." {
			t.Errorf("got %q", detail)
		}
		a.do("DELETE", contact, nil, inside).want(http.StatusNoContent)
		a.do("DELETE", "/tags/"+a.get("/tags", inside).results()[0].text("id"), nil, inside).want(http.StatusNoContent)
		a.do("DELETE", path, nil, root, `If-Match: "1.7"`).want(http.StatusPreconditionFailed)
		a.do("DELETE", path+"?force=1", nil, root).wantFault("force")
		a.do("DELETE", path, nil, inside, `If-Match: `+made.header.Get("ETag")).want(http.StatusNoContent)
		a.do("DELETE", path, nil, root).want(http.StatusNotFound)
		a.get("/contacts", inside).want(http.StatusForbidden)
		a.post("/contacts", object{"first_name": "Ada"}, inside).want(http.StatusForbidden)
		a.do("DELETE", "/workspaces/"+a.ws, nil, root).want(http.StatusConflict)
		if left := a.get("/workspaces", root).results(); len(left) != 1 {
			t.Errorf("left are %v", left)
		}
		a.post("/workspaces", body, root).want(http.StatusCreated)
	})
}

func TestWorkspacesThatAreNotMade(t *testing.T) {
	eachAPI(t, func(a *api) {
		_, session := a.root()
		root := session("default")
		for at, body := range map[string]object{
			"/slug":                 {"name": "x"},
			"/name":                 {"slug": "x"},
			"/default_region":       {"slug": "x", "name": "x", "default_region": "XX"},
			"/strict_custom_fields": {"slug": "x", "name": "x", "strict_custom_fields": 1},
			"/region":               {"slug": "x", "name": "x", "region": "GB"},
		} {
			a.post("/workspaces", body, root).wantFault(at)
		}
		for _, slug := range []any{"A", "a b", "-a", "a-", "", "new", "default", nil, 1, strings.Repeat("a", 51), "a\u0000"} {
			a.post("/workspaces", object{"slug": slug, "name": "x"}, root).wantFault("/slug")
		}
		a.post("/workspaces", "[]", root).wantFault("")
		a.post("/workspaces?x=1", object{"slug": "x", "name": "x"}, root).wantFault("x")
		if n := len(a.get("/workspaces", root).results()); n != 1 {
			t.Errorf("there are %d", n)
		}
	})
}
