package httpserver

import (
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

// identify finds out who makes a request and counts it. A bad key is refused
// here; a request without one goes on, since some routes need none.
func identify(o Options, next http.Handler) http.Handler {
	limit := newLimiter(o.RateLimit, o.TrustedProxy)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var p *auth.Principal
		var err error
		if o.Keys != nil && len(r.Header["Authorization"]) > 0 {
			p, err = Authenticate(r, o.Keys)
		}
		if err == nil || problem.Is(err, problem.Unauthorized) {
			if tooMany := limit.take(r, p); tooMany != nil {
				err = tooMany
			}
		}
		if err != nil {
			WriteProblem(w, r, err)
			return
		}
		if p != nil {
			WithPrincipal(r.Context(), p)
		}
		next.ServeHTTP(w, r)
	})
}

// Authenticate returns who makes a request. Without a key, or with one that is
// not good, the error is of kind Unauthorized. A key is taken from the header
// Authorization alone, never from an address or a cookie.
func Authenticate(r *http.Request, keys *auth.Store) (*auth.Principal, error) {
	if p := Principal(r.Context()); p != nil {
		return p, nil
	}
	given := r.Header["Authorization"]
	if len(given) != 1 {
		return nil, problem.New(problem.Unauthorized, "This needs one API key, in the header Authorization: Bearer KEY.")
	}
	scheme, key, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "Token") && !strings.EqualFold(scheme, "Api-Key") {
		return nil, problem.New(problem.Unauthorized, "The header Authorization is not of the form Bearer KEY.")
	}
	return keys.Authenticate(r.Context(), strings.TrimSpace(key))
}
