package promise_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// planted is what a writer tries to slip in: each value is one that nothing
// else would ever store.
var planted = map[string]any{
	"id": "0190dead-beef-7000-8000-00000000cafe", "workspace_id": "0190dead-beef-7000-8000-0000000000aa",
	"role": "planted-role", "is_superuser": "planted-superuser", "created_at": "1999-12-31T23:59:59.987Z",
	"version": 987654321, "password_hash": "planted-hash",
}

// spellings are those in which a field is tried.
func spellings(name string) []string {
	camel := strings.ReplaceAll(strings.ToUpper(name[:1])+name[1:], "_", "")
	return slices.Compact([]string{name, strings.ToUpper(name), strings.ToUpper(name[:1]) + name[1:], camel, name + " "})
}

// writeRoute is a route that writes, with a body that it takes.
type writeRoute struct {
	path string // as in the OpenAPI document
	body func(n int) object
}

// writeRoutes are all of them; ids in a path are filled in by those who use it.
func writeRoutes(address string) map[string]writeRoute {
	email := func(n int) object { return object{"email": fmt.Sprintf("a%d@example.org", n)} }
	phone := func(n int) object { return object{"phone_number": fmt.Sprintf("+4420%08d", 79460000+n%1000)} }
	place := func(n int) object { return object{"address": object{"city": fmt.Sprintf("City %d", n)}} }
	city := func(n int) object { return object{"city": fmt.Sprintf("City %d", n)} }
	contact := func(n int) object { return object{"first_name": fmt.Sprintf("Name %d", n)} }
	tag := func(n int) object { return object{"name": fmt.Sprintf("tag %d", n)} }
	organization := func(n int) object {
		return object{"name": fmt.Sprintf("Org %d", n), "code": fmt.Sprintf("C%d", n), "organization_type": "Company"}
	}
	batch := func(body func(n int) object) func(n int) object {
		return func(n int) object { return object{"operations": []object{{"action": "create", "body": body(n)}}} }
	}
	option := func(n int) object { return object{"list": "source", "value": fmt.Sprintf("option %d", n)} }
	kept := func(int) object { return object{"list": "source", "value": "other"} }
	field := func(n int) object {
		return object{"record_kind": "contact", "key": fmt.Sprintf("k%d", n), "type": "text"}
	}
	definition := func(n int) object {
		return object{"record_kind": "contact", "key": "kept", "type": "text", "label": fmt.Sprint(n)}
	}
	view := func(n int) object { return object{"list": "contacts", "name": fmt.Sprintf("view %d", n)} }
	label := func(n int) object { return object{"label": fmt.Sprint(n)} }
	return map[string]writeRoute{
		"POST /contacts":                                 {"/contacts", contact},
		"POST /contacts/batch":                           {"/contacts/batch", batch(contact)},
		"PUT /contacts/{id}":                             {"/contacts/CONTACT", contact},
		"PATCH /contacts/{id}":                           {"/contacts/CONTACT", contact},
		"PUT /contacts/by/{system}/{external}":           {"/contacts/by/crm/kept", contact},
		"PATCH /contacts/by/{system}/{external}":         {"/contacts/by/crm/kept", contact},
		"PUT /organizations/by/{system}/{external}":      {"/organizations/by/crm/kept", organization},
		"PATCH /organizations/by/{system}/{external}":    {"/organizations/by/crm/kept", organization},
		"POST /views":                                    {"/views", view},
		"PATCH /views/{id}":                              {"/views/VIEW", tag},
		"POST /contacts/{id}/email_addresses":            {"/contacts/CONTACT/email_addresses", email},
		"PUT /contacts/{id}/email_addresses/{channel}":   {"/contacts/CONTACT/email_addresses/EMAIL", email},
		"PATCH /contacts/{id}/email_addresses/{channel}": {"/contacts/CONTACT/email_addresses/EMAIL", email},
		"POST /contacts/{id}/phone_numbers":              {"/contacts/CONTACT/phone_numbers", phone},
		"PUT /contacts/{id}/phone_numbers/{channel}":     {"/contacts/CONTACT/phone_numbers/PHONE", phone},
		"PATCH /contacts/{id}/phone_numbers/{channel}":   {"/contacts/CONTACT/phone_numbers/PHONE", phone},
		"POST /contacts/{id}/addresses":                  {"/contacts/CONTACT/addresses", place},
		"PUT /contacts/{id}/addresses/{channel}":         {"/contacts/CONTACT/addresses/PLACE", place},
		"PATCH /contacts/{id}/addresses/{channel}":       {"/contacts/CONTACT/addresses/PLACE", place},
		"POST /addresses":                                {"/addresses", city},
		"PUT /addresses/{id}":                            {"/addresses/" + address, city},
		"PATCH /addresses/{id}":                          {"/addresses/" + address, city},
		"POST /tags":                                     {"/tags", tag},
		"POST /custom-fields":                            {"/custom-fields", field},
		"PUT /custom-fields/{id}":                        {"/custom-fields/FIELD", definition},
		"PATCH /custom-fields/{id}":                      {"/custom-fields/FIELD", label},
		"PATCH /tags/{id}":                               {"/tags/TAG", tag},
		"POST /tags/{id}/merge":                          {"/tags/MERGED/merge", func(int) object { return object{"into": "TAG"} }},
		"POST /options":                                  {"/options", option},
		"PUT /options/{id}":                              {"/options/OPTION", kept},
		"PATCH /options/{id}":                            {"/options/OPTION", kept},
		"POST /users": {"/users", func(n int) object {
			return object{"username": fmt.Sprintf("user%d", n), "role": "viewer"}
		}},
		"PATCH /users/{id}":              {"/users/USER", func(int) object { return object{"is_active": true} }},
		"POST /roles":                    {"/roles", tag},
		"PATCH /roles/{id}":              {"/roles/ROLE", tag},
		"POST /api-keys":                 {"/api-keys", func(n int) object { return object{"name": fmt.Sprintf("key %d", n), "role": "viewer"} }},
		"PATCH /api-keys/{id}":           {"/api-keys/APIKEY", tag},
		"POST /auth/token":               {"/auth/token", func(int) object { return object{"username": "nobody", "password": "nothing at all"} }},
		"POST /auth/token/refresh":       {"/auth/token/refresh", func(int) object { return object{"refresh": "none"} }},
		"POST /workspaces":               {"/workspaces", func(n int) object { return object{"slug": fmt.Sprintf("w%d", n), "name": "w"} }},
		"PATCH /workspaces/{id}":         {"/workspaces/WORKSPACE", tag},
		"POST /organization-types":       {"/organization-types", tag},
		"PUT /organization-types/{id}":   {"/organization-types/KIND", tag},
		"PATCH /organization-types/{id}": {"/organization-types/KIND", tag},
		"POST /organizations":            {"/organizations", organization},
		"PUT /organizations/{id}":        {"/organizations/FIRM", organization},
		"PATCH /organizations/{id}":      {"/organizations/FIRM", organization},
		"POST /organizations/{id}/move":  {"/organizations/FIRM/move", func(int) object { return object{"parent": nil} }},
		"POST /changes/{number}/undo":    {"/changes/2/undo", func(int) object { return object{} }},
		"POST /organizations/batch":      {"/organizations/batch", batch(organization)},
	}
}

