package example_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/example"
)

var (
	block   = regexp.MustCompile("(?s)```.*?```")
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	link    = regexp.MustCompile(`\]\(#([^)]*)\)`)
	dropped = regexp.MustCompile(`[^\pL\pN_ -]`)
)

// anchor is what code hosts make of a heading.
func anchor(heading string) string {
	return strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// rendered is the reference of a tour.
func rendered(t *testing.T, document *example.Document, made []*example.Exchange) string {
	t.Helper()
	page, err := example.Reference(document, made)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestTheReferenceHoldsTogether: each heading stands once, so that each link within
// the page leads to one; every operation has an example; no secret is shown.
func TestTheReferenceHoldsTogether(t *testing.T) {
	document := theDocument(t)
	made := madeTour(t, document)
	page := rendered(t, document, made)
	prose := block.ReplaceAllString(page, "")
	anchors := map[string]bool{}
	for _, found := range heading.FindAllStringSubmatch(prose, -1) {
		if anchors[anchor(found[1])] {
			t.Errorf("the heading %q stands twice", found[1])
		}
		anchors[anchor(found[1])] = true
	}
	for _, found := range link.FindAllStringSubmatch(prose, -1) {
		if !anchors[found[1]] {
			t.Errorf("a link leads to #%s, where nothing is", found[1])
		}
	}
	sections := strings.Split(page, "\n### ")
	for _, op := range document.Operations {
		line := "\n`" + op.Method + " " + op.Path + "`"
		found := 0
		for _, section := range sections {
			if strings.Contains(section, line) && strings.Contains(section, "**Example**") && strings.Contains(section, "\nHTTP/1.1 2") {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s %s has %d sections with an example", op.Method, op.Path, found)
		}
	}
	for _, x := range made {
		for _, name := range []string{"access", "refresh", "key"} {
			secret := regexp.MustCompile(`"` + name + `":"([^"]{30,})"`).FindSubmatch(x.Answer)
			if secret != nil && bytes.Contains([]byte(page), secret[1]) {
				t.Errorf("the page has the %s that %q answered", name, x.Name)
			}
		}
	}
}

// TestTheReferenceOfNothing: a document that cannot be shown is refused.
func TestTheReferenceOfNothing(t *testing.T) {
	for _, text := range []string{`{}`, `{"tags": [{"name": "Tags"}]}`, `{"servers": [{"url": "/"}]}`} {
		document, err := example.ReadDocument([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if page, err := example.Reference(document, nil); err == nil {
			t.Errorf("%s gave %s", text, page)
		}
	}
}

// TestTheReferenceOfAnOperation: lookups are folded, types have their bounds, what
// breaks a table is escaped, and what many operations share is said once.
func TestTheReferenceOfAnOperation(t *testing.T) {
	document, err := example.ReadDocument([]byte(`{
		"info": {"title": "T"}, "servers": [{"url": "/api/v1"}], "tags": [{"name": "Tags", "description": "Names."}],
		"paths": {"/tags": {"get": {"operationId": "listTags", "summary": "List tags", "tags": ["Tags"], "x-permission": "view_tag",
			"parameters": [
				{"name": "name", "in": "query", "description": "a | b", "schema": {"type": "string", "maxLength": 5}},
				{"name": "name__in", "in": "query", "schema": {"type": "string"}}
			],
			"responses": {"200": {"description": "Tags.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tag"}}}}}
		}}},
		"components": {"schemas": {
			"Tag": {"required": ["name"], "properties": {
				"use_count": {"type": ["integer", "null"], "minimum": 0, "readOnly": true}, "name": {"type": "string", "enum": ["a", "b"]}
			}},
			"TagInput": {"properties": {"name": {"type": "string", "description": "New."}}}
		}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	op := document.Operation("listTags")
	page := rendered(t, document, []*example.Exchange{{
		Step: &example.Step{Operation: "listTags", Name: "One", Status: 200}, Op: op, Method: "GET", Target: "/api/v1/tags?name=it's",
		Answered: map[string][]string{"Content-Type": {"application/json"}}, Answer: []byte(`{"name":"a","use_count":null}`),
	}})
	_, section, _ := strings.Cut(page, "## Tags\n")
	want := `
Names.

### List tags

|GET /tags| · permission |view_tag|

| Parameter | In | Type | Meaning | Lookups |
| --- | --- | --- | --- | --- |
| |name| | query | text ≤ 5 | a \| b | |__in| |

| Answer | When | Body |
| --- | --- | --- |
| 200 | Tags. | [Tag](#fields-of-tag) |

**Example**: One

|||sh
curl "$BASE/tags?name=it's" -H "Authorization: Bearer $KEY"
|||

|||http
HTTP/1.1 200 OK
Content-Type: application/json

{"name": "a", "use_count": null}
|||

#### Fields of Tag

| Field | Type | In a body | Meaning |
| --- | --- | --- | --- |
| |name| | |a|, |b| |  | In a body: New. |
| |use_count| | integer ≥ 0 or null | read only |  |
`
	tick := regexp.MustCompile(`\|\|\||\|(\w[\w /]*)\|`)
	want = tick.ReplaceAllStringFunc(want, func(found string) string { return strings.ReplaceAll(found, "|", "`") })
	if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(section)); diff != "" {
		t.Error(diff)
	}
}
