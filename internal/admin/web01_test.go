package admin_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/admin"
)

// pageHeaders are what every answer under /admin has.
var pageHeaders = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
		"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
}

// guarded fails the test unless an answer has the headers of pages.
func (p page) guarded(t *testing.T, path string, but map[string]string) {
	t.Helper()
	want := maps.Clone(pageHeaders)
	maps.Copy(want, but)
	for name, value := range want {
		if got := p.header.Values(name); len(got) != 1 || got[0] != value {
			t.Errorf("%s: %s is %q, want %q", path, name, got, value)
		}
	}
	features := p.header.Get("Permissions-Policy")
	for _, feature := range []string{"camera", "geolocation", "microphone", "payment", "usb"} {
		if !strings.Contains(features, feature+"=()") {
			t.Errorf("%s: Permissions-Policy lets the page have %s: %s", path, feature, features)
		}
	}
	for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if got := p.header.Get(name); got != "" {
			t.Errorf("%s: %s is %q", path, name, got)
		}
	}
	for _, cookie := range p.header.Values("Set-Cookie") {
		if !strings.HasPrefix(cookie, "sid=") || !strings.Contains(cookie, "; HttpOnly") || !strings.Contains(cookie, "; SameSite=Strict") ||
			!strings.Contains(cookie, "; Path=/") || strings.Contains(cookie, "; Domain") {
			t.Errorf("%s sets the cookie %s", path, cookie)
		}
	}
}

// concrete puts ids of the demo data into the path of a route.
func (s *site) concrete(route string) string {
	s.t.Helper()
	words := map[string]string{
		"/contacts/{id}": "{contact}", "/organizations/{id}": "{organization}", "/organization-types/{id}": "{type}", "/tags/{id}": "{tag}",
		"/addresses/{id}": "{address}", "/custom-fields/{id}": "{field}", "/options/{list}": "phone_type", "/changes/{number}": "{change}",
		"/users/{id}": "{user}", "/roles/{id}": "{role}", "/api-keys/{id}": "{key}", "/views/{id}": "{view}", "/actions/{id}": "{action}",
	}
	route = strings.TrimSuffix(route, "{$}")
	for pattern, word := range words {
		if rest, ok := strings.CutPrefix(route, pattern); ok {
			return s.withIDs(pattern[:strings.LastIndex(pattern, "/")+1] + word + rest)
		}
	}
	if strings.Contains(route, "{") {
		s.t.Errorf("the test knows no id for %s", route)
	}
	return route
}

// TestHeadersOfEveryPage_WEB_01: what every page of the route tables says to the
// browser, whoever asks. That none breaks the policy, asks another host for
// something or keeps more than it may is what the tests in the browser see.
func TestHeadersOfEveryPage_WEB_01(t *testing.T) {
	t.Parallel()
	s := filledSite(t, 30)
	v, stranger := s.signedIn("admin"), s.stranger()
	public, workspace := admin.Routes()
	paths := map[string]bool{} // those that are open to all
	for _, r := range public {
		if r.Method == http.MethodGet {
			paths["/admin"+s.concrete(r.Path)] = r.Open
		}
	}
	for _, r := range workspace {
		if r.Method == http.MethodGet {
			paths["/admin/default"+s.concrete(r.Path)] = r.Open
		}
	}
	if len(paths) < 50 {
		t.Errorf("the route tables have %d pages", len(paths))
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		but := map[string]string{}
		if strings.HasSuffix(path, "/set-up") {
			but["Referrer-Policy"] = "no-referrer"
		}
		p := v.get(path)
		p.guarded(t, path, but)
		switch p.status {
		case http.StatusOK:
		case http.StatusSeeOther:
			if to := p.header.Get("Location"); !strings.HasPrefix(to, "/admin/") {
				t.Errorf("%s leads to %s", path, to)
			}
		default:
			if p.status >= http.StatusInternalServerError || !strings.HasSuffix(path, "/set-up") && !strings.HasSuffix(path, "address-fields") &&
				!strings.HasSuffix(path, "/export") { // which needs a format
				t.Errorf("%s: status %d", path, p.status)
			}
		}
		if strings.Contains(p.body, " style=") || strings.Contains(p.body, "<style") || strings.Contains(p.body, "javascript:") {
			t.Errorf("%s has what its own policy forbids", path)
		}
		other := stranger.get(path)
		other.guarded(t, path, but)
		if !paths[path] && (other.status != http.StatusSeeOther || !strings.HasPrefix(other.header.Get("Location"), "/admin/sign-in?next=")) {
			t.Errorf("%s answers a stranger with %d, %s", path, other.status, other.header.Get("Location"))
		}
	}
	for _, path := range []string{"/admin/default/nothing", "/admin/nobody/tags", "/admin/default/contacts/00000000-0000-7000-8000-000000000000", "/admin/default/tags/x/merge"} {
		v.get(path).guarded(t, path, nil)
	}
	in := stranger.post("/admin/sign-in", "username", "admin", "password", password)
	in.wants(t, http.StatusSeeOther).guarded(t, "sign-in", nil)
	if len(in.header.Values("Set-Cookie")) != 1 {
		t.Error("signing in sets no cookie")
	}
	out := stranger.post("/admin/sign-out")
	out.wants(t, http.StatusSeeOther).guarded(t, "sign-out", nil)
	if got := out.header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("signing out clears %s", got)
	}
}
