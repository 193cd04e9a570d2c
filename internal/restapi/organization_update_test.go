package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/record"
)

func TestOrganizationTypesAreChangedAndDeleted(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/organization-types", object{"name": "Guild"}).want(http.StatusCreated).id()
		org := a.post("/organizations", object{"name": "O", "code": "o", "organization_type": "guild"}).want(http.StatusCreated).id()
		path := "/organization-types/guild"
		changed := a.patch(path, object{"description": "of masters"}, `If-Match: "1.1"`).want(http.StatusOK)
		if o := changed.json(); o["description"] != "of masters" || o["name"] != "Guild" || o["version"] != 2.0 || changed.header.Get("ETag") != `"1.2"` {
			t.Errorf("got %s", changed.body)
		}
		a.patch(path, object{"description": "x"}, `If-Match: "1.1"`).want(http.StatusPreconditionFailed)
		same := a.do("PUT", path, changed.json()).want(http.StatusOK)
		if diff := cmp.Diff(string(changed.body), string(same.body)); diff != "" {
			t.Error(diff)
		}
		if fault := a.do("PUT", path, object{"description": "x"}).wantFault("/name"); fault["code"] != "required" {
			t.Errorf("got %v", fault)
		}
		if fault := a.patch(path, object{"name": "TEAM"}).wantFault("/name"); fault["code"] != "unique" || fault["conflict"] == nil {
			t.Errorf("got %v", fault)
		}
		for _, name := range []any{nil, "", " ", strings.Repeat("x", 101)} {
			a.patch(path, object{"name": name}).wantFault("/name")
		}
		a.patch(path, object{"label": "x"}).wantFault("/label")
		if o := a.get("/organizations/" + org).json(); o["version"] != 1.0 {
			t.Errorf("a description that it does not show: %v", o)
		}
		a.patch("/organization-types/"+id, object{"name": "Craft"}).want(http.StatusOK)
		if o := a.get("/organizations/" + org).json(); o["organization_type_name"] != "Craft" || o["version"] != 2.0 {
			t.Errorf("got %v", o)
		}
		history := a.get("/organizations/" + org + "/history").results()[0]
		cause := a.get(fmt.Sprintf("/changes/%v", history["cause"])).json()
		if cause["record"] != id || cause["kind"] != "organization_type" {
			t.Errorf("got %v because of %v", history, cause)
		}
		refused := a.do("DELETE", "/organization-types/craft", nil).want(http.StatusConflict)
		if !strings.Contains(refused.json().text("detail"), "1") {
			t.Errorf("got %s", refused.body)
		}
		a.patch("/organizations/"+org, object{"organization_type": "Team"}).want(http.StatusOK)
		a.do("DELETE", "/organization-types/craft", nil, `If-Match: "1.1"`).want(http.StatusPreconditionFailed)
		a.do("DELETE", "/organization-types/craft?x=1", nil).wantFault("x")
		a.do("DELETE", "/organization-types/craft", nil).want(http.StatusNoContent)
		for _, method := range []string{"GET", "DELETE"} {
			a.do(method, "/organization-types/"+id, nil).want(http.StatusNotFound)
		}
		a.patch("/organization-types/"+id, object{"name": "x"}).want(http.StatusNotFound)
		last := a.get("/changes?kind=organization_type&ordering=-number").results()[0]
		if last["action"] != "delete" || last["record"] != id || last["after"] != nil {
			t.Errorf("got %v", last)
		}
	})
}

