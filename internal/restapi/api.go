// Package restapi is the REST door: it reads requests, calls the stores and
// writes answers, as docs/conventions.md says. It owns the conventions of REST (ETags,
// idempotency keys, pages, problems, the OpenAPI document) and no rule of any
// record.
package restapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

// Base is the path under which the API is served.
const Base = "/api/v1"

// Config is what the API stands on.
type Config struct {
	DB        *database.DB
	Keys      *auth.Store
	Rules     *ruleset.Store
	Version   string // of the program, for the OpenAPI document
	PublicURL string // that Base is below, for the OpenAPI document; "" for the origin that serves it

	// Stopping is closed when the server stops, so that nobody waits any longer; nil
	// for a server that does not say so.
	Stopping <-chan struct{}
}

// API serves REST under Base.
type API struct {
	Config
	paths   paths
	running running // idempotency keys at work
	batches *batches
	waits   waits
	heads   *heads
	openAPI documents
}

// New returns the handler of everything under Base.
func New(c Config) *API {
	a := &API{Config: c, batches: newBatches()}
	a.heads = &heads{every: headEvery, read: func(ctx context.Context, workspace string) (int64, error) {
		return changelog.Head(ctx, c.DB, workspace)
	}}
	for _, r := range a.routes() {
		a.paths.add(r)
	}
	a.paths.each(func(l *leaf) { l.handler = a.methods(l.methods) })
	return a
}

// ServeHTTP serves the operation that a request is for.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if found := a.paths.match(r); found != nil {
		found.handler.ServeHTTP(w, r)
		return
	}
	httpserver.WriteProblem(w, r, problem.New(problem.NotFound, "Nothing is at this path."))
}

// route is one operation of the API.
type route struct {
	method, path string
	permission   auth.Permission // "" for one that needs no key
	handle       func(ctx context.Context, r *request) (*response, error)
	doc          doc
}

// request is a request of somebody who is allowed to make it.
type request struct {
	*http.Request
	api        *API
	route      *route
	principal  *auth.Principal // nil on routes that need no key
	conditions conditions
	fields     []string // of the record that a write answers with; nil: all
}

// response is what a handler answers.
type response struct {
	status   int
	body     []byte // JSON unless contentType says otherwise, nil for none
	etag     string // without quotes, "" for none
	location string // path below Base, "" for none
	replayed bool
	applied  string // the preference that shaped it, "" for none

	contentType string // "" for application/json
}

// methods serves the operations of one path.
func (a *API) methods(routes map[string]*route) http.Handler {
	allowed := allow(routes)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		route := routes[method]
		switch {
		case r.Method == http.MethodOptions:
			w.Header().Set("Allow", allowed)
			w.WriteHeader(http.StatusNoContent)
		case route == nil:
			w.Header().Set("Allow", allowed)
			httpserver.WriteProblem(w, r, problem.New(problem.MethodNotAllowed, "This path allows only "+allowed+"."))
		default:
			a.serve(w, r, route)
		}
	})
}

func allow(routes map[string]*route) string {
	var methods []string
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if routes[m] == nil {
			continue
		}
		methods = append(methods, m)
		if m == "GET" {
			methods = append(methods, "HEAD")
		}
	}
	return strings.Join(append(methods, "OPTIONS"), ", ")
}

// serve lets the caller in, runs the handler and writes what it answers.
func (a *API) serve(w http.ResponseWriter, r *http.Request, route *route) {
	if route.doc.action == batchAction {
		httpserver.LimitBody(w, r, maxBatchBody)
	}
	req := &request{Request: r, api: a, route: route}
	resp, err := a.answer(req)
	if err != nil {
		httpserver.WriteProblem(w, r, err)
		return
	}
	resp.write(w, req)
}

func (a *API) answer(r *request) (*response, error) {
	route := r.route
	if err := route.accepts(r.Request); err != nil {
		return nil, err
	}
	if needs := route.needs(); len(needs) > 0 {
		p, err := httpserver.Authenticate(r.Request, a.Keys)
		if err != nil {
			return nil, err
		}
		if err := p.Refusal(); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(needs, p.Can) {
			return nil, problem.New(problem.Forbidden, "This requires the permission "+needsOf(needs)+".")
		}
		if route.doc.superusers && !p.Superuser {
			return nil, problem.New(problem.Forbidden, "Only a superuser who has signed in can do this: an API key reaches nothing outside its workspace.")
		}
		r.principal = p
	}
	if err := r.readConditions(); err != nil {
		return nil, err
	}
	resp, err := route.handle(r.Context(), r)
	switch {
	case problem.Is(err, problem.NotFound) && !errors.Is(err, errNotTagged) && r.conditions.match != nil:
		return nil, errPrecondition // RFC 9110, section 13.1.1: nothing matches what is not there
	case err == nil && route.writes():
		err = r.shape(resp)
	}
	return resp, err
}

func (resp *response) write(w http.ResponseWriter, r *request) {
	h := w.Header()
	if resp.etag != "" {
		h.Set("ETag", `"`+resp.etag+`"`)
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			if not := r.conditions.noneMatch; not != nil && not.names(resp.etag) {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
	}
	if resp.location != "" {
		h.Set("Location", httpserver.Link(r.Request, Base+resp.location))
	}
	if resp.applied != "" {
		h.Set("Preference-Applied", resp.applied)
	}
	if resp.replayed {
		h.Set("Idempotent-Replayed", "true")
	}
	if resp.body == nil {
		w.WriteHeader(resp.status)
		return
	}
	h.Set("Content-Type", cmp.Or(resp.contentType, mediaJSON))
	h.Set("Content-Length", strconv.Itoa(len(resp.body)))
	w.WriteHeader(resp.status)
	_, _ = w.Write(resp.body) // the client is gone if this fails
}

// actor is who makes the changes of a request.
func (r *request) actor() changelog.Actor {
	return changelog.Actor{
		UserID: r.principal.UserID, Via: via(r.principal), Name: r.principal.KeyName,
		RequestID: httpserver.RequestID(r.Context()),
	}
}

func (r *request) workspace() string { return r.principal.WorkspaceID }

// contacts is the store of the caller's contacts, for reading.
func (r *request) contacts() *contact.Store {
	return contact.NewStore(r.api.DB, r.workspace(), nil)
}
