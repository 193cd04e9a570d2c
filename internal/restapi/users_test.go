package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
)

func TestUsers(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/users", object{"username": " Ada ", "email": "ada@example.org", "role": "EDITOR", "password": password, "id": "x"}).
			want(http.StatusCreated)
		u := made.json()
		path := "/users/" + made.id()
		if u["username"] != "Ada" || u["role"] != "editor" || u["is_active"] != true || u["is_superuser"] != false || u["version"] != 1.0 ||
			made.header.Get("Location") != "/api/v1"+path {
			t.Errorf("got %s", made.body)
		}
		a.signIn("ada")
		if got := string(a.get(path + "?fields=role,username").body); got != `{"role":"editor","username":"Ada"}` {
			t.Errorf("got %s", got)
		}
		if got := a.patch(path, u).want(http.StatusOK).json(); got["version"] != 1.0 {
			t.Errorf("what was read is a change: %v", got)
		}
		tag := made.header.Get("ETag")
		changed := a.patch(path, object{"email": nil, "role": "viewer", "password": "kettle moss ferry"}, "If-Match: "+tag).want(http.StatusOK).json()
		if changed["email"] != "" || changed["role"] != "viewer" || changed["version"] != 2.0 {
			t.Errorf("got %v", changed)
		}
		a.patch(path, object{"role": "editor"}, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		for query, want := range map[string]int{
			"": 2, "?username=ADA": 1, "?email=ada@example.org": 0, "?role=Viewer": 1, "?is_service=true": 1, "?is_active=false": 0, "?ordering=-created_at": 2,
		} {
			if n := len(a.get("/users" + query).results()); n != want {
				t.Errorf("%q: got %d", query, n)
			}
		}
		for range 2 {
			a.do("DELETE", path, nil).want(http.StatusNoContent)
		}
		if got := a.get(path).want(http.StatusOK).json(); got["is_active"] != false || got["version"] != 3.0 {
			t.Errorf("got %v", got)
		}
		a.patch(path, object{"is_active": true}).want(http.StatusOK)
		changes := a.get("/changes?kind=user&record=" + made.id()).results()
		if len(changes) != 4 || fmt.Sprint(changes[1]["changed"]) != "[email password role]" || changes[2].object("after")["is_active"] != false {
			t.Errorf("got %v", changes)
		}
		for _, secret := range []string{password, "kettle moss", "argon2"} {
			if strings.Contains(string(a.get("/changes?page_size=200").body), secret) {
				t.Errorf("the log has %s", secret)
			}
		}
		a.do("PUT", path, u).want(http.StatusMethodNotAllowed)
	})
}

func TestRefusedUsers(t *testing.T) {
	eachAPI(t, func(a *api) {
		first := a.post("/users", object{"username": "ada", "role": "viewer"}).want(http.StatusCreated).id()
		for _, c := range []struct {
			at   string
			body object
		}{
			{"/username", object{"role": "viewer"}},
			{"/username", object{"username": "ADA", "role": "viewer"}},
			{"/username", object{"username": nil, "role": "viewer"}},
			{"/username", object{"username": "a b", "role": "viewer"}},
			{"/email", object{"username": "b", "role": "viewer", "email": "b"}},
			{"/role", object{"username": "b"}},
			{"/role", object{"username": "b", "role": "owner"}},
			{"/password", object{"username": "b", "role": "viewer", "password": "short"}},
			{"/password", object{"username": "b", "role": "viewer", "password": ""}},
			{"/password", object{"username": "b", "role": "viewer", "password": nil}},
			{"/password", object{"username": "b", "role": "viewer", "password": "password1234"}},
			{"/is_superuser", object{"username": "b", "role": "viewer", "is_superuser": 1}},
			{"/permissions", object{"username": "b", "role": "viewer", "permissions": []string{}}},
		} {
			a.post("/users", c.body).wantFault(c.at)
		}
		path := "/users/" + first
		for _, c := range []struct {
			at   string
			body object
		}{
			{"/username", object{"username": "bob"}},
			{"/email", object{"email": "b"}},
			{"/role", object{"role": "owner"}},
			{"/password", object{"password": "short"}},
			{"/is_active", object{"is_active": nil}},
		} {
			a.patch(path, c.body).wantFault(c.at)
		}
		both := a.patch(path, object{"email": "b", "password": "short", "x": 1})
		both.wantFault("/email")
		both.wantFault("/password")
		both.wantFault("/x")
		service := "/users/" + a.get("/users?is_service=true").results()[0].text("id")
		a.patch(service, object{"password": password}).wantFault("/password")
		a.post("/users?x=1", object{}).wantFault("x")
		a.patch(path, "[]").wantFault("")
		a.do("DELETE", path+"?x=1", nil).wantFault("x")
		for _, id := range []string{a.db.NewID(), "ada"} {
			a.get("/users/" + id).want(http.StatusNotFound)
			a.patch("/users/"+id, object{}).want(http.StatusNotFound)
			a.do("DELETE", "/users/"+id, nil).want(http.StatusNotFound)
		}
		if got := a.get(path).json()["version"]; got != 1.0 {
			t.Errorf("got the version %v", got)
		}
	})
}

