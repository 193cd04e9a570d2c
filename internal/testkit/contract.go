package testkit

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/liaison/liaison/internal/text"
)

// contract is an OpenAPI document against which exchanges are held.
type contract struct {
	document map[string]any
	paths    map[string][]string // segments of the paths of the document

	mu    sync.Mutex
	seen  map[string]int // how often, by operation and status
	whole compiled
	some  compiled // as the document says it, for answers with some fields alone
	taken compiled // with read-only fields of any value, for requests, which say nothing by them
}

// compiled are the schemas of a document, each compiled when it is first needed.
type compiled struct {
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by JSON pointer
}

// exchange is a request and its answer.
type exchange struct {
	method, path string // the path as it was sent, escaped
	query        url.Values
	sentType     string
	sent         []byte
	status       int
	header       http.Header
	body         []byte
}

func newContract(encoded []byte) (*contract, error) {
	c := &contract{paths: map[string][]string{}, seen: map[string]int{}}
	for _, into := range []*compiled{&c.whole, &c.some, &c.taken} {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
		if err != nil {
			return nil, fmt.Errorf("read the OpenAPI document: %w", err)
		}
		document, isObject := value.(map[string]any)
		if !isObject {
			return nil, fmt.Errorf("the OpenAPI document is no object: %.80s", encoded)
		}
		closeCodes(document["components"])
		switch into {
		case &c.whole:
			wholeRequired(document["components"])
			c.document = document
		case &c.taken:
			readOnlyIgnored(document["components"])
		}
		into.compiler, into.schemas = jsonschema.NewCompiler(), map[string]*jsonschema.Schema{}
		into.compiler.AssertFormat()
		if err := into.compiler.AddResource("openapi.json", document); err != nil {
			return nil, fmt.Errorf("read the OpenAPI document: %w", err)
		}
	}
	for path := range object(c.document["paths"]) {
		c.paths[path] = segmentsOf(path)
	}
	return c, nil
}

// closeCodes lets a text of which the document lists the values in x-codes have no
// others: the list says which there are now, and the tests that it has them all.
func closeCodes(value any) {
	for _, inner := range object(value) {
		if codes := object(object(inner)["x-codes"]); codes != nil {
			var all []any
			for _, code := range slices.Sorted(maps.Keys(codes)) {
				all = append(all, code)
			}
			object(inner)["enum"] = all
		}
		closeCodes(inner)
	}
}

// wholeRequired asks for all fields that records have unless a request asks for some.
func wholeRequired(value any) {
	for _, inner := range object(value) {
		if whole := object(inner)["x-whole"]; whole != nil {
			object(inner)["required"] = whole
		}
		wholeRequired(inner)
	}
}

// readOnlyIgnored lets read-only properties have any value.
func readOnlyIgnored(value any) {
	for name, inner := range object(value) {
		if object(inner)["readOnly"] == true {
			object(value)[name] = true
		}
		readOnlyIgnored(inner)
	}
}

// faults says what of an exchange is not as the document says.
func (c *contract) faults(x *exchange) []string {
	path := c.pathOf(x.path)
	method := strings.ToLower(x.method)
	if x.method == http.MethodHead {
		method = "get"
	}
	at := pointer("paths", path, method)
	operation := object(c.at(at))
	switch {
	case x.method == http.MethodOptions:
		return nil
	case operation == nil:
		return c.refusal(x, path)
	}
	answer := at + pointer("responses", strconv.Itoa(x.status))
	if !c.due(answer) {
		return nil
	}
	faults := c.answer(x, answer)
	if x.status < http.StatusMultipleChoices {
		faults = append(faults, c.request(x, at, operation)...)
	}
	return faults
}

// Of each status of each operation all exchanges are looked at until there were
// many, then some: storms of requests would take longer to check than to make.
const (
	alwaysChecked = 1000
	thenOneOf     = 20
)

// due reports whether an exchange with the answer at a pointer is to be looked at.
func (c *contract) due(answer string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[answer]++
	return c.seen[answer] <= alwaysChecked || c.seen[answer]%thenOneOf == 0
}

// pathOf is the path of the document that a request is for, "" for none: of
// several the one with the fewest parameters and, of those, with the first one last.
func (c *contract) pathOf(sent string) string {
	segments := segmentsOf(strings.TrimPrefix(sent, apiBase))
	found, least := "", len(segments)
	for path, template := range c.paths {
		if len(template) != len(segments) {
			continue
		}
		parameters, fits := 0, true
		for i, t := range template {
			switch {
			case strings.HasPrefix(t, "{"):
				parameters++
				fits = fits && segments[i] != ""
			case strings.ReplaceAll(t, "_", "-") != strings.ReplaceAll(segments[i], "_", "-"):
				fits = false
			}
		}
		if fits && (parameters < least || parameters == least && path < found) { // { comes behind letters
			found, least = path, parameters
		}
	}
	return found
}

// segmentsOf are the segments of a path with or without its trailing slash.
func segmentsOf(path string) []string { return strings.Split(strings.TrimSuffix(path, "/"), "/") }

