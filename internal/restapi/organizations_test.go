package restapi_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrganizationTypes(t *testing.T) {
	eachAPI(t, func(a *api) {
		var names []string
		for _, o := range a.get("/organization-types").results() {
			names = append(names, o.text("name"))
		}
		want := []string{"Branch", "Company", "Customer", "Department", "Division", "Partner", "Supplier", "Team"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Error(diff)
		}
		made := a.post("/organization-types", object{"name": "Göttinger Club & Co", "description": "a\nb"}).want(http.StatusCreated)
		for _, by := range []string{made.id(), url.PathEscape("göttinger club & co")} {
			read := a.get("/organization-types/" + by).want(http.StatusOK)
			if diff := cmp.Diff(string(made.body), string(read.body)); diff != "" {
				t.Error(diff)
			}
		}
		a.get("/organization-types/none").want(http.StatusNotFound)
		a.get("/organization-types/%00%ff").want(http.StatusNotFound)
		a.post("/organization-types", object{"description": "x"}).wantFault("/name")
		if fault := a.post("/organization-types", object{"name": "COMPANY"}).wantFault("/name"); fault["code"] != "unique" {
			t.Errorf("got %v", fault)
		}
		for _, name := range []string{"team", "G%C3%96TTINGER%20club%20%26%20co"} {
			if got := a.get("/organization-types?name=" + name).results(); len(got) != 1 {
				t.Errorf("%s: found %d", name, len(got))
			}
		}
	})
}

func TestOrganizationsAndTheirContacts(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{
			"name": "Analytical Engines", "legal_name": "Analytical Engines Ltd", "code": "AE",
			"organization_type": "company", "status": "inactive", "parent": nil, "effective_date": "1837-01-01",
			"end_date": nil, "website": "https://engines.example", "tax_id": "1", "primary_contact": nil,
			"primary_address": object{"city": "London"}, "currency": "GBP", "timezone": "Europe/London",
			"language": nil, "tags": []any{"VIP"}, "metadata": object{"a": 1.0}, "custom_fields": object{"b": true},
			"external_ids": object{"erp": "1"},
		}
		made := a.post("/organizations", body).want(http.StatusCreated)
		path := "/organizations/" + made.id()
		read := a.get(path).want(http.StatusOK)
		if diff := cmp.Diff(string(made.body), string(read.body)); diff != "" {
			t.Error(diff)
		}
		if made.header.Get("Location") != "/api/v1"+path || made.header.Get("ETag") != read.header.Get("ETag") {
			t.Errorf("got %v", made.header)
		}
		for name, want := range body {
			if name == "organization_type" || name == "primary_address" {
				continue
			}
			if diff := cmp.Diff(normal(want), normal(read.json()[name])); diff != "" {
				t.Error(name, diff)
			}
		}
		child := a.post("/organizations", object{
			"name": "Mill", "code": "M", "organization_type": read.json()["organization_type"], "parent": made.id(),
		}).want(http.StatusCreated).json()
		if diff := cmp.Diff([]any{"Analytical Engines", "Mill"}, child["path"]); diff != "" || child["depth"] != 1.0 {
			t.Error(diff, child["depth"])
		}
		ada := a.post("/contacts", object{"first_name": "Ada", "linked_organization": made.id()}).want(http.StatusCreated).json()
		if ada["linked_organization_name"] != "Analytical Engines" {
			t.Errorf("got %v", ada)
		}
		o := a.get(path).json()
		if o["contacts_count"] != 1.0 || o["children_count"] != 1.0 || o["version"] != 1.0 {
			t.Errorf("got %v", o)
		}
		list := a.get("/organizations?parent=null&fields=name,path").json()
		if diff := cmp.Diff([]object{{"name": "Analytical Engines", "path": []any{"Analytical Engines"}}}, list.list("results")); diff != "" {
			t.Error(diff)
		}
		if got := a.get("/organizations").json()["count"]; got != 2.0 {
			t.Errorf("got count %v", got)
		}
		if got := a.get(path + "/history").results(); len(got) != 1 || got[0]["kind"] != "organization" {
			t.Errorf("got %v", got)
		}
	})
}

func TestOrganizationRefusals(t *testing.T) {
	eachAPI(t, func(a *api) {
		least := object{"name": "A", "code": "A", "organization_type": "Company"}
		id := a.post("/organizations", least).want(http.StatusCreated).id()
		refused := a.post("/organizations", least)
		for _, at := range []string{"/name", "/code"} {
			if fault := refused.wantFault(at); fault["code"] != "unique" || fault["conflict"] != id {
				t.Errorf("got %v", fault)
			}
		}
		for at, value := range map[string]any{
			"/organization_type": "Guild", "/parent": "x", "/primary_contact": id, "/primary_address": 7, "/status": nil,
			"/tags": "VIP", "/metadata": []any{}, "/name": nil, "/code": nil, "/timezone": "Local", "/website": "x",
		} {
			body := object{"name": "B", "code": "B", "organization_type": "Company"}
			body[at[1:]] = value
			a.post("/organizations", body).wantFault(at)
		}
		empty := a.post("/organizations", object{})
		for _, at := range []string{"/name", "/code", "/organization_type"} {
			empty.wantFault(at)
		}
		if n := a.count("organizations"); n != 1 {
			t.Errorf("there are %d organizations", n)
		}
		a.get("/organizations/x").want(http.StatusNotFound)
		a.get("/organizations?organization_type=Guild").wantFault("organization_type")
	})
}
