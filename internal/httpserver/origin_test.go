package httpserver_test

import (
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/httpserver"
)

func TestOrigin(t *testing.T) {
	handler := httpserver.Handler(httpserver.Options{
		Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: func() string { return "1" },
		TrustedProxy: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, httpserver.Origin(r)) }))
	const proxy, stranger = "10.1.2.3:4", "192.0.2.1:4"
	for _, c := range []struct {
		peer, proto, host string
		tls               bool
		want              string
	}{
		{stranger, "", "", false, "http://here:8080"},
		{stranger, "", "", true, "https://here:8080"},
		{stranger, "https", "forged.example", false, "http://here:8080"},
		{proxy, "", "", false, "http://here:8080"},
		{proxy, "https", "", false, "https://here:8080"},
		{proxy, "HTTPS", "crm.example:8443", false, "https://crm.example:8443"},
		{proxy, "http", "[2001:db8::1]:80", true, "http://[2001:db8::1]:80"},
		{proxy, "http, https", "forged.example, crm.example", false, "https://crm.example"},
		{proxy, "javascript", "a/b", false, "http://here:8080"},
		{proxy, "https,", "a@b", false, "http://here:8080"},
		{proxy, "https", strings.Repeat("a", 300), false, "https://here:8080"},
		{"[::ffff:10.1.2.3]:4", "https", "", false, "https://here:8080"},
		{"@", "https", "", false, "http://here:8080"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host, r.RemoteAddr, r.TLS = "here:8080", c.peer, nil
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		r.Header.Set("X-Forwarded-Proto", c.proto)
		r.Header.Set("X-Forwarded-Host", c.host)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if got := w.Body.String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if got := httpserver.Origin(httptest.NewRequest("GET", "https://there/", nil)); got != "https://there" {
		t.Errorf("outside the middleware: %s", got)
	}
}

func TestUncleanPathsAreNotFoundAndNotRedirected(t *testing.T) {
	s := newServer(t, httpserver.Options{})
	for path, status := range map[string]int{
		"/contacts//": 404, "//contacts/1": 404, "//": 404, "/contacts/./1": 404, "/a/../contacts/1": 404,
		"/contacts/%2e%2e": 200, "/contacts/a%2F%2Fb": 200, "/contacts/1": 200,
	} {
		r := httptest.NewRequest("GET", "http://here/", nil)
		r.URL.Path, r.URL.RawPath = strings.NewReplacer("%2F", "/", "%2e", ".").Replace(path), path
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != status || (status == 404 && w.Header().Get("Content-Type") != "application/problem+json") || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}
