package restapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/ruleset"
)

var updateDocument = flag.Bool("update", false, "write docs/openapi.json anew")

// TestDocumentIsTheKeptOne compares the document with docs/openapi.json and
// docs/openapi.yaml, which `make generate` writes.
func TestDocumentIsTheKeptOne(t *testing.T) {
	for name, document := range map[string]func(string) ([]byte, error){
		"openapi.json": Document, "openapi.yaml": DocumentYAML,
	} {
		got, err := document("dev")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", "docs", name)
		if *updateDocument {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, got) {
			t.Errorf("docs/%s is not what the code says now; run make generate: %s", name, firstDifference(kept, got))
		}
	}
}

// firstDifference shows where two documents begin to differ: they are too long to be
// compared whole.
func firstDifference(kept, got []byte) string {
	at := 0
	for at < len(kept) && at < len(got) && kept[at] == got[at] {
		at++
	}
	from := max(0, at-200)
	return fmt.Sprintf("at byte %d\nkept: %.400s\n got: %.400s", at, kept[from:], got[from:])
}

// decoded returns a value as JSON has it.
func decoded(t *testing.T, encoded []byte) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal(encoded, &value); err != nil {
		t.Fatalf("%v: %s", err, encoded)
	}
	return value
}

// object returns the object at a path into another one.
func inside(value map[string]any, path ...string) map[string]any {
	for _, name := range path {
		value, _ = value[name].(map[string]any)
	}
	return value
}

func theDocument(t *testing.T) map[string]any {
	t.Helper()
	encoded, err := Document("dev")
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, encoded)
}

func TestEveryRouteIsInTheDocument(t *testing.T) {
	var routed, documented []string
	for _, r := range new(API).routes() {
		routed = append(routed, r.method+" "+r.path)
	}
	ids := map[string]bool{}
	for path, item := range inside(theDocument(t), "paths") {
		for method, operation := range item.(map[string]any) {
			documented = append(documented, strings.ToUpper(method)+" "+path)
			op := operation.(map[string]any)
			id, _ := op["operationId"].(string)
			if id == "" || ids[id] || op["summary"] == "" || op["description"] == "" {
				t.Errorf("%s %s: operationId %q is not unique, or there are no words", method, path, id)
			}
			ids[id] = true
		}
	}
	slices.Sort(routed)
	slices.Sort(documented)
	if diff := cmp.Diff(routed, documented); diff != "" {
		t.Errorf("routes and document differ (-routes +document)\n%s", diff)
	}
}

func TestOperationIDs(t *testing.T) {
	for _, c := range []struct {
		method, path string
		doc          doc
		want         string
	}{
		{"GET", "/contacts", listDoc("", ""), "listContacts"},
		{"GET", "/contacts/{id}", getDoc("", ""), "getContact"},
		{"PUT", "/contacts/{id}", updateDoc("", ""), "putContact"},
		{"PATCH", "/contacts/{id}", updateDoc("", ""), "updateContact"},
		{"GET", "/contacts/{id}/channels", getDoc("", ""), "getContactChannels"},
		{"GET", "/contacts/{id}/email_addresses", wholeListDoc("", ""), "listContactEmailAddresses"},
		{"POST", "/contacts/{id}/addresses", createDoc("", ""), "createContactAddress"},
		{"DELETE", "/contacts/{id}/addresses/{channel}", deleteDoc("", ""), "deleteContactAddress"},
		{"GET", "/contacts/{id}/history", listDoc("", ""), "listContactHistory"},
		{"GET", "/organization-types/{id}", getDoc("", ""), "getOrganizationType"},
		{"POST", "/tags/{id}/merge", mergeDoc("", ""), "mergeTag"},
		{"GET", "/changes/{number}", getDoc("", ""), "getChange"},
	} {
		if got := operationID(&route{method: c.method, path: c.path, doc: c.doc}); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.method, c.path, got, c.want)
		}
	}
}

