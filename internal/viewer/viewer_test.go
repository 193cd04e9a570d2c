package viewer_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/viewer"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m, browser.Close) }

// site is a running server with the API and the page.
type site struct {
	url, key string
}

func newSite(t *testing.T) site {
	t.Helper()
	db, err := database.Open(t.Context(), testkit.MigratedURL(t, database.SQLite), database.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	keys := auth.New(db, nil)
	_, key, err := keys.CreateKey(t.Context(), w.ID, changelog.Actor{Via: changelog.ViaCommand}, auth.NewKey{Name: "test", Role: "editor"})
	if err != nil {
		t.Fatal(err)
	}
	page, err := viewer.New(viewer.Config{API: restapi.Base, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(viewer.Base, page)
	mux.Handle(viewer.Base+"/", page)
	api := restapi.New(restapi.Config{DB: db, Keys: keys, Rules: new(ruleset.Store), Version: "1.2.3"})
	mux.HandleFunc(restapi.Base+"/", func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header["Cookie"]) > 0 {
			t.Errorf("the page sends cookies to %s", r.URL.Path)
		}
		api.ServeHTTP(w, r)
	})
	server := httptest.NewServer(httpserver.Handler(httpserver.Options{
		Keys: keys, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: db.NewID,
	}, mux))
	t.Cleanup(server.Close)
	return site{server.URL, key}
}

// answer is what the server answers.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with headers, name, value, name, value …
func (s site) ask(t *testing.T, method, path string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	// Not a client, which would ask for packed answers by itself.
	resp, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func TestPageIsGuarded_WEB_01(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/docs", "/docs/"} {
		a := s.ask(t, http.MethodGet, path)
		if a.status != http.StatusOK || !strings.Contains(a.body, "<title>Liaison 1.2.3: the API</title>") || !strings.Contains(a.body, `lang="en"`) {
			t.Errorf("%s: %d\n%s", path, a.status, a.body)
		}
		for name, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8",
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
				"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
			"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "Set-Cookie": "", "Access-Control-Allow-Origin": "",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if strings.Contains(a.body, "<style") || strings.Contains(a.body, "style=") || regexp.MustCompile(`<script>| on\w+=`).MatchString(a.body) {
			t.Errorf("%s has styles or scripts in its text:\n%s", path, a.body)
		}
		if again := s.ask(t, http.MethodGet, path, "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s: the same page again: %d", path, again.status)
		}
		head := s.ask(t, http.MethodHead, path)
		if head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Length") != a.header.Get("Content-Length") {
			t.Errorf("%s: HEAD answers %d with %v", path, head.status, head.header)
		}
	}
}

func TestWhatIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/docs/nothing", 404},
		{"GET", "/docs/static/", 404},
		{"GET", "/docs/static/000000000000/scalar.js", 404},
		{"GET", "/docs/vendor/VERSIONS.txt", 404},
		{"GET", "/docs/../docs", 404},
		{"POST", "/docs/nothing", 404},
		{"POST", "/docs", 405},
		{"DELETE", "/docs/", 405},
		{"OPTIONS", "/docs", 405},
		{"POST", s.files(t)[0], 405},
	} {
		a := s.ask(t, c.method, c.path)
		if a.status != c.status || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.status, a.header.Get("Content-Type"))
		}
		if allow := a.header.Get("Allow"); (allow == "GET, HEAD") != (c.status == 405) {
			t.Errorf("%s %s: Allow is %q", c.method, c.path, allow)
		}
	}
}

// files are the addresses that the page names.
func (s site) files(t *testing.T) (list []string) {
	t.Helper()
	for _, found := range regexp.MustCompile(`"(/docs/static/[^"]+)"`).FindAllStringSubmatch(s.ask(t, "GET", "/docs").body, -1) {
		list = append(list, found[1])
	}
	if len(list) != 5 {
		t.Fatalf("the page has the files %v", list)
	}
	return list
}

// TestFilesAreWhole: each is what lies in the source, packed or not, and what
// others made is what they gave out.
func TestFilesAreWhole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kinds := map[string]string{
		"liaison.svg": "image/svg+xml", "viewer.css": "text/css; charset=utf-8", "viewer.js": "text/javascript; charset=utf-8",
		"scalar.js": "text/javascript; charset=utf-8", "scalar.LICENSES.txt": "text/plain; charset=utf-8",
	}
	for _, path := range s.files(t) {
		name := path[strings.LastIndex(path, "/")+1:]
		packed, plain := s.ask(t, "GET", path, "Accept-Encoding", "br, gzip"), s.ask(t, "GET", path)
		if packed.status != 200 || packed.header.Get("Content-Encoding") != "gzip" || unpacked(t, packed.body) != plain.body {
			t.Errorf("%s: %d, packed it is not what it is else", name, packed.status)
		}
		if plain.status != 200 || plain.header.Get("Content-Encoding") != "" || plain.header.Get("Content-Type") != kinds[name] {
			t.Errorf("%s: %d, %v", name, plain.status, plain.header)
		}
		for _, a := range []answer{packed, plain} {
			if a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s: %v", name, a.header)
			}
		}
		if name == "scalar.js" {
			sum := sha256.Sum256([]byte(plain.body))
			if want := known(t)[name]; hex.EncodeToString(sum[:]) != want {
				t.Errorf("%s is not what VERSIONS.txt says", name)
			}
		}
		if head := s.ask(t, "HEAD", path, "Accept-Encoding", "gzip"); head.body != "" || head.header.Get("Content-Length") != packed.header.Get("Content-Length") {
			t.Errorf("%s: HEAD answers %v", name, head.header)
		}
	}
}
