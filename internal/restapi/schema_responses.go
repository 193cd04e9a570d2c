package restapi

import (
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

const (
	responsePrefix = "#/components/responses/"
	headerPrefix   = "#/components/headers/"
)

// problemDoc is an answer that is a problem.
type problemDoc struct {
	kind              problem.Kind
	name, description string
	header            string // one that this problem alone has
}

// problems are all the answers that are problems.
func problems() []problemDoc {
	return []problemDoc{
		{problem.BadInput, "BadRequest", "The body, a parameter or a header breaks a rule; errors says where.", ""},
		{problem.Unauthorized, "Unauthorized", "The key is missing or not good.", "WWW-Authenticate"},
		{problem.Forbidden, "Forbidden", "The key is known but not allowed to do this.", ""},
		{problem.NotFound, "NotFound", "There is no such record in the workspace, or no such page.", ""},
		{problem.MethodNotAllowed, "MethodNotAllowed", "The path does not take the method.", "Allow"},
		{problem.NotAcceptable, "NotAcceptable", "The header Accept leaves no room for what the path answers.", ""},
		{problem.Conflict, "Conflict", "Another record stands in the way, or the first request with the same " +
			"Idempotency-Key is still running.", ""},
		{problem.PreconditionFailed, "PreconditionFailed", "The record is no longer as If-Match says.", ""},
		{problem.TooLarge, "ContentTooLarge", "The body has more than 1 MiB, or that of a batch more than 10.", ""},
		{problem.UnsupportedMedia, "UnsupportedMediaType", "The body is not JSON in UTF-8.", ""},
		{problem.KeyReused, "UnprocessableContent", "The Idempotency-Key came before with another body.", ""},
		{problem.TooManyRequests, "TooManyRequests", "There were too many requests; try again later.", "Retry-After"},
		{problem.Unavailable, "ServiceUnavailable", "The server is overloaded or has no database; try again later.", "Retry-After"},
	}
}

// problemResponses are the components to which operations refer.
func (s *schemas) problemResponses() map[string]*huma.Response {
	schema := ref(s.add(reflect.TypeFor[problemSchema]()))
	responses := map[string]*huma.Response{}
	for _, p := range problems() {
		r := &huma.Response{
			Description: p.description, Headers: headers("X-Request-ID"),
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
		}
		if p.header != "" {
			r.Headers[p.header] = &huma.Header{Ref: headerPrefix + p.header}
		}
		responses[p.name] = r
	}
	return responses
}

// sharedHeaders are the headers of answers.
func sharedHeaders() map[string]*huma.Header {
	text := func(description string) *huma.Header {
		return &huma.Header{Description: description, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return map[string]*huma.Header{
		"X-Request-ID":     text("Id of the request: the one that the client sent in this header, or a new one."),
		"ETag":             text("Stands for this version of the record, for If-Match and If-None-Match."),
		"Location":         text("Path of the record that was created."),
		"WWW-Authenticate": text("How to send a key."),
		"Allow":            text("The methods that the path takes."),
		"Idempotent-Replayed": {
			Description: "true when this is the kept answer to an earlier request with the same Idempotency-Key.",
			Schema:      &huma.Schema{Type: huma.TypeString, Enum: []any{"true"}},
		},
		"Retry-After": {
			Description: "Seconds to wait.", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0)},
		},
	}
}

func headers(names ...string) map[string]*huma.Header {
	list := map[string]*huma.Header{}
	for _, name := range names {
		list[name] = &huma.Header{Ref: headerPrefix + name}
	}
	return list
}

// answers are the responses of an operation.
func (s *schemas) answers(r *route, d *recordDoc) map[string]*huma.Response {
	responses := map[string]*huma.Response{}
	for _, p := range problems() {
		if answersProblem(r, d, p.kind) {
			responses[strconv.Itoa(httpserver.StatusOf(p.kind))] = &huma.Response{Ref: responsePrefix + p.name}
		}
	}
	if r.doc.action == batchAction {
		maps.Copy(responses, s.batchProblems(d))
	}
	status, success := s.success(r, d)
	responses[strconv.Itoa(status)] = success
	if success.Headers["ETag"] != nil && r.method == http.MethodGet {
		responses["304"] = &huma.Response{
			Description: "It is as If-None-Match says: nothing has changed.", Headers: headers("ETag", "X-Request-ID"),
		}
	}
	return responses
}

// answersProblem reports whether a route can answer with a kind of problem.
func answersProblem(r *route, d *recordDoc, kind problem.Kind) bool {
	post, patch := r.method == http.MethodPost, r.method == http.MethodPatch
	withBody := post || patch || r.method == http.MethodPut
	switch kind {
	case problem.Forbidden:
		return r.permission != "" || d.call != nil && !d.call.open
	case problem.NotFound:
		return r.doc.action == listAction || strings.Contains(r.path, "{")
	case problem.Conflict:
		return r.keepsAnswer(d) || (patch && d.call == nil) || (r.method == http.MethodDelete && d.inUse)
	case problem.PreconditionFailed:
		return r.conditional()
	case problem.TooLarge, problem.UnsupportedMedia:
		return withBody
	case problem.KeyReused:
		return r.keepsAnswer(d)
	default:
		return true
	}
}

// success is the answer to a request that did what it should.
func (s *schemas) success(r *route, d *recordDoc) (int, *huma.Response) {
	resp := &huma.Response{Headers: headers("X-Request-ID")}
	status, media := http.StatusOK, "application/json"
	var schema *huma.Schema
	switch r.doc.action {
	case listAction:
		resp.Description, schema = "A page of "+d.many+".", ref(s.add(d.page))
	case wholeAction:
		resp.Description, schema = "All "+d.many+" of the record.", ref(s.add(d.page))
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	case callAction:
		resp.Description, schema = d.call.answer, ref(s.add(d.schema))
	case batchAction:
		resp.Description, schema = "What came of each operation.", s.batchResults(d)
	case deleteAction:
		resp.Description = "The " + d.one + " is gone."
		return http.StatusNoContent, resp
	case documentAction:
		media, schema = r.doc.media, &huma.Schema{Type: huma.TypeObject, Description: "A document of OpenAPI 3.1."}
		resp.Description = "The document."
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	default:
		resp.Description, schema = "The "+d.one+".", ref(s.add(d.schema))
		resp.Headers["ETag"] = &huma.Header{Ref: headerPrefix + "ETag"}
	}
	if r.doc.action == createAction {
		status = http.StatusCreated
		resp.Description = "The " + d.one + " as it was created."
		if d.made != nil {
			schema = ref(s.add(d.made))
		}
		resp.Headers["Location"] = &huma.Header{Ref: headerPrefix + "Location"}
	}
	if r.keepsAnswer(d) {
		resp.Headers["Idempotent-Replayed"] = &huma.Header{Ref: headerPrefix + "Idempotent-Replayed"}
	}
	resp.Content = map[string]*huma.MediaType{media: {Schema: schema}}
	return status, resp
}
