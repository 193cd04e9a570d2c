package restapi_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// define makes a custom field and returns its path.
func (a *api) define(kind, key, valueType string, more object) string {
	a.Helper()
	body := object{"record_kind": kind, "key": key, "type": valueType}
	for name, value := range more {
		body[name] = value
	}
	return "/custom-fields/" + a.post("/custom-fields", body).want(http.StatusCreated).id()
}

// with makes a contact with custom values and returns its path.
func (a *api) with(name string, values object) string {
	a.Helper()
	return "/contacts/" + a.post("/contacts", object{"first_name": name, "custom_fields": values}).want(http.StatusCreated).id()
}

func (a *api) wantValues(path string, want object) {
	a.Helper()
	if diff := cmp.Diff(want, a.get(path).want(http.StatusOK).json().object("custom_fields")); diff != "" {
		a.Error(path, diff)
	}
}

// holders are the kinds of record with custom fields: how one is made.
func holders() map[string]struct {
	path string
	body object
} {
	type holder = struct {
		path string
		body object
	}
	return map[string]holder{
		"contact":      {"/contacts", object{"first_name": "Ada"}},
		"organization": {"/organizations", object{"name": "Engines", "code": "E", "organization_type": "Company"}},
		"address":      {"/addresses", object{"city": "London"}},
	}
}

// eachHolder runs fn on each kind of record, with a function that makes one.
func (a *api) eachHolder(fn func(a *api, kind, path string, create func(values any) *answer)) {
	for kind, h := range holders() {
		a.run(kind, func(a *api) {
			n := 0
			fn(a, kind, h.path, func(values any) *answer {
				body := object{}
				for name, value := range h.body {
					body[name] = value
				}
				if n++; kind == "organization" {
					body["name"], body["code"] = "Engines "+strings.Repeat("I", n), strings.Repeat("E", n)
				}
				if values != nil {
					body["custom_fields"] = values
				}
				return a.post(h.path, body)
			})
		})
	}
}

func TestCustomFieldWholeLife(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/custom-fields", object{
			"record_kind": "contact", "key": "shoe_size", "label": " Shoe size ", "type": "integer", "minimum": 15.0,
			"maximum": 60, "default": 40, "help": "a\nb", "filterable": true,
		}).want(http.StatusCreated)
		o := made.json()
		want := object{
			"record_kind": "contact", "key": "shoe_size", "label": "Shoe size", "type": "integer", "required": false,
			"choices": []any{}, "minimum": 15.0, "maximum": 60.0, "pattern": "", "default": 40.0, "help": "a\nb", "filterable": true,
		}
		for name, value := range want {
			if diff := cmp.Diff(value, o[name]); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		path := "/custom-fields/" + made.id()
		read := a.get(path).want(http.StatusOK)
		if made.header.Get("Location") != "/api/v1"+path || made.header.Get("ETag") != read.header.Get("ETag") {
			t.Errorf("got %v", made.header)
		}
		if diff := cmp.Diff(string(made.body), string(read.body)); diff != "" {
			t.Error(diff)
		}
		for _, method := range []string{"PUT", "PATCH"} { // what was read can be written back
			if again := a.do(method, path, o).want(http.StatusOK).json(); again["version"] != 1.0 {
				t.Errorf("%s: got %v", method, again)
			}
		}
		a.do("PUT", path, object{"label": "x"}).wantFault("/type")
		a.patch(path, object{"label": "x"}, `If-Match: "1.7"`).want(http.StatusPreconditionFailed)
		changed := a.patch(path, object{"label": nil, "maximum": nil}, "If-Match: "+read.header.Get("ETag")).want(http.StatusOK).json()
		if changed["label"] != "shoe_size" || changed["maximum"] != nil || changed["version"] != 2.0 {
			t.Errorf("got %v", changed)
		}
		a.do("DELETE", path, nil, "If-Match: "+read.header.Get("ETag")).want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.get(path).want(http.StatusNotFound)
		a.patch(path, object{}).want(http.StatusNotFound)
		a.do("DELETE", path, nil).want(http.StatusNotFound)
		a.get("/custom-fields/none").want(http.StatusNotFound)
		var actions []string
		for _, c := range a.get("/changes?kind=custom_field").results() {
			actions = append(actions, c.text("action"))
		}
		if diff := cmp.Diff([]string{"create", "update", "delete"}, actions); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCustomFieldPermissions(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := a.define("contact", "x", "text", nil)
		a.key = a.newKey("viewer")
		a.get("/custom-fields").want(http.StatusOK)
		a.get(path).want(http.StatusOK)
		a.post("/custom-fields", object{}).want(http.StatusForbidden)
		a.patch(path, object{}).want(http.StatusForbidden)
		a.do("DELETE", path, nil).want(http.StatusForbidden)
	})
}

