package restapi_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/auth"
)

var anID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// caller is somebody who tries every route.
type caller struct {
	name   string
	header string
	can    map[string]bool // nil for nobody that is known
	other  bool            // of another workspace

	superuser bool
}

// callers are all those of the table, with what the workspace's roles allow.
func callers(a *api) []caller {
	a.Helper()
	revoked := a.post("/api-keys", object{"name": "gone", "role": "admin"}).want(http.StatusCreated)
	a.do("DELETE", "/api-keys/"+revoked.id(), nil).want(http.StatusNoContent)
	list := []caller{{name: "nobody", header: nobody}, {name: "revoked", header: bearer(revoked.json().text("key"))}}
	may := func(role string) map[string]bool {
		can := map[string]bool{}
		for _, p := range a.get("/roles?name=" + role).results()[0]["permissions"].([]any) {
			can[p.(string)] = true
		}
		return can
	}
	for _, role := range []string{"viewer", "editor", "admin"} {
		list = append(list, caller{name: role, header: bearer(a.newKey(role)), can: may(role)})
	}
	b := a.newWorkspace("b")
	for _, role := range []string{"viewer", "admin"} {
		_, key, err := auth.New(a.db, nil).CreateKey(a.Context(), b, operator, auth.NewKey{Name: role, Role: role})
		if err != nil {
			a.Fatal(err)
		}
		list = append(list, caller{name: role + " of b", header: bearer(key), can: may(role), other: true})
	}
	ada := a.newUser(auth.NewUser{Username: "ada", Role: "viewer"})
	a.join(b, ada.ID, "admin")
	access, _ := a.signIn("ada")
	a.newUser(auth.NewUser{Username: "root", Superuser: true})
	root, _ := a.signIn("root")
	keyOf := func(workspace string) string {
		_, key, err := auth.New(a.db, nil).CreateKey(a.Context(), workspace, operator, auth.NewKey{Name: "root", Role: "admin", Username: "root"})
		if err != nil {
			a.Fatal(err)
		}
		return bearer(key)
	}
	return append(list,
		caller{name: "key of a superuser", header: keyOf(a.ws), can: may("admin")},
		caller{name: "key of a superuser in b", header: keyOf(b), can: may("admin"), other: true},
		caller{name: "superuser", header: bearer(root) + "\n" + auth.WorkspaceHeader + ": default", can: may("admin"), superuser: true},
		caller{name: "session of a viewer", header: bearer(access) + "\n" + auth.WorkspaceHeader + ": default", can: may("viewer")},
		caller{name: "session of an admin of b", header: bearer(access) + "\n" + auth.WorkspaceHeader + ": b", can: may("admin"), other: true})
}

// TestEveryRouteForEverybody_TEN_01 tries each route of the document with each
// caller: who is not known gets 401, who may not 403, and of other workspaces
// there is as little as of what never was.
func TestEveryRouteForEverybody_TEN_01(t *testing.T) {
	eachAPI(t, func(a *api) {
		d := newDocumented(a)
		all := callers(a)
		tried := 0
		d.operations([]string{"get", "post", "put", "patch", "delete"}, func(d *documented, method, path string, operation object) {
			needed := permissionOf(operation)
			if needed == "" {
				if !slices.Contains([]string{"/", "/auth/token", "/auth/token/refresh", "/auth/me", "/openapi.json", "/openapi.yaml"}, path) {
					d.Errorf("%s %s says no permission", method, path)
				}
				return
			}
			for _, c := range all {
				d.try(&c, strings.ToUpper(method), path, needed, superusersAlone(operation))
				tried++
			}
		})
		for header, want := range map[string]int{nobody: http.StatusUnauthorized, all[1].header: http.StatusUnauthorized, all[2].header: http.StatusOK} {
			a.get("/auth/me", header).want(want)
		}
		if tried < 60*len(all) {
			t.Errorf("%d were tried", tried)
		}
	})
}

// try sends one request of a caller.
func (d *documented) try(c *caller, method, path, permission string, superusers bool) {
	d.Helper()
	headers := strings.Split(c.header, "\n")
	real := d.real(path)
	if c.can[permission] && !c.other && method != http.MethodGet {
		headers = append(headers, `If-Match: "0.0"`) // never holds, so that all stays as it is
	}
	got := d.send(method, path, real, headers...)
	named := strings.Contains(path, "{")
	switch {
	case c.can == nil:
		d.status(c, method, path, got, http.StatusUnauthorized)
	case !c.can[permission], superusers && !c.superuser:
		d.status(c, method, path, got, http.StatusForbidden)
	case path == "/views/{id}" && method != http.MethodGet && !c.other && !c.can["manage_workspace"]: // it is somebody else's
		d.status(c, method, path, got, http.StatusForbidden)
	case path == "/changes/{number}/undo": // of a role, which is built in
		d.status(c, method, path, got, http.StatusConflict, http.StatusForbidden)
	case c.other && path == "/changes/{number}": // each workspace has its own
		d.status(c, method, path, got, http.StatusOK)
	case c.other && isUpsert(method, path): // each workspace has its own
		d.status(c, method, path, got, http.StatusCreated, http.StatusOK, http.StatusBadRequest)
	case c.other && named:
		unknown := d.send(method, path, anID.ReplaceAllStringFunc(real, func(string) string { return d.db.NewID() }), headers...)
		if !strings.HasSuffix(path, "/merge") { // the other tag is not there, either
			d.status(c, method, path, got, http.StatusNotFound)
		}
		if got.json().text("detail") != unknown.json().text("detail") || unknown.status != got.status {
			d.Errorf("%s: %s %s is told apart from an unknown id: %s, %s", c.name, method, path, got.body, unknown.body)
		}
	case c.other:
		if got.status >= 500 || got.status == http.StatusNotFound || strings.Contains(string(got.body), d.ws) {
			d.Errorf("%s: %s %s: %d %s", c.name, method, path, got.status, got.body)
		}
	case method == http.MethodGet:
		d.status(c, method, path, got, http.StatusOK)
	default:
		d.status(c, method, path, got, http.StatusPreconditionFailed, http.StatusCreated, http.StatusOK, http.StatusBadRequest)
	}
}

func (d *documented) status(c *caller, method, path string, got *answer, want ...int) {
	d.Helper()
	if !slices.Contains(want, got.status) {
		d.Errorf("%s: %s %s: got %d, want %v: %s", c.name, method, path, got.status, want, got.body)
	}
}

// send sends a request with a body that the route takes.
func (d *documented) send(method, path, real string, headers ...string) *answer {
	d.Helper()
	var body any
	switch {
	case method == http.MethodGet || method == http.MethodDelete || strings.HasSuffix(path, "/tags/{tag}"):
	case strings.HasSuffix(path, "/merge"):
		body = object{"into": d.db.NewID()}
	case strings.HasSuffix(path, "/move"):
		body = object{"parent": nil}
	case strings.HasSuffix(path, "/batch"):
		body = object{"operations": []object{}}
	case method == http.MethodPatch:
		body = object{}
	case method == http.MethodPut:
		body = d.get(d.real(path)).want(http.StatusOK).json()
	default:
		body = samples(d.T, path)
	}
	if path == "/contacts/{id}/addresses" || path == "/contacts/{id}/addresses/{channel}" {
		body = object{"address": object{"city": fmt.Sprint("City ", d.db.NewID())}}
	}
	return d.do(method, real, body, headers...)
}
