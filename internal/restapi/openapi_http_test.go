package restapi_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/option"
)

const withoutKey = "Authorization: "

func TestDocumentIsServed(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/options", object{"list": "contact_type", "value": "rival"}).want(http.StatusCreated)
		open := a.get("/openapi.json", withoutKey).want(http.StatusOK)
		known := a.get("/openapi.json").want(http.StatusOK)
		if open.header.Get("Content-Type") != "application/json" || open.json().text("openapi") != "3.1.0" {
			a.Errorf("got %q", open.header.Get("Content-Type"))
		}
		if bytes.Contains(open.body, []byte("rival")) || !bytes.Contains(known.body, []byte("rival")) {
			a.Error("the options of a workspace are for its keys alone")
		}
		etag := open.header.Get("ETag")
		if etag == "" || etag == known.header.Get("ETag") {
			a.Errorf("got ETag %s without and %s with a key", etag, known.header.Get("ETag"))
		}
		a.get("/openapi.json", withoutKey, "If-None-Match: "+etag).want(http.StatusNotModified)
		a.get("/openapi.json", "If-None-Match: "+etag).want(http.StatusOK)
		a.do("HEAD", "/openapi.json/", nil, withoutKey).want(http.StatusOK)
		yaml := a.get("/openapi.yaml", withoutKey, "Accept: application/yaml").want(http.StatusOK)
		if yaml.header.Get("Content-Type") != "application/yaml" || !bytes.HasPrefix(yaml.body, []byte("components:\n")) {
			a.Errorf("got %q: %.40s", yaml.header.Get("Content-Type"), yaml.body)
		}
		a.get("/openapi.yaml", withoutKey, "Accept: image/png").want(http.StatusNotAcceptable)
		a.get("/openapi.json", "Authorization: Bearer nobody").want(http.StatusUnauthorized)
		a.get("/openapi.json?page=1", withoutKey).wantFault("page")
	})
}

func TestDocumentNamesTheBuiltInOptions(t *testing.T) {
	eachAPI(t, func(a *api) {
		lists, err := option.ReadLists(a.Context(), a.db, a.ws)
		if err != nil {
			a.Fatal(err)
		}
		named := map[string]any{}
		for _, schema := range a.get("/openapi.json", withoutKey).json().object("components").object("schemas") {
			for field, property := range object(schema.(map[string]any)).object("properties") {
				if lists[field] != nil {
					named[field] = property.(map[string]any)["examples"]
				}
			}
		}
		want, err := json.Marshal(lists)
		if err != nil {
			a.Fatal(err)
		}
		got, err := json.Marshal(named)
		if err != nil {
			a.Fatal(err)
		}
		if string(got) != string(want) {
			a.Errorf("the document has %s, a fresh workspace %s", got, want)
		}
	})
}

// documented is the document beside what its paths name.
type documented struct {
	*api

	document object
	compiler *jsonschema.Compiler
	ids      map[string]string // by the part of a path that names them
	root     string            // access token of a superuser who works in one workspace
}

func newDocumented(a *api) *documented {
	a.Helper()
	d := &documented{api: a, document: a.get("/openapi.json").want(http.StatusOK).json(), compiler: jsonschema.NewCompiler()}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource("openapi.json", map[string]any(d.document)); err != nil {
		a.Fatal(err)
	}
	types := a.get("/organization-types").results()
	a.post("/organization-types", object{"name": "Guild"}).want(http.StatusCreated)
	a.newUser(auth.NewUser{Username: "documented", Superuser: true})
	d.root, _ = a.signIn("documented")
	organization := a.post("/organizations", object{
		"name": "Engines", "code": "E", "organization_type": types[0].text("id"), "primary_address": object{"city": "London"},
		"external_ids": object{"crm": "a/b"}, "tags": []string{"VIP"},
	}).want(http.StatusCreated)
	contact := a.post("/contacts", object{
		"first_name": "Ada", "tags": []string{"VIP"}, "linked_organization": organization.id(), "birth_date": "1815-12-10",
		"external_ids":    object{"crm": "a/b"},
		"email_addresses": []object{{"email": "ada@example.com"}}, "phone_numbers": []object{{"phone_number": "+442079460958"}},
		"addresses": []object{{"address": object{"city": "London", "country": "GB", "latitude": 51.5, "longitude": -0.1}}},
	}).want(http.StatusCreated)
	channel := func(kind string) string { return contact.json().list(kind)[0].text("id") }
	d.ids = map[string]string{
		"/contacts/{id}/email_addresses/{channel}": "/contacts/" + contact.id() + "/email_addresses/" + channel("email_addresses"),
		"/contacts/{id}/phone_numbers/{channel}":   "/contacts/" + contact.id() + "/phone_numbers/" + channel("phone_numbers"),
		"/contacts/{id}/addresses/{channel}":       "/contacts/" + contact.id() + "/addresses/" + channel("addresses"),
		"/contacts/{id}":                           "/contacts/" + contact.id(),
		"/by/{system}/{external}":                  "/by/crm/a%2Fb",
		"/tags/{tag}":                              "/tags/vip",
		"/organizations/{id}":                      "/organizations/" + organization.id(),
		"/organization-types/{id}":                 "/organization-types/Guild",
		"/addresses/{id}":                          "/addresses/" + a.post("/addresses", object{"city": "Rome"}).id(),
		"/tags/{id}":                               "/tags/" + a.get("/tags").results()[0].text("id"),
		"/options/{id}":                            a.optionPath("phone_type", "fax"),
		"/custom-fields/{id}": "/custom-fields/" + a.post("/custom-fields", object{
			"record_kind": "address", "key": "floor", "type": "integer",
		}).want(http.StatusCreated).id(),
		"/views/{id}":       "/views/" + a.post("/views", object{"list": "contacts", "name": "all", "shared": true}).want(http.StatusCreated).id(),
		"/workspaces/{id}":  "/workspaces/" + a.ws,
		"/users/{id}":       "/users/" + a.post("/users", object{"username": "vera", "role": "viewer"}).want(http.StatusCreated).id(),
		"/roles/{id}":       "/roles/" + a.post("/roles", object{"name": "Assistant"}).want(http.StatusCreated).id(),
		"/api-keys/{id}":    "/api-keys/" + a.post("/api-keys", object{"name": "form", "role": "viewer"}).want(http.StatusCreated).id(),
		"/changes/{number}": "/changes/2",
	}
	return d
}

