package admin_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/admin"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

var operator = changelog.Actor{Via: changelog.ViaCommand, Name: "test"}

// clock is the real one, set ahead or back, or stopped.
type clock struct {
	ahead   atomic.Int64
	stopped atomic.Pointer[time.Time] // nil while it runs
}

func (c *clock) now() time.Time {
	from := time.Now()
	if at := c.stopped.Load(); at != nil {
		from = *at
	}
	return from.Add(time.Duration(c.ahead.Load()))
}

// stop stops the clock: a slow machine's time does not count from now on.
func (c *clock) stop() { c.stopped.Store(new(time.Now())) }

func (c *clock) set(ahead time.Duration) { c.ahead.Store(int64(ahead)) }

// logs gathers what a server logs.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// house is a site with the API beside its pages, a clock, a log, and a proxy that
// it trusts: the tests, which say by X-Forwarded-For where they come from.
type house struct {
	*site
	clock *clock
	log   *logs
}

// eachHouse runs fn with a house on each engine.
func eachHouse(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	c := &clock{}
	testkit.EachEngineWith(t, database.Options{Fast: true, Now: c.now}, func(t *testing.T, db *database.DB) {
		c.set(0)
		c.stopped.Store(nil)
		h := &house{site: &site{t: t, db: db, keys: auth.New(db, nil), rules: &ruleset.Store{}}, clock: c, log: &logs{}}
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		h.home = w.ID
		h.open(false)
		fn(t, h)
	})
}

// open starts a server of the house's; those before go on.
func (h *house) open(setUpAnywhere bool) {
	h.t.Helper()
	pages, err := admin.New(admin.Config{DB: h.db, Keys: h.keys, Rules: h.rules, Bulk: bulk.New(h.db, h.rules, slog.New(slog.DiscardHandler)), Version: "test", SetUpAnywhere: setUpAnywhere})
	if err != nil {
		h.t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(admin.Base+"/", pages)
	mux.Handle(restapi.Base+"/", restapi.New(restapi.Config{DB: h.db, Keys: h.keys, Rules: h.rules}))
	server := httptest.NewServer(httpserver.Handler(httpserver.Options{
		Keys: h.keys, Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Metrics: httpserver.NewMetrics(), NewID: h.db.NewID, TrustedProxy: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}, mux))
	h.t.Cleanup(server.Close)
	h.url = server.URL
}

// restart is another process on the same database.
func (h *house) restart() {
	h.t.Helper()
	h.keys = auth.New(h.db, nil)
	h.open(false)
}

// comesIn signs in with the page, and fails the test if that does not do.
func (s *site) comesIn(username string, more ...string) *visitor {
	s.t.Helper()
	v := s.stranger()
	v.post("/admin/sign-in", append([]string{"username", username, "password", password}, more...)...).wants(s.t, http.StatusSeeOther)
	return v
}

// cookie is the one that the visitor's session has, "" for none.
func (v *visitor) cookie() string {
	for _, c := range v.client.Jar.Cookies(v.site.parsed()) {
		if c.Name == "sid" {
			return c.Value
		}
	}
	return ""
}

// with gives a visitor another cookie.
func (v *visitor) with(cookie string) *visitor {
	v.client.Jar.SetCookies(v.site.parsed(), []*http.Cookie{{Name: "sid", Value: cookie, Path: "/"}})
	return v
}

// isIn reports whether the visitor is taken for somebody.
func (v *visitor) isIn() bool {
	v.t.Helper()
	p := v.get("/admin/account")
	if p.status != http.StatusOK && (p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/admin/sign-in?next=")) {
		v.t.Errorf("the account's page answers %d", p.status)
	}
	return p.status == http.StatusOK
}

func (v *visitor) mustBe(t *testing.T, in bool, why string) {
	t.Helper()
	if v.isIn() != in {
		t.Errorf("%s: let in is %v, want %v", why, !in, in)
	}
}

// postAs sends a form with other headers than a page of ours does.
func (v *visitor) postAs(path string, headers http.Header, pairs ...string) page {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.do(http.MethodPost, path, form, headers)
}

func TestSigningIn_AUT_05(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.addUser("ada", "editor", false)
		h.addUser("gone", "editor", false)
		if err := h.keys.DisableUser(t.Context(), h.home, operator, "gone"); err != nil {
			t.Fatal(err)
		}
		v := h.stranger()
		v.mustBe(t, false, "a stranger")
		v.get("/admin/sign-in").wants(t, http.StatusOK, `name="username"`, `name="password"`, `autocomplete="current-password"`)
		texts := map[string]bool{}
		for _, c := range [][2]string{{"ada", "kettle moss ferry"}, {"nobody", password}, {"gone", password}, {"a b", password}, {"ada", ""}, {"", ""}} {
			p := v.post("/admin/sign-in", "username", c[0], "password", c[1]).wants(t, http.StatusUnauthorized, "The username or password is wrong.").
				lacks(t, "kettle moss ferry", password)
			texts[strings.ReplaceAll(p.body, `value="`+c[0]+`"`, `value=""`)] = true
			if p.header.Get("Set-Cookie") != "" {
				t.Errorf("%s gets a cookie", c[0])
			}
		}
		if len(texts) != 1 {
			t.Errorf("failures are told apart: %d texts", len(texts))
		}
		planted := strings.Repeat("A", 43)
		p := v.with(planted).post("/admin/sign-in", "username", "ADA", "password", password).wants(t, http.StatusSeeOther)
		if got := p.header.Values("Set-Cookie"); len(got) != 1 || !strings.HasSuffix(got[0], "; Path=/; HttpOnly; SameSite=Strict") || strings.Contains(got[0], planted) {
			t.Errorf("the cookie is %q", got)
		}
		first := v.cookie()
		v.get("/admin/").wants(t, http.StatusSeeOther)
		v.get("/admin/sign-in").wants(t, http.StatusSeeOther)
		v.get("/admin/default/tags").wants(t, http.StatusOK, "ada")
		v.post("/admin/sign-in", "username", "ada", "password", password, "remember", "true").wants(t, http.StatusSeeOther)
		if v.cookie() == first {
			t.Error("signing in again keeps the cookie")
		}
		h.stranger().with(first).mustBe(t, false, "with the cookie until then")
		h.stranger().with(planted).mustBe(t, false, "with a planted cookie")
		if text := h.log.String(); strings.Contains(text, first) || strings.Contains(text, password) || strings.Contains(text, "kettle") || strings.Contains(text, "nobody") {
			t.Errorf("the log says too much:\n%s", text)
		}
	})
}

