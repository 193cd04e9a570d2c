package restapi

import (
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
	mediaProblem   = "application/problem+json"
)

// problemDoc is an answer that is a problem.
type problemDoc struct {
	kind              problem.Kind
	name, description string
	header            string // one that this problem alone has
}

// problems are all the answers that are problems, as they are where there is no
// more to say (see cause).
func problems() []problemDoc {
	return []problemDoc{
		{problem.BadInput, "BadRequest", "The body, a parameter or a header breaks a rule; errors says where.", ""},
		{problem.Unauthorized, "Unauthorized", "The header Authorization is missing, or what it holds is no good key or access token.", "WWW-Authenticate"},
		{problem.Forbidden, "Forbidden", "The caller is known but does not have the permission that the operation needs (x-permission), " +
			"does not work in the workspace, or has a key of another one than Liaison-Workspace names.", ""},
		{problem.NotFound, "NotFound", "There is no such record in the workspace, or no such page.", ""},
		{problem.MethodNotAllowed, "MethodNotAllowed", "The path does not take the method; Allow says which it takes.", "Allow"},
		{problem.NotAcceptable, "NotAcceptable", "The header Accept leaves no room for what the path answers.", ""},
		{problem.Conflict, "Conflict", "The first request with the same Idempotency-Key is still running.", ""},
		{problem.PreconditionFailed, "PreconditionFailed", "The record is no longer as If-Match says, or is gone.", ""},
		{problem.TooLarge, "ContentTooLarge", "The body has more than 1 MiB.", ""},
		{problem.UnsupportedMedia, "UnsupportedMediaType", "The body is not JSON in UTF-8, or is compressed.", ""},
		{problem.KeyReused, "UnprocessableContent", "The Idempotency-Key came before with another body or query.", ""},
		{problem.TooManyRequests, "TooManyRequests", "There were too many requests with this key, in this session or, without " +
			"either, from this network; Retry-After says how many seconds to wait.", "Retry-After"},
		{problem.Unavailable, "ServiceUnavailable", "The server is overloaded or has no database; try again after Retry-After. " +
			"Where detail says that a change may have been made, an Idempotency-Key makes trying again safe.", "Retry-After"},
	}
}

func (p *problemDoc) status() string { return strconv.Itoa(httpserver.StatusOf(p.kind)) }

// problemAnswers are the answers of an operation that are problems: those for
// which there is more to say are its own, the others are shared.
func (s *schemas) problemAnswers(r *route, d *recordDoc) map[string]*huma.Response {
	responses := map[string]*huma.Response{}
	for _, p := range problems() {
		if !answersProblem(r, d, p.kind) {
			continue
		}
		why := cause(r, d, p.kind)
		switch {
		case r.doc.action == batchAction && ofOperations(p.kind):
			responses[p.status()] = s.problemResponse(&p, why, s.batchProblem(d))
		case why != "":
			responses[p.status()] = s.problemResponse(&p, why, "Problem")
		default:
			s.shared[p.name] = true
			responses[p.status()] = &huma.Response{Ref: responsePrefix + p.name}
		}
	}
	return responses
}

// problemResponse is an answer that is a problem, of a schema.
func (s *schemas) problemResponse(p *problemDoc, description, schema string) *huma.Response {
	s.add(reflect.TypeFor[problemSchema]())
	resp := &huma.Response{
		Description: description, Headers: headers("X-Request-ID"),
		Content: map[string]*huma.MediaType{mediaProblem: {
			Schema: ref(schema), Examples: map[string]*huma.Example{p.name: {Ref: examplePrefix + p.name}},
		}},
	}
	if p.header != "" {
		resp.Headers[p.header] = &huma.Header{Ref: headerPrefix + p.header}
	}
	return resp
}