func TestOrganizationsWholeLife(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/organizations", object{
			"name": "Engines", "code": "E", "organization_type": "Company", "tags": []any{"VIP"}, "metadata": object{"a": 1, "b": 2},
			"custom_fields": object{"x": 1}, "external_ids": object{"erp": "1"}, "primary_address": object{"city": "London"},
		}).want(http.StatusCreated)
		path, tag := "/organizations/"+made.id(), made.header.Get("ETag")
		// What was read can be written back, and changes nothing.
		same := a.do("PUT", path, made.json(), "If-Match: "+tag).want(http.StatusOK)
		if diff := cmp.Diff(string(made.body), string(same.body)); diff != "" {
			t.Error(diff)
		}
		put := a.do("PUT", path, object{"name": "Engines Ltd", "code": "E", "organization_type": "company"}).want(http.StatusOK).json()
		if put["version"] != 2.0 || put["name"] != "Engines Ltd" || len(put["tags"].([]any)) != 1 || put["primary_address"] == nil {
			t.Errorf("PUT: %v", put)
		}
		for _, name := range []string{"name", "code", "organization_type"} {
			body := object{"name": "x", "code": "x", "organization_type": "Team"}
			delete(body, name)
			if fault := a.do("PUT", path, body).wantFault("/" + name); fault["code"] != "required" {
				t.Errorf("got %v", fault)
			}
			if fault := a.patch(path, object{name: nil}).wantFault("/" + name); fault["code"] != "required" {
				t.Errorf("got %v", fault)
			}
		}
		a.patch(path, object{"name": "x"}, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		patched := a.patch(path, object{
			"metadata": object{"a": nil, "c": 3}, "tags": []any{}, "external_ids": object{"erp": nil}, "timezone": nil,
			"legal_name": nil, "custom_fields": object{"x": nil, "y": true},
		}, "Content-Type: application/merge-patch+json").want(http.StatusOK).json()
		if diff := cmp.Diff(object{"b": 2.0, "c": 3.0}, patched.object("metadata")); diff != "" {
			t.Error(diff)
		}
		if patched["timezone"] != nil || len(patched["tags"].([]any)) != 0 || len(patched.object("external_ids")) != 0 || patched["version"] != 3.0 {
			t.Errorf("got %v", patched)
		}
		if got := a.get("/organizations?tags=VIP").json()["count"]; got != 0.0 {
			t.Errorf("found %v by the tag", got)
		}
		a.do("DELETE", path, nil, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.get(path).want(http.StatusNotFound)
		a.patch(path, object{"name": "x"}).want(http.StatusNotFound)
		a.patch(path, object{"name": "x"}, "If-Match: *").want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil).want(http.StatusNotFound)
		var actions []string
		for _, c := range a.get(path + "/history").results() {
			actions = append(actions, c.text("action"))
		}
		if diff := cmp.Diff([]string{"delete", "update", "update", "create"}, actions); diff != "" {
			t.Error(diff)
		}
		if n := a.count("addresses"); n != 0 {
			t.Errorf("%d addresses are left", n)
		}
	})
}

func TestOrganizationWithChildrenIsNotDeleted(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.organization("root", "")
		a.organization("one", root)
		two := a.organization("two", root)
		refused := a.do("DELETE", "/organizations/"+root, nil).want(http.StatusConflict)
		if !strings.Contains(refused.json().text("detail"), "2") {
			t.Errorf("got %s", refused.body)
		}
		a.post("/organizations/"+two+"/move", object{"parent": nil}).want(http.StatusOK)
		a.do("DELETE", "/organizations/"+root, nil).want(http.StatusConflict)
		a.do("DELETE", "/organizations/"+two, nil).want(http.StatusNoContent)
	})
}

func TestPrimaryContact(t *testing.T) {
	eachAPI(t, func(a *api) {
		org := "/organizations/" + a.organization("O", "")
		ada := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		for _, id := range []any{"ada", "01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30", "", strings.TrimPrefix(org, "/organizations/")} {
			if id == "" {
				continue
			}
			if fault := a.patch(org, object{"primary_contact": id}).wantFault("/primary_contact"); fault["code"] != "not_found" {
				t.Errorf("got %v", fault)
			}
		}
		a.patch(org, object{"primary_contact": 7}).wantFault("/primary_contact")
		if o := a.patch(org, object{"primary_contact": ada}).want(http.StatusOK).json(); o["primary_contact"] != ada {
			t.Errorf("got %v", o)
		}
		a.do("DELETE", "/contacts/"+ada, nil).want(http.StatusNoContent)
		o := a.get(org).json()
		if o["primary_contact"] != nil || o["version"] != 3.0 {
			t.Errorf("got %v", o)
		}
		change := a.get(org + "/history").results()[0]
		if cause := a.get(fmt.Sprintf("/changes/%v", change["cause"])).json(); cause["record"] != ada || cause["action"] != "delete" {
			t.Errorf("got %v because of %v", change, cause)
		}
	})
}