func TestWhereSomebodyGoesOn(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.stranger()
	p := v.get("/admin/default/tags?search=x&ordering=-name").wants(t, http.StatusSeeOther)
	to := p.header.Get("Location")
	if to != "/admin/sign-in?next="+url.QueryEscape("/admin/default/tags?search=x&ordering=-name") {
		t.Errorf("sent to %s", to)
	}
	v.get(to).wants(t, http.StatusOK, `name="next" value="/admin/default/tags?search=x&amp;ordering=-name"`)
	part := v.do(http.MethodGet, "/admin/default/tags?search=x", nil, http.Header{
		"Hx-Request": {"true"}, "Hx-Target": {"section#list"}, "Hx-Current-Url": {s.url + "/admin/default/tags?ordering=name"},
	}).wants(t, http.StatusNoContent)
	if got := part.header.Get("HX-Redirect"); got != "/admin/sign-in?next="+url.QueryEscape("/admin/default/tags?ordering=name") {
		t.Errorf("a script is sent to %s", got)
	}
	for next, want := range map[string]string{
		"/admin/default/tags?search=x&ordering=-name": "/admin/default/tags?search=x&ordering=-name",
		"/admin/":        "/admin/",
		"/admin/account": "/admin/account",
		"/admin/default/contacts?search=%D0%AF+%26+x": "/admin/default/contacts?search=%D0%AF+%26+x",
		"":                                    "/admin/",
		"https://evil.example/":               "/admin/",
		"//evil.example/admin/":               "/admin/",
		"/\\evil.example":                     "/admin/",
		"/admin/\\..\\..\\x":                  "/admin/",
		"/admin":                              "/admin/",
		"/api/v1/contacts":                    "/admin/",
		"/admin/../api/v1":                    "/admin/",
		"/admin//evil.example":                "/admin/",
		"/admin/%2e%2e/x":                     "/admin/",
		"javascript:alert(1)":                 "/admin/",
		"/admin/sign-out":                     "/admin/",
		"/admin/sign-in?next=x":               "/admin/",
		"/admin/set-up?token=x":               "/admin/",
		"http:/admin/":                        "/admin/",
		"http://x@y/admin/":                   "/admin/",
		"/admin/x\r\nSet-Cookie:":             "/admin/",
		"/admin/" + strings.Repeat("x", 9000): "/admin/",
	} {
		if got := s.stranger().post("/admin/sign-in", "username", "admin", "password", password, "next", next).wants(t, http.StatusSeeOther).header.Get("Location"); got != want {
			t.Errorf("%.60q: sent to %s, want %s", next, got, want)
		}
	}
}

