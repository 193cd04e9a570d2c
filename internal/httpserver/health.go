package httpserver

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/liaison/liaison/internal/problem"
)

const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
	// pingTime bounds how long /readyz waits for the database.
	pingTime = 2 * time.Second
)

// notReady says why the database cannot be used, as a request would be told.
func notReady(err error) *problem.Error {
	p := storageProblem(err)
	if p.RetryAfter != storageRetry {
		p.Detail = "The database does not answer."
	}
	return p
}

// health answers /healthz whenever the process lives, and /readyz when the
// database does too; every other request goes to next.
func health(ping func(context.Context) error, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case healthPath:
		case readyPath:
			ctx, cancel := context.WithTimeout(r.Context(), pingTime)
			defer cancel()
			if ping == nil {
				break
			}
			if err := ping(ctx); err != nil {
				WriteProblem(w, r, notReady(err))
				return
			}
		default:
			next.ServeHTTP(w, r)
			return
		}
		r.Pattern = r.URL.Path
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			WriteProblem(w, r, problem.New(problem.MethodNotAllowed, "This path allows only GET and HEAD."))
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n") // the client is gone if this fails
	})
}
