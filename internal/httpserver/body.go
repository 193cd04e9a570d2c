package httpserver

import (
	"io"
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/problem"
)

// maxBody is how many bytes a request's body may have, where a route does not
// say otherwise.
const maxBody = 1 << 20

// limitRequest refuses bodies that are packed, which could be unpacked to any
// size, and bounds the others. Reading past the bound gives an
// *http.MaxBytesError, which WriteProblem answers with 413.
func limitRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, encoding := range r.Header["Content-Encoding"] {
			if encoding != "" && !strings.EqualFold(encoding, "identity") {
				WriteProblem(w, r, problem.New(problem.UnsupportedMedia, "A body is sent without Content-Encoding."))
				return
			}
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &body{ReadCloser: http.MaxBytesReader(w, r.Body, maxBody), whole: r.Body}
		}
		next.ServeHTTP(w, r)
	})
}

// body is a bounded body that knows the unbounded one.
type body struct {
	io.ReadCloser
	whole io.ReadCloser
}

// LimitBody sets another bound, in bytes, on the body of a request that was
// not read yet.
func LimitBody(w http.ResponseWriter, r *http.Request, bytes int64) {
	whole := r.Body
	if b, ok := r.Body.(*body); ok {
		whole = b.whole
	}
	r.Body = &body{ReadCloser: http.MaxBytesReader(w, whole, bytes), whole: whole}
}