// TestNobodyGivesWhatTheyDoNotHave, nor takes over somebody who may more.
func TestNobodyGivesWhatTheyDoNotHave(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/roles", object{"name": "clerk", "permissions": []string{"manage_workspace", "view_contact"}}).want(http.StatusCreated)
		clerk := bearer(a.newKey("clerk"))
		admin := "/users/" + a.newUser(auth.NewUser{Username: "admin1", Role: "admin"}).ID
		root := "/users/" + a.newUser(auth.NewUser{Username: "root", Superuser: true, Role: "viewer"}).ID
		other := "/users/" + a.newUser(auth.NewUser{Username: "other", Role: "clerk"}).ID
		viewer := a.get("/roles?name=viewer").results()[0]
		for _, body := range []object{
			{"username": "x", "role": "admin"}, {"username": "x", "role": "viewer"}, {"username": "x", "role": "clerk", "is_superuser": true},
		} {
			a.post("/users", body, clerk).want(http.StatusForbidden)
		}
		for _, path := range []string{admin, root} {
			for _, body := range []object{{"password": "kettle moss ferry"}, {"is_active": false}, {"email": "x@example.org"}, {"role": "clerk"}, {"role": nil}} {
				a.patch(path, body, clerk).want(http.StatusForbidden)
			}
			a.do("DELETE", path, nil, clerk).want(http.StatusForbidden)
		}
		for _, body := range []object{{"is_superuser": true}, {"role": "admin"}} {
			a.patch(other, body, clerk).want(http.StatusForbidden)
		}
		a.patch(root, object{"email": "x@example.org"}).want(http.StatusForbidden) // by an admin
		a.patch(other, object{"is_superuser": true}).want(http.StatusForbidden)
		a.post("/roles", object{"name": "x", "permissions": []string{"add_tag"}}, clerk).want(http.StatusForbidden)
		a.patch("/roles/"+viewer.text("id"), object{"permissions": []string{"view_contact"}}, clerk).want(http.StatusForbidden)
		a.patch("/roles/"+viewer.text("id"), object{"permissions": append(viewer["permissions"].([]any), "add_tag")}, clerk).want(http.StatusForbidden)
		a.post("/api-keys", object{"name": "x", "role": "editor"}, clerk).want(http.StatusForbidden)
		a.post("/api-keys", object{"name": "x", "role": "admin", "user": "root"}).want(http.StatusForbidden)
		for _, key := range a.get("/api-keys").results() {
			if key.text("role") == "admin" {
				a.patch("/api-keys/"+key.text("id"), object{"name": "mine"}, clerk).want(http.StatusForbidden)
			}
		}
		a.post("/users", object{"username": "y", "role": "clerk"}, clerk).want(http.StatusCreated)
		a.patch(other, object{"password": "kettle moss ferry"}, clerk).want(http.StatusOK)
		a.post("/roles", object{"name": "x", "permissions": []string{"view_contact"}}, clerk).want(http.StatusCreated)

		access, _ := a.signIn("root")
		a.patch(other, object{"is_superuser": true, "role": "admin"}, bearer(access)).want(http.StatusOK)
		nowhere := a.post("/users", object{"username": "z", "is_superuser": true}, bearer(access)).want(http.StatusCreated)
		a.get("/users/"+nowhere.id(), bearer(access)).want(http.StatusOK)
		a.get("/users/" + nowhere.id()).want(http.StatusNotFound)
		a.post("/api-keys", object{"name": "z", "role": "viewer", "user": "z"}, bearer(access)).want(http.StatusCreated)
	})
}

