package httpserver

import (
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

// identify finds out who makes a request and counts it. A bad key is refused
// here; a request without one goes on, since some routes need none. Pages find out
// themselves who visits them, by a cookie and by nothing else; here it only says
// by what their requests are counted.
func identify(o Options, next http.Handler) http.Handler {
	limit := newLimiter(o.RateLimit, o.TrustedProxy)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noteClient(r.Context(), clientIP(r, o.TrustedProxy))
		err := error(nil)
		switch {
		case below(r, staticPath), below(r, docsStaticPath): // the same for everybody, kept by browsers, and not counted
		case below(r, pagesPath):
			err = limit.take(r, visitor(o, r))
		default:
			err = o.knock(limit, r)
		}
		if err != nil {
			WriteProblem(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// knock counts a request that may bring a key, and notes whose that is.
func (o *Options) knock(limit *limiter, r *http.Request) error {
	var p *auth.Principal
	var err error
	if o.Keys != nil && len(r.Header["Authorization"]) > 0 && !signsIn(r) {
		p, err = Authenticate(r, o.Keys)
	}
	if err == nil || problem.Is(err, problem.Unauthorized) {
		if tooMany := limit.take(r, p); tooMany != nil {
			return tooMany
		}
	}
	if p != nil && err == nil {
		WithPrincipal(r.Context(), p)
	}
	return err
}

// visitor returns whose session the cookie of a page's request is, nil if it is
// nobody's. A database that fails shows when the page asks it.
func visitor(o Options, r *http.Request) *auth.Principal {
	secret, ok := SessionCookie(r)
	if !ok || o.Keys == nil {
		return nil
	}
	p, err := o.Keys.AuthenticateCookie(r.Context(), secret, "")
	if err != nil {
		return nil
	}
	return p
}

// Where the pages are, and what they and the reader of the API load.
const (
	pagesPath      = "/admin"
	staticPath     = "/admin/static"
	docsStaticPath = "/docs/static"
)

// below reports whether a request is for a path or for what is below it.
func below(r *http.Request, path string) bool {
	return r.URL.Path == path || strings.HasPrefix(r.URL.Path, path+"/")
}

// signInPath is where, and below which, people sign in: what they still send of
// a session that is over does not keep them out.
const signInPath = "/api/v1/auth/token"

func signsIn(r *http.Request) bool { return below(r, signInPath) }

// Authenticate returns who makes a request. Without a key or an access token, or
// with one that is not good, the error is of kind Unauthorized. Both are taken
// from the header Authorization alone, never from an address or a cookie. The
// principal may have a Refusal.
func Authenticate(r *http.Request, keys *auth.Store) (*auth.Principal, error) {
	if p := Principal(r.Context()); p != nil {
		return p, nil
	}
	given := r.Header["Authorization"]
	if len(given) != 1 {
		return nil, problem.New(problem.Unauthorized, "An API key or access token is required, in one header Authorization: Bearer KEY.")
	}
	scheme, key, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "Token") && !strings.EqualFold(scheme, "Api-Key") {
		return nil, problem.New(problem.Unauthorized, "The Authorization header must have the form Bearer KEY.")
	}
	workspace, err := workspaceNamed(r)
	if err != nil {
		return nil, err
	}
	if key = strings.TrimSpace(key); auth.IsToken(key) {
		return keys.AuthenticateToken(r.Context(), key, workspace)
	}
	p, err := keys.Authenticate(r.Context(), key)
	if err == nil && workspace != "" && workspace != p.Workspace {
		return nil, problem.New(problem.Forbidden, "The API key belongs to another workspace.")
	}
	return p, err
}

// workspaceNamed returns the slug of the workspace that a request names, "" for
// none.
func workspaceNamed(r *http.Request) (string, error) {
	given := r.Header[auth.WorkspaceHeader]
	if len(given) > 1 {
		var faults problem.Fields
		faults.Parameter(auth.WorkspaceHeader, "repeated", "The header may be sent only once.")
		return "", faults.Err()
	}
	if len(given) == 0 {
		return "", nil
	}
	return strings.TrimSpace(given[0]), nil
}