// TestLinksOfOtherSitesLeadIn: a browser keeps a SameSite=Strict cookie to itself
// when somebody follows a link in a mail, and sends it when our page asks again.
func TestLinksOfOtherSitesLeadIn(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	const next = "/admin/sign-in?next=%2Fadmin%2Fdefault%2Ftags"
	for _, c := range []struct {
		path, site string
		again      bool
	}{
		{next, "cross-site", true},
		{next, "same-site", true},
		{next, "", true}, // by plain http no browser says it
		{next, "same-origin", false},
		{next, "none", false},
		{next + "&again=1", "cross-site", false},
		{"/admin/sign-in", "cross-site", false},
		{"/admin/sign-in?next=https://evil.example/", "cross-site", false},
	} {
		header := http.Header{}
		if c.site != "" {
			header.Set("Sec-Fetch-Site", c.site)
		}
		want := ""
		if c.again {
			want = "0; url=/admin/sign-in?again=1&next=%2Fadmin%2Fdefault%2Ftags"
		}
		p := s.stranger().do(http.MethodGet, c.path, nil, header).wants(t, http.StatusOK, `name="password"`)
		if got := p.header.Get("Refresh"); got != want {
			t.Errorf("%s from %q: Refresh is %q", c.path, c.site, got)
		}
	}
	v := s.comesIn("admin")
	p := v.do(http.MethodGet, next+"&again=1", nil, nil).wants(t, http.StatusSeeOther)
	if got := p.header.Get("Location"); got != "/admin/default/tags" {
		t.Errorf("somebody who is in is sent to %s", got)
	}
}

func TestSessionsEndWithThePages_AUT_05(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		ada := h.addUser("ada", "editor", false)
		patch := func(p auth.UserPatch) {
			t.Helper()
			if _, err := h.keys.UpdateUser(t.Context(), h.home, operator, ada.ID, &p, func(int64) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		out := h.comesIn("ada")
		replay := out.cookie()
		p := out.post("/admin/sign-out").wants(t, http.StatusSeeOther)
		if out.cookie() != "" || p.header.Get("Clear-Site-Data") != `"cache", "storage"` || p.header.Get("Location") != "/admin/sign-in" {
			t.Errorf("after signing out the cookie is %q, the headers %v", out.cookie(), p.header)
		}
		out.with(replay).mustBe(t, false, "signed out")
		out.post("/admin/sign-out").wants(t, http.StatusSeeOther) // of nobody

		kept, roles := h.comesIn("ada"), h.comesIn("ada")
		h.restart()
		for _, v := range []*visitor{out, kept} {
			v.site = h.site
		}
		out.with(replay).mustBe(t, false, "signed out, after a restart")
		kept.with(kept.cookie()).mustBe(t, true, "after a restart")

		patch(auth.UserPatch{Role: record.Some("viewer")})
		roles.mustBe(t, false, "another role")
		disabled := h.comesIn("ada")
		patch(auth.UserPatch{IsActive: record.Some(false)})
		disabled.mustBe(t, false, "disabled")
		patch(auth.UserPatch{IsActive: record.Some(true)})
		disabled.mustBe(t, false, "enabled again")
		rank := h.comesIn("ada")
		patch(auth.UserPatch{IsSuperuser: record.Some(true)})
		rank.mustBe(t, false, "a superuser now")
	})
}