func TestCustomFieldIdempotency(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{"record_kind": "contact", "key": "x", "type": "text"}
		first := a.post("/custom-fields", body, "Idempotency-Key: k").want(http.StatusCreated)
		again := a.post("/custom-fields", body, "Idempotency-Key: k").want(http.StatusCreated)
		if first.id() != again.id() || again.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("got %s, %v", again.body, again.header)
		}
	})
}

// TestImpossibleDefinitions: each rule of a definition, by its pointer.
func TestImpossibleDefinitions(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := strings.TrimPrefix(a.define("contact", "taken", "text", nil), "/custom-fields/")
		for _, c := range []struct {
			at, code string
			body     object
		}{
			{"/record_kind", "required", object{"record_kind": nil}},
			{"/record_kind", "unknown_value", object{"record_kind": "tag"}},
			{"/key", "invalid_key", object{"key": "Taken"}},
			{"/key", "invalid_key", object{"key": "a.b"}},
			{"/key", "invalid_type", object{"key": 7}},
			{"/key", "unique", object{"key": "taken"}},
			{"/label", "too_long", object{"label": strings.Repeat("x", 101)}},
			{"/type", "unknown_value", object{"type": "colour"}},
			{"/type", "null", object{"type": nil}},
			{"/required", "invalid_type", object{"required": "yes"}},
			{"/choices", "required", object{"type": "choice"}},
			{"/choices", "not_allowed", object{"choices": []string{"a"}}},
			{"/choices/1", "unique", object{"type": "choice", "choices": []string{"a", "A"}}},
			{"/choices", "invalid_type", object{"type": "choice", "choices": "a"}},
			{"/minimum", "out_of_range", object{"type": "integer", "minimum": 2, "maximum": 1}},
			{"/minimum", "invalid_date", object{"type": "date", "minimum": "2026-02-30"}},
			{"/minimum", "not_allowed", object{"type": "boolean", "minimum": 1}},
			{"/minimum", "invalid_type", object{"minimum": []int{1}}},
			{"/maximum", "out_of_range", object{"filterable": true, "maximum": 256}},
			{"/pattern", "invalid_pattern", object{"pattern": "("}},
			{"/pattern", "invalid_pattern", object{"pattern": "(x{1000}){1000}"}},
			{"/pattern", "invalid_pattern", object{"pattern": "(((a{1,30}){1,30}){1,30})"}},
			{"/pattern", "too_long", object{"pattern": strings.Repeat("x", 501)}},
			{"/pattern", "not_allowed", object{"type": "integer", "pattern": "1"}},
			{"/default", "unknown_value", object{"type": "choice", "choices": []string{"a"}, "default": "b"}},
			{"/default", "invalid_type", object{"default": 5}},
			{"/help", "too_long", object{"help": strings.Repeat("x", 1001)}},
			{"/filterable", "null", object{"filterable": nil}},
			{"/stored_values", "unknown_value", object{"stored_values": "keep"}},
			{"/used_by", "unknown_field", object{"used_by": 1}},
		} {
			body := object{"record_kind": "contact", "key": "fresh", "type": "text"}
			for name, value := range c.body {
				body[name] = value
			}
			fault := a.post("/custom-fields", body).wantFault(c.at)
			if c.body["record_kind"] == nil && fault["code"] != c.code && c.at != "/record_kind" || c.code == "unique" && c.at == "/key" && fault["conflict"] != id {
				t.Errorf("%v: got %v", c.body, fault)
			}
		}
		all := a.post("/custom-fields", object{"key": "K", "type": "choice", "pattern": "(", "nothing": 1})
		for _, at := range []string{"/record_kind", "/key", "/choices", "/pattern", "/nothing"} {
			all.wantFault(at)
		}
		for _, body := range []object{{"key": "other"}, {"record_kind": "address"}} {
			for at := range body {
				if fault := a.patch("/custom-fields/"+id, body).wantFault("/" + at); fault["code"] != "immutable" {
					t.Errorf("got %v", fault)
				}
			}
		}
		a.post("/custom-fields?x=1", object{}).wantFault("x")
		if n := a.count("custom_fields"); n != 1 {
			t.Errorf("there are %d", n)
		}
	})
}