// real puts what is there in the place of what a path names.
func (d *documented) real(path string) string {
	names := slices.SortedFunc(maps.Keys(d.ids), func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		path = strings.Replace(path, name, d.ids[name], 1)
	}
	return path
}

// operations runs fn on each operation of some methods.
func (d *documented) operations(methods []string, fn func(d *documented, method, path string, operation object)) {
	for path, item := range d.document.object("paths") {
		for method, operation := range item.(map[string]any) {
			if slices.Contains(methods, method) {
				d.run(method+" "+path, func(a *api) {
					inner := *d
					inner.api = a
					if superusersAlone(operation.(map[string]any)) {
						a.key = d.root
					}
					fn(&inner, method, path, operation.(map[string]any))
				})
			}
		}
	}
}

// permissionOf is the permission that an operation needs, or one of those of which it
// needs any; "" for none.
func permissionOf(operation object) string {
	if any, _ := operation["x-permission-any"].([]any); len(any) > 0 {
		one, _ := any[0].(string)
		return one
	}
	return operation.text("x-permission")
}

// superusersAlone reports whether an operation is for superusers.
func superusersAlone(operation object) bool {
	return operation["x-superuser"] == true
}

// schema compiles the schema at a place of the document.
func (d *documented) schema(steps ...string) *jsonschema.Schema {
	d.Helper()
	for i, s := range steps {
		steps[i] = strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
	}
	compiled, err := d.compiler.Compile("openapi.json#/" + strings.Join(steps, "/"))
	if err != nil {
		d.Fatal(err)
	}
	return compiled
}

// TestAnswersAreAsDocumented reads what there is to read and validates each
// answer against the document.
func TestAnswersAreAsDocumented(t *testing.T) {
	eachAPI(t, func(a *api) {
		newDocumented(a).operations([]string{"get"}, func(d *documented, method, path string, operation object) {
			if strings.HasSuffix(path, ".yaml") {
				return
			}
			answer := d.get(d.real(path)).want(http.StatusOK)
			schema := d.schema("paths", path, method, "responses", "200", "content", "application/json", "schema")
			if err := schema.Validate(map[string]any(answer.json())); err != nil {
				d.Errorf("%v\n%s", err, answer.body)
			}
			for header := range operation.object("responses").object("200").object("headers") {
				if answer.header.Get(header) == "" {
					d.Errorf("the answer has no header %s", header)
				}
			}
			for _, p := range operation.list("parameters") {
				if p.text("in") == "query" && p.text("name") == "fields" {
					var names []string
					for _, name := range p.object("schema").object("items")["enum"].([]any) {
						names = append(names, name.(string))
					}
					d.get(d.real(path) + "?fields=" + strings.Join(names, ",")).want(http.StatusOK)
				}
			}
		})
	})
}

// TestBodiesAreAsDocumented sends every field of the schemas of bodies: none of
// them is unknown, and a text that is one longer than allowed is refused.
func TestBodiesAreAsDocumented(t *testing.T) {
	eachAPI(t, func(a *api) {
		newDocumented(a).operations([]string{"post", "put", "patch"}, func(d *documented, method, path string, operation object) {
			schema := operation.object("requestBody").object("content").object("application/json").object("schema")
			if all := schema.list("allOf"); len(all) > 0 {
				schema = all[0]
			}
			name := strings.TrimPrefix(schema.text("$ref"), "#/components/schemas/")
			properties := d.document.object("components").object("schemas").object(name).object("properties")
			body := object{"nothing": 1}
			for field, property := range properties {
				if property.(map[string]any)["deprecated"] == nil { // an older name stands beside the newer one
					body[field] = nil
				}
			}
			answer := d.do(strings.ToUpper(method), d.real(path), body)
			answer.wantFault("/nothing")
			for _, e := range answer.json().list("errors") {
				if e.text("code") == "unknown_field" && e.text("pointer") != "/nothing" {
					d.Errorf("%s is in the document, but unknown", e.text("pointer"))
				}
			}
			for field, property := range properties {
				most, limited := property.(map[string]any)["maxLength"].(float64)
				if readOnly := property.(map[string]any)["readOnly"]; limited && readOnly == nil {
					d.longest(strings.ToUpper(method), path, field, int(most))
				}
			}
		})
	})
}

// longest sends a text of most code points, which is not too long, and of one
// more, which is wrong.
func (d *documented) longest(method, path, field string, most int) {
	d.Helper()
	send := func(n int) *answer {
		return d.do(method, d.real(path), object{field: strings.Repeat("é", n), "nothing": 1})
	}
	at := "/" + field
	send(most + 1).want(http.StatusBadRequest)
	tooLong := func(r *answer) bool {
		return slices.ContainsFunc(r.json().list("errors"), func(e object) bool { return e.text("pointer") == at })
	}
	if !tooLong(send(most + 1)) {
		d.Errorf("%s takes more than %d code points", at, most)
	}
	for _, e := range send(most).json().list("errors") {
		if e.text("pointer") == at && e.text("code") == "too_long" {
			d.Errorf("%s does not take %s code points", at, strconv.Itoa(most))
		}
	}
}