func TestSessionsEndInTime_AUT_06(t *testing.T) {
	// Not parallel: it has a clock for both engines.
	eachHouse(t, func(t *testing.T, h *house) {
		h.addUser("ada", "editor", false)
		short, busy, long := h.comesIn("ada"), h.comesIn("ada"), h.comesIn("ada", "remember", "true")
		for minutes := 25; minutes < 12*60; minutes += 25 {
			h.clock.set(time.Duration(minutes) * time.Minute)
			busy.mustBe(t, true, fmt.Sprint("used all the time, after minutes: ", minutes))
			if minutes == 50 {
				short.mustBe(t, false, "idle for 50 minutes")
			}
		}
		h.clock.set(12*time.Hour + time.Second)
		busy.mustBe(t, false, "after 12 hours")
		h.clock.set(13*time.Hour + time.Second)
		long.mustBe(t, true, "remembered, after 13 hours")
		h.clock.set(14*24*time.Hour + time.Second)
		long.mustBe(t, false, "remembered, after two weeks")
		for _, back := range []time.Duration{10 * time.Minute, 0, -24 * time.Hour} {
			h.clock.set(back)
			for _, v := range []*visitor{short, busy, long} {
				v.mustBe(t, false, fmt.Sprint("the clock set back to ", back))
			}
		}
	})
}

func TestPasswordsAreNotGuessed_AUT_04(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.clock.stop()
		h.addUser("ada", "editor", false)
		owner := h.comesIn("ada")
		v, n := h.stranger(), 0
		try := func(name, pass string) page {
			t.Helper()
			n++ // from another place each time
			return v.postAs("/admin/sign-in", http.Header{
				"Sec-Fetch-Site": {"same-origin"}, "X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", n%250)},
			}, "username", name, "password", pass)
		}
		waits := map[string][]string{}
		for _, name := range []string{"ada", "nobody"} {
			statuses := map[int]int{}
			for range 20 {
				p := try(name, "kettle moss ferry")
				statuses[p.status]++
				if wait, _ := strconv.Atoi(p.header.Get("Retry-After")); p.status == http.StatusTooManyRequests && wait < 1 {
					t.Errorf("%s has to wait for %q", name, p.header.Get("Retry-After"))
				} else if wait > 0 {
					p.wants(t, http.StatusTooManyRequests, "oo many ", `value="`+name+`"`).lacks(t, "kettle")
					h.clock.set(time.Duration(h.clock.ahead.Load()) + time.Duration(wait)*time.Second)
					waits[name] = append(waits[name], p.header.Get("Retry-After"))
				}
			}
			if statuses[http.StatusUnauthorized] > 13 || statuses[http.StatusTooManyRequests] < 7 {
				t.Errorf("%s: %v", name, statuses)
			}
		}
		if len(waits["ada"]) < 7 || !slices.Equal(waits["ada"], waits["nobody"]) {
			t.Errorf("waits are %v", waits)
		}
		try("ada", "kettle moss ferry")
		try("ada", password).wants(t, http.StatusTooManyRequests)
		owner.mustBe(t, true, "the owner, who is in")
		owner.post("/admin/account/password", "current_password", password, "new_password", "a quiet harbour at noon",
			"new_password_again", "a quiet harbour at noon").wants(t, http.StatusSeeOther)
		try("ada", "a quiet harbour at noon").wants(t, http.StatusSeeOther)

		one := h.stranger() // many names from one place
		refused := 0
		for i := range 40 {
			if p := one.post("/admin/sign-in", "username", fmt.Sprint("name", i), "password", password); p.status == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused != 10 {
			t.Errorf("%d of 40 from one place were refused, want 10", refused)
		}
	})
}

