package httpserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// server is the middleware around routes of its own.
type server struct {
	*testing.T
	http.Handler
	log     *bytes.Buffer
	metrics *httpserver.Metrics
}

func newServer(t *testing.T, o httpserver.Options) *server {
	s := &server{T: t, log: &bytes.Buffer{}, metrics: httpserver.NewMetrics()}
	o = options(o)
	o.Log, o.Metrics = s.logger(), s.metrics
	mux := http.NewServeMux()
	mux.HandleFunc("GET /contacts/{id}", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	mux.HandleFunc("POST /contacts", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			httpserver.WriteProblem(w, r, fmt.Errorf("read: %w", err))
		}
	})
	mux.HandleFunc("POST /batch", func(w http.ResponseWriter, r *http.Request) {
		httpserver.LimitBody(w, r, 2<<20)
		if _, err := io.ReadAll(r.Body); err != nil {
			httpserver.WriteProblem(w, r, err)
		}
	})
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("secret of jane@example.org") })
	mux.HandleFunc("/index", func(http.ResponseWriter, *http.Request) { _ = []int{}[len(os.Args)] })
	mux.HandleFunc("/late-panic", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		panic("late")
	})
	s.Handler = httpserver.Handler(o, mux)
	return s
}

// options are those given with all that the middleware needs.
func options(o httpserver.Options) httpserver.Options {
	o.Log, o.Metrics, o.NewID = slog.New(slog.DiscardHandler), httpserver.NewMetrics(), uuid.NewString
	return o
}

// logger writes everything into the server's log.
func (s *server) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (s *server) do(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// logged returns the last line of the log.
func (s *server) logged() map[string]any {
	s.Helper()
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		s.Fatalf("%v: %s", err, lines[len(lines)-1])
	}
	return line
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	for _, path := range []string{"/contacts/1", "/nowhere", "/healthz", "/panic"} {
		h := s.do("GET", path, "").Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff",
			"Cache-Control": "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if uuid.Validate(h.Get("X-Request-ID")) != nil || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: headers are %v", path, h)
		}
	}
}

func TestRequestID(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	for _, given := range []string{"abc-1.2_Z", strings.Repeat("a", 64)} {
		if got := s.do("GET", "/healthz", "", "X-Request-ID", given).Header().Get("X-Request-ID"); got != given {
			t.Errorf("%q became %q", given, got)
		}
	}
	for _, given := range []string{"", strings.Repeat("a", 65), "a b", "a\nb", "é", `"`} {
		if got := s.do("GET", "/healthz", "", "X-Request-ID", given).Header().Get("X-Request-ID"); uuid.Validate(got) != nil {
			t.Errorf("%q became %q, want a fresh id", given, got)
		}
	}
}

func TestAccessLogHoldsNothingPersonal(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	id := uuid.NewString()
	s.do("GET", "/contacts/"+id+"?search=canary", "", "User-Agent", "canary\r\nforged", "X-Request-ID", "r1", "Referer", "canary")
	line := s.logged()
	for _, name := range []string{"time", "ms"} {
		delete(line, name)
	}
	want := map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "path": "/contacts/" + id, "status": 200.0, "bytes": 2.0, "request_id": "r1",
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("the line (-want +got):\n%s", diff)
	}
	for _, target := range []string{"/contacts/canary@example.org", "/canary", "/contacts/4915112345678"} {
		s.do("GET", target, "canary")
	}
	s.do("CANARY", "/contacts/7", "")
	s.do("POST", "/contacts", "canary")
	s.do("GET", "/panic", "")
	if text := s.log.String(); strings.Contains(strings.ToLower(text), "canary") || strings.Contains(text, "jane") || strings.Contains(text, "4915112345678") {
		t.Errorf("the log says more than it may:\n%s", text)
	}
	if got := s.do("GET", "/contacts/7", ""); got.Code != 200 || s.logged()["path"] != "/contacts/7" {
		t.Errorf("path is %v", s.logged()["path"])
	}
}

func TestPanicIsA500WithoutInternals(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	w := s.do("GET", "/index", "")
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "range") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if text := s.log.String(); !strings.Contains(text, "out of range") || !strings.Contains(text, "handler_test.go") {
		t.Errorf("the log has no stack: %s", text)
	}
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Error("a panic in the middle of an answer does not cut the connection")
		}
	}()
	s.do("GET", "/late-panic", "")
}

