package restapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// api is a running API with a key of the role admin.
type api struct {
	*testing.T

	db     *database.DB
	ws     string
	server *httptest.Server
	key    string
	clock  *clock
}

// clock is the real one, which tests put forward and stop.
type clock struct {
	ahead   time.Duration
	stopped time.Time // zero while it runs
}

func (c *clock) now() time.Time {
	if c.stopped.IsZero() {
		return time.Now().Add(c.ahead)
	}
	return c.stopped.Add(c.ahead)
}

// stop stops the clock: a slow machine's time does not count from now on.
func (c *clock) stop() { c.stopped = time.Now() }

// eachAPI runs fn on both engines, each time with a fresh workspace.
func eachAPI(t *testing.T, fn func(a *api)) {
	t.Helper()
	c := &clock{}
	testkit.EachEngineWith(t, database.Options{Fast: true, Now: c.now}, func(t *testing.T, db *database.DB) {
		*c = clock{}
		fn(newAPI(t, db, c))
	})
}

func newAPI(t *testing.T, db *database.DB, c *clock) *api {
	t.Helper()
	ctx := t.Context()
	if err := workspace.Ensure(ctx, db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	keys := auth.New(db, nil)
	handler := httpserver.Handler(httpserver.Options{
		Keys: keys, Ping: db.Ping, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: db.NewID,
	}, restapi.New(restapi.Config{DB: db, Keys: keys, Rules: new(ruleset.Store), Version: "test"}))
	a := &api{T: t, db: db, ws: w.ID, server: httptest.NewServer(handler), clock: c}
	t.Cleanup(a.server.Close)
	a.key = a.newKey("admin")
	return a
}

// newKey makes a key with a role.
func (a *api) newKey(role string) string {
	a.Helper()
	_, key, err := auth.New(a.db, nil).CreateKey(a.Context(), a.ws, changelog.Actor{Via: changelog.ViaCommand},
		auth.NewKey{Name: role + " " + a.db.NewID(), Role: role})
	if err != nil {
		a.Fatal(err)
	}
	return key
}

// run runs a subtest against the same API.
func (a *api) run(name string, fn func(a *api)) {
	a.Helper()
	a.T.Run(name, func(t *testing.T) {
		inner := *a
		inner.T = t
		fn(&inner)
	})
}

// answer is what the API answered.
type answer struct {
	*testing.T

	status int
	header http.Header
	body   []byte
}

// do sends a request: body is a string that is sent as it is, a value that is
// sent as JSON, or nil. headers are lines "Name: value" and win over the rest.
func (a *api) do(method, path string, body any, headers ...string) *answer {
	a.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case io.Reader:
		reader = b
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			a.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	if !strings.Contains(path, "://") {
		path = a.server.URL + restapi.Base + path
	}
	req, err := http.NewRequestWithContext(a.Context(), method, path, reader)
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.key)
	if reader != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range strings.Split(strings.Join(headers, "\n"), "\n") {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Del(name)
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	resp, err := a.client().Do(req)
	if err != nil {
		a.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	return &answer{T: a.T, status: resp.StatusCode, header: resp.Header, body: got}
}

// client holds all that it sends and gets against the OpenAPI document.
func (a *api) client() *http.Client {
	client := *a.server.Client()
	client.Transport = testkit.Checked(a.T, client.Transport)
	return &client
}

func (a *api) get(path string, headers ...string) *answer {
	a.Helper()
	return a.do("GET", path, nil, headers...)
}

func (a *api) post(path string, body any, headers ...string) *answer {
	a.Helper()
	return a.do("POST", path, body, headers...)
}

func (a *api) patch(path string, body any, headers ...string) *answer {
	a.Helper()
	return a.do("PATCH", path, body, headers...)
}

// want fails the test unless the answer has the status.
func (r *answer) want(status int) *answer {
	r.Helper()
	if r.status != status {
		r.Fatalf("got status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

// object is a JSON object as tests look into it.
type object map[string]any

// json returns the body as an object.
func (r *answer) json() object {
	r.Helper()
	var o object
	if err := json.Unmarshal(r.body, &o); err != nil {
		r.Fatalf("the body is no JSON object: %v: %s", err, r.body)
	}
	return o
}

func (r *answer) id() string {
	r.Helper()
	id, _ := r.json()["id"].(string)
	return id
}

// results are the records of a list.
func (r *answer) results() []object {
	r.Helper()
	return r.want(http.StatusOK).json().list("results")
}

// list is a field that is a list of objects.
func (o object) list(name string) []object {
	items, _ := o[name].([]any)
	list := make([]object, len(items))
	for i, item := range items {
		list[i], _ = item.(map[string]any)
	}
	return list
}

func (o object) text(name string) string {
	s, _ := o[name].(string)
	return s
}

func (o object) object(name string) object {
	inner, _ := o[name].(map[string]any)
	return inner
}

// wantFault fails the test unless the answer is 400 with an error at the
// pointer or parameter, and returns that error.
func (r *answer) wantFault(at string) object {
	r.Helper()
	r.want(http.StatusBadRequest)
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		r.Errorf("got Content-Type %q", got)
	}
	for _, e := range r.json().list("errors") {
		pointer, isPointer := e["pointer"].(string)
		if (isPointer && pointer == at) || e["parameter"] == at {
			return e
		}
	}
	r.Fatalf("no error at %q: %s", at, r.body)
	return nil
}

// count is how many records of a table the workspace has.
func (a *api) count(table string) (n int) {
	a.Helper()
	err := a.db.QueryRow(a.Context(), "SELECT COUNT(*) FROM "+table+" WHERE workspace_id = $1", a.ws).Scan(&n)
	if err != nil {
		a.Fatal(err)
	}
	return n
}
