package restapi

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/savedview"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/workspace"
)

func meta() record.Meta {
	const id = "01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30"
	at := database.Time{Time: time.Date(2026, 11, 3, 9, 15, 0, 0, time.UTC)}
	return record.Meta{ID: id, CreatedAt: at, UpdatedAt: at, CreatedBy: id, UpdatedBy: id, Version: 1}
}

func anAddress() address.Address {
	north, east := 51.5072, -0.1357
	return address.Address{
		Meta: meta(), Postal: address.Postal{StreetAddress1: "12 St James's Square", City: "London", Country: "GB"},
		Latitude: &north, Longitude: &east, Status: address.Active,
	}
}

func aContact() *contact.Contact {
	channel := contact.Channel{Meta: meta(), Type: "work", IsPrimary: true}
	return &contact.Contact{
		Meta: meta(), FirstName: "Ada", LinkedOrganization: meta().ID, LinkedOrganizationName: "Engines", BirthDate: "1815-12-10",
		ContactType: "primary", Status: contact.Active, Source: "website", Tags: []contact.Tag{{ID: meta().ID, Name: "VIP"}},
		CustomFields: record.Values{"size": jsontext.Value("38")}, ExternalIDs: map[string]string{"crm": "1"},
		EmailAddresses: []contact.EmailAddress{{Channel: channel, Email: "ada@example.com"}},
		PhoneNumbers:   []contact.PhoneNumber{{Channel: channel, Number: "+442079460958", Extension: "1"}},
		Addresses:      []contact.ContactAddress{{Channel: channel, Address: anAddress()}},
	}
}

// rendered are records as they are shown, by the names of their schemas: first
// with every field, then with few.
func rendered(t *testing.T) map[string][][]byte {
	c, a := aContact(), anAddress()
	nobodys := meta()
	nobodys.CreatedBy, nobodys.UpdatedBy = "", ""
	few := &contact.Contact{Meta: nobodys, ContactType: "other", Status: "inactive", Source: "api"}
	change := &changelog.Change{
		At: nobodys.CreatedAt, Number: 2, Actor: changelog.Actor{UserID: meta().ID, Via: changelog.ViaKey, Name: "key", RequestID: "r"}, Cause: 1,
		Kind: changelog.Contact, Record: meta().ID, Action: changelog.Update, Before: few.JSON(), After: c.JSON(),
	}
	created := &changelog.Change{
		At: nobodys.CreatedAt, Number: 1, Kind: changelog.Tag, Record: meta().ID, Action: changelog.Create, After: c.JSON(),
		Actor: changelog.Actor{Via: changelog.ViaSystem},
	}
	undone := &directory.Undone{Change: change, KeptCount: 1, Kept: []directory.Kept{{Kind: changelog.Contact, Record: meta().ID, Field: "title", Number: 1}}}
	kind := &organization.Type{Meta: meta(), Name: "Company"}
	engines := &organization.Organization{Meta: meta(), Name: "Engines", Code: "E", Type: meta().ID, Status: organization.Active}
	place := organization.Place{Path: []string{"Engines"}}
	o := &organization.Placed{Record: engines.JSON(), Place: place}
	engines.PrimaryAddress = &a
	withAddress := &organization.Placed{Record: engines.JSON(), Place: place}
	page, err := wholeList(&request{Request: httptest.NewRequest("GET", "/", nil)}, []jsontext.Value{c.EmailAddresses[0].JSON()})
	if err != nil {
		t.Fatal(err)
	}
	return map[string][][]byte{
		"Contact": {c.JSON(), few.JSON()}, "Channels": {c.ChannelsJSON(), few.ChannelsJSON()},
		"EmailAddress": {c.EmailAddresses[0].JSON()}, "PhoneNumber": {c.PhoneNumbers[0].JSON()},
		"ContactAddress": {c.Addresses[0].JSON()}, "HeldAddress": {a.JSON(), (&address.Address{Meta: meta(), Status: "inactive"}).JSON()},
		"Address": {(&address.Used{Address: a, UsedBy: 1}).JSON()}, "Tag": {(&tag.Used{Tag: tag.Tag{Meta: meta(), Name: "VIP"}, UseCount: 1}).JSON()},
		"OrganizationType": {kind.JSON()}, "Organization": {o.JSON(), withAddress.JSON()},
		"OptionValue": {(&option.Option{Meta: meta(), List: option.Source, Value: "fair", Label: "Fair", Position: 1}).JSON()},
		"CustomField": {
			(&customfield.Field{Meta: meta(), RecordKind: "contact", Key: "size", Label: "Size", Type: "integer", Minimum: []byte("1")}).JSON(),
		},
		"User":   {(&auth.User{Meta: meta(), Username: "ada", Role: "editor"}).JSON(), (&auth.User{Meta: nobodys}).JSON()},
		"Role":   {(&auth.Role{Meta: meta(), Name: "Assistant", Permissions: auth.Permissions()}).JSON()},
		"APIKey": {(&auth.Key{Meta: meta(), Name: "form", ExpiresAt: nobodys.CreatedAt, RevokedAt: nobodys.CreatedAt}).JSON(), (&auth.Key{Meta: meta()}).JSON()},
		"SavedView": {
			(&savedview.View{Meta: meta(), Name: "Press", List: savedview.Contacts, Query: "tags=press", Columns: []string{"name"}, Owner: meta().ID}).JSON(),
		},
		"Workspace": {(&workspace.Workspace{Meta: meta(), Slug: "default", Name: "Default"}).JSON()},
		"Change":    {change.JSON(), created.JSON()}, "Undone": {undone.JSON(2), (&directory.Undone{Change: created}).JSON(1)}, "Actor": {actorJSON(t, change), actorJSON(t, created)},
		"EmailAddressList": {page.body}, "Problem": {problemJSON(), problemJSON(problem.Field{Parameter: "ordering"})},
		"ProblemError": problemErrors(t),
	}
}