// TestOtherSitesCannotUseTheCookie: no form of any page, and the API not at all.
func TestOtherSitesCannotUseTheCookie_WEB_02(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.addUser("ada", "", true)
		v := h.comesIn("ada")
		changes := func() (n int) {
			t.Helper()
			err := h.db.QueryRow(t.Context(), `SELECT (SELECT COUNT(*) FROM changes) + (SELECT COUNT(*) FROM sessions) * 1000000`).Scan(&n)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := changes()
		public, own := admin.Routes()
		paths := map[string][]string{}
		for _, r := range public {
			paths[r.Method] = append(paths[r.Method], "/admin"+r.Path)
		}
		for _, r := range own {
			paths[r.Method] = append(paths[r.Method], "/admin/default"+r.Path)
		}
		if len(paths[http.MethodPost]) < 8 {
			t.Fatalf("forms are posted to %v", paths[http.MethodPost])
		}
		for _, path := range paths[http.MethodPost] {
			path = filled(path, h.db.NewID())
			for name, header := range map[string]http.Header{
				"cross-site":         {"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}},
				"same-site":          {"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://www.evil.example"}},
				"Origin null":        {"Sec-Fetch-Site": {"cross-site"}, "Origin": {"null"}},
				"an old browser":     {"Origin": {"https://evil.example"}},
				"no headers":         {},
				"text/plain":         {"Sec-Fetch-Site": {"cross-site"}, "Content-Type": {"text/plain"}},
				"JSON":               {"Sec-Fetch-Site": {"cross-site"}, "Content-Type": {"application/json"}},
				"what a script sets": {"Hx-Request": {"true"}, "Origin": {"https://evil.example"}},
			} {
				if p := v.postAs(path, header, "name", "x", "username", "ada", "password", password); p.status != http.StatusForbidden {
					t.Errorf("%s, %s: %d", path, name, p.status)
				}
			}
			if p := v.postAs(path, http.Header{"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {"application/json"}}); p.status != http.StatusUnsupportedMediaType {
				t.Errorf("%s takes JSON: %d", path, p.status)
			}
			for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
				if p := v.do(method, path, nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}); p.status != http.StatusForbidden {
					t.Errorf("%s %s: %d", method, path, p.status)
				}
			}
			v.do(http.MethodGet, path, nil, http.Header{"Sec-Fetch-Site": {"cross-site"}})
		}
		for _, path := range paths[http.MethodGet] {
			if p := v.do(http.MethodGet, filled(path, h.db.NewID()), nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}); p.status >= 500 {
				t.Errorf("%s: %d", path, p.status)
			}
		}
		v.get("/api/v1/contacts").wants(t, http.StatusUnauthorized)
		v.post("/api/v1/contacts", "first_name", "x").wants(t, http.StatusUnauthorized)
		v.get("/api/v1/auth/me").wants(t, http.StatusUnauthorized)
		if after := changes(); after != before {
			t.Errorf("something was changed: %d, %d", before, after)
		}
		v.mustBe(t, true, "after all of that")
	})
}

// filled replaces what stands in braces in a path.
func filled(path, id string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(strings.TrimSuffix(path, "{$}"), "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(id)
		_, path, _ = strings.Cut(rest, "}")
	}
}

// TestEveryPageAsksWhoComes: but for those that are for signing in.
func TestEveryPageAsksWhoComes(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.stranger()
	public, own := admin.Routes()
	var open []string
	ask := func(base string, r admin.Route) {
		if r.Open {
			open = append(open, r.Method+" "+r.Path)
			return
		}
		path := base + filled(r.Path, s.db.NewID())
		if r.Method == http.MethodGet {
			if p := v.get(path); p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/admin/sign-in?next=") {
				t.Errorf("GET %s: %d", path, p.status)
			}
			return
		}
		v.post(path, "name", "x").wants(t, http.StatusUnauthorized, `name="password"`)
	}
	for _, r := range public {
		ask("/admin", r)
	}
	for _, r := range own {
		ask("/admin/default", r)
	}
	slices.Sort(open)
	if want := []string{"GET /set-up", "GET /sign-in", "POST /set-up", "POST /sign-in", "POST /sign-out"}; !slices.Equal(open, want) {
		t.Errorf("open to everybody are %v", open)
	}
}
