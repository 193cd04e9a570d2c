package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// form returns where the form of a page is posted whose action begins with a text,
// and what is in it, as a browser sends it.
func (p page) form(t *testing.T, action string) (string, url.Values) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		t.Fatal(err)
	}
	attribute := func(n *html.Node, name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	for form := range root.Descendants() {
		if form.Type != html.ElementNode || form.Data != "form" || !strings.HasPrefix(attribute(form, "action"), action) {
			continue
		}
		values := url.Values{}
		for n := range form.Descendants() {
			if n.Type == html.ElementNode && n.Data == "input" && attribute(n, "name") != "" && attribute(n, "type") != "checkbox" {
				value := strings.ReplaceAll(strings.ReplaceAll(attribute(n, "value"), "\r\n", "\n"), "\n", "\r\n")
				values.Add(attribute(n, "name"), value)
			}
		}
		return attribute(form, "action"), values
	}
	t.Fatalf("there is no form to %s:\n%s", action, p.body)
	return "", nil
}

// TestNothingTypedIsLost: who is away for too long in the middle of a form signs
// in, and it is saved as if nothing had been.
func TestNothingTypedIsLost(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.addUser("ada", "editor", false)
		v := h.comesIn("ada")
		h.clock.set(31 * time.Minute)
		typed := url.Values{
			"name":                    {"Bücher & <b>\"Zoë's\"</b> 书 \u202eevil"},
			"notes":                   {"one\r\n\r\n two\ttabs\r\n"},
			"tags":                    {"a", "b", "", "a"},
			"email_addresses.0.email": {"x@example.org"},
			"kept.name":               {"a name of ours"}, "kept-for": {"/admin/x"}, "next": {"n"}, "username": {"u"}, "remember": {""},
			"</form><script>": {"alert(1)"}, "": {"no name"},
			"long": {strings.Repeat("é&\"", 30_000)},
		}
		const to = "/admin/default/tags/new?back=%2Fx"
		header := http.Header{"Sec-Fetch-Site": {"same-origin"}}
		asked := v.do(http.MethodPost, to, typed, header).wants(t, http.StatusUnauthorized, "nothing that you typed is lost").lacks(t, "<script>alert")
		path, hidden := asked.form(t, "/admin/sign-in")
		hidden.Set("username", "ada")
		hidden.Set("password", "kettle moss ferry")
		again := v.do(http.MethodPost, path, hidden, header).wants(t, http.StatusUnauthorized, "wrong")
		path, hidden = again.form(t, "/admin/sign-in")
		hidden.Set("password", password)
		in := v.do(http.MethodPost, path, hidden, header).wants(t, http.StatusOK, "data-resume", "Continue")
		path, got := in.form(t, "/admin/default")
		if path != to {
			t.Errorf("it goes on to %s", path)
		}
		delete(typed, "") // browsers send no input unnamed
		delete(got, "")
		if diff := cmp.Diff(typed, got); diff != "" {
			t.Errorf("what was typed (-) and what is sent (+):\n%.2000s", diff)
		}
		v.mustBe(t, true, "signed in")

		// And of a real form all is saved, once.
		h.clock.set(time.Duration(h.clock.ahead.Load()) + 31*time.Minute)
		const name = `Zoë & "Söhne" <i>`
		path, hidden = v.post("/admin/default/tags/new", "name", name).wants(t, http.StatusUnauthorized).form(t, "/admin/sign-in")
		h.tags(t, 0)
		hidden.Set("username", "ada")
		hidden.Set("password", password)
		path, got = v.do(http.MethodPost, path, hidden, header).form(t, "/admin/default/tags/new")
		h.tags(t, 0)
		v.do(http.MethodPost, path, got, header).wants(t, http.StatusSeeOther)
		h.tags(t, 1)
		v.get("/admin/default/tags").wants(t, http.StatusOK, "Zoë &amp; &#34;Söhne&#34; &lt;i&gt;")
	})
}

func (h *house) tags(t *testing.T, want int) {
	t.Helper()
	var n int
	if err := h.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM tags`).Scan(&n); err != nil || n != want {
		t.Errorf("there are %d tags, %v; want %d", n, err, want)
	}
}

// TestWhatIsNotSentAgain: what is not a form of ours, and passwords.
func TestWhatIsNotSentAgain(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	for _, path := range []string{"https://evil.example/", "//evil.example/admin/", "/api/v1/contacts", "/admin/sign-out", "/admin/../x", "javascript:alert(1)", ""} {
		p := s.stranger().post("/admin/sign-in", "username", "admin", "password", password, "kept-for", path, "kept.name", "x").wants(t, http.StatusSeeOther)
		if p.header.Get("Location") != "/admin/" {
			t.Errorf("%s: sent to %s", path, p.header.Get("Location"))
		}
	}
	v := s.stranger()
	asked := v.post("/admin/account/password", "current_password", "canary one", "new_password", "canary two").
		wants(t, http.StatusUnauthorized, "sign in again").lacks(t, "canary", "kept-for")
	path, hidden := asked.form(t, "/admin/sign-in")
	hidden.Set("username", "admin")
	hidden.Set("password", password)
	p := v.do(http.MethodPost, path, hidden, http.Header{"Sec-Fetch-Site": {"same-origin"}}).wants(t, http.StatusSeeOther)
	if p.header.Get("Location") != "/admin/account" {
		t.Errorf("sent to %s", p.header.Get("Location"))
	}
}

// TestOversizedFormsAreRefused: before and after signing in.
func TestOversizedFormsAreRefused(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	big := strings.Repeat("x", 3<<20)
	s.stranger().post("/admin/default/tags/new", "name", big).wants(t, http.StatusRequestEntityTooLarge)
	s.comesIn("admin").post("/admin/default/tags/new", "name", big).wants(t, http.StatusRequestEntityTooLarge)
	s.stranger().post("/admin/sign-in", "kept.x", big+big).wants(t, http.StatusRequestEntityTooLarge)
	most := url.Values{}
	for i := range 5000 { // what may be posted can be kept, too
		most.Add(fmt.Sprint("field.", i), strings.Repeat("y", 150))
	}
	v := s.stranger()
	header := http.Header{"Sec-Fetch-Site": {"same-origin"}}
	path, hidden := v.do(http.MethodPost, "/admin/default/tags/new", most, header).wants(t, http.StatusUnauthorized).form(t, "/admin/sign-in")
	hidden.Set("username", "admin")
	hidden.Set("password", password)
	_, got := v.do(http.MethodPost, path, hidden, header).wants(t, http.StatusOK).form(t, "/admin/default/tags/new")
	if diff := cmp.Diff(most, got); diff != "" {
		t.Errorf("(-want +got):\n%.1000s", diff)
	}
}

// TestScriptsThatPostAreToldToo: the page for signing in takes the place of the
// whole one.
func TestScriptsThatPostAreToldToo(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	p := s.stranger().postAs("/admin/default/tags/new", http.Header{
		"Sec-Fetch-Site": {"same-origin"}, "Hx-Request": {"true"}, "Hx-Target": {"section#list"},
	}, "name", "VIP").wants(t, http.StatusUnauthorized, "<html", `name="kept.name" value="VIP"`)
	if p.header.Get("HX-Retarget") != "body" {
		t.Errorf("headers are %v", p.header)
	}
}
