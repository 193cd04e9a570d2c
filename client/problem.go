package client

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Error says what was answered, with all errors of the body or the query.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "liaison: %d %s", p.Status, p.Title)
	if p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	for i := range p.Errors {
		fmt.Fprintf(&b, "; %s: %s", p.Errors[i].where(), p.Errors[i].Detail)
	}
	return b.String()
}

// where is the pointer into the body, or the name of the parameter.
func (e *ProblemError) where() string {
	if e.Parameter != "" {
		return e.Parameter
	}
	return e.Pointer
}

// problemOf is the problem that an answer holds. One that was not written by
// Liaison, but by a proxy before it, gets one too.
func problemOf(resp *http.Response, body []byte) *Problem {
	kind := resp.Header.Get("Content-Type")
	p := &Problem{}
	if strings.HasPrefix(kind, "application/problem+json") && json.Unmarshal(body, p) == nil && p.Status != 0 {
		return p
	}
	return &Problem{
		Type: "about:blank", Title: http.StatusText(resp.StatusCode), Status: int64(resp.StatusCode),
		Detail: fmt.Sprintf("The answer is no problem of Liaison's: its Content-Type is %q.", kind),
	}
}
