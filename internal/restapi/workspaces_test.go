package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/record"
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
			"name": " Engines ", "default_region": " gb ", "strict_custom_fields": true, "slug": "other", "id": "x",
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
		a.post("/workspaces", object{"slug": "x", "name": "x"}).want(http.StatusMethodNotAllowed)
		a.do("DELETE", path, nil).want(http.StatusMethodNotAllowed)
	})
}

// TestOtherWorkspacesAreNotThere: the list has the caller's own alone, and the
// id of another is that of none. A superuser's key belongs to one, too.
func TestOtherWorkspacesAreNotThere(t *testing.T) {
	eachAPI(t, func(a *api) {
		const elsewhere = "01900000-0000-7000-8000-00000000beef"
		_, err := a.db.Exec(a.Context(), `INSERT INTO workspaces (id, slug, name, `+record.Columns+`)
			SELECT '`+elsewhere+`', 'elsewhere', 'Elsewhere', `+record.Columns+` FROM workspaces WHERE id = $1`, a.ws)
		if err != nil {
			a.Fatal(err)
		}
		keys := auth.New(a.db, nil)
		actor := changelog.Actor{Via: changelog.ViaCommand}
		root, err := keys.CreateUser(t.Context(), a.ws, actor, auth.NewUser{Username: "root", Email: "root@example.org", Superuser: true})
		if err != nil {
			a.Fatal(err)
		}
		_, key, err := keys.CreateKey(t.Context(), a.ws, actor, auth.NewKey{Name: "root", Username: root.Username, Role: "admin"})
		if err != nil {
			a.Fatal(err)
		}
		for _, as := range []string{"Authorization: Bearer " + a.key, "Authorization: Bearer " + key} {
			for query, want := range map[string]int{
				"": 1, "?slug=default": 1, "?slug=elsewhere": 0, "?ordering=-name&fields=id,slug": 1, "?count=exact": 1,
			} {
				list := a.get("/workspaces"+query, as).want(http.StatusOK)
				if found := list.results(); len(found) != want || list.json()["count"] != float64(want) || want == 1 && found[0]["id"] != a.ws {
					t.Errorf("%q: got %s", query, list.body)
				}
			}
			for _, id := range []string{elsewhere, "default", a.db.NewID()} {
				a.get("/workspaces/"+id, as).want(http.StatusNotFound)
				a.patch("/workspaces/"+id, object{"name": "x"}, as).want(http.StatusNotFound)
			}
			a.get("/workspaces/"+a.ws, as).want(http.StatusOK)
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