// TestCustomFieldsOfEachKind: values are checked, defaults filled in and what is
// required asked for, on every kind of record.
func TestCustomFieldsOfEachKind(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.eachHolder(func(a *api, kind, path string, create func(values any) *answer) {
			old := path + "/" + create(nil).want(http.StatusCreated).id()
			a.define(kind, "size", "integer", object{"minimum": 1, "default": 7})
			a.define(kind, "grade", "choice", object{"choices": []string{"A", "B"}, "required": true})
			for at, values := range map[string]object{
				"/custom_fields/size":  {"size": "7", "grade": "A"},
				"/custom_fields/grade": {"grade": "C"},
			} {
				create(values).wantFault(at)
			}
			if fault := create(nil).wantFault("/custom_fields/grade"); fault["code"] != "required" {
				a.Errorf("got %v", fault)
			}
			both := create(object{"size": 0, "other": []any{1.0}})
			both.wantFault("/custom_fields/size")
			both.wantFault("/custom_fields/grade")
			one := path + "/" + create(object{"grade": "B", "other": map[string]any{"x": 1.0}}).want(http.StatusCreated).id()
			a.wantValues(one, object{"size": 7.0, "grade": "B", "other": map[string]any{"x": 1.0}})
			a.patch(one, object{"custom_fields": object{"grade": nil}}).wantFault("/custom_fields/grade")
			a.patch(one, object{"custom_fields": object{"size": nil, "grade": "A"}}).want(http.StatusOK)
			a.wantValues(one, object{"grade": "A", "other": map[string]any{"x": 1.0}})
			// One from before the rule can be changed elsewhere.
			a.patch(old, object{"status": "inactive"}).want(http.StatusOK)
			a.patch(old, object{"custom_fields": object{"size": 2}}).wantFault("/custom_fields/grade")
			a.patch(old, object{"custom_fields": object{"size": 2.0, "grade": "A"}}).want(http.StatusOK)
			a.wantValues(old, object{"size": 2.0, "grade": "A"})
		})
	})
}

func TestStrictOnEachKind(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.eachHolder(func(a *api, kind, path string, create func(values any) *answer) {
			a.strict(false)
			old := path + "/" + create(object{"free": 1}).want(http.StatusCreated).id()
			a.define(kind, "known", "text", nil)
			a.strict(true)
			if fault := create(object{"known": "x", "free": 1}).wantFault("/custom_fields/free"); fault["code"] != "unknown_field" {
				a.Errorf("got %v", fault)
			}
			create(object{"known": "x"}).want(http.StatusCreated)
			a.patch(old, object{"custom_fields": object{"free": 1, "known": "x"}}).want(http.StatusOK)
			a.patch(old, object{"custom_fields": object{"free": 2}}).wantFault("/custom_fields/free")
			a.patch(old, object{"custom_fields": object{"free": nil}}).want(http.StatusOK)
			a.wantValues(old, object{"known": "x"})
		})
	})
}