func actorJSON(t *testing.T, c *changelog.Change) []byte {
	t.Helper()
	fields, err := record.Fields(c.JSON())
	if err != nil {
		t.Fatal(err)
	}
	return fields["actor"]
}

func problemJSON(fields ...problem.Field) []byte {
	fields = append(fields, problem.Field{Pointer: "", Code: "unique", Detail: "Taken.", Conflict: meta().ID})
	w := httptest.NewRecorder()
	httpserver.WriteProblem(w, httptest.NewRequest("GET", "/api/v1/contacts", nil), problem.Fields(fields).Err())
	return w.Body.Bytes()
}

func problemErrors(t *testing.T) (list [][]byte) {
	t.Helper()
	for _, item := range decoded(t, problemJSON(problem.Field{Parameter: "page", Code: "c", Detail: "d"}))["errors"].([]any) {
		encoded, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, encoded)
	}
	return list
}

// allSchemas are those of all records and of their bodies, in a document.
func allSchemas(t *testing.T) (*schemas, map[string]any) {
	t.Helper()
	s := newSchemas(nil)
	s.add(reflect.TypeFor[problemSchema]())
	for _, d := range records() {
		s.add(d.page)
		s.inputAlone(&d)
	}
	s.mergeBody()
	encoded, err := json.Marshal(map[string]any{"components": map[string]any{"schemas": s.Registry}})
	if err != nil {
		t.Fatal(err)
	}
	return s, decoded(t, encoded)
}