func TestOrganizationUpdateRefusals(t *testing.T) {
	eachAPI(t, func(a *api) {
		other := a.post("/organizations", object{
			"name": "Other", "code": "other", "organization_type": "Team", "external_ids": object{"erp": "1"},
		}).want(http.StatusCreated).id()
		path := "/organizations/" + a.organization("A", "")
		for _, c := range []struct {
			at, code string
			body     object
		}{
			{"/name", "unique", object{"name": "OTHER"}},
			{"/code", "unique", object{"code": "Other"}},
			{"/external_ids/erp", "unique", object{"external_ids": object{"erp": "1"}}},
			{"/organization_type", "not_found", object{"organization_type": "Guild"}},
			{"/organization_type", "invalid_type", object{"organization_type": 7}},
			{"/status", "null", object{"status": nil}},
			{"/status", "unknown_value", object{"status": "gone"}},
			{"/currency", "unknown_value", object{"currency": "DEM"}},
			{"/currency", "unknown_value", object{"currency": "XXX"}},
			{"/timezone", "unknown_value", object{"timezone": "europe/berlin"}},
			{"/timezone", "unknown_value", object{"timezone": "Europe/"}},
			{"/timezone", "unknown_value", object{"timezone": "../x"}},
			{"/language", "invalid_language", object{"language": "en_GB"}},
			{"/website", "invalid_url", object{"website": "ftp://x.example"}},
			{"/effective_date", "invalid_date", object{"effective_date": "2026-02-30"}},
			{"/end_date", "out_of_range", object{"effective_date": "2026-02-02", "end_date": "2026-02-01"}},
			{"/primary_address", "not_found", object{"primary_address": "x"}},
			{"/primary_address/id", "not_found", object{"primary_address": object{"id": other}}},
			{"/primary_address/country", "unknown_value", object{"primary_address": object{"country": "XX"}}},
			{"/metadata", "invalid_type", object{"metadata": []any{}}},
			{"/tags/0", "required", object{"tags": []any{" "}}},
			{"/Name", "unknown_field", object{"Name": "x"}},
		} {
			fault := a.patch(path, c.body).wantFault(c.at)
			if fault["code"] != c.code || (c.code == "unique" && fault["conflict"] != other) {
				t.Errorf("%v: got %v, want %s", c.body, fault, c.code)
			}
		}
		all := a.patch(path, object{"name": "other", "code": "OTHER", "parent": "x", "organization_type": "x", "currency": "x"})
		for _, at := range []string{"/code", "/parent", "/organization_type", "/currency"} {
			all.wantFault(at)
		}
		if o := a.get(path).json(); o["version"] != 1.0 {
			t.Errorf("it was changed: %v", o)
		}
	})
}

// elsewhere returns the same API with a key of another workspace, which has the
// same roles and organization types.
func (a *api) elsewhere() *api {
	a.Helper()
	b := *a
	b.ws = a.db.NewID()
	for _, query := range []string{
		`INSERT INTO workspaces (id, slug, name, ` + record.Columns + `) SELECT $2, 'other', 'Other', ` + record.Columns +
			` FROM workspaces WHERE id = $1`,
		`INSERT INTO workspace_counters (workspace_id) SELECT $2 FROM workspaces WHERE id = $1`,
		`INSERT INTO roles (workspace_id, id, name, name_key, permissions, ` + record.Columns + `) SELECT $2, id, name, name_key,
			permissions, ` + record.Columns + ` FROM roles WHERE workspace_id = $1`,
		`INSERT INTO organization_types (workspace_id, id, name, name_key, sort_key, search_body, ` + record.Columns + `) SELECT $2, id,
			name, name_key, sort_key, search_body, ` + record.Columns + ` FROM organization_types
			WHERE workspace_id = $1 AND name IN ('Company', 'Team')`,
	} {
		if _, err := a.db.Exec(a.Context(), query, a.ws, b.ws); err != nil {
			a.Fatal(err)
		}
	}
	b.key = b.newKey("admin")
	return &b
}

// TestOrganizationsOfAnotherWorkspace: ids of another workspace are as if there
// were none.
func TestOrganizationsOfAnotherWorkspace(t *testing.T) {
	eachAPI(t, func(a *api) {
		mine := a.organization("mine", "")
		theirs := a.organization("theirs", "")
		ada := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		kind := a.post("/organization-types", object{"name": "Guild"}).want(http.StatusCreated).id()
		b := a.elsewhere()
		own := b.organization("own", "")
		for _, call := range []struct{ method, path string }{
			{"GET", ""},
			{"PATCH", ""},
			{"PUT", ""},
			{"DELETE", ""},
			{"POST", "/move"},
			{"GET", "/ancestors"},
			{"GET", "/descendants"},
			{"GET", "/children"},
			{"GET", "/contacts"},
			{"GET", "/history"},
		} {
			var body any
			if call.method != "GET" && call.method != "DELETE" {
				body = object{"parent": nil}
				if call.path == "" {
					body = object{"name": "x", "code": "x", "organization_type": "Team"}
				}
			}
			b.do(call.method, "/organizations/"+theirs+call.path, body).want(http.StatusNotFound)
		}
		b.patch("/organization-types/"+kind, object{"name": "x"}).want(http.StatusNotFound)
		b.do("DELETE", "/organization-types/"+kind, nil).want(http.StatusNotFound)
		for name, id := range map[string]string{"parent": mine, "primary_contact": ada, "organization_type": kind} {
			if fault := b.patch("/organizations/"+own, object{name: id}).wantFault("/" + name); fault["code"] != "not_found" {
				t.Errorf("%s: got %v", name, fault)
			}
		}
		b.post("/organizations/"+own+"/move", object{"parent": mine}).wantFault("/parent")
		if got := b.get("/organizations").names(); got != "own" {
			t.Errorf("got %q", got)
		}
	})
}
