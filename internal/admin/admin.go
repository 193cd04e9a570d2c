package admin

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

// Base is the path under which the pages are served.
const Base = "/admin"

// Config is what the pages stand on.
type Config struct {
	DB      *database.DB
	Keys    *auth.Store
	Rules   *ruleset.Store
	Bulk    *bulk.Store // actions on many records
	Version string      // of the program, for the foot of the pages
	// SetUpAnywhere lets the first user be made from other machines than this one.
	SetUpAnywhere bool
	// FacetTime is how long the filters beside a list may be counted before they are
	// shown, and FacetPatience how long those that were not counted by then; 0 means
	// 400 milliseconds and 5 seconds.
	FacetTime, FacetPatience time.Duration
}

// Admin serves the pages under Base.
type Admin struct {
	Config

	public    *http.ServeMux // pages of nobody in particular and of the account
	workspace *http.ServeMux // pages of one workspace, below /admin/SLUG
	templates *templates
	static    *static
	exports   atomic.Int32 // downloads under way
}

// New returns the handler of everything under Base.
func New(c Config) (http.Handler, error) {
	c.FacetTime, c.FacetPatience = cmp.Or(c.FacetTime, 400*time.Millisecond), cmp.Or(c.FacetPatience, 5*time.Second)
	a := &Admin{Config: c, public: http.NewServeMux(), workspace: http.NewServeMux()}
	var err error
	if a.static, err = newStatic(); err != nil {
		return nil, err
	}
	if a.templates, err = newTemplates(a.static); err != nil {
		return nil, err
	}
	for _, r := range a.publicRoutes() {
		a.public.Handle(r.method+" "+Base+r.path, a.page(r))
	}
	for _, r := range a.workspaceRoutes() {
		a.workspace.Handle(r.method+" "+r.path, a.page(r))
	}
	a.public.Handle("GET "+Base+"/static/", a.static)
	zip, err := compressed(a)
	return httpserver.PageHeaders(sameOrigin(zip)), err
}

// ServeHTTP sends a request to the pages of the workspace that its path names,
// or to those that belong to none.
func (a *Admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	slug, rest := split(r.URL.Path)
	if _, pattern := a.public.Handler(r); pattern != "" || slug == "" {
		a.serve(a.public, w, r)
		return
	}
	if rest == "" { // /admin/default
		http.Redirect(w, r, Base+"/"+slug+"/", http.StatusPermanentRedirect)
		return
	}
	inner := r.Clone(withSlug(r.Context(), slug))
	inner.URL.Path, inner.URL.RawPath = rest, ""
	if _, pattern := a.workspace.Handler(inner); pattern != "" { // for the metrics
		r.Pattern = strings.Replace(pattern, " ", " "+Base+"/{workspace}", 1)
	}
	a.serve(a.workspace, w, inner)
}

// serve answers what no page is at with a page, too.
func (a *Admin) serve(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	if _, pattern := mux.Handler(r); pattern != "" {
		mux.ServeHTTP(w, r)
		return
	}
	v := a.visitor(w, r)
	if allowed := methodsAt(mux, r); allowed != "" {
		w.Header().Set("Allow", allowed)
		v.fail(problem.New(problem.MethodNotAllowed, "This page only accepts "+allowed+"."))
		return
	}
	v.fail(problem.New(problem.NotFound, "This page does not exist."))
}

// methodsAt returns the methods that a path has pages for, "" for none.
func methodsAt(mux *http.ServeMux, r *http.Request) string {
	var list []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := *r
		other.Method = method
		if _, pattern := mux.Handler(&other); pattern != "" {
			list = append(list, method)
		}
	}
	return strings.Join(list, ", ")
}

// split takes /admin/SLUG/rest apart; rest begins with its slash or is "".
func split(path string) (slug, rest string) {
	path = strings.TrimPrefix(strings.TrimPrefix(path, Base), "/")
	slug, rest, found := strings.Cut(path, "/")
	if found {
		rest = "/" + rest
	}
	return slug, rest
}

// compressed packs pages. No page has a secret in it that somebody could guess
// at by the size of what they sent along: sessions are in cookies, and forms
// need no token. The random size is there all the same.
func compressed(next http.Handler) (http.Handler, error) {
	const jitter = 32 // bytes at most
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.RandomJitter(jitter, 0, false),
		gzhttp.ContentTypes([]string{"text/html"}))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	return wrap(next), nil
}
