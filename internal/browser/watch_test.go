package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/browser"
)

func TestMain(m *testing.M) {
	defer browser.Close()
	m.Run()
}

// report is a test that a tab reports to, in place of one that would fail.
type report struct {
	*testing.T

	errors []string
}

func (r *report) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }

// Whatever a policy refuses is a breach: in the page as it comes, later, and where
// the page itself says nothing of it.
func TestBreaches(t *testing.T) {
	for name, page := range map[string]struct{ body, act, breach string }{
		"nothing":          {`<p>fine</p>`, `1`, ""},
		"an inline style":  {`<p style="color: red">red</p>`, `1`, "style-src"},
		"a style element":  {`<style>p { color: red }</style>`, `1`, "style-src"},
		"a late style":     {``, `document.body.insertAdjacentHTML('beforeend', '<i style="color: red">late</i>')`, "style-src"},
		"a set style":      {``, `document.body.setAttribute('style', 'color: red')`, "style-src"},
		"a quiet function": {``, `new Promise((done) => setTimeout(() => { try { new Function(''); } catch { /* nothing is said */ } done(); }))`, "script-src"},
		"an image":         {`<img src="http://192.0.2.1/x.png" alt="">`, `1`, "img-src"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:")
				w.Header().Set("Content-Type", "text/html")
				_, _ = fmt.Fprintf(w, `<!doctype html><title>x</title><link rel="icon" href="data:,">%s<p>end</p>`, page.body)
			}))
			defer server.Close()
			var r report
			t.Run("tab", func(t *testing.T) {
				r.T = t
				tab := browser.New(&r, server.URL)
				tab.Open("/")
				tab.Sees("end")
				tab.Eval(page.act, nil)
				tab.Eval(`new Promise((done) => requestAnimationFrame(() => setTimeout(done)))`, nil)
			})
			found := slices.ContainsFunc(r.errors, func(s string) bool { return strings.Contains(s, page.breach) })
			if page.breach == "" && len(r.errors) > 0 || page.breach != "" && !found {
				t.Errorf("got %q", r.errors)
			}
		})
	}
}