func TestSchemasShowWhatRecordsShow(t *testing.T) {
	_, document := allSchemas(t)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	records := rendered(t)
	for name, schema := range inside(document, "components", "schemas") {
		compiled, err := compiler.Compile("openapi.json#/components/schemas/" + name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkExamples(t, compiler, name, schema.(map[string]any))
		if strings.HasSuffix(name, "Input") || strings.HasSuffix(name, "Body") || strings.HasSuffix(name, "Reference") ||
			name == "TagMerge" || name == "AddressOrID" || name == "OptionListName" {
			continue
		}
		if records[name] == nil && !strings.HasSuffix(name, "List") {
			t.Errorf("%s: no record is compared with the schema", name)
		}
		shown := map[string]bool{}
		for _, encoded := range records[name] {
			value := decoded(t, encoded)
			if err := compiled.Validate(value); err != nil {
				t.Errorf("%s: %v\n%s", name, err, encoded)
			}
			for field := range value {
				shown[field] = true
			}
		}
		properties := inside(schema.(map[string]any), "properties")
		if diff := cmp.Diff(slices.Sorted(maps.Keys(shown)), slices.Sorted(maps.Keys(properties))); records[name] != nil && diff != "" {
			t.Errorf("%s: record and schema differ (-record +schema)\n%s", name, diff)
		}
	}
}

// checkExamples validates the examples of a schema's properties against them.
func checkExamples(t *testing.T, compiler *jsonschema.Compiler, name string, schema map[string]any) {
	t.Helper()
	for field, property := range inside(schema, "properties") {
		compiled, err := compiler.Compile("openapi.json#/components/schemas/" + name + "/properties/" + field)
		if err != nil {
			t.Fatal(err)
		}
		examples, _ := property.(map[string]any)["examples"].([]any)
		for _, example := range examples {
			if err := compiled.Validate(example); err != nil {
				t.Errorf("%s.%s: %v", name, field, err)
			}
		}
	}
}

// TestBodiesMaySayWhatReadersTake compares the schemas of bodies with what the
// readers of bodies take.
func TestBodiesMaySayWhatReadersTake(t *testing.T) {
	_, document := allSchemas(t)
	read := map[string]func(o *object){
		"ContactInput": func(o *object) { readContact(o, &contact.Patch{}) },
		"EmailAddressInput": func(o *object) {
			o.readOnly("id") // of the channel that an item names
			readEmail(o, &contact.EmailPatch{})
		},
		"PhoneNumberInput": func(o *object) { readPhone(o, &contact.PhonePatch{}) },
		"PhoneNumberBody": func(o *object) {
			var region string
			readRegion(o, &region)
			readPhone(o, &contact.PhonePatch{})
		},
		"ContactAddressInput": func(o *object) { readContactAddress(o, &contact.AddressPatch{}) },
		"OrganizationInput":   func(o *object) { readOrganization(o, &organization.Patch{}) },
		"OptionValueInput":    func(o *object) { readOption(o, &option.Patch{}) },
		"CustomFieldInput":    func(o *object) { readCustomField(o, &customFieldInput{}) },
		"UserInput":           func(o *object) { readUser(o, &auth.UserPatch{}) },
		"RoleInput":           func(o *object) { readRole(o, &auth.RolePatch{}) },
		"APIKeyInput":         func(o *object) { readKey(o, &auth.KeyPatch{}) },
		"SavedViewInput":      func(o *object) { readView(o, &savedview.Patch{}) },
		"WorkspaceInput":      func(o *object) { readWorkspace(o, &workspace.Patch{}) },
		"AddressInput":        func(o *object) { readAddress(o) },
		"HeldAddressInput":    func(o *object) { readAddress(o) },
	}
	for name, fn := range read {
		var faults problem.Fields
		o := &object{seen: map[string]bool{}, faults: &faults}
		fn(o)
		taken := slices.DeleteFunc(slices.Sorted(maps.Keys(o.seen)), func(field string) bool {
			return field == "used_by" && name == "HeldAddressInput" // one reader for both
		})
		properties := inside(document, "components", "schemas", name, "properties")
		if diff := cmp.Diff(taken, slices.Sorted(maps.Keys(properties))); diff != "" {
			t.Errorf("%s: reader and schema differ (-reader +schema)\n%s", name, diff)
		}
	}
}

// TestCodesAreThoseOfTheSource: what the document lists as a code is one that the
// source has. That it lists all of them is seen where answers are held against it.
func TestCodesAreThoseOfTheSource(t *testing.T) {
	var source strings.Builder
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		own := filepath.Base(path) == "schema_codes.go" || strings.HasSuffix(path, "_test.go")
		if err != nil || own || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		source.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for code := range fieldCodes {
		if !strings.Contains(source.String(), strconv.Quote(code)) {
			t.Errorf("nothing has the code %s", code)
		}
	}
}
