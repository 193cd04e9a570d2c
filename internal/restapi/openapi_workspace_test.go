package restapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// kindsOfFields are definitions with a value that each takes and one that it does
// not.
var kindsOfFields = []struct {
	definition   object
	right, wrong any
}{
	{object{"key": "motto", "type": "text", "minimum": 2, "maximum": 9, "pattern": "[a-z ]+"}, "carry on", "LOUD"},
	{object{"key": "size", "type": "integer", "minimum": 15, "maximum": 60, "filterable": true}, 38, 61},
	{object{"key": "weight", "type": "number", "minimum": 0}, 62.5, -1},
	{object{"key": "vip", "type": "boolean"}, true, "yes"},
	{object{"key": "joined", "type": "date"}, "2026-11-24", "yesterday"},
	{object{"key": "seen", "type": "datetime"}, "2026-11-24T10:00:00Z", "noon"},
	{object{"key": "cup", "type": "choice", "choices": []string{"tea", "coffee"}, "filterable": true}, "tea", "rum"},
	{object{"key": "days", "type": "choices", "choices": []string{"mo", "tu"}, "maximum": 2}, []string{"mo"}, []string{"su"}},
}

// TestDocumentOfAWorkspaceIsRight: with fields and options of a workspace's own the
// document still says what is answered and what is taken.
func TestDocumentOfAWorkspaceIsRight(t *testing.T) {
	eachAPI(t, func(a *api) {
		first := a.get("/openapi.json").want(http.StatusOK).header.Get("ETag")
		values := object{}
		for _, kind := range kindsOfFields {
			a.post("/custom-fields", with(kind.definition, object{"record_kind": "contact"})).want(http.StatusCreated)
			values[kind.definition.text("key")] = kind.right
		}
		a.post("/custom-fields", object{"record_kind": "address", "key": "floor", "type": "integer", "required": true}).want(http.StatusCreated)
		a.post("/options", object{"list": "contact_type", "value": "rival"}).want(http.StatusCreated)
		body := object{
			"first_name": "Ada", "contact_type": "rival", "custom_fields": values,
			"addresses": []object{{"address": object{"city": "London", "custom_fields": object{"floor": 3}}}},
		}
		contact := a.post("/contacts", body).want(http.StatusCreated)

		served := a.get("/openapi.json").want(http.StatusOK)
		d := &documented{api: a, document: served.json(), compiler: jsonschema.NewCompiler()}
		d.compiler.AssertFormat()
		if err := d.compiler.AddResource("openapi.json", map[string]any(d.document)); err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(d.document.object("components").object("schemas"))) {
			d.schema("components", "schemas", name)
		}
		d.answers("/contacts/{id}", a.get("/contacts/"+contact.id()))
		d.answers("/contacts", a.get("/contacts"))
		d.takes(body)
		d.parameters()
		d.unchanged(first, served)
	})
}

// answers fails the test unless an answer is as the document says.
func (d *documented) answers(path string, got *answer) {
	d.Helper()
	schema := d.schema("paths", path, "get", "responses", "200", "content", "application/json", "schema")
	if err := schema.Validate(map[string]any(got.want(http.StatusOK).json())); err != nil {
		d.Errorf("%s: %v", path, err)
	}
}

// takes sends wrong values and fails the test unless document and server refuse the
// same ones.
func (d *documented) takes(body object) {
	d.Helper()
	schema := d.schema("paths", "/contacts", "post", "requestBody", "content", "application/json", "schema")
	if err := schema.Validate(decodedAgain(d, body)); err != nil {
		d.Errorf("the document refuses what the server takes: %v", err)
	}
	for _, kind := range kindsOfFields {
		key := kind.definition.text("key")
		wrong := with(body, object{"custom_fields": object{key: kind.wrong}})
		d.post("/contacts", wrong).wantFault("/custom_fields/" + key)
		if schema.Validate(decodedAgain(d, wrong)) == nil {
			d.Errorf("the document takes %v for %s", kind.wrong, key)
		}
	}
	if schema.Validate(decodedAgain(d, with(body, object{"contact_type": "friend"}))) == nil {
		d.Error("the document takes an option that the workspace does not have")
	}
}

// decodedAgain is a value as JSON has it.
func decodedAgain(d *documented, value object) any {
	d.Helper()
	decoded, err := jsonschema.UnmarshalJSON(strings.NewReader(string(mustEncode(d.T, value))))
	if err != nil {
		d.Fatal(err)
	}
	return decoded
}

// parameters fails the test unless the list has the filters of the fields that are
// filterable, which the server takes.
func (d *documented) parameters() {
	d.Helper()
	list := d.document.object("paths").object("/contacts").object("get").list("parameters")
	for name, found := range map[string]bool{
		"custom_fields.size": true, "custom_fields.size__gte": true, "custom_fields.cup": true, "custom_fields.weight": false,
	} {
		if slices.ContainsFunc(list, func(p object) bool { return p.text("name") == name }) != found {
			d.Errorf("the parameter %s is in the document: want %v", name, found)
		}
	}
	if n := len(d.get("/contacts?custom_fields.size__gte=30&custom_fields.cup=tea").results()); n != 1 {
		d.Errorf("%d contacts were found", n)
	}
}

// unchanged fails the test unless HEAD and If-None-Match tell the document of now
// from the one of before.
func (d *documented) unchanged(before string, served *answer) {
	d.Helper()
	now := served.header.Get("ETag")
	if now == before {
		d.Error("the ETag stayed when the document changed")
	}
	head := d.do("HEAD", "/openapi.json", nil).want(http.StatusOK)
	if head.header.Get("ETag") != now || len(head.body) > 0 {
		d.Errorf("HEAD: %v, %d bytes", head.header, len(head.body))
	}
	d.get("/openapi.json", "If-None-Match: "+now).want(http.StatusNotModified)
	d.get("/openapi.json", "If-None-Match: "+before).want(http.StatusOK)
}