// readOnly are the fields of the planted ones that every record shows, and that
// are ignored so that what was read can be written back.
var readOnly = []string{"id", "created_at", "version"}

// superuser makes one and returns an access token of theirs.
func (s *server) superuser() string {
	s.t.Helper()
	const password = "violet tram over Lisbon"
	command := s.place.command
	command.Args, command.Stdin = []string{"user", "create", "--username=root", "--email=root@example.org", "--superuser", "--password-stdin"}, password
	if _, stderr, code := testkit.Run(s.t, command); code != 0 {
		s.t.Fatal(stderr)
	}
	in := s.must(http.StatusOK, "POST", "/auth/token", object{"username": "root", "password": password}, "Authorization: ").json()
	return in.text("access")
}

func TestMassAssignment_TEN_05(t *testing.T) {
	s := newPlace(t, database.SQLite).start(t, "")
	contact := s.must(http.StatusCreated, "POST", "/contacts", newPerson("a")).json()
	channel := func(name string) string { return contact.list(name)[0].text("id") }
	address := s.must(http.StatusCreated, "POST", "/addresses", object{"city": "shared"}).json().text("id")
	tag := s.must(http.StatusCreated, "POST", "/tags", object{"name": "kept"}).json().text("id")
	kind := s.must(http.StatusCreated, "POST", "/organization-types", object{"name": "a kind"}).json().text("id")
	firm := s.must(http.StatusCreated, "POST", "/organizations", object{
		"name": "a firm", "code": "firm", "organization_type": kind,
	}).json().text("id")
	field := s.must(http.StatusCreated, "POST", "/custom-fields", object{"record_kind": "contact", "key": "kept", "type": "text"}).json().text("id")
	first := func(path string) string {
		return s.must(http.StatusOK, "GET", path, nil).json().list("results")[0].text("id")
	}
	made := func(path string, body object) string {
		return s.must(http.StatusCreated, "POST", path, body).json().text("id")
	}
	for _, path := range []string{"/contacts/" + contact.text("id"), "/organizations/" + firm} {
		s.must(http.StatusOK, "PATCH", path, object{"external_ids": object{"crm": "kept"}})
	}
	ids := strings.NewReplacer("CONTACT", contact.text("id"), "EMAIL", channel("email_addresses"),
		"PHONE", channel("phone_numbers"), "PLACE", channel("addresses"), "TAG", tag, "OPTION", first("/options?list=source&value=other"), "WORKSPACE", first("/workspaces"),
		"VIEW", made("/views", object{"list": "contacts", "name": "kept"}), "KIND", kind, "FIRM", firm, "FIELD", field,
		"USER", made("/users", object{"username": "kept", "role": "viewer"}), "ROLE", made("/roles", object{"name": "kept"}),
		"APIKEY", made("/api-keys", object{"name": "kept", "role": "viewer"}))
	routes := writeRoutes(address)
	s.everyWriteRoute(routes)
	keys := map[bool]string{false: s.key, true: s.superuser()}
	n := 0
	for _, name := range slices.Sorted(maps.Keys(routes)) {
		route := routes[name]
		method, _, _ := strings.Cut(name, " ")
		merged := name == "POST /tags/{id}/merge"
		s.key = keys[name == "POST /workspaces"] // which superusers alone may
		for field, value := range planted {
			for _, spelling := range spellings(field) {
				n++
				path := ids.Replace(route.path)
				if merged {
					path = strings.Replace(path, "MERGED", s.must(http.StatusCreated, "POST", "/tags", object{"name": fmt.Sprint("m", n)}).json().text("id"), 1)
				}
				body := ids.Replace(mustJSON(route.body(n)))
				with := fmt.Sprintf(`%s,%q:%s}`, body[:len(body)-1], spelling, mustJSON(value))
				with = strings.Replace(with, "{,", "{", 1)
				a := s.do(method, path, with, "Liaison-Workspace: default")
				strict := merged || strings.HasPrefix(route.path, "/auth/") || strings.HasSuffix(name, "/batch") || strings.HasSuffix(name, "/undo") || strings.HasSuffix(name, "/move")
				ignored := slices.Contains(readOnly, spelling) && !strict
				if ignored != (a.status < 300) || !ignored && a.status != http.StatusBadRequest {
					t.Errorf("%s with %q: %v", name, spelling, a)
				}
				if ignored && !s.ownValues(a) {
					t.Errorf("%s with %q is answered with it: %v", name, spelling, a)
				}
				twice := fmt.Sprintf(`%s,%q:%s}`, with[:len(with)-1], spelling, mustJSON(value))
				if a := s.do(method, path, twice); a.status != http.StatusBadRequest {
					t.Errorf("%s with %q twice: %v", name, spelling, a)
				}
			}
		}
	}
	t.Logf("%d bodies on %d routes", 2*n, len(routes))
	s.nestedAssignment("/contacts/"+contact.text("id"), address)
	s.batchAssignment("/contacts/batch", routes["POST /contacts"])
	s.batchAssignment("/organizations/batch", routes["POST /organizations"])
	s.stop()
	s.place.check(t)
	s.nothingPlanted()
}

