package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeptFilesAreCurrent: what is committed is what the document makes.
func TestKeptFilesAreCurrent(t *testing.T) {
	folder := t.TempDir()
	if err := run("../../docs/openapi.json", folder); err != nil {
		t.Fatal(err)
	}
	made, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(made) != 3 {
		t.Fatalf("made %v, %v", made, err)
	}
	for _, name := range made {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(filepath.Join("..", filepath.Base(name)))
		if err != nil || string(kept) != string(got) {
			t.Errorf("%s is not current, run go generate ./client (%v)", filepath.Base(name), err)
		}
	}
}

const head = `{"openapi": "3.1.0", "servers": [{"url": "/"}], `

func TestUnknownDocumentsAreRefused(t *testing.T) {
	for document, want := range map[string]string{
		`{`:                               "unexpected end",
		`{"openapi": "3.0.3"}`:            `got "3.0.3" and 0`,
		schemaOf(`{"type": "string"}`):    "at the top",
		propertyOf(`{"type": "decimal"}`): `"decimal" is not known`,
		propertyOf(`{"oneOf": [{"$ref": "#/A"}, {"$ref": "#/B"}]}`):                "a choice of 2",
		propertyOf(`{"type": 7}`):                                                  "cannot unmarshal",
		propertyOf(`{"additionalProperties": []}`):                                 "",
		parameterOf(`{"$ref": "#/components/parameters/none"}`):                    "there is no",
		parameterOf(`{"name": "at", "in": "query", "schema": {"type": "object"}}`): `"object" is not known`,
	} {
		_, err := generate([]byte(document))
		if want == "" && err == nil {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", document, err, want)
		}
	}
}

func schemaOf(schema string) string {
	return head + `"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/A"}}}}}}}},
		"components": {"schemas": {"A": ` + schema + `}}}`
}

func propertyOf(schema string) string {
	return schemaOf(`{"type": "object", "properties": {"b": ` + schema + `}}`)
}

func parameterOf(parameter string) string {
	return head + `"paths": {"/a": {"get": {"operationId": "getA", "parameters": [` + parameter +
		`], "responses": {"204": {}}}}}}`
}

func TestFailedRunsSaySo(t *testing.T) {
	if err := run("none.json", t.TempDir()); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
	if err := run("../../docs/openapi.json", filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
	if err := run("main.go", t.TempDir()); err == nil || !strings.HasPrefix(err.Error(), "main.go: ") {
		t.Errorf("got %v", err)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"createApiKey": "CreateAPIKey", "id__in": "IDIn", "external_ids": "ExternalIDs", "If-None-Match": "IfNoneMatch",
		"first_name__icontains": "FirstNameIContains", "street_address_1": "StreetAddress1", "do_not_contact": "DoNotContact",
	} {
		if got := goName(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	got := comment("Name", ": what it is.\n\n"+strings.Repeat("more ", 30))
	if want := "// Name: what it is.\n//\n// more"; !strings.HasPrefix(got, want) || strings.Count(got, "\n") != 4 {
		t.Errorf("the comment is\n%s", got)
	}
	if got := lowered("RFC 3339"); got != "RFC 3339" {
		t.Errorf("got %s", got)
	}
}
