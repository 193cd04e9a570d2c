package example

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// postmanItem renders a request. That which is its operation's example shows every
// parameter; in the others only those stand that are used.
func (d *Document) postmanItem(x *Exchange, isFirst, isExample bool) *postmanItem {
	item := &postmanItem{Name: x.Name, ID: stableID(x.folder() + "/" + x.Name)}
	item.Request = d.postmanRequest(x)
	item.Response = x.postmanResponses(item)
	item.Event = d.stepScripts(x, isFirst)
	if isExample {
		item.Request.addUnused(x.Op)
	}
	item.Request.describe(x, isExample)
	if x.Body != "" && (x.Method == http.MethodGet || x.Method == http.MethodDelete) {
		item.Behavior = map[string]bool{"disableBodyPruning": true}
	}
	return item
}

func (d *Document) postmanRequest(x *Exchange) *postmanRequest {
	r := &postmanRequest{Auth: postmanAuthOf(x), Method: x.Method, Header: []postmanField{}}
	if x.Body != "" && !x.hasHeader("Content-Type") {
		r.Header = append(r.Header, postmanField{Key: "Content-Type", Value: "application/json"})
	}
	for _, header := range x.Header {
		name, value, _ := strings.Cut(header, ": ")
		r.Header = append(r.Header, postmanField{Key: name, Value: value})
	}
	if x.Body != "" {
		r.Body = &postmanBody{
			Mode: "raw", Raw: indented(x.Body),
			Options: map[string]any{"raw": map[string]string{"language": "json"}},
		}
	}
	path := strings.NewReplacer("{", ":", "}", "").Replace(d.Servers[0].URL + x.Op.Path)
	r.URL = postmanURL{Raw: "{{base_url}}" + path, Host: []string{"{{base_url}}"}, Path: strings.Split(path[1:], "/")}
	for _, p := range x.Op.Parameters {
		if p.In == "path" {
			value := literally(x.Path[p.Name], url.PathEscape)
			r.URL.Variable = append(r.URL.Variable, postmanField{Key: p.Name, Value: value})
		}
	}
	for _, pair := range x.Query {
		name, value, _ := strings.Cut(pair, "=")
		r.URL.Query = append(r.URL.Query, postmanField{Key: name, Value: literally(value, escapeReserved.Replace)})
	}
	if query := r.URL.rawQuery(); query != "" {
		r.URL.Raw += "?" + query
	}
	return r
}

func (u *postmanURL) rawQuery() string {
	var pairs []string
	for _, field := range u.Query {
		pairs = append(pairs, field.Key+"="+field.Value)
	}
	return strings.Join(pairs, "&")
}

// escapeReserved escapes what Postman leaves as it is in a query.
var escapeReserved = strings.NewReplacer("%", "%25", "+", "%2B", "&", "%26", "#", "%23", ";", "%3B")

// literally escapes a text but for the variables in it.
func literally(text string, escape func(string) string) string {
	var b strings.Builder
	from := 0
	for _, at := range variable.FindAllStringIndex(text, -1) {
		b.WriteString(escape(text[from:at[0]]) + text[at[0]:at[1]])
		from = at[1]
	}
	return b.String() + escape(text[from:])
}

// postmanAuthOf is nil where the collection's own, the API key, is meant. A step
// that brings an Authorization header needs none.
func postmanAuthOf(x *Exchange) *postmanAuth {
	switch token := x.Caller.token(); {
	case x.hasHeader("Authorization"), token == "":
		return &postmanAuth{Type: "noauth"}
	case token == "api_key":
		return nil
	default:
		return bearer(token)
	}
}

func bearer(token string) *postmanAuth {
	return &postmanAuth{Type: "bearer", Bearer: []postmanField{{Key: "token", Value: "{{" + token + "}}", Type: "string"}}}
}

func (x *Exchange) hasHeader(name string) bool {
	return slices.ContainsFunc(x.Header, func(h string) bool {
		given, _, _ := strings.Cut(h, ":")
		return strings.EqualFold(given, name)
	})
}