// sharedProblems are the components to which operations refer.
func (s *schemas) sharedProblems() map[string]*huma.Response {
	responses := map[string]*huma.Response{}
	for _, p := range problems() {
		if s.shared[p.name] {
			responses[p.name] = s.problemResponse(&p, p.description, "Problem")
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
		return d.call == nil || !d.call.open
	case problem.NotFound:
		return r.doc.action == listAction || r.doc.action == batchAction || strings.Contains(r.path, "{") && r.doc.action != upsertAction
	case problem.Conflict:
		return cause(r, d, kind) != "" || r.keepsAnswer(d)
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

// cause says what makes a kind of problem happen at an operation, "" where that is
// what makes it happen everywhere.
func cause(r *route, d *recordDoc, kind problem.Kind) string {
	switch kind {
	case problem.BadInput:
		return badRequest(r, d)
	case problem.Unauthorized:
		if d.call != nil {
			return d.call.refused
		}
	case problem.Forbidden:
		return forbidden(r, d)
	case problem.NotFound:
		return notFound(r, d)
	case problem.Conflict:
		return conflict(r, d)
	case problem.TooLarge:
		if r.doc.action == batchAction {
			return "The body has more than 10 MiB."
		}
	case problem.TooManyRequests:
		if d.call != nil {
			return d.call.tooMany
		}
	}
	return ""
}

// badRequest says of what 400 comes.
func badRequest(r *route, d *recordDoc) string {
	switch r.doc.action {
	case listAction:
		return "A parameter is unknown, stands with one that it does not go with, or has a wrong value; errors names each."
	case createAction, updateAction, upsertAction:
		return "A field of the body is unknown, missing or wrong, or a parameter or header is; errors has the pointer or the name of each, " +
			"and conflict the id of the record that has a value which must be unique."
	case mergeAction:
		return "The body does not name another " + d.one + " that is there; errors says where."
	case moveAction:
		return "The parent is not there, is the " + d.one + " itself or stands below it, or has a child of the same name; errors says so."
	case undoAction:
		return "There is something in the body, or a parameter is given."
	case batchAction:
		return "The body is no batch, its records would make an answer of more than 32 MiB, or nothing was written because an operation failed: this is the status of the first that did, and results has them all."
	case callAction:
		if d.call.body != nil {
			return "A field of the body is unknown, missing or wrong; errors has the pointer of each."
		}
	case deleteAction, getAction, wholeAction, tagAction:
		if d.call == nil {
			return "A parameter or header is unknown or has a wrong value; errors names each."
		}
	}
	return ""
}

// forbidden says of what 403 comes, where it comes of more than a missing
// permission.
func forbidden(r *route, d *recordDoc) string {
	writes := r.method != http.MethodGet
	switch {
	case r.doc.superusers:
		return "The caller is not a superuser who signed in."
	case r.doc.action == documentAction:
		return "The key belongs to another workspace than the header Liaison-Workspace names."
	case r.doc.action == undoAction:
		return "The caller does not have the permission undo_change, or the one for what the undo does."
	case r.doc.action == batchAction:
		return "The caller does not have the permission to read the records or, in an atomic batch, the one that the first operation to fail needs; " +
			"then nothing was written, and results has all operations."
	case d.secret && writes, d.one == "role" && writes:
		return "The caller does not have the permission manage_workspace, or would give, take or change permissions that they do not have."
	}
	return ""
}

// notFound says what is not there.
func notFound(r *route, d *recordDoc) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
	owner := noun(first)
	switch {
	case r.doc.action == batchAction:
		return "Nothing was written: there is no such record for the first operation that failed, and results has all operations."
	case !strings.Contains(r.path, "{"):
		return "No such page."
	case r.doc.action == tagAction && r.method == http.MethodDelete:
		return "There is no such " + owner + " in the workspace, or it does not have the tag."
	case strings.Contains(r.path, "{channel}"):
		return "There is no such contact in the workspace, or it has no such channel."
	case d.one == "change" && r.doc.action == listAction:
		return "There never was such " + article(owner) + " in the workspace, or the list has no such page."
	case r.doc.action == listAction:
		return "There is no such " + owner + " in the workspace, or the list has no such page."
	}
	if owner == "workspace" {
		return "There is no such workspace, or the caller does not see it."
	}
	return "There is no such " + owner + " in the workspace."
}

// conflict says what stands in the way of an operation beside a request with the
// same Idempotency-Key, "" for nothing.
func conflict(r *route, d *recordDoc) string {
	var why string
	switch r.doc.action {
	case deleteAction:
		return d.undeletable
	case createAction, updateAction, upsertAction, moveAction:
		why = d.unwritable
		if d.patchedAlone && r.method != http.MethodPatch {
			why = ""
		}
	case undoAction:
		why = "The change cannot be taken back: detail says why and, where it is about fields, errors names them with the later change " +
			"or the record that stands in the way."
	case batchAction:
		why = "Nothing was written, because a record stands in the way of the first operation that failed: results has all operations."
	}
	if why != "" && r.keepsAnswer(d) {
		why += " Or the first request with the same Idempotency-Key is still running."
	}
	return why
}

// ofOperations reports whether an atomic batch answers with a kind of problem for
// one of its operations.
func ofOperations(kind problem.Kind) bool {
	return kind == problem.BadInput || kind == problem.Forbidden || kind == problem.NotFound || kind == problem.Conflict
}