// TestUsersOfOtherWorkspacesAreTheirs: who works elsewhere, too, is changed here
// in their role alone.
func TestUsersOfOtherWorkspacesAreTheirs(t *testing.T) {
	eachAPI(t, func(a *api) {
		b := a.newWorkspace("b")
		ada := a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		a.join(b, ada.ID, "admin")
		path := "/users/" + ada.ID
		for _, body := range []object{{"password": "kettle moss ferry"}, {"email": "x@example.org"}, {"is_active": false}} {
			a.patch(path, body).want(http.StatusForbidden)
		}
		a.do("DELETE", path, nil).want(http.StatusForbidden)
		a.patch(path, object{"role": "viewer"}).want(http.StatusOK)
		a.patch(path, object{"role": nil}).want(http.StatusOK)
		a.get(path).want(http.StatusNotFound)
		a.patch(path, object{"role": "admin"}).want(http.StatusNotFound)
		a.post("/api-keys", object{"name": "x", "role": "admin", "user": ada.ID}).wantFault("/user")
		access, _ := a.signIn("ada")
		if me := a.get("/auth/me", bearer(access)).json(); me.text("workspace") != "b" {
			t.Errorf("got %v", me)
		}
	})
}

// TestSomebodyIsLeftToManage_TEN_06: neither the last one nor the last two at
// once go.
func TestSomebodyIsLeftToManage_TEN_06(t *testing.T) {
	eachAPI(t, func(a *api) {
		one := a.newUser(auth.NewUser{Username: "one", Role: "admin"})
		path := "/users/" + one.ID
		access, _ := a.signIn("one")
		role := a.get("/roles?name=admin").results()[0].text("id")
		alone := func() {
			a.Helper()
			for _, as := range []string{bearer(access), bearer(a.key)} {
				a.patch(path, object{"role": "editor"}, as).want(http.StatusConflict)
				a.patch(path, object{"role": nil}, as).want(http.StatusConflict)
				a.patch(path, object{"is_active": false}, as).want(http.StatusConflict)
				a.do("DELETE", path, nil, as).want(http.StatusConflict)
			}
			a.patch("/roles/"+role, object{"permissions": []string{"manage_workspace"}}, bearer(access)).wantFault("/permissions")
		}
		alone()
		clerks := a.post("/roles", object{"name": "clerk", "permissions": []string{"manage_workspace"}}).want(http.StatusCreated).id()
		for round := range 8 {
			two := "/users/" + a.newUser(auth.NewUser{Username: fmt.Sprint("two", round), Role: "admin"}).ID
			other, _ := a.signIn(fmt.Sprint("two", round))
			var statuses [2]int
			var both sync.WaitGroup
			both.Go(func() { statuses[0] = a.patch(two, object{"role": "editor"}, bearer(access)).status })
			both.Go(func() {
				if round%2 == 0 {
					statuses[1] = a.do("DELETE", path, nil, bearer(other)).status
				} else {
					statuses[1] = a.patch(path, object{"role": "viewer"}, bearer(other)).status
				}
			})
			both.Wait()
			managers := len(a.get("/users?role=admin&is_active=true&is_service=false").results())
			if managers != 1 || statuses[0] >= 500 || statuses[1] >= 500 {
				t.Fatalf("round %d: %v, %d are left", round, statuses, managers)
			}
			a.patch(path, object{"role": "admin", "is_active": true}).want(http.StatusOK)
			a.patch(two, object{"role": "clerk"}).want(http.StatusOK)
			a.patch(two, object{"is_active": false}).want(http.StatusOK)
			a.clock.ahead += 5 * time.Minute
			access, _ = a.signIn("one")
		}
		alone()
		a.patch("/users/"+a.get("/users?username=two0").results()[0].text("id"), object{"is_active": true}).want(http.StatusOK)
		a.patch(path, object{"role": "editor"}).want(http.StatusOK)
		a.patch("/roles/"+clerks, object{"permissions": []string{}}).want(http.StatusConflict)
	})
}