// addUnused lists the operation's other parameters, switched off. Of a filter's
// lookups, of which a list has a hundred, only the filter itself stands there.
func (r *postmanRequest) addUnused(op *Operation) {
	for _, p := range op.Parameters {
		field := postmanField{Key: p.Name, Value: sample(p.Schema), Disabled: true}
		switch {
		case p.In == "header" && !hasField(r.Header, p.Name):
			r.Header = append(r.Header, field)
		case p.In == "query" && !hasField(r.URL.Query, p.Name) && !p.isLookup():
			r.URL.Query = append(r.URL.Query, field)
		}
	}
}

func hasField(fields []postmanField, key string) bool {
	return slices.ContainsFunc(fields, func(f postmanField) bool { return strings.EqualFold(f.Key, key) })
}

// sample is a value that a schema suggests, "" for none.
func sample(schema map[string]any) string {
	if items, ok := schema["items"].(map[string]any); ok {
		return sample(items)
	}
	examples, _ := schema["examples"].([]any)
	closed, _ := schema["enum"].([]any)
	if schema["type"] == "boolean" {
		closed = []any{true}
	}
	for _, value := range slices.Concat([]any{schema["default"]}, examples, closed) {
		if value != nil {
			return fmt.Sprint(value)
		}
	}
	return ""
}

// describe takes the words of the OpenAPI document: of the operation, of its
// parameters and of what is answered.
func (r *postmanRequest) describe(x *Exchange, isExample bool) {
	for in, fields := range map[string][]postmanField{"path": r.URL.Variable, "query": r.URL.Query, "header": r.Header} {
		for i := range fields {
			fields[i].Description = x.Op.described(in, fields[i].Key)
		}
	}
	paragraphs := []string{cmp.Or(x.Op.Description, x.Op.Summary)}
	answers := []string{strconv.Itoa(x.Status)}
	if isExample {
		answers = sorted(x.Op.Responses)
		if slices.ContainsFunc(x.Op.Parameters, (*Parameter).isLookup) {
			paragraphs = append(paragraphs, "Filters take lookups too, as in created_at__gte; docs/api.md has them all.")
		}
	}
	var list []string
	for _, status := range answers {
		if answer := x.Op.Responses[status]; answer != nil {
			list = append(list, "- "+status+": "+answer.Description)
		}
	}
	r.Description = strings.Join(append(paragraphs, strings.Join(list, "\n")), "\n\n")
}

// described is what the document says of a parameter, "" for none.
func (o *Operation) described(in, name string) string {
	for _, p := range o.Parameters {
		if p.In == in && strings.EqualFold(p.Name, name) {
			return p.Description
		}
	}
	return ""
}

func (p *Parameter) isLookup() bool { return p.In == "query" && strings.Contains(p.Name, "__") }

// postmanResponses is the answer that is saved with a request. The OpenAPI document
// is too long for that, and its ETag would be another one with each of its changes.
func (x *Exchange) postmanResponses(item *postmanItem) []*postmanResponse {
	if x.isDocument() {
		return []*postmanResponse{}
	}
	r := &postmanResponse{
		ID: stableID(x.folder() + "/" + x.Name + "/answer"), Name: x.Name, Original: item.Request.copied(),
		Status: http.StatusText(x.Status), Code: x.Status, Language: "text",
		Header: []postmanField{}, Cookie: []string{}, Body: string(x.Shown()),
	}
	if x.isJSON() {
		r.Language = "json"
	}
	for _, name := range append([]string{"Content-Type"}, x.documentedHeaders()...) {
		if value := x.Answered.Get(name); value != "" {
			r.Header = append(r.Header, postmanField{Key: name, Value: value})
		}
	}
	return []*postmanResponse{r}
}

// documentedHeaders are those that the document names; others, such as the date, are
// not the same each time.
func (x *Exchange) documentedHeaders() []string {
	if answer := x.Op.Responses[strconv.Itoa(x.Status)]; answer != nil {
		return sorted(answer.Headers)
	}
	return nil
}

// copied is a request as it was sent, for the answer that is saved with it.
func (r *postmanRequest) copied() *postmanRequest {
	sent := *r
	sent.Auth = nil
	sent.Header, sent.URL.Variable, sent.URL.Query = slices.Clone(r.Header), slices.Clone(r.URL.Variable), slices.Clone(r.URL.Query)
	return &sent
}
