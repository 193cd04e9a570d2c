package httpserver

import (
	"net/http"
	"path"

	"github.com/liaison/liaison/internal/problem"
)

// refuseUnclean answers 404 at a path with a segment that is empty, . or .., to
// which http.ServeMux would answer with a redirect. A slash at the end is fine, and
// so is anything that is escaped: it is a part of a name, as in %2F.
func refuseUnclean(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.URL.EscapedPath()
		if clean := path.Clean(given); given[:min(len(given), 1)] != "/" || given != clean && (given != clean+"/" || clean == "/") {
			WriteProblem(w, r, problem.New(problem.NotFound, "Nothing is at this path."))
			return
		}
		next.ServeHTTP(w, r)
	})
}