func TestBodiesAreBounded_RES_02(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	big := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		path, body string
		headers    []string
		status     int
	}{
		{"/contacts", big, nil, 200},
		{"/contacts", big + "x", nil, 413},
		{"/batch", big + big, nil, 200},
		{"/batch", big + big + "x", nil, 413},
		{"/contacts", "x", []string{"Content-Encoding", "gzip"}, 415},
		{"/contacts", "x", []string{"Content-Encoding", "identity"}, 200},
		{"/contacts", "x", []string{"Content-Encoding", "identity", "Content-Encoding", "br"}, 415},
	} {
		if w := s.do("POST", c.path, c.body, c.headers...); w.Code != c.status {
			t.Errorf("%s with %d bytes and %v: %d, want %d", c.path, len(c.body), c.headers, w.Code, c.status)
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	var down error
	s := newServer(t, httpserver.Options{Ping: func(context.Context) error { return down }, RateLimit: 1})
	for range 100 { // neither is limited
		if s.do("GET", "/healthz", "").Code != 200 || s.do("HEAD", "/readyz", "").Code != 200 {
			t.Fatal("not healthy")
		}
	}
	if w := s.do("POST", "/healthz", ""); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /healthz: %d", w.Code)
	}
	down = errors.New("dial tcp 10.0.0.7: refused")
	if w := s.do("GET", "/readyz", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "10.0.0.7") {
		t.Errorf("/readyz without a database: %d %s", w.Code, w.Body)
	}
	if w := s.do("GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("/healthz without a database: %d", w.Code)
	}
}

func TestWriteProblem(t *testing.T) {
	var faults problem.Fields
	faults.Add("/emails/0", "invalid_email", "No.")
	faults.Add("", "invalid_json", "Whole.")
	faults.Parameter("ordering", "unknown", "What?")
	faults[0].Conflict = "id"
	for _, c := range []struct {
		err     error
		status  int
		body    string // a part of it
		headers map[string]string
	}{
		{
			fmt.Errorf("x: %w", faults.Err()), 400,
			`"errors":[{"pointer":"/emails/0","code":"invalid_email","detail":"No.","conflict":"id"},` +
				`{"pointer":"","code":"invalid_json","detail":"Whole."},{"parameter":"ordering","code":"unknown","detail":"What?"}]`, nil,
		},
		{problem.New(problem.Unauthorized, "No key."), 401, `"type":"about:blank","title":"Unauthorized","status":401,"detail":"No key.","instance":"/a%20b"`, map[string]string{"WWW-Authenticate": "Bearer"}},
		{&problem.Error{Kind: problem.TooManyRequests, RetryAfter: 7}, 429, `"status":429`, map[string]string{"Retry-After": "7"}},
		{fmt.Errorf("x: %w", database.ErrUnavailable), 503, `"status":503`, map[string]string{"Retry-After": "1"}},
		{fmt.Errorf("x: %w: %w", database.ErrUncertain, database.ErrUnavailable), 503, `may or may not`, map[string]string{"Retry-After": "1"}},
		{context.DeadlineExceeded, 503, `too long`, map[string]string{"Retry-After": "1"}},
		{&http.MaxBytesError{Limit: 5}, 413, `5 bytes`, nil},
		{os.ErrDeadlineExceeded, 400, `in time`, nil},
		{io.ErrUnexpectedEOF, 400, `ended early`, nil},
		{errors.New("secret"), 500, `the server's log`, nil},
	} {
		w := httptest.NewRecorder()
		httpserver.WriteProblem(w, httptest.NewRequest("GET", "/a%20b?q=secret", nil), c.err)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%v: %d %s", c.err, w.Code, w.Body)
		}
		for name, want := range c.headers {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%v: %s is %q", c.err, name, got)
			}
		}
	}
}

func TestStatusOfEveryKind(t *testing.T) {
	want := []int{500, 400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 503, 421, 500}
	for kind, status := range want {
		if got := httpserver.StatusOf(problem.Kind(kind)); got != status {
			t.Errorf("kind %d: %d, want %d", kind, got, status)
		}
	}
}

func TestAnonymousRequestsAreLimitedByNetwork(t *testing.T) {
	s := newServer(t, httpserver.Options{RateLimit: 6000})
	count := func(forwarded string) (refused int) {
		for range 70 {
			if w := s.do("GET", "/contacts/1", "", "X-Forwarded-For", forwarded); w.Code == 429 {
				if w.Header().Get("Retry-After") != "1" {
					t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
				}
				refused++
			}
		}
		return refused
	}
	began := time.Now()
	back := func() int { return int(time.Since(began).Seconds()) + 1 } // one a second comes back
	if n := count("10.0.0.1"); n < 10-back() || n > 10 {
		t.Errorf("%d of 70 were refused, want 10", n)
	}
	if n := count("10.0.0.2"); n < 70-back() {
		t.Errorf("a forged X-Forwarded-For helps: %d of 70 were refused", n)
	}
}

// newKey makes a workspace and a key named k.
func newKey(t testing.TB, db *database.DB) (*auth.Store, string) {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	ws, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	keys := auth.New(db, nil)
	_, key, err := keys.CreateKey(t.Context(), ws.ID, changelog.Actor{Via: changelog.ViaSystem}, auth.NewKey{Name: "k", Role: "viewer"})
	if err != nil {
		t.Fatal(err)
	}
	return keys, key
}

