package httpserver

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// StatusOf returns the HTTP status of a kind of failure, 500 for none.
func StatusOf(kind problem.Kind) int {
	switch kind {
	case problem.BadInput:
		return http.StatusBadRequest
	case problem.Unauthorized:
		return http.StatusUnauthorized
	case problem.Forbidden:
		return http.StatusForbidden
	case problem.NotFound:
		return http.StatusNotFound
	case problem.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case problem.NotAcceptable:
		return http.StatusNotAcceptable
	case problem.Conflict:
		return http.StatusConflict
	case problem.PreconditionFailed:
		return http.StatusPreconditionFailed
	case problem.TooLarge:
		return http.StatusRequestEntityTooLarge
	case problem.UnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case problem.Misdirected:
		return http.StatusMisdirectedRequest
	case problem.KeyReused:
		return http.StatusUnprocessableEntity
	case problem.TooManyRequests:
		return http.StatusTooManyRequests
	case problem.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// AsProblem returns the problem that answers an error: itself if it is one, an
// Unavailable if the database is away or the time is up, a TooLarge for a body
// past its bound, a BadInput for one that broke off, and else one without a
// kind, which says nothing of the cause.
func AsProblem(err error) *problem.Error {
	var p *problem.Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &tooLarge):
		return problem.New(problem.TooLarge,
			"The body must have at most "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes.")
	case errors.Is(err, database.ErrUncertain):
		return unavailable("The connection to the database was lost; the change may or may not have been made.", err)
	case database.Unavailable(err):
		return storageProblem(err)
	case errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, context.DeadlineExceeded):
		return problem.New(problem.BadInput, "The body did not arrive in time; send it again.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return problem.New(problem.BadInput, "The body ended early; send it again.")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return unavailable("The request took too long; try again.", err)
	default:
		return &problem.Error{Detail: "An internal error occurred; the server's log has details under this request_id.", Err: err}
	}
}

// storageRetry is after how many seconds it may help to try again once a disk is
// full or a database damaged: somebody has to do something first.
const storageRetry = 30

// storageProblem answers an error of the database that is not the request's.
func storageProblem(err error) *problem.Error {
	p := unavailable("The database is not available.", err)
	switch {
	case errors.Is(err, database.ErrDiskFull):
		p.Detail = "The server's disk is full, so nothing was saved. Reading still works."
	case errors.Is(err, database.ErrDamaged):
		p.Detail = "The database is damaged. The server's log says what its operator can do."
	case errors.Is(err, database.ErrDiskFails), errors.Is(err, database.ErrLost):
		p.Detail = "The server cannot read or write its database. The server's log says why."
	default:
		return p
	}
	p.RetryAfter = storageRetry
	return p
}

func unavailable(detail string, err error) *problem.Error {
	return &problem.Error{Kind: problem.Unavailable, Detail: detail, RetryAfter: 1, Err: err}
}

// document is an answer of application/problem+json (RFC 9457). Its type is
// about:blank, as the status says all that a type could.
type document struct {
	Type      string          `json:"type"`
	Title     string          `json:"title"`
	Status    int             `json:"status"`
	Detail    string          `json:"detail"`
	Instance  string          `json:"instance"`
	RequestID string          `json:"request_id"`
	Errors    []documentError `json:"errors,omitempty"`
}

type documentError struct {
	Pointer   *string `json:"pointer,omitempty"` // "" is the whole body
	Parameter string  `json:"parameter,omitempty"`
	Code      string  `json:"code"`
	Detail    string  `json:"detail"`
	Conflict  string  `json:"conflict,omitempty"`
}

// WriteProblem answers a request with an error, as AsProblem reads it. The log
// gets the cause of what is the server's fault; the client never does.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := AsProblem(err)
	status := StatusOf(p.Kind)
	if x := exchangeOf(r.Context()); x != nil && status >= http.StatusInternalServerError {
		x.failure = p
	}
	body := ProblemJSON(r, p)
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Del("ETag")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client is gone if this fails
}

// ProblemJSON returns the document of a problem that a request met.
func ProblemJSON(r *http.Request, p *problem.Error) []byte {
	encoded, err := json.Marshal(documentOf(p, r, StatusOf(p.Kind)))
	if err != nil { // cannot be: texts and numbers
		return []byte("{}")
	}
	return encoded
}

func documentOf(p *problem.Error, r *http.Request, status int) document {
	d := document{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: p.Detail,
		Instance: r.URL.EscapedPath(), RequestID: RequestID(r.Context()),
	}
	for _, f := range p.Fields {
		e := documentError{Parameter: f.Parameter, Code: f.Code, Detail: f.Detail, Conflict: f.Conflict}
		if f.Parameter == "" {
			e.Pointer = &f.Pointer
		}
		d.Errors = append(d.Errors, e)
	}
	return d
}
