package admin_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/browser"
)

// tab opens a tab of a real browser for somebody who has signed in.
func (s *site) tab(username string) *browser.Tab {
	s.t.Helper()
	session, _, err := s.keys.SignInBrowser(s.t.Context(), auth.Credentials{Username: username, Password: password}, false, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	tab := browser.New(s.t, s.url)
	tab.Cookie("sid", session.Secret)
	return tab
}

func TestTagsInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := s.tab("admin")
	tab.Open("/admin/default/tags")
	tab.Sees("Nothing here yet")
	tab.FollowKeys("n")
	tab.Type("#field-name", "عميل مهم")
	tab.Follow(".form .btn")
	tab.Sees("was created")
	tab.Until(`!location.search.includes('done')`)
	tab.Follow(".crumbs a")
	tab.Press("/")
	if at := tab.Focused(); at != "input#search" {
		t.Errorf("the key / brings the focus to %s", at)
	}
	tab.Press("zzz")
	tab.Sees("No tags match")
	tab.Type("#search", "مهم")
	tab.Sees("عميل مهم")
	tab.Press(kb.ArrowDown) // into the list
	tab.Press("?")
	tab.Sees("Show this help")
	tab.Accessible()
}
