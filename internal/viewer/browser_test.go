package viewer_test

import (
	"compress/gzip"
	"flag"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/viewer"
)

var screenshots = flag.String("screenshots", "", "`folder` for pictures of the page, none if it is not given")

func unpacked(t *testing.T, packed string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// known are the sums of the files that others made, by name.
func known(t *testing.T) map[string]string {
	t.Helper()
	list, err := os.ReadFile("static/vendor/VERSIONS.txt")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(list)) {
		sum, rest, _ := strings.Cut(line, "  ")
		name, _, _ := strings.Cut(rest, "  ")
		sums[name] = sum
	}
	return sums
}

// press clicks on the first button, of those that a selector finds, whose text
// begins with one.
func press(tab *browser.Tab, selector, text string) {
	find := `[...document.querySelectorAll('` + selector + `')].find((b) => b.innerText.trim().startsWith('` + text + `'))`
	tab.Until(find)
	tab.Eval(`void `+find+`.click()`, nil)
}

func picture(tab *browser.Tab, name string) {
	if *screenshots != "" {
		tab.Screenshot(filepath.Join(*screenshots, name+".png"))
	}
}

// asked are the requests of the API that the page made, without the server.
const asked = `performance.getEntriesByType('resource').map((e) => e.name.replace(location.origin, '')).filter((n) => n.startsWith('/api/'))`

// kept is all that the browser keeps for the site.
const kept = `indexedDB.databases().then((all) => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, all.map((d) => d.name)]))`

// TestAPIIsTried: requests are made with a key that is pasted in, and of which
// nothing is kept.
func TestAPIIsTried(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tab := newTab(t, s.url)
	tab.Cookie("sid", "secret") // newSite fails the test if the API is sent it
	tab.Open("/docs#tag/contacts/POST/contacts")
	tab.Sees("createContact")
	tab.Choose("input[placeholder=Token]", s.key) // at once, as what is pasted in
	press(tab, "button[method=post]", "Test Request")
	tab.Click("[role=dialog] .cm-content")
	tab.Press("a", kb.ModifierCtrl)
	tab.Eval(`void document.execCommand('insertText', false, '{"first_name": "Zoë", "last_name": "Quill"}')`, nil)
	press(tab, "[role=dialog] button", "Send")
	tab.Sees("201 Created")
	tab.Sees(`"full_name": "Zoë Quill"`)
	picture(tab, "created")
	press(tab, "[role=dialog] button", "Close Client")
	tab.Until(`!document.querySelector('[role=dialog]').checkVisibility({visibilityProperty: true})`)
	tab.Eval(`void (location.hash = '#tag/contacts/GET/contacts')`, nil)
	press(tab, "button[method=get]", "Test Request")
	press(tab, "[role=dialog] button", "Send")
	tab.Sees(`"full_name": "Zoë Quill"`)
	picture(tab, "listed")
	var requests []string
	if tab.Eval(asked, &requests); !slices.Equal(requests, []string{"/api/v1/openapi.json", "/api/v1/contacts", "/api/v1/contacts"}) {
		t.Errorf("the page asked for %v", requests)
	}
	var storage string
	if tab.Eval(kept, &storage); strings.Contains(storage, s.key) {
		t.Errorf("the browser keeps the key: %s", storage)
	}
	tab.Expect("401")
	tab.Reload()
	press(tab, "button[method=get]", "Test Request")
	press(tab, "[role=dialog] button", "Send")
	tab.Sees("401 Unauthorized")
}

// held are the rules of axe-core that the page keeps. ADR 20 names those that the
// viewer breaks: buttons for copying without a name and, where requests are tried,
// attributes of inputs.
var held = []string{
	"aria-allowed-attr", "aria-hidden-body", "aria-hidden-focus", "aria-roles", "aria-valid-attr", "aria-valid-attr-value", "color-contrast",
	"document-title", "html-has-lang", "html-lang-valid", "image-alt", "input-button-name", "label", "link-in-text-block", "link-name", "list",
	"listitem", "meta-viewport", "nested-interactive", "select-name",
}

// TestAPIIsRead: the whole document is shown, on any screen.
func TestAPIIsRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tab := newTab(t, s.url)
	for _, dark := range []bool{false, true} {
		scheme := map[bool]string{false: "light", true: "dark"}[dark]
		tab.Dark(dark)
		tab.Size(1280, 800)
		tab.Open("/docs?" + scheme)
		for _, text := range []string{"v1.2.3", "List contacts", "Organizations", "Custom fields", "Schemas", s.url + "/api/v1"} {
			tab.Sees(text)
		}
		tab.Until(`document.body.classList.contains('` + scheme + `-mode')`)
		picture(tab, "desktop-"+scheme)
		tab.Accessible(held...)
		tab.Size(360, 740)
		tab.Open("/docs?phone-" + scheme + "#tag/tags/POST/tags")
		tab.Sees("createTag")
		tab.Until(`document.documentElement.scrollWidth <= 360`)
		picture(tab, "phone-"+scheme)
	}
	var title string
	if tab.Eval(`document.title`, &title); title != "Liaison 1.2.3: the API" {
		t.Errorf("the title is %q", title)
	}
}

// TestPageSpeaksWithoutScripts: and leads to what can be read without any.
func TestPageSpeaksWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	tab := newTab(t, s.url)
	tab.NoScript()
	tab.Open("/docs")
	picture(tab, "plain")
	for _, path := range []string{"/api/v1/openapi.json", "/api/v1/openapi.yaml"} {
		if !strings.Contains(s.ask(t, "GET", "/docs").body, `<a href="`+path+`">`) {
			t.Errorf("no link leads to %s", path)
		}
		if a := s.ask(t, "GET", path); a.status != 200 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// TestTextStaysWithoutTheDocument: with its links, when the document cannot be had.
func TestTextStaysWithoutTheDocument(t *testing.T) {
	t.Parallel()
	page, err := viewer.New(viewer.Config{API: "/nowhere", Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(page)
	t.Cleanup(server.Close)
	tab := newTab(t, server.URL)
	tab.Expect("/nowhere/openapi.json")
	tab.Open("/docs")
	tab.Sees("'liaison' could not be loaded")
	tab.Sees("the OpenAPI document as JSON")
	tab.Until(`document.querySelector('.plain').getBoundingClientRect().top === 0`)
	picture(tab, "without-document")
}

// newTab opens a tab. The viewer's library tries whether it may make functions out
// of texts, which the policy refuses, and does without.
func newTab(t *testing.T, base string) *browser.Tab {
	t.Helper()
	tab := browser.New(t, base)
	tab.Expect("the policy refuses script-src ")
	return tab
}
