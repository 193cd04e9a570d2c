package admin_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/changelog"
)

// enters signs in as a person does, from the page that is shown.
func enters(tab *browser.Tab, name string) {
	tab.Type("#field-username", name)
	tab.Type("#field-password", password)
	tab.Follow(".form .btn")
}

// endSessions ends what a user began, as time does.
func (s *site) endSessions(username string) {
	s.t.Helper()
	if err := s.keys.SetPassword(s.t.Context(), s.home, changelog.Actor{Via: changelog.ViaCommand}, username, password); err != nil {
		s.t.Fatal(err)
	}
}

// TestNothingTypedIsLostInTheBrowser: with scripts nobody has to do more than to
// sign in; without them there is a button.
func TestNothingTypedIsLostInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		scripts bool
	}{{"with scripts", true}, {"without scripts", false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := oneSite(t)
			tab := browser.New(t, s.url)
			tab.Expect("401")
			if !c.scripts {
				tab.NoScript()
			}
			tab.Open("/admin/default/tags/new")
			tab.Sees("Stay signed in")
			if c.scripts {
				tab.Accessible()
			}
			enters(tab, "admin")
			tab.Type("#field-name", "Zoë & \"Söhne\" <b>")
			s.endSessions("admin")
			tab.Follow(".form .btn")
			tab.Sees("nothing that you typed is lost")
			tab.Type("#field-username", "admin")
			tab.Type("#field-password", password)
			tab.Click(".form .btn")
			tab.Until(`document.querySelector('[data-resume]') !== null`)
			tab.Click("[data-resume] .btn")
			tab.Sees("was created")
			tab.Sees("Zoë & \"Söhne\" <b>")
		})
	}
}

// TestLinkInAMailLeadsIn: the cookie is SameSite=Strict, and whoever is signed in
// and follows a link of another site is signed in still.
func TestLinkInAMailLeadsIn(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/admin/default/tags", "/admin/sign-in?next=/admin/default/tags"} {
		s := oneSite(t)
		mail := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><a id="link" href="`+s.url+path+`">a link</a>`+
				`<form id="form" method="post" action="`+s.url+`/admin/default/tags/new"><input name="name" value="evil"><button>x</button></form>`)
		}))
		defer mail.Close()
		elsewhere := strings.Replace(mail.URL, "127.0.0.1", "localhost", 1) // another site
		tab := browser.New(t, s.url)
		tab.Expect(elsewhere, "403", "favicon")
		tab.Open("/admin/sign-in?next=/admin/account")
		enters(tab, "admin")
		tab.Eval(`void (location.href = '`+elsewhere+`')`, nil)
		tab.Until(`document.querySelector('#link') !== null`)
		tab.Click("#link")
		tab.Sees("Nothing here yet")
		if tab.Path() != "/admin/default/tags" {
			t.Errorf("the link leads to %s", tab.Path())
		}
		tab.Eval(`void (location.href = '`+elsewhere+`')`, nil)
		tab.Until(`document.querySelector('#form') !== null`)
		tab.Click("#form button")
		tab.Sees("came from another site")
	}
}

func TestAccountInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := browser.New(t, s.url)
	tab.Open("/admin/sign-in?next=/admin/account")
	enters(tab, "admin")
	tab.Sees("Chrome on Linux")
	tab.Sees("This session")
	tab.Accessible()
	s.comesIn("admin")
	tab.Reload()
	tab.Follow(".danger .btn")
	tab.Sees("All other sessions have ended.")
	const next = "a quiet harbour at noon"
	tab.Type("#field-current_password", password)
	tab.Type("#field-new_password", next)
	tab.Type("#field-new_password_again", next)
	tab.Follow("form[action^='/admin/account/password'] .btn")
	tab.Sees("The password was changed")
	tab.Size(360, 740)
	tab.Accessible()
	tab.Eval(`document.querySelector("form[action='/admin/sign-out']").requestSubmit()`, nil)
	tab.Sees("Stay signed in")
	tab.Accessible()
	tab.Open("/admin/account")
	tab.Sees("Stay signed in")
}
