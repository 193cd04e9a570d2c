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
		for _, user := range []string{"root", "admin1", "other"} {
			a.post("/api-keys", object{"name": "x", "role": "clerk", "user": user}, clerk).want(http.StatusForbidden)
			a.post("/api-keys", object{"name": "x", "role": "viewer", "user": user}).want(http.StatusForbidden) // by an admin
		}
		otherIn, _ := a.signIn("other")
		for i, own := range []string{"other", strings.TrimPrefix(other, "/users/")} {
			a.post("/api-keys", object{"name": fmt.Sprint("own", i), "role": "clerk", "user": own}, bearer(otherIn)).want(http.StatusCreated)
		}
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
// in their role alone, and by a key not at all.
func TestUsersOfOtherWorkspacesAreTheirs(t *testing.T) {
	eachAPI(t, func(a *api) {
		b := a.newWorkspace("b")
		a.newUser(auth.NewUser{Username: "boss", Role: "admin"})
		ada := a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		a.join(b, ada.ID, "admin")
		path := "/users/" + ada.ID
		session, _ := a.signIn("boss")
		for _, as := range []string{bearer(session), bearer(a.key)} {
			for _, body := range []object{{"password": "kettle moss ferry"}, {"email": "x@example.org"}, {"is_active": false}} {
				a.patch(path, body, as).want(http.StatusForbidden)
			}
			a.do("DELETE", path, nil, as).want(http.StatusForbidden)
		}
		a.patch(path, object{"role": "viewer"}).want(http.StatusForbidden)
		a.patch(path, object{"role": nil}).want(http.StatusForbidden)
		a.patch(path, a.get(path).want(http.StatusOK).json()).want(http.StatusOK) // changes nothing
		a.patch(path, object{"role": "viewer"}, bearer(session)).want(http.StatusOK)
		change := a.get("/changes?kind=user&record=" + ada.ID + "&ordering=-number").results()[0]
		a.post(fmt.Sprintf("/changes/%v/undo", change["number"]), nil).want(http.StatusForbidden)
		a.patch(path, object{"role": nil}, bearer(session)).want(http.StatusOK)
		a.get(path).want(http.StatusNotFound)
		a.patch(path, object{"role": "admin"}).want(http.StatusNotFound)
		a.post("/api-keys", object{"name": "x", "role": "admin", "user": ada.ID}).wantFault("/user")
		access, _ := a.signIn("ada")
		if me := a.get("/auth/me", bearer(access)).json(); me.text("workspace") != "b" {
			t.Errorf("got %v", me)
		}
	})
}

// TestAKeyIsOfOneWorkspace_AUT_08: a superuser's key does what an admin's does in
// its own workspace, whoever made it, and nothing elsewhere.
func TestAKeyIsOfOneWorkspace_AUT_08(t *testing.T) {
	eachAPI(t, func(a *api) {
		elsewhere := a.newWorkspace("elsewhere")
		key, session := a.root()
		other := a.newUser(auth.NewUser{Username: "other", Superuser: true, Role: "viewer"}).ID
		stranger := a.post("/users", object{"username": "stranger", "role": "viewer"}, session("elsewhere")).want(http.StatusCreated).id()
		if seen := a.get("/workspaces?count=exact", key).want(http.StatusOK).json(); seen["count"] != 1.0 || seen.list("results")[0]["id"] != a.ws {
			t.Errorf("the workspaces are %v", seen)
		}
		if seen := a.get("/auth/me", key).want(http.StatusOK).json().list("workspaces"); len(seen) != 1 || seen[0]["id"] != a.ws {
			t.Errorf("the caller works in %v", seen)
		}
		for _, u := range a.get("/users", key).want(http.StatusOK).results() {
			if u["role"] == nil {
				t.Errorf("%v is no member", u)
			}
		}
		a.get("/workspaces/"+elsewhere, key).want(http.StatusNotFound)
		a.patch("/workspaces/"+elsewhere, object{"name": "x"}, key).want(http.StatusNotFound)
		a.patch("/workspaces/"+a.ws, object{"name": "x"}, key).want(http.StatusOK)
		a.post("/workspaces", object{"slug": "x", "name": "x"}, key).want(http.StatusForbidden)
		a.do("DELETE", "/workspaces/"+elsewhere, nil, key).want(http.StatusForbidden)
		a.get("/contacts", key, auth.WorkspaceHeader+": elsewhere").want(http.StatusForbidden)
		a.get("/users/"+stranger, key).want(http.StatusNotFound)
		a.patch("/users/"+stranger, object{"is_active": false}, key).want(http.StatusNotFound)
		a.post("/users", object{"username": "x", "role": "viewer", "is_superuser": true}, key).want(http.StatusForbidden)
		a.post("/users", object{"username": "x"}, key).wantFault("/role")
		member := a.post("/users", object{"username": "member", "role": "viewer"}, key).want(http.StatusCreated).id()
		a.patch("/users/"+member, object{"is_superuser": true}, key).want(http.StatusForbidden)
		a.patch("/users/"+member, object{"role": "editor"}, key).want(http.StatusOK)
		for _, body := range []object{{"is_superuser": false}, {"email": "x@example.org"}, {"role": "editor"}, {"role": nil}, {"password": "kettle moss ferry"}} {
			a.patch("/users/"+other, body, key).want(http.StatusForbidden)
		}
		a.do("DELETE", "/users/"+other, nil, key).want(http.StatusForbidden)
		for _, name := range []string{"member", "other"} {
			a.post("/api-keys", object{"name": name, "role": "viewer", "user": name}, key).want(http.StatusForbidden)
			a.post("/api-keys", object{"name": name, "role": "viewer", "user": name}, session("default")).want(http.StatusCreated)
		}
		own := a.post("/api-keys", object{"name": "own", "role": "admin", "user": "ROOT"}, key).want(http.StatusCreated).json()
		made := a.post("/contacts", object{"first_name": "Ada"}, bearer(own.text("key"))).want(http.StatusCreated).json()
		if made["created_by"] != own["user"] || own["username"] != "root" {
			t.Errorf("%v was made by the key of %v", made["created_by"], own)
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
