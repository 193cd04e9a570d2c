package httpserver_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

var proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}

// around puts the middleware, with a proxy that it trusts, around a handler.
func around(o httpserver.Options, next http.Handler) http.Handler {
	o.Log, o.Metrics, o.NewID, o.TrustedProxy = slog.New(slog.DiscardHandler), httpserver.NewMetrics(), uuid.NewString, proxies
	return httpserver.Handler(o, next)
}

// ask sends a request to a handler; from is the address that it comes from.
func ask(h http.Handler, method, target, from string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = from
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

const (
	local = "127.0.0.1:4000"
	proxy = "10.1.2.3:4000"
)

func TestCookieOfASession_WEB_01(t *testing.T) {
	for _, c := range []struct {
		name, from, proto string
		session           auth.BrowserSession
		want              string
	}{
		{"http", local, "", auth.BrowserSession{Secret: "abc", Lives: time.Hour}, "sid=abc; Path=/; HttpOnly; SameSite=Strict"},
		{"http, remembered", local, "", auth.BrowserSession{Secret: "abc", Lives: time.Hour, Remember: true}, "sid=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict"},
		{"https by a proxy", proxy, "https", auth.BrowserSession{Secret: "abc"}, "__Host-sid=abc; Path=/; HttpOnly; Secure; SameSite=Strict"},
		{"https that a stranger speaks of", local, "https", auth.BrowserSession{Secret: "abc"}, "sid=abc; Path=/; HttpOnly; SameSite=Strict"},
		{"none", local, "", auth.BrowserSession{}, "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"},
		{"none, https", proxy, "https", auth.BrowserSession{}, "__Host-sid=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"},
	} {
		h := around(httpserver.Options{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c.session.Secret == "" {
				httpserver.ClearSession(w, r)
				return
			}
			httpserver.SetSession(w, r, &c.session)
		}))
		got := ask(h, "GET", "http://here/", c.from, "X-Forwarded-Proto", c.proto).Header.Values("Set-Cookie")
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	h := around(httpserver.Options{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret, ok := httpserver.SessionCookie(r)
		if !ok {
			secret = "none"
		}
		_, _ = io.WriteString(w, secret)
	}))
	for _, c := range []struct{ from, proto, cookie, want string }{
		{local, "", "sid=a", "a"},
		{local, "", "__Host-sid=a", "none"},
		{local, "", "sid=a; __Host-sid=b", "a"},
		{proxy, "https", "sid=a; __Host-sid=b", "b"},
		{proxy, "https", "sid=a", "none"},
		{local, "", "sid=", "none"},
		{local, "", "", "none"},
	} {
		body, _ := io.ReadAll(ask(h, "GET", "http://here/", c.from, "X-Forwarded-Proto", c.proto, "Cookie", c.cookie).Body)
		if string(body) != c.want {
			t.Errorf("%+v: %s", c, body)
		}
	}
}

func TestOtherSitesChangeNothing_WEB_02(t *testing.T) {
	reached := false
	h := around(httpserver.Options{}, httpserver.SameOrigin(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true })))
	for _, c := range []struct {
		name    string
		headers []string
		from    string
		lets    bool
	}{
		{"a form of ours", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://here"}, local, true},
		{"a form of ours without a referrer", []string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, local, true},
		{"a form sent again by hand", []string{"Sec-Fetch-Site", "none"}, local, true},
		{"an old browser", []string{"Origin", "http://here"}, local, true},
		{"an old browser behind a proxy", []string{"Origin", "https://crm.example", "X-Forwarded-Host", "crm.example", "X-Forwarded-Proto", "https"}, proxy, true},
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example"}, local, false},
		{"another site without Origin", []string{"Sec-Fetch-Site", "cross-site"}, local, false},
		{"another host of the site", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://www.here"}, local, false},
		{"something new", []string{"Sec-Fetch-Site", "near"}, local, false},
		{"an empty header", []string{"Sec-Fetch-Site", ""}, local, false},
		{"an old browser at another site", []string{"Origin", "http://evil.example"}, local, false},
		{"Origin null", []string{"Origin", "null"}, local, false},
		{"another scheme", []string{"Origin", "https://here"}, local, false},
		{"another port", []string{"Origin", "http://here:8081"}, local, false},
		{"a host that begins like ours", []string{"Origin", "http://here.evil.example"}, local, false},
		{"a forged proxy", []string{"Origin", "http://evil.example", "X-Forwarded-Host", "evil.example"}, local, false},
		{"no headers", nil, local, false},
		{"text/plain", []string{"Content-Type", "text/plain"}, local, false},
		{"JSON", []string{"Content-Type", "application/json"}, local, false},
	} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "TRACE", "ANY"} {
			reached = false
			resp := ask(h, method, "http://here/", c.from, c.headers...)
			if reached != c.lets || !c.lets && resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s, %s: reached %v, %d", c.name, method, reached, resp.StatusCode)
			}
		}
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			reached = false
			if ask(h, method, "http://here/", c.from, c.headers...); !reached {
				t.Errorf("%s, %s: refused", c.name, method)
			}
		}
	}
}

