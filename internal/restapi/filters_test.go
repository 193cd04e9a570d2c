package restapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// filtersOf returns the paths of all lists that the OpenAPI document describes,
// each with the parameters of its filters that compare whole values.
func (a *api) filtersOf() map[string][]string {
	a.Helper()
	document := a.get("/openapi.json").want(http.StatusOK).json()
	shared := document.object("components").object("parameters")
	filters := map[string][]string{}
	for path := range document.object("paths") {
		var names []string
		for _, p := range document.object("paths").object(path).object("get").list("parameters") {
			if ref := p.text("$ref"); ref != "" {
				p = shared.object(ref[strings.LastIndexByte(ref, '/')+1:])
			}
			if p.text("in") == "query" {
				names = append(names, p.text("name"))
			}
		}
		if !slices.Contains(names, "page_size") {
			continue
		}
		for _, name := range names {
			switch bare, lookup, _ := strings.Cut(name, "__"); {
			case lookup == "exact":
				filters[path] = append(filters[path], name)
			case lookup == "" && !slices.Contains(notFilters, name) && !slices.Contains(names, bare+"__exact"):
				filters[path] = append(filters[path], name)
			}
		}
	}
	return filters
}

// notFilters are the other parameters of lists.
var notFilters = []string{"page", "page_size", "limit", "cursor", "count", "ordering", "search", "fields"}

// No field holds a control character, and none of those that have filters 400
// letters, so every filter that compares whole values refuses them, by its name.
func TestFiltersRefuseWhatNoFieldHolds(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/custom-fields", object{"record_kind": "contact", "key": "note", "type": "text", "filterable": true}).want(http.StatusCreated)
		a.post("/custom-fields", object{"record_kind": "contact", "key": "site", "type": "url", "filterable": true}).want(http.StatusCreated)
		ids := map[string]string{
			"{id}": a.post("/organizations", object{"name": "Acme", "code": "acme", "organization_type": "Company"}).want(http.StatusCreated).id(),
		}
		lists := a.filtersOf()
		if len(lists) < 12 || len(lists["/contacts"]) < 20 {
			a.Fatalf("got %v", lists)
		}
		for path, names := range lists {
			if strings.HasPrefix(path, "/contacts/") {
				continue // the history of one, with the filters of /changes
			}
			for _, name := range names {
				for _, value := range []string{"a\ab", strings.Repeat("x", 400)} {
					query := strings.ReplaceAll(path, "{id}", ids["{id}"]) + "?" + url.Values{name: {value}}.Encode()
					if name == "include_descendants" {
						query += "&linked_organization=null"
					}
					a.get(query).wantFault(name)
				}
			}
		}
	})
}

// odd are values that some fields can hold and others cannot.
var odd = []string{
	"notanemail", "jane+shop@example.com", "Jane@Müller.example", "a@b", "abc", "notauuid", "xx-nonsense", "de-AT", "ZZ", "AN", "de", "XK",
	"31-02", "2026-02-31", "2028-02-29", "0000-01-01", "1", "-1", "1.5", "1e400", "99999999999999999999", "null", "true", "TRUE", "C++", "A65 F4E2",
	"ACME & Söhne", "李", "https://example.com/x", "ftp://example.com", "2026-11-03T09:15:00Z", "yesterday", "EUR", "HRK", "QQQ", "active", "primary",
	"+49 30 901820", "030 901820", "110", "a_key", "A Key", "x,y", `say "hi"`, "urn:crm:1", strings.Repeat("é", 21), strings.Repeat("é", 101), strings.Repeat("é", 256),
}

// fieldOf is a field that a record can be written with and a list filtered by.
type fieldOf struct {
	list, filter string
	body         func(value string) object // of a new record
}