// strict sets the setting of the workspace.
func (a *api) strict(on bool) {
	a.Helper()
	a.patch("/workspaces/"+a.ws, object{"strict_custom_fields": on}).want(http.StatusOK)
}

// TestAddressesInsideContacts: the custom fields of addresses are checked there
// too, at the pointer of the address.
func TestAddressesInsideContacts(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.define("address", "floor", "integer", object{"default": 0})
		body := func(floor any) object {
			return object{"first_name": "Ada", "addresses": []object{{"address": object{"city": "Bonn", "custom_fields": object{"floor": floor}}}}}
		}
		a.post("/contacts", body("x")).wantFault("/addresses/0/address/custom_fields/floor")
		a.post("/contacts", body(3)).want(http.StatusCreated)
		made := a.post("/contacts", object{"first_name": "B", "addresses": []object{{"address": object{"city": "Bonn"}}}}).want(http.StatusCreated)
		held := made.json().list("addresses")[0].object("address").object("custom_fields")
		if diff := cmp.Diff(object{"floor": 0.0}, held); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCustomFieldList(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.define("organization", "b", "text", object{"label": "Régime"})
		a.define("contact", "b", "integer", object{"filterable": true})
		a.define("contact", "a", "text", nil)
		for query, want := range map[string][]string{
			"":                          {"contact a", "contact b", "organization b"},
			"ordering=-key":             {"organization b", "contact b", "contact a"},
			"ordering=created_at":       {"organization b", "contact b", "contact a"},
			"record_kind=contact":       {"contact a", "contact b"},
			"key=b&type=text":           {"organization b"},
			"filterable=true":           {"contact b"},
			"search=regime":             {"organization b"},
			"page_size=1&type=integer":  {"contact b"},
			"record_kind=address":       nil,
			"search=b&filterable=false": {"organization b"},
		} {
			var got []string
			for _, o := range a.get("/custom-fields?" + query).results() {
				got = append(got, o.text("record_kind")+" "+o.text("key"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", query, diff)
			}
		}
		a.get("/custom-fields?record_kind=tag").wantFault("record_kind")
		if got := a.get("/custom-fields?fields=key,type&key=a").results(); len(got) != 1 || len(got[0]) != 2 {
			t.Errorf("got %v", got)
		}
	})
}

// filterable defines a field of every type to filter by, and contacts a to d
// with values; d has none.
func (a *api) filterable() {
	choices := []string{"S", "M", "L"}
	for key, valueType := range map[string]string{
		"note": "text", "n__in": "integer", "n": "number", "ok": "boolean", "day": "date", "at": "datetime", "size": "choice",
		"sizes": "choices", "home": "url", "mail": "email", "n_": "integer",
	} {
		more := object{"filterable": true}
		if strings.HasPrefix(key, "size") {
			more["choices"] = choices
		}
		a.define("contact", key, valueType, more)
	}
	a.define("contact", "closed", "text", nil)
	a.with("a", object{
		"note": "Émile, the first", "n__in": 1, "n": 0.5, "ok": true, "day": "2026-01-01", "at": "2026-01-01T10:00:00+01:00",
		"size": "S", "sizes": []string{"S", "M"}, "home": "https://example.com/a", "mail": "a@example.com", "n_": 5,
	})
	a.with("b", object{
		"note": "second", "n__in": 2, "n": -1.5, "ok": false, "day": "2026-01-02", "at": "2026-01-02T10:00:00Z",
		"size": "M", "sizes": []string{"M", "L"}, "home": "https://example.org/b", "mail": "b@example.com", "n_": 6,
	})
	a.with("c", object{
		"note": "", "n__in": 3, "n": 1e10, "ok": true, "day": "2026-02-01", "at": "2026-02-01T10:00:00Z",
		"size": "L", "sizes": []string{}, "n_": 7,
	})
	a.with("d", nil)
}

// names are the first names of the contacts that a query finds.
func (a *api) names(query string) string {
	a.Helper()
	var names []string
	for _, o := range a.get("/contacts?" + query).results() {
		names = append(names, o.text("first_name"))
	}
	slices.Sort(names)
	return strings.Join(names, "")
}

func TestCustomFieldFilters(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.filterable()
		for filter, want := range map[string]string{
			"note=second": "b", "note=Second": "", "note__iexact=SECOND": "b", "note__contains=emile": "a",
			"note__icontains=FIRST,second": "ab", "note__startswith=%C3%A9m": "a", "note__in=second,x": "b",
			"note__isnull=true": "cd", "note__isnull=false": "ab", `note="Émile, the first"`: "a",
			"n__in=1": "a", "n__in__in=1,2": "ab", "n__in__gt=1": "bc", "n__in__range=2,3": "bc", "n__in__isnull=true": "d",
			"n=0.5": "a", "n=5e-1": "a", "n__gte=0.5": "ac", "n__lt=0": "b", "n__lte=10000000000": "abc", "n__range=-2,1": "ab",
			"n__isnull=false": "abc", "n=null": "d", "n=null,0.5": "ad",
			"n_=5": "a", "n___in=5,7": "ac", "n___gt=5": "bc",
			"ok=true": "ac", "ok=false": "b", "ok__isnull=true": "d", "ok__exact=true": "ac",
			"day=2026-01-01": "a", "day__gt=2026-01-01": "bc", "day__range=2026-01-01,2026-01-31": "ab", "day__isnull=true": "d",
			"at=2026-01-01T09:00:00Z": "a", "at=2026-01-02": "b", "at__lt=2026-01-02": "a", "at__gte=2026-01-02": "bc",
			"size=S,M": "ab", "size__in=L": "c", "size__isnull=true": "d",
			"sizes=M": "ab", "sizes=S,L": "ab", "sizes__isnull=true": "cd",
			"home__startswith=https://example.com": "a", "home=https://example.org/b": "b",
			"mail__iexact=A@EXAMPLE.COM": "a", "mail__contains=example": "ab",
		} {
			name, value, _ := strings.Cut(filter, "=")
			query := url.Values{"custom_fields." + name: {value}}
			if strings.Contains(value, "%") {
				query["custom_fields."+name] = []string{"ém"}
			}
			if got := a.names(query.Encode()); got != want {
				t.Errorf("%s: found %q, want %q", filter, got, want)
			}
		}
		if got := a.names("custom_fields.ok=true&custom_fields.n__gt=1&ordering=-created_at"); got != "c" {
			t.Errorf("two at once: found %q", got)
		}
		for parameter, code := range map[string]string{
			"custom_fields.closed=x": "not_filterable", "custom_fields.closed__gt=x": "not_filterable",
			"custom_fields.none=x": "unknown_parameter", "custom_fields=x": "unknown_parameter",
			"custom_fields.n=x": "invalid_value", "custom_fields.n=NaN": "invalid_value", "custom_fields.n=1e999": "invalid_value",
			"custom_fields.n__contains=1": "unknown_lookup", "custom_fields.n__in=1.5": "invalid_value",
			"custom_fields.size=XL": "invalid_choice", "custom_fields.ok=yes": "invalid_choice",
			"custom_fields.ok__gt=true": "unknown_lookup", "custom_fields.note__gt=a": "unknown_lookup",
			"custom_fields.day=today": "invalid_value", "custom_fields.at=now": "invalid_value",
		} {
			name, _, _ := strings.Cut(parameter, "=")
			if fault := a.get("/contacts?" + parameter).wantFault(name); fault["code"] != code {
				t.Errorf("%s: got %v, want %s", parameter, fault, code)
			}
		}
	})
}

