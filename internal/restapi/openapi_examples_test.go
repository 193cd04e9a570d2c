package restapi

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/liaison/liaison/internal/problem"
)

// eachMedia runs fn on the media types of all bodies and answers of the document,
// with the JSON pointer of each.
func eachMedia(document map[string]any, fn func(at, name string, media map[string]any)) {
	var walk func(at string, value any)
	walk = func(at string, value any) {
		inner, isObject := value.(map[string]any)
		if !isObject {
			return
		}
		content, _ := inner["content"].(map[string]any)
		for name, media := range content {
			fn(at+problem.Pointer("content", name), name, media.(map[string]any))
		}
		for name, value := range inner {
			if name != "schemas" && name != "example" && name != "examples" {
				walk(at+problem.Pointer(name), value)
			}
		}
	}
	walk("", document)
}

// TestExamplesAreValid holds all examples of bodies and answers against their
// schemas.
func TestExamplesAreValid(t *testing.T) {
	document := theDocument(t)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	checked := 0
	eachMedia(document, func(at, _ string, media map[string]any) {
		example := media["example"]
		named, _ := media["examples"].(map[string]any)
		for _, one := range named {
			name := strings.TrimPrefix(one.(map[string]any)["$ref"].(string), examplePrefix)
			example = inside(document, "components", "examples", name)["value"]
		}
		schema, err := compiler.Compile("openapi.json#" + at + "/schema")
		if err != nil {
			t.Fatal(err)
		}
		if example == nil {
			return // the next test says which there must be
		}
		checked++
		if err := schema.Validate(example); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	})
	if checked < 300 {
		t.Errorf("%d examples were found", checked)
	}
}

// TestEveryOperationHasItsExamples: each body of a request and each answer has one
// that was really made, or is of a problem that is shared.
func TestEveryOperationHasItsExamples(t *testing.T) {
	document := theDocument(t)
	var missing []string
	eachMedia(document, func(at, _ string, media map[string]any) {
		if media["example"] == nil && media["examples"] == nil {
			missing = append(missing, strings.NewReplacer("~1", "/", "~0", "~").Replace(at))
		}
	})
	slices.Sort(missing)
	for _, at := range missing {
		t.Errorf("no example at %s: the tour in internal/example has no such step that succeeds", at)
	}
}

func TestExamplesAreOfOperations(t *testing.T) {
	ids := map[string]bool{}
	for _, r := range new(API).routes() {
		ids[operationID(r)] = true
	}
	for id := range examples() {
		if !ids[id] {
			t.Errorf("examples.json has examples of %s, which is no operation", id)
		}
	}
}

// TestEverythingIsDescribed: nobody has to guess what something in the document is.
func TestEverythingIsDescribed(t *testing.T) {
	document := theDocument(t)
	components := inside(document, "components")
	for _, kind := range []string{"schemas", "parameters", "headers", "responses", "securitySchemes"} {
		for name, component := range inside(components, kind) {
			wantWords(t, kind+" "+name, component)
			if kind != "schemas" {
				continue
			}
			for field, property := range inside(component.(map[string]any), "properties") {
				wantWords(t, name+"."+field, property)
			}
		}
	}
	for _, tag := range document["tags"].([]any) {
		wantWords(t, "tag", tag)
	}
	permissions := map[string]string{}
	for _, r := range new(API).routes() {
		permissions[operationID(r)] = string(r.permission)
	}
	for path, item := range inside(document, "paths") {
		for method, operation := range item.(map[string]any) {
			op := operation.(map[string]any)
			wantWords(t, method+" "+path, op)
			for _, parameter := range op["parameters"].([]any) {
				wantWords(t, method+" "+path+" parameter", parameter)
			}
			for status, answer := range inside(op, "responses") {
				wantWords(t, method+" "+path+" "+status, answer)
			}
			if got, _ := op["x-permission"].(string); got != permissions[op["operationId"].(string)] {
				t.Errorf("%s %s: x-permission is %q", method, path, got)
			}
		}
	}
}

// wantWords fails the test unless something is described in a sentence or refers
// to what is.
func wantWords(t *testing.T, what string, value any) {
	t.Helper()
	o := value.(map[string]any)
	words, _ := o["description"].(string)
	if o["$ref"] == nil && (!strings.HasSuffix(words, ".") || strings.Contains(words, "  ")) {
		t.Errorf("%s is described as %q", what, words)
	}
}

// TestAnswersSayWhatStandsInTheWay: a 409 is described by what makes it happen.
func TestAnswersSayWhatStandsInTheWay(t *testing.T) {
	paths := inside(theDocument(t), "paths")
	for _, c := range []struct{ method, path, status, want string }{
		{"delete", "/organization-types/{id}", "409", "in use"},
		{"delete", "/organizations/{id}", "409", "stand below it"},
		{"put", "/custom-fields/{id}", "409", "stored_values"},
		{"post", "/contacts", "409", "Idempotency-Key"},
		{"post", "/changes/{number}/undo", "409", "cannot be taken back"},
		{"post", "/auth/token", "401", "password is wrong"},
		{"post", "/auth/token", "429", "attempts"},
		{"delete", "/workspaces/{id}", "403", "superuser"},
		{"patch", "/contacts/{id}/phone_numbers/{channel}", "404", "no such channel"},
		{"get", "/organization-types/{id}", "404", "no such organization type"},
	} {
		answer := inside(paths, c.path, c.method, "responses", c.status)
		if words, _ := answer["description"].(string); !strings.Contains(words, c.want) {
			t.Errorf("%s %s %s: got %v, want words with %q", c.method, c.path, c.status, answer, c.want)
		}
	}
	for _, c := range []struct{ method, path, status string }{
		{"delete", "/contacts/{id}", "409"}, {"post", "/auth/token", "403"}, {"get", "/contacts/{id}", "412"},
	} {
		if answer := inside(paths, c.path, c.method, "responses", c.status); answer != nil {
			t.Errorf("%s %s cannot answer %s, but the document says so", c.method, c.path, c.status)
		}
	}
}

func TestYAMLSaysWhatJSONSays(t *testing.T) {
	d, err := newDocument(&API{Config: Config{Version: "dev"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(d.yaml, []byte("components:\n")) {
		t.Errorf("got %.40q", d.yaml)
	}
	for _, id := range slices.Sorted(maps.Keys(examples())) {
		if !bytes.Contains(d.yaml, []byte("operationId: "+id+"\n")) {
			t.Errorf("the YAML has no operation %s", id)
		}
	}
}