// What a field can hold is found by its filter, what it cannot is refused: for
// each value, the writer and the filter say the same.
func TestFiltersAgreeWithWriters(t *testing.T) {
	n := 0
	contactWith := func(field string) func(string) object {
		return func(v string) object { return object{"first_name": "A", field: v} }
	}
	organizationWith := func(field string) func(string) object {
		return func(v string) object {
			n++
			body := object{"name": fmt.Sprint("O", n), "code": fmt.Sprint("o", n), "organization_type": "Company"}
			body[field] = v
			return body
		}
	}
	channel := func(list, field string) func(string) object {
		return func(v string) object { return object{"first_name": "A", list: []object{{field: v}}} }
	}
	at := func(field string) func(string) object {
		return func(v string) object { return object{"street_address_1": "x", field: v} }
	}
	atContact := func(field string) func(string) object {
		return func(v string) object {
			return object{"first_name": "A", "addresses": []object{{"address": at(field)(v)}}}
		}
	}
	custom := func(key string) func(string) object {
		return func(v string) object { return object{"first_name": "A", "custom_fields": object{key: v}} }
	}
	fields := []fieldOf{
		{"/contacts", "first_name__exact", contactWith("first_name")},
		{"/contacts", "last_name__iexact", contactWith("last_name")},
		{"/contacts", "status", contactWith("status")},
		{"/contacts", "contact_type", contactWith("contact_type")},
		{"/contacts", "source", contactWith("source")},
		{"/contacts", "language", contactWith("language")},
		{"/contacts", "birth_date", contactWith("birth_date")},
		{"/contacts", "email", channel("email_addresses", "email")},
		{"/contacts", "city", atContact("city")},
		{"/contacts", "country", atContact("country")},
		{"/contacts", "postal_code", atContact("postal_code")},
		{"/contacts", "external_id", func(v string) object { return object{"first_name": "A", "external_ids": object{v: "1"}} }},
		{"/contacts", "custom_fields.text", custom("text")},
		{"/contacts", "custom_fields.url", custom("url")},
		{"/contacts", "custom_fields.email", custom("email")},
		{"/contacts", "custom_fields.choice", custom("choice")},
		{"/contacts", "custom_fields.date", custom("date")},
		{"/organizations", "name__exact", organizationWith("name")},
		{"/organizations", "code", organizationWith("code")},
		{"/organizations", "status", organizationWith("status")},
		{"/organizations", "currency", organizationWith("currency")},
		{"/organizations", "organization_type", organizationWith("organization_type")},
		{"/organizations", "postal_code", func(v string) object {
			body := organizationWith("legal_name")("")
			body["primary_address"] = at("postal_code")(v)
			return body
		}},
		{"/addresses", "city", at("city")},
		{"/addresses", "country", at("country")},
		{"/addresses", "postal_code", at("postal_code")},
		{"/addresses", "state_province", at("state_province")},
		{"/addresses", "status", at("status")},
		{"/organization-types", "name", func(v string) object { return object{"name": v} }},
		{"/tags", "name", func(v string) object { return object{"name": v} }},
		{"/options", "value", func(v string) object { return object{"list": "source", "value": v} }},
		{"/custom-fields", "key", func(v string) object { return object{"record_kind": "address", "key": v, "type": "text"} }},
	}
	eachAPI(t, func(a *api) {
		n = 0
		a.filterableFields()
		for _, f := range fields {
			a.run(strings.Trim(f.list, "/")+" "+f.filter, func(a *api) {
				for _, value := range odd {
					a.agree(&f, value)
				}
			})
		}
	})
}

// filterableFields defines a custom field of each type that text is written to.
func (a *api) filterableFields() {
	a.Helper()
	for key, more := range map[string]object{
		"text": {"maximum": 100}, "url": {}, "email": {}, "choice": {"choices": []string{"abc", "C++"}}, "date": {"minimum": "2020-01-01"},
	} {
		more["record_kind"], more["key"], more["type"], more["filterable"] = "contact", key, key, true
		a.post("/custom-fields", more).want(http.StatusCreated)
	}
}

// agree writes a record with a value and filters by it.
func (a *api) agree(f *fieldOf, value string) {
	a.Helper()
	written := a.post(f.list, f.body(value))
	quoted := `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	if f.filter == "external_id" {
		quoted = `"` + strings.ReplaceAll(`"`+strings.ReplaceAll(value, `"`, `""`)+`":1`, `"`, `""`) + `"`
	}
	filtered := a.get(f.list + "?" + url.Values{f.filter: {quoted}}.Encode())
	switch {
	case written.status == http.StatusCreated && filtered.status == http.StatusOK:
		ids := func(o object) bool { return o.text("id") == written.id() }
		if !slices.ContainsFunc(filtered.results(), ids) && value != "null" { // which means that there is none
			a.Errorf("%q was written and is not found: %s", value, filtered.body)
		}
		a.do("DELETE", f.list+"/"+written.id(), nil).want(http.StatusNoContent)
	case written.status == http.StatusCreated:
		a.Errorf("%q can be written and not be filtered by: %s", value, filtered.body)
		a.do("DELETE", f.list+"/"+written.id(), nil).want(http.StatusNoContent)
	case filtered.status == http.StatusOK && !kept(value, written):
		a.Errorf("%q can be filtered by and not be written: %s", value, written.body)
	case filtered.status != http.StatusOK:
		filtered.wantFault(f.filter)
	}
}

// kept reports whether a value that cannot be written may be stored nevertheless:
// ISO withdrew it, or another record has it. null filters for none.
func kept(value string, written *answer) bool {
	return value == "null" || value == "AN" || value == "HRK" || strings.Contains(string(written.body), `"unique"`)
}

// A system whose name has a colon stands in double quotes.
func TestExternalIDsWithColons(t *testing.T) {
	eachAPI(t, func(a *api) {
		create := func(name string, ids object) string {
			return a.post("/contacts", object{"first_name": name, "external_ids": ids}).want(http.StatusCreated).id()
		}
		urn := create("A", object{"urn:crm": "17", `say "hi"`: "a,b"})
		plain := create("B", object{"urn": "crm:17"})
		for value, want := range map[string]string{
			`"urn:crm":17`:           urn,
			`urn:crm:17`:             plain,
			`"urn":crm:17`:           plain,
			`"""urn:crm"":17"`:       urn,
			`"say ""hi"":a,b"`:       urn,
			`nobody:1,"urn:crm":17`:  urn,
			`"urn:crm":17, nobody:1`: urn,
		} {
			found := a.get("/contacts?" + url.Values{"external_id": {value}}.Encode()).results()
			if len(found) != 1 || found[0].text("id") != want {
				a.Errorf("%s: found %v", value, found)
			}
		}
	})
}
