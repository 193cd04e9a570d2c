package admin_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/admin"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m, browser.Close) }

const password = "a long enough secret"

// site is a running server with its pages, and what tests look up in it.
type site struct {
	t     *testing.T
	db    *database.DB
	keys  *auth.Store
	rules *ruleset.Store
	url   string // http://127.0.0.1:…
	home  string // id of the workspace default
}

// eachSite runs fn with a server on each engine, which has the workspace default
// and a superuser admin.
func eachSite(t *testing.T, fn func(t *testing.T, s *site)) {
	testkit.EachEngineWith(t, database.Options{Fast: true}, func(t *testing.T, db *database.DB) {
		fn(t, newSite(t, db))
	})
}

// oneSite runs fn with a server on SQLite, for what no engine changes.
func oneSite(t *testing.T) *site {
	t.Helper()
	return newSite(t, oneDatabase(t))
}

// oneDatabase is a migrated database on SQLite.
func oneDatabase(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), testkit.MigratedURL(t, database.SQLite), database.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func newSite(t *testing.T, db *database.DB) *site {
	t.Helper()
	return newSiteWith(t, db, admin.Config{FacetTime: time.Minute, FacetPatience: time.Minute})
}

// newSiteWith is newSite with some of the settings of the pages.
func newSiteWith(t *testing.T, db *database.DB, c admin.Config) *site {
	t.Helper()
	s := &site{t: t, db: db, keys: auth.New(db, nil), rules: &ruleset.Store{}}
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	s.home = w.ID
	s.addUser("admin", "", true)
	c.DB, c.Keys, c.Rules, c.Bulk, c.Version = db, s.keys, s.rules, bulk.New(db, s.rules, slog.New(slog.DiscardHandler)), "test"
	pages, err := admin.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(httpserver.Handler(httpserver.Options{
		Keys: s.keys, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: db.NewID,
	}, pages))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// addUser makes a user of the workspace, with a role or as a superuser.
func (s *site) addUser(name, role string, superuser bool) *auth.User {
	s.t.Helper()
	u, err := s.keys.CreateUser(s.t.Context(), s.home, changelog.Actor{Via: changelog.ViaCommand, Name: "test"}, auth.NewUser{
		Username: name, Email: name + "@example.org", Role: role, Superuser: superuser, Password: password,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// visitor is a browser without scripts, with its cookies.
type visitor struct {
	t      *testing.T
	site   *site
	client *http.Client
}

// signedIn returns a visitor who has signed in.
func (s *site) signedIn(username string) *visitor {
	s.t.Helper()
	session, _, err := s.keys.SignInBrowser(s.t.Context(), auth.Credentials{Username: username, Password: password}, false, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	v := s.stranger()
	v.client.Jar.SetCookies(s.parsed(), []*http.Cookie{{Name: "sid", Value: session.Secret, Path: "/"}})
	return v
}

// stranger returns a visitor who has not signed in.
func (s *site) stranger() *visitor {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &visitor{t: s.t, site: s, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: testkit.Checked(s.t, nil),
	}}
}

func (s *site) parsed() *url.URL {
	s.t.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// page is what a visitor gets.
type page struct {
	status int
	header http.Header
	body   string
}

// get asks for a path such as /admin/default/tags.
func (v *visitor) get(path string) page {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil, nil)
}

// part asks for an element of a page, as a script does.
func (v *visitor) part(path, element string) page {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil, http.Header{"Hx-Request": {"true"}, "Hx-Target": {"div#" + element}})
}

// post sends a form as a page of ours does: name, value, name, value …
func (v *visitor) post(path string, pairs ...string) page {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.do(http.MethodPost, path, form, http.Header{"Sec-Fetch-Site": {"same-origin"}})
}

func (v *visitor) do(method, path string, form url.Values, header http.Header) page {
	v.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(v.t.Context()), method, v.site.url+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, values := range header {
		r.Header[name] = values
	}
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return page{resp.StatusCode, resp.Header, string(content)}
}

// wants fails the test unless the page has the status and every text.
func (p page) wants(t *testing.T, status int, texts ...string) page {
	t.Helper()
	if p.status != status {
		t.Errorf("status %d, want %d; Location %s\n%s", p.status, status, p.header.Get("Location"), p.body)
	}
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			t.Errorf("the page lacks %q:\n%s", text, p.body)
		}
	}
	return p
}

// lacks fails the test if the page has one of the texts.
func (p page) lacks(t *testing.T, texts ...string) page {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			t.Errorf("the page has %q:\n%s", text, p.body)
		}
	}
	return p
}