func TestRoutesWithoutWordsAreRefused(t *testing.T) {
	for _, d := range []doc{getDoc("", "nothing"), listDoc("", "channels")} {
		if _, err := newSchemas(nil).operation(&route{method: "GET", path: "/somewhere", doc: d}); err == nil {
			t.Errorf("%+v: no error", d)
		}
	}
}

// TestListsTakeTheirParameters asks the reader of parameters about each one of
// the document.
func TestListsTakeTheirParameters(t *testing.T) {
	for name, d := range records() {
		if d.spec == nil {
			continue
		}
		found := map[string]bool{}
		for _, p := range newSchemas(nil).listParameters(d.spec) {
			parameter := p.Name + strings.TrimPrefix(p.Ref, parameterPrefix)
			if found[parameter] {
				t.Errorf("%s: %s stands twice", name, parameter)
			}
			found[parameter] = true
			if p.Ref == "" && p.Description == "" {
				t.Errorf("%s: %s has no description", name, parameter)
			}
			_, faults := listing.Parse(d.spec, url.Values{parameter: {"true"}})
			for _, f := range faults {
				alone := strings.Contains(p.Description, "Only together with")
				if f.Code == listing.CodeUnknownLookup || (f.Code == listing.CodeUnknownParameter && !alone) {
					t.Errorf("%s does not take %s: %s", name, parameter, f.Detail)
				}
			}
		}
		for _, f := range d.spec.Filters {
			if !found[f.Name] {
				t.Errorf("%s: there is no parameter %s", name, f.Name)
			}
		}
	}
}

func TestWorkspacesReadTheirOwnOptions(t *testing.T) {
	lists := &ruleset.Set{Options: option.Lists{option.ContactType: {"customer", "rival"}}}
	a := &API{}
	d, err := a.openAPI.get(a, lists)
	if err != nil {
		t.Fatal(err)
	}
	for schema, want := range map[string]any{"Contact": []any{"customer", "rival"}, "ContactInput": []any{"customer", "rival"}} {
		got := inside(decoded(t, d.json), "components", "schemas", schema, "properties", option.ContactType)["enum"]
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", schema, got, want)
		}
	}
	if again, _ := a.openAPI.get(a, lists); again != d {
		t.Error("the document was built twice")
	}
	open, err := a.openAPI.get(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	of := inside(decoded(t, open.json), "components", "schemas", "Contact", "properties", option.ContactType)
	if of["enum"] != nil || !reflect.DeepEqual(of["examples"], anySlice(builtInOptions(option.ContactType))) {
		t.Errorf("without a key: got %v", of)
	}
	if open.hash == d.hash || bytes.Contains(open.json, []byte("rival")) {
		t.Error("a document without a key is that of a workspace")
	}
	for i := range maxDocuments {
		a.openAPI.kept[strings.Repeat("x", i)] = d
	}
	if _, err := a.openAPI.get(a, &ruleset.Set{Options: option.Lists{option.Source: {"fair"}}}); err != nil {
		t.Fatal(err)
	}
	if n := len(a.openAPI.kept); n > maxDocuments {
		t.Errorf("%d documents are kept, at most %d should be", n, maxDocuments)
	}
}

func TestAcceptOfTheDocuments(t *testing.T) {
	for _, c := range []struct {
		media, accept string
		want          bool
	}{
		{mediaYAML, "", true},
		{mediaYAML, "application/yaml", true},
		{mediaYAML, "text/html, text/yaml;q=0.5", true},
		{mediaYAML, "*/*", true},
		{mediaYAML, "image/png", false},
		{"", "application/yaml", false},
		{"", "application/json", true},
	} {
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		if c.accept != "" {
			req.Header.Set("Accept", c.accept)
		}
		if err := (&route{doc: doc{media: c.media}}).accepts(req); (err == nil) != c.want {
			t.Errorf("%q with Accept %q: got %v", c.media, c.accept, err)
		}
	}
}
