package httpserver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/liaison/liaison/internal/httpserver"
)

// asked sends a request for a host and returns its answer.
func (s *server) asked(method, host, path string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestOtherHostsAreMisdirected(t *testing.T) {
	s := newServer(t, httpserver.Options{
		AllowedHosts: []string{"crm.example.org", "[::1]", "10.0.0.7:8080"}, PublicURL: "https://public.example.org:8443/crm",
		TrustedProxy: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, // of httptest's requests
	})
	for host, want := range map[string]int{
		"crm.example.org": 200, "CRM.example.org.": 200, "crm.example.org:9000": 200, "[::1]:8080": 200, "[::1]": 200, "10.0.0.7:8080": 200,
		"public.example.org:8443": 200, "public.example.org": 421, "10.0.0.7": 421, "10.0.0.7:80": 421, "evil.example": 421, "": 421,
		"crm.example.org.evil.example": 421, "evil.example:80": 421, "127.0.0.1:8080": 421,
	} {
		w := s.asked("GET", host, "/contacts/1")
		if w.Code != want || want == 421 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%q: %d %s", host, w.Code, w.Body)
		}
		for _, path := range []string{"/healthz", "/readyz"} { // which are asked by address
			if w := s.asked("GET", host, path); w.Code != 200 {
				t.Errorf("%s of %q: %d", path, host, w.Code)
			}
		}
	}
	if w := s.asked("GET", "crm.example.org", "/contacts/1", "X-Forwarded-Host", "evil.example"); w.Code != 421 {
		t.Errorf("for another host behind the proxy: %d", w.Code)
	}
	if w := s.asked("GET", "internal:8080", "/contacts/1", "X-Forwarded-Host", "crm.example.org"); w.Code != 200 {
		t.Errorf("for the host behind the proxy: %d", w.Code)
	}
	if w := newServer(t, httpserver.Options{PublicURL: "https://crm.example.org"}).asked("GET", "evil.example", "/contacts/1"); w.Code != 200 {
		t.Errorf("no host is named: %d", w.Code)
	}
}

func TestURLsBeginWithThePublicOne(t *testing.T) {
	type urls struct{ base, link, origin string }
	for _, c := range []struct {
		public, host string
		want         urls
	}{
		{"", "here:8080", urls{"http://here:8080", "/x", "http://here:8080"}},
		{"https://crm.example.org", "evil.example", urls{"https://crm.example.org", "https://crm.example.org/x", "http://evil.example"}},
		{"https://crm.example.org", "CRM.example.org", urls{"https://crm.example.org", "https://crm.example.org/x", "https://crm.example.org"}},
		{"https://example.org/crm", "example.org", urls{"https://example.org/crm", "https://example.org/crm/x", "https://example.org"}},
		{"http://10.0.0.7:8080", "10.0.0.7:8080", urls{"http://10.0.0.7:8080", "http://10.0.0.7:8080/x", "http://10.0.0.7:8080"}},
	} {
		got := urls{}
		handler := httpserver.Handler(options(httpserver.Options{PublicURL: c.public}), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = urls{httpserver.Base(r), httpserver.Link(r, "/x"), httpserver.Origin(r)}
			_, _ = io.WriteString(w, "")
		}))
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.host
		handler.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%q for %s: %v, want %v", c.public, c.host, got, c.want)
		}
	}
	r := httptest.NewRequest("GET", "https://there/", nil)
	if httpserver.Base(r) != "https://there" || httpserver.Link(r, "/x") != "/x" {
		t.Error("outside the middleware there is a public URL")
	}
}
