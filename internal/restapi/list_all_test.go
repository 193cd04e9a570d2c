package restapi_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lists runs fn on every list of the document that has pages.
func (s *side) lists(fn func(a *api, path, real string)) {
	s.Helper()
	n := 0
	paths := s.get("/openapi.json").want(http.StatusOK).json().object("paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		get := paths.object(path).object("get")
		if !bytes.Contains(mustEncode(s.T, get), []byte(`"name":"ordering"`)) {
			continue
		}
		n++
		s.run(path, func(a *api) { fn(a, path, s.real(path)) })
	}
	if n < 15 {
		s.Errorf("the document has %d lists", n)
	}
}

// keysOf reads a list from page to page and returns the keys of its records.
func (a *api) keysOf(list, key string) (all []any) {
	a.Helper()
	for next := list; next != ""; {
		page := a.get(next).want(http.StatusOK).json()
		for _, one := range page.list("results") {
			all = append(all, one[key])
		}
		next = page.text("next")
	}
	return all
}

// TestEveryListIsOrderedByID: by cursors, in both directions, alone and behind
// another ordering.
func TestEveryListIsOrderedByID(t *testing.T) {
	eachAPI(t, func(a *api) {
		s := newSide(a, "alpha")
		head := s.post("/organizations", object{"name": "head", "code": "head", "organization_type": "Company"}).want(http.StatusCreated).id()
		s.patch(s.ids["/organizations/{id}"], object{"parent": head}).want(http.StatusOK)
		for i := range 3 {
			organization := fmt.Sprint("unit ", i)
			child := s.post("/organizations", object{
				"name": organization, "code": organization, "organization_type": "Company",
				"parent": s.ids["/organizations/{id}"][len("/organizations/"):],
			}).want(http.StatusCreated).id()
			s.post("/contacts", object{"first_name": "x", "last_name": "y", "linked_organization": child}).want(http.StatusCreated)
		}
		s.lists(func(a *api, path, real string) {
			key := "id"
			if strings.HasPrefix(path, "/changes") || strings.HasSuffix(path, "/history") {
				key = "number"
			}
			less := func(x, y any) int {
				if n, isNumber := x.(float64); isNumber {
					return int(n - y.(float64))
				}
				return strings.Compare(x.(string), y.(string))
			}
			up := a.keysOf(real+"?ordering=id&page_size=1", key)
			if len(up) == 0 || !slices.IsSortedFunc(up, less) {
				a.Errorf("by id: %v", up)
			}
			down := a.keysOf(real+"?ordering=-id&page_size=2", key)
			slices.Reverse(down)
			if diff := cmp.Diff(up, down); diff != "" {
				a.Error("backwards: ", diff)
			}
			last := a.get(real + "?ordering=id&page_size=" + strconv.Itoa(max(1, len(up)-1))).json()
			if link := last.text("next"); link != "" {
				previous := a.get(link).want(http.StatusOK).json().text("previous")
				if got := a.get(previous).results(); len(got) != len(up)-1 || got[0][key] != up[0] {
					a.Errorf("previous: %v", got)
				}
			}
			fault := a.get(real + "?ordering=id,-id").wantFault("ordering")
			if fault["code"] != "repeated" {
				a.Errorf("got %v", fault)
			}
			if fault = a.get(real + "?ordering=nothing").wantFault("ordering"); !strings.Contains(fault.text("detail"), "id") {
				a.Errorf("got %v", fault)
			}
		})
		people := a.get("/contacts?ordering=-status,id").results()
		if again := a.get("/contacts?ordering=-status,id,last_name&search=y").results(); len(again) != 3 || len(people) < 4 {
			a.Errorf("%d and %d", len(people), len(again))
		}
	})
}