func TestKeysAreReadFromTheHeaderAlone_AUT_08(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		keys, key := newKey(t, db)
		s := newServer(t, httpserver.Options{Keys: keys, RateLimit: 60})
		for given, status := range map[string]int{
			"Bearer " + key: 200, "bearer  " + key: 200, "Token " + key: 200, "Api-Key " + key: 200,
			"Basic " + key: 401, key: 401, "": 401, "Bearer": 401, "Bearer " + key[:50]: 401, "Bearer " + key + "x": 401,
		} {
			w := s.do("GET", "/contacts/1", "", "Authorization", given)
			if w.Code != status {
				t.Errorf("%q: %d", strings.ReplaceAll(given, key, "KEY"), w.Code)
			}
			if line := s.logged(); (line["key"] == "k") != (status == 200) || (line["workspace"] != nil) != (status == 200) {
				t.Errorf("the line is %v", line)
			}
		}
		if w := s.do("GET", "/contacts/1", "", "Authorization", "Bearer "+key, "Authorization", "Bearer "+key); w.Code != 401 {
			t.Errorf("two keys: %d", w.Code)
		}
		if _, err := httpserver.Authenticate(httptest.NewRequest("GET", "/?api_key="+key, nil), keys); !problem.Is(err, problem.Unauthorized) {
			t.Errorf("a key in the address: %v", err)
		}
		if strings.Contains(s.log.String(), key[50:70]) {
			t.Error("the log holds the key")
		}
		refused, began := 0, time.Now()
		for range 30 {
			if s.do("GET", "/contacts/1", "", "Authorization", "Bearer "+key).Code == 429 {
				refused++
			}
		}
		// 60 a minute allow 10 at once, of which 4 are taken; one a second comes back.
		if refused < 20-int(time.Since(began).Seconds()) {
			t.Errorf("%d of 30 with one key were refused", refused)
		}
	})
}

func TestPrincipalOutsideTheMiddleware(t *testing.T) {
	p := auth.NewPrincipal(auth.Principal{UserID: "u"}, auth.ViewContact)
	ctx := httpserver.WithPrincipal(t.Context(), p)
	if httpserver.Principal(ctx) != p || httpserver.Principal(t.Context()) != nil || httpserver.RequestID(ctx) != "" {
		t.Error("the context does not carry the principal")
	}
	got, err := httpserver.Authenticate(httptest.NewRequest("GET", "/", nil).WithContext(ctx), nil)
	if err != nil || got != p {
		t.Errorf("Authenticate: %v, %v", got, err)
	}
}

func TestMetricsHaveNoLabelsOfTheClients(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	s.do("GET", "/contacts/canary", "")
	s.do("CANARY", "/canary", "")
	w := httptest.NewRecorder()
	s.metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	text := w.Body.String()
	for _, want := range []string{
		`liaison_http_request_duration_seconds_count{method="GET",route="/contacts/{id}",status="200"} 1`,
		`liaison_http_request_duration_seconds_count{method="other",route="",status="404"} 1`, "liaison_http_requests_in_flight 0", "go_goroutines",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(strings.ToLower(text), "canary") {
		t.Error("a client made a label")
	}
}

// BenchmarkHandler measures the whole middleware, key and log included, around
// a route that does nothing.
func BenchmarkHandler(b *testing.B) {
	db, err := database.Open(b.Context(), testkit.MigratedURL(b, database.SQLite), database.Options{Fast: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	keys, key := newKey(b, db)
	for _, c := range []struct {
		name string
		open func() (io.WriteCloser, error)
	}{
		{"log to nothing", func() (io.WriteCloser, error) { return os.OpenFile(os.DevNull, os.O_WRONLY, 0) }},
		{"log to a file", func() (io.WriteCloser, error) { return os.Create(b.TempDir() + "/log") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			out, err := c.open()
			if err != nil {
				b.Fatal(err)
			}
			defer out.Close()
			mux := http.NewServeMux()
			mux.HandleFunc("GET /contacts/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
			h := httpserver.Handler(httpserver.Options{
				Keys: keys, Log: slog.New(slog.NewJSONHandler(out, nil)), Metrics: httpserver.NewMetrics(),
				NewID: db.NewID, RateLimit: 1 << 40,
			}, mux)
			r := httptest.NewRequest("GET", "/contacts/01a208cb-7650-743a-a1b4-2be79cbe04e5", nil)
			r.Header.Set("Authorization", "Bearer "+key)
			w := &discard{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				h.ServeHTTP(w, r)
			}
		})
	}
	b.Run("mux alone", func(b *testing.B) {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /contacts/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		r := httptest.NewRequest("GET", "/contacts/01a208cb-7650-743a-a1b4-2be79cbe04e5", nil)
		w := &discard{header: http.Header{}}
		b.ReportAllocs()
		for b.Loop() {
			mux.ServeHTTP(w, r)
		}
	})
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}