// refusal looks at the answer to what the document does not have: it has to be a
// problem.
func (c *contract) refusal(x *exchange, path string) []string {
	switch {
	case x.status < http.StatusBadRequest:
		return []string{"the document has no such operation"}
	case path != "" && x.status == http.StatusMethodNotAllowed && x.header.Get("Allow") == "":
		return []string{"it has no header Allow"}
	case x.method == http.MethodHead:
		return nil
	case media(x.header) != "application/problem+json":
		return []string{"it is no problem"}
	}
	return c.validate(&c.whole, pointer("components", "schemas", "Problem"), x.body)
}

// answer looks at status, headers and body of an answer, whose description is at a
// pointer.
func (c *contract) answer(x *exchange, at string) (faults []string) {
	described := object(c.at(at))
	if described == nil {
		return []string{"the operation has no such status"}
	}
	if ref, isRef := described["$ref"].(string); isRef {
		at = strings.TrimPrefix(ref, "#")
		described = object(c.at(at))
	}
	for name, header := range object(described["headers"]) {
		if c.resolved(header)["required"] == true && x.header.Get(name) == "" {
			faults = append(faults, "it has no header "+name)
		}
	}
	content := object(described["content"])
	given := media(x.header)
	switch {
	case x.method == http.MethodHead:
		return faults
	case content == nil && len(x.body) > 0:
		return append(faults, "it has a body")
	case content == nil, len(x.body) == 0 && x.header.Get("Preference-Applied") == "return=minimal":
		return faults
	case content[given] == nil:
		return append(faults, fmt.Sprintf("its Content-Type is %q, not one of %v", given, slices.Sorted(maps.Keys(content))))
	case !strings.HasSuffix(given, "json"):
		return faults
	}
	schemas := &c.whole
	if x.query.Has("fields") || x.query.Has("view") { // a view may have fields, too
		schemas = &c.some
	}
	return append(faults, c.validate(schemas, at+pointer("content", given, "schema"), x.body)...)
}

// request looks at the parameters and the body of a request that succeeded.
func (c *contract) request(x *exchange, at string, operation map[string]any) (faults []string) {
	known := map[string]bool{}
	parameters, _ := operation["parameters"].([]any)
	for _, p := range parameters {
		described := c.resolved(p)
		if name, _ := described["name"].(string); described["in"] == "query" {
			known[name] = true
		}
	}
	for name := range x.query {
		if !known[name] && !strings.HasPrefix(name, "custom_fields.") { // which a workspace has or has not
			faults = append(faults, "the request has the parameter "+name+", which the document has not")
		}
	}
	content := object(object(operation["requestBody"])["content"])
	switch {
	case content == nil || len(x.sent) == 0:
		return faults
	case bytes.Contains(x.body, []byte(`"problem":{`)): // of a batch not all was accepted
		return faults
	case content[x.sentType] == nil:
		return append(faults, fmt.Sprintf("the Content-Type of the request is %q", x.sentType))
	}
	for _, fault := range c.validate(&c.taken, at+pointer("requestBody", "content", x.sentType, "schema"), x.sent) {
		faults = append(faults, fmt.Sprintf("the request was accepted, but %s\n%.2000s", fault, x.sent))
	}
	return faults
}

// validate holds JSON against the schema at a pointer.
func (c *contract) validate(schemas *compiled, at string, encoded []byte) []string {
	schema, err := c.schema(schemas, at)
	if err != nil {
		return []string{err.Error()}
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return []string{"the body is no JSON: " + err.Error()}
	}
	if schemas == &c.taken {
		value = trimmed(value)
	}
	if err := schema.Validate(value); err != nil {
		return []string{err.Error()}
	}
	return nil
}

// trimmed is JSON with its texts as the API keeps them at most: without white
// space and invisible characters at their ends.
func trimmed(value any) any {
	switch value := value.(type) {
	case string:
		return text.Trim(value)
	case []any:
		for i := range value {
			value[i] = trimmed(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = trimmed(value[name])
		}
	}
	return value
}

func (c *contract) schema(schemas *compiled, at string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := schemas.schemas[at]; known != nil {
		return known, nil
	}
	schema, err := schemas.compiler.Compile("openapi.json#" + at)
	if err == nil {
		schemas.schemas[at] = schema
	}
	return schema, err
}

// resolved is an object of the document or what it refers to.
func (c *contract) resolved(value any) map[string]any {
	if ref, isRef := object(value)["$ref"].(string); isRef {
		return object(c.at(strings.TrimPrefix(ref, "#")))
	}
	return object(value)
}

// at is what stands in the document at a JSON pointer, nil for nothing.
func (c *contract) at(at string) any {
	var value any = c.document
	for _, step := range strings.Split(at, "/")[1:] {
		value = object(value)[unescaper.Replace(step)]
	}
	return value
}

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// pointer joins steps to a JSON pointer (RFC 6901).
func pointer(steps ...string) string {
	var b strings.Builder
	for _, step := range steps {
		b.WriteString("/" + escaper.Replace(step))
	}
	return b.String()
}

func object(value any) map[string]any {
	o, _ := value.(map[string]any)
	return o
}