func TestPageSizes(t *testing.T) {
	eachAPI(t, func(a *api) {
		s := newSide(a, "alpha")
		s.lists(func(a *api, path, real string) {
			a.get(real + "?page_size=1000").want(http.StatusOK)
			for _, bad := range []string{"0", "1001", "-1", "x", "", "1.5", "999999999999999999999"} {
				fault := a.get(real + "?page_size=" + bad).wantFault("page_size")
				if fault["code"] != "out_of_range" || !strings.Contains(fault.text("detail"), "1 to 1000") {
					a.Errorf("%q: %v", bad, fault)
				}
			}
			if got := a.get(real).results(); len(got) > 25 {
				a.Errorf("%d by default", len(got))
			}
		})
		var operations []any
		for i := range 1000 {
			operations = append(operations, object{"action": "create", "body": object{"first_name": strconv.Itoa(i)}})
		}
		a.post("/contacts/batch", object{"operations": operations}, minimal).want(http.StatusOK)
		page := a.get("/contacts?page_size=1000&ordering=id").json()
		if n := len(page.list("results")); n != 1000 {
			a.Errorf("%d on the page", n)
		}
		if n := len(a.get("/contacts?page_size=1000&ordering=id&page=2").results()); n != a.count("contacts")-1000 {
			a.Errorf("%d on the second page", n)
		}
		a.get("/contacts?page_size=1000&page=11").wantFault("page")
	})
}

// All errors of a body and of a query come together, those that only the database
// knows too.
func TestAllErrorsComeTogether(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/users", object{"username": "anna", "role": "viewer"}).want(http.StatusCreated)
		a.post("/roles", object{"name": "Clerk"}).want(http.StatusCreated)
		key := a.post("/api-keys", object{"name": "one", "role": "viewer"}).want(http.StatusCreated).json()
		other := a.post("/api-keys", object{"name": "two", "role": "viewer"}).want(http.StatusCreated).id()
		user := key.text("user")
		a.newWorkspace("taken")
		_, session := a.root()
		for _, tt := range []struct {
			method, path string
			body         object
			want         []string
		}{
			{"POST", "/api-keys", object{"name": "one", "role": "nobody", "user": "nobody", "expires_at": "2001-01-01T00:00:00Z", "x": 1}, []string{"/expires_at", "/name", "/role", "/user", "/x"}},
			{"POST", "/api-keys", object{"name": "one", "x": 1}, []string{"/name", "/role", "/x"}},
			{"PATCH", "/api-keys/" + other, object{"name": "one", "role": "nobody", "expires_at": 5}, []string{"/expires_at", "/name", "/role"}},
			{"POST", "/users", object{"username": "Anna", "role": "nobody", "email": "x", "is_active": 1}, []string{"/email", "/is_active", "/role", "/username"}},
			{"PATCH", "/users/" + user, object{"role": "nobody", "email": "x", "username": "b"}, []string{"/email", "/role", "/username"}},
			{"PATCH", "/users/" + user, object{"role": "nobody", "password": "short"}, []string{"/password", "/role"}},
			{"POST", "/roles", object{"name": "clerk", "permissions": []any{"fly"}, "x": 1}, []string{"/name", "/permissions/0", "/x"}},
			{"POST", "/workspaces", object{"slug": "taken", "name": " ", "default_region": "QQ", "x": 1}, []string{"/default_region", "/name", "/slug", "/x"}},
			{"GET", "/contacts?tags=none&status=asleep&page_size=0&colour=red&organization_type=x", nil, []string{"colour", "organization_type", "page_size", "status", "tags"}},
			{"GET", "/organizations?organization_type=none&tags_all=none&ordering=size", nil, []string{"ordering", "organization_type", "tags_all"}},
		} {
			var body any
			if tt.body != nil {
				body = tt.body
			}
			var got []string
			for _, e := range a.do(tt.method, tt.path, body, session("default")).want(http.StatusBadRequest).json().list("errors") {
				got = append(got, e.text("pointer")+e.text("parameter"))
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				a.Errorf("%s %s: %s", tt.method, tt.path, diff)
			}
		}
	})
}