func TestHeadersOfPages_WEB_01(t *testing.T) {
	h := around(httpserver.Options{}, httpserver.PageHeaders(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/static" {
			w.Header().Set("Cache-Control", "public")
		}
	})))
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
			"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		"Strict-Transport-Security": "",
	}
	for _, c := range []struct{ path, from, proto, cache, hsts string }{
		{"/", local, "", "no-store", ""},
		{"/static", local, "", "public", ""},
		{"/", local, "https", "no-store", ""}, // forged
		{"/", proxy, "https", "no-store", "max-age=31536000; includeSubDomains"},
		{"/", local, "", "no-store", ""}, // what was said by https stays there
	} {
		resp := ask(h, "GET", "http://here"+c.path, c.from, "X-Forwarded-Proto", c.proto)
		want["Cache-Control"], want["Strict-Transport-Security"] = c.cache, c.hsts
		got := map[string]string{}
		for name := range want {
			got[name] = resp.Header.Get(name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c, diff)
		}
		features := strings.Split(resp.Header.Get("Permissions-Policy"), ", ")
		for _, feature := range features {
			if !strings.HasSuffix(feature, "=()") {
				t.Errorf("the feature %q is on", feature)
			}
		}
		if len(features) < 20 {
			t.Errorf("%d features are off", len(features))
		}
	}
}

// signedIn makes a user and returns the secret of a browser's session.
func signedIn(t *testing.T, db *database.DB) (*auth.Store, string) {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	ws, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	const password = "violet tram over Lisbon"
	keys := auth.New(db, nil)
	_, err = keys.CreateUser(t.Context(), ws.ID, changelog.Actor{Via: changelog.ViaSystem}, auth.NewUser{Username: "ada", Password: password, Role: "admin"})
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := keys.SignInBrowser(t.Context(), auth.Credentials{Username: "ada", Password: password}, false, "")
	if err != nil {
		t.Fatal(err)
	}
	return keys, b.Secret
}

// TestPagesAreCountedBySession: somebody who works fast is not taken for a crowd,
// and a cookie that somebody made up is worth nothing.
func TestPagesAreCountedBySession_RES_07(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		keys, secret := signedIn(t, db)
		for _, c := range []struct {
			name, path, cookie string
			lets               int // of 200 at once
		}{
			{"a session", "/admin/default/contacts", "sid=" + secret, 100}, // 600 a minute are 100 at once
			{"the start page", "/admin", "sid=" + secret, 100},
			{"nobody", "/admin/sign-in", "", 60},
			{"a made-up session", "/admin/", "sid=" + strings.Repeat("A", 43), 60},
			{"no session", "/admin/", "sid=x", 60},
			{"a session's cookie at the API", "/api/v1/contacts", "sid=" + secret, 60},
			{"beside the pages", "/administrator", "sid=" + secret, 60},
			{"files of pages", "/admin/static/app.css", "", 200},
			{"files of the reader of the API", "/docs/static/0/page.js", "", 200},
			{"beside the files", "/admin/statics", "", 60},
		} {
			h := around(httpserver.Options{Keys: keys, RateLimit: 600}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			lets, began := 0, time.Now()
			for range 200 {
				switch resp := ask(h, "GET", "http://here"+c.path, local, "Cookie", c.cookie); {
				case resp.StatusCode == http.StatusOK:
					lets++
				case resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "":
					t.Fatalf("%s: %d", c.name, resp.StatusCode)
				}
			}
			// Meanwhile the limit of 600 a minute gives some back.
			if back := int(time.Since(began).Seconds()*10) + 1; lets < c.lets || lets > c.lets+back {
				t.Errorf("%s: %d of 200 at once, want %d", c.name, lets, c.lets)
			}
		}
	})
}