// everyWriteRoute fails the test if the OpenAPI document has a route that takes a body
// and is not in known.
func (s *server) everyWriteRoute(known map[string]writeRoute) {
	s.t.Helper()
	paths, _ := s.must(http.StatusOK, "GET", "/openapi.json", nil).json()["paths"].(map[string]any)
	for path, item := range paths {
		for method, operation := range item.(map[string]any) {
			if o, _ := operation.(map[string]any); o["requestBody"] == nil {
				continue
			}
			name := strings.ToUpper(method) + " " + strings.TrimPrefix(path, "/api/v1")
			if _, ok := known[name]; !ok && slices.Contains([]string{"post", "put", "patch"}, method) {
				s.t.Errorf("%s is not tried", name)
			}
		}
	}
	if len(paths) < 10 {
		s.t.Errorf("the document has %d paths", len(paths))
	}
}

// ownValues reports whether an answer shows nothing of what was planted.
func (s *server) ownValues(a *answer) bool {
	c := a.json()
	return c.text("id") != planted["id"] && c.text("created_at") > "2020" && c["version"] != float64(planted["version"].(int))
}

// nestedAssignment plants in the parts of a contact.
func (s *server) nestedAssignment(path, address string) {
	s.t.Helper()
	for field, value := range planted {
		for _, spelling := range spellings(field) {
			for _, body := range []object{
				{"email_addresses": []object{{"email": "n@example.org", spelling: value}}},
				{"phone_numbers": []object{{"phone_number": "+442079460555", spelling: value}}},
				{"addresses": []object{{"address": object{"city": "n", spelling: value}}}},
				{"addresses": []object{{"address": address, spelling: value}}},
			} {
				a := s.do("PATCH", path, body)
				if slices.Contains(readOnly[1:], spelling) {
					if a.status != http.StatusOK || bytes.Contains(a.body, []byte(mustJSON(value))) {
						s.t.Errorf("%v is answered with %v", body, a)
					}
				} else if a.status != http.StatusBadRequest { // an id must be one that is there
					s.t.Errorf("%v is answered with %v", body, a)
				}
			}
		}
	}
}