// TestIndexFollowsValues: a filter finds what records say now.
func TestIndexFollowsValues(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.filterable()
		e := a.with("e", object{"size": "S", "sizes": []string{"S", "M", "L"}})
		a.patch(e, object{"custom_fields": object{"size": "M", "sizes": []string{"L"}}}).want(http.StatusOK)
		for filter, want := range map[string]string{"size=S": "a", "size=M": "be", "sizes=M": "ab", "sizes=L": "be"} {
			if got := a.names("custom_fields." + filter); got != want {
				t.Errorf("%s: found %q, want %q", filter, got, want)
			}
		}
		a.patch(e, object{"custom_fields": object{"sizes": nil}}).want(http.StatusOK)
		if got := a.names("custom_fields.sizes=L"); got != "b" {
			t.Errorf("found %q", got)
		}
		before := a.count("custom_field_values")
		a.do("DELETE", e, nil).want(http.StatusNoContent)
		if n := a.count("custom_field_values"); n != before-1 {
			t.Errorf("%d rows became %d", before, n)
		}
	})
}

func TestOrganizationsByCustomField(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.define("organization", "tier", "integer", object{"filterable": true})
		for i, code := range []string{"A", "B"} {
			a.post("/organizations", object{
				"name": code, "code": code, "organization_type": "Company", "custom_fields": object{"tier": i},
			}).want(http.StatusCreated)
		}
		if got := a.get("/organizations?custom_fields.tier__gte=1").results(); len(got) != 1 || got[0].text("code") != "B" {
			t.Errorf("got %v", got)
		}
	})
}