// TestPagesAndTheAPIHaveDoorsOfTheirOwn: a cookie is nobody at the API, and what
// stands in Authorization is nobody at the pages.
func TestPagesAndTheAPIHaveDoorsOfTheirOwn_WEB_02(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		keys, secret := signedIn(t, db)
		h := around(httpserver.Options{Keys: keys}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/admin") {
				if httpserver.Principal(r.Context()) != nil {
					w.WriteHeader(http.StatusTeapot)
				}
				return
			}
			if _, err := httpserver.Authenticate(r, keys); err != nil {
				httpserver.WriteProblem(w, r, err)
			}
		}))
		for _, c := range []struct {
			path    string
			headers []string
			want    int
		}{
			{"/api/v1/contacts", []string{"Cookie", "sid=" + secret}, 401},
			{"/api/v1/contacts", []string{"Cookie", "sid=" + secret, "Sec-Fetch-Site", "same-origin"}, 401},
			{"/api/v1/contacts", []string{"Authorization", "Bearer " + secret}, 401},
			{"/admin/", []string{"Cookie", "sid=" + secret}, 200}, // the page itself finds out who it is
			{"/admin/", []string{"Authorization", "Bearer " + secret}, 200},
			{"/admin/", []string{"Authorization", "Bearer nonsense"}, 200},
		} {
			if resp := ask(h, "GET", "http://here"+c.path, local, c.headers...); resp.StatusCode != c.want {
				t.Errorf("%s with %v: %d, want %d", c.path, c.headers[0], resp.StatusCode, c.want)
			}
		}
	})
}

func TestFromThisMachine(t *testing.T) {
	h := around(httpserver.Options{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !httpserver.FromThisMachine(r) {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	for _, c := range []struct {
		from    string
		headers []string
		want    bool
	}{
		{local, nil, true},
		{"127.9.9.9:1", nil, true},
		{"[::1]:1", nil, true},
		{"[::ffff:127.0.0.1]:1", nil, true},
		{"192.0.2.1:1", nil, false},
		{"[2001:db8::1]:1", nil, false},
		{"@", nil, false},
		{"192.0.2.1:1", []string{"X-Forwarded-For", "127.0.0.1"}, false},
		{local, []string{"X-Forwarded-For", "192.0.2.1"}, false},
		{local, []string{"X-Forwarded-For", "127.0.0.1"}, false}, // a proxy that is not trusted passes it on
		{local, []string{"Forwarded", "for=192.0.2.1"}, false},
		{local, []string{"X-Real-IP", "192.0.2.1"}, false},
		{local, []string{"Via", "1.1 somewhere"}, false},
		{proxy, nil, false},
		{proxy, []string{"X-Forwarded-For", "127.0.0.1"}, true},
		{proxy, []string{"X-Forwarded-For", "127.0.0.1, 192.0.2.1"}, false},
	} {
		if got := ask(h, "GET", "http://here/", c.from, c.headers...).StatusCode == http.StatusOK; got != c.want {
			t.Errorf("%s %v: %v", c.from, c.headers, got)
		}
	}
	if httpserver.FromThisMachine(httptest.NewRequest("GET", "/", nil)) {
		t.Error("outside the middleware, where nobody knows")
	}
}

func TestDevice(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0":                                                        "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":         "Safari on macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile Safari/604": "Chrome on iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36":  "Samsung Internet on Android",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                "Chrome on ChromeOS",
		"curl/8.0": "", "": "", "<script>": "", "Firefox/1 <b>canary</b>": "Firefox", "Windows": "Windows",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("User-Agent", agent)
		if got := httpserver.Device(r); got != want {
			t.Errorf("%s: %q", agent, got)
		}
	}
}