// batchAssignment plants in the operations of a batch and in their bodies.
func (s *server) batchAssignment(path string, route writeRoute) {
	s.t.Helper()
	n := 1_000_000
	for field, value := range planted {
		for _, spelling := range spellings(field) {
			n++
			body := route.body(n)
			body[spelling] = value
			a := s.do("POST", path, object{"operations": []object{{"action": "create", "body": body}}})
			if slices.Contains(readOnly, spelling) {
				if a.status != http.StatusOK || bytes.Contains(a.body, []byte(mustJSON(value))) {
					s.t.Errorf("%v in a batch is answered with %v", body, a)
				}
			} else if a.status != http.StatusBadRequest {
				s.t.Errorf("%v in a batch is answered with %v", body, a)
			}
			operation := object{"action": "create", "body": route.body(n), spelling: value}
			if a := s.do("POST", path, object{"operations": []object{operation}}); a.status != http.StatusBadRequest {
				s.t.Errorf("%v is answered with %v", operation, a)
			}
		}
	}
}

// nothingPlanted looks for what was planted in all bytes of the stopped
// database.
func (s *server) nothingPlanted() {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.Dir, "liaison.db*"))
	if err != nil || len(files) == 0 {
		s.t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		for field, value := range planted {
			if text, ok := value.(string); ok && bytes.Contains(data, []byte(text)) {
				s.t.Errorf("%s holds the planted %s", filepath.Base(name), field)
			}
		}
	}
}