// TestDefinitionsAreInTheDocument of their workspace.
func TestDefinitionsAreInTheDocument(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.define("contact", "size", "integer", object{"label": "Shoe size", "help": "In Paris points", "minimum": 15, "filterable": true})
		a.define("contact", "closed", "text", object{"pattern": "[a-z]+", "maximum": 9})
		a.define("address", "door", "choices", object{"choices": []string{"left", "right"}})
		a.define("organization", "since", "date", object{"minimum": "1900-01-01"})
		document := a.get("/openapi.json").json()
		schemas := document.object("components").object("schemas")
		property := func(schema, key string) object {
			return schemas.object(schema).object("properties").object("custom_fields").object("properties").object(key)
		}
		want := object{"type": "integer", "minimum": 15.0, "description": "Shoe size. In Paris points"}
		if diff := cmp.Diff(want, property("Contact", "size")); diff != "" {
			t.Error(diff)
		}
		if got := property("Contact", "closed"); got["pattern"] != "^(?:[a-z]+)$" || got["maxLength"] != 9.0 {
			t.Errorf("got %v", got)
		}
		for _, schema := range []string{"Address", "HeldAddress"} {
			if got := property(schema, "door"); got["type"] != "array" || got["uniqueItems"] != true {
				t.Errorf("%s: got %v", schema, got)
			}
		}
		if got := property("Organization", "since"); got["format"] != "date" || !strings.Contains(got.text("description"), "1900-01-01") {
			t.Errorf("got %v", got)
		}
		if got := property("ContactInput", "size")["anyOf"]; got == nil {
			t.Errorf("got %v", property("ContactInput", "size"))
		}
		var parameters []string
		for _, p := range document.object("paths").object("/contacts").object("get").list("parameters") {
			parameters = append(parameters, p.text("name"))
		}
		if !slices.Contains(parameters, "custom_fields.size__gte") || slices.Contains(parameters, "custom_fields.closed") {
			t.Errorf("got %v", parameters)
		}
		a.strict(true)
		input := a.get("/openapi.json").json().object("components").object("schemas").object("ContactInput")
		if got := input.object("properties").object("custom_fields")["additionalProperties"]; got != false {
			t.Errorf("got %v", got)
		}
		if open := a.get("/openapi.json", withoutKey); strings.Contains(string(open.body), "Paris points") {
			t.Error("the definitions of a workspace are for its keys alone")
		}
	})
}
