package httpserver

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
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
				WriteProblem(w, r, problem.New(problem.UnsupportedMedia, "The body must be sent without Content-Encoding."))
				return
			}
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &body{http.MaxBytesReader(w, r.Body, maxBody), r.Body, exchangeOf(r.Context())}
		}
		next.ServeHTTP(w, r)
	})
}

// body is a bounded body that knows the unbounded one, and notes when its client
// goes away.
type body struct {
	io.ReadCloser
	whole io.ReadCloser
	x     *exchange // nil in tests without the middleware
}

// errBroken answers a body that cannot be told from its framing.
var errBroken = problem.New(problem.BadInput, "The body cannot be read: its chunks are not well formed.")

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var tooLarge *http.MaxBytesError
	var network *net.OpError
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &tooLarge),
		errors.Is(err, http.ErrBodyReadAfterClose):
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network), errors.Is(err, net.ErrClosed):
		if b.x != nil {
			b.x.gone = true
		}
		err = fmt.Errorf("%w: %w", io.ErrUnexpectedEOF, err)
	default:
		err = errBroken
	}
	return n, err
}

// LimitBody sets another bound, in bytes, on the body of a request that was
// not read yet.
func LimitBody(w http.ResponseWriter, r *http.Request, bytes int64) {
	whole := r.Body
	if b, ok := r.Body.(*body); ok {
		whole = b.whole
	}
	r.Body = &body{http.MaxBytesReader(w, whole, bytes), whole, exchangeOf(r.Context())}
}
