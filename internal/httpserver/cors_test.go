package httpserver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

const app = "https://app.example.org"

// corsServer answers every path of the API as its last segment says.
func corsServer(t *testing.T, o httpserver.Options) *server {
	s := newServer(t, o)
	o = options(o)
	s.Handler = httpserver.Handler(o, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/own"):
			w.Header().Set("Liaison-Duplicates", "1")
		case strings.HasSuffix(r.URL.Path, "/busy"):
			httpserver.WriteProblem(w, r, &problem.Error{Kind: problem.Unavailable, Detail: "x", RetryAfter: 1})
			return
		case strings.HasSuffix(r.URL.Path, "/panic"):
			panic("x")
		case strings.HasSuffix(r.URL.Path, "/401"):
			httpserver.WriteProblem(w, r, problem.New(problem.Unauthorized, "x"))
			return
		}
		w.Header().Set("ETag", `"1"`)
		_, _ = io.WriteString(w, "{}")
	}))
	return s
}

func preflight(s *server, path, origin string) *httptest.ResponseRecorder {
	return s.do("OPTIONS", path, "", "Origin", origin, "Access-Control-Request-Method", "PATCH", "Access-Control-Request-Headers", "authorization")
}

// wantNoCORS fails the test if an answer tells a browser anything.
func wantNoCORS(t *testing.T, what string, h http.Header) {
	t.Helper()
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s: %s is %v", what, name, h[name])
		}
	}
}

func TestBrowsersOfNamedOriginsAlone(t *testing.T) {
	s := corsServer(t, httpserver.Options{CORSOrigins: []string{app, "http://localhost:5173"}, RateLimit: 6000})
	for range 100 { // more than anybody may ask without a key
		w := preflight(s, "/api/v1/contacts", app)
		h := w.Header()
		if w.Code != 204 || h.Get("Access-Control-Allow-Origin") != app || h.Get("Access-Control-Allow-Credentials") != "" ||
			h.Get("Access-Control-Allow-Headers") != "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Liaison-Workspace, Prefer" ||
			!strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") || h.Get("Access-Control-Max-Age") == "" {
			t.Fatalf("%d %v", w.Code, h)
		}
	}
	for path, want := range map[string]int{"/api/v1/x": 200, "/api/v1/own": 200, "/api/v1/busy": 503, "/api/v1/panic": 500, "/api/v1/401": 401} {
		w := s.do("GET", path, "", "Origin", app)
		h := w.Header()
		exposed := strings.Split(h.Get("Access-Control-Expose-Headers"), ", ")
		if w.Code != want || h.Get("Access-Control-Allow-Origin") != app || !slices.Contains(h["Vary"], "Origin") {
			t.Errorf("%s: %d %v", path, w.Code, h)
		}
		for _, name := range []string{"ETag", "Location", "Retry-After", "X-Request-ID"} {
			if !slices.Contains(exposed, name) {
				t.Errorf("%s does not expose %s", path, name)
			}
		}
		if slices.Contains(exposed, "Liaison-Duplicates") != (path == "/api/v1/own") {
			t.Errorf("%s exposes %v", path, exposed)
		}
	}
	for range 100 {
		s.do("GET", "/api/v1/x", "")
	}
	if w := s.do("GET", "/api/v1/x", "", "Origin", app); w.Code != 429 || w.Header().Get("Access-Control-Allow-Origin") != app {
		t.Errorf("too many: %d %v", w.Code, w.Header())
	}
	for _, other := range []string{"https://evil.example", "null", "https://app.example.org.evil.example", "http://app.example.org", app + ":8443", app + "/", "HTTPS://APP.EXAMPLE.ORG", ""} {
		w := s.do("GET", "/api/v1/x", "", "Origin", other)
		wantNoCORS(t, other, w.Header())
		if !slices.Contains(w.Header()["Vary"], "Origin") {
			t.Errorf("%s: Vary is %v", other, w.Header()["Vary"])
		}
		wantNoCORS(t, "asked by "+other, preflight(s, "/api/v1/x", other).Header())
	}
	for _, path := range []string{"/admin/", "/", "/docs", "/apiary"} {
		wantNoCORS(t, path, s.do("GET", path, "", "Origin", app).Header())
		wantNoCORS(t, path, preflight(s, path, app).Header())
	}
	off := corsServer(t, httpserver.Options{})
	wantNoCORS(t, "off", off.do("GET", "/api/v1/x", "", "Origin", app).Header())
	wantNoCORS(t, "off, asked", preflight(off, "/api/v1/x", app).Header())
}
