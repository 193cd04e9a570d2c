package browser

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// do runs steps, each of which must be done in time.
func (tab *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.t.Fatalf("%s: %v\nthe page is %s:\n%s", what, err, tab.Path(), tab.Body())
	}
}

// Cookie gives the tab a cookie of the site.
func (tab *Tab) Cookie(name, value string) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: tab.base})
	if err != nil {
		tab.t.Fatal(err)
	}
}

// Open shows the page at a path of the site.
func (tab *Tab) Open(path string) {
	tab.t.Helper()
	tab.do("open "+path, chromedp.Navigate(tab.base+path))
}

// Reload shows the page anew.
func (tab *Tab) Reload() {
	tab.t.Helper()
	tab.do("reload", chromedp.Reload())
}

// Back goes to the page before.
func (tab *Tab) Back() {
	tab.t.Helper()
	tab.do("go back", chromedp.NavigateBack())
}

// Click clicks on the first element that a CSS selector finds, once it can be
// seen and nothing else is in front of it.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	tab.Until(`(() => {
		const e = document.querySelector(` + quote(selector) + `);
		const box = e.getClientRects()[0], hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		if (e.contains(hit)) return true;
		e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
		return false;
	})()`)
	tab.do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Follow clicks and waits until another page has been loaded.
func (tab *Tab) Follow(selector string) {
	tab.t.Helper()
	tab.leave(func() { tab.Click(selector) })
}

// FollowKeys presses keys and waits until another page has been loaded.
func (tab *Tab) FollowKeys(keys string) {
	tab.t.Helper()
	tab.leave(func() { tab.Press(keys) })
}

// leave does something that loads another page, and waits for it.
func (tab *Tab) leave(act func()) {
	tab.t.Helper()
	tab.Eval(`void (window.leaving = true)`, nil)
	act()
	tab.Until(`!window.leaving && document.readyState === 'complete'`)
}

// Type puts a text into an input, in place of what is there.
func (tab *Tab) Type(selector, text string) {
	tab.t.Helper()
	tab.do("type into "+selector, chromedp.Query(chromedp.CSS(selector), chromedp.NodeVisible))
	// What opens takes a frame until something in it can have the focus.
	tab.Until(`(() => { const e = document.querySelector(` + quote(selector) + `); e.focus(); e.select(); return document.activeElement === e; })()`)
	tab.Press(kb.Delete)
	if text != "" {
		tab.Press(text)
	}
}

// Choose sets the value of a select.
func (tab *Tab) Choose(selector, value string) {
	tab.t.Helper()
	tab.Eval(`(() => { const e = document.querySelector(`+quote(selector)+`); e.value = `+quote(value)+
		`; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); })()`, nil)
}

// Press presses keys, where the focus is; kb has the names of those that are no
// characters.
func (tab *Tab) Press(keys string, modifiers ...kb.Modifier) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	var held int64
	for _, m := range modifiers {
		held |= int64(m)
	}
	for _, key := range keys {
		for _, event := range stroke(key) {
			event.Modifiers |= held
			if held&int64(kb.ModifierCtrl|kb.ModifierMeta|kb.ModifierAlt) != 0 {
				event.Text = "" // a command is no text
			}
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, *event); err != nil {
				tab.t.Fatalf("press %q: %v", key, err)
			}
		}
	}
}

// stroke is what a keyboard sends for a key. The character comes with the key
// that is pressed, not after it: a page that takes the key for itself takes the
// character with it.
func stroke(key rune) []*input.DispatchKeyEventParams {
	events := kb.Encode(key)
	if len(events) != 3 || key == '\r' {
		return events
	}
	down, char, up := events[0], events[1], events[2]
	down.Text, down.UnmodifiedText = char.Text, char.UnmodifiedText
	return []*input.DispatchKeyEventParams{down, up}
}

// Drag drags one element onto another.
func (tab *Tab) Drag(from, to string) {
	tab.t.Helper()
	tab.do("drag "+from+" to "+to, chromedp.DragAndDrop(chromedp.CSS(from), chromedp.CSS(to), chromedp.NodeVisible))
}

// Eval evaluates an expression in the page and reads its value into the variable
// that into points to, nil for none. A promise is waited for.
func (tab *Tab) Eval(expression string, into any) {
	tab.t.Helper()
	value, err := tab.eval(expression)
	if err != nil {
		tab.t.Fatalf("evaluate %s: %v", expression, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(value, into); err != nil {
		tab.t.Fatalf("evaluate %s: %v", expression, err)
	}
}

func (tab *Tab) eval(expression string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`Promise.resolve(`+expression+`).then((value) => JSON.stringify(value === undefined ? null : value))`, chromedp.EvalAwaitPromise))
	return []byte(text), err
}

// Until waits until an expression is true, over the loading of pages.
func (tab *Tab) Until(expression string) {
	tab.t.Helper()
	var value []byte
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		value, err = tab.eval(`!!(` + expression + `)`)
		if err == nil && string(value) == "true" {
			return
		}
	}
	tab.t.Fatalf("it did not come true: %s (%v); the page is %s:\n%s", expression, err, tab.Path(), tab.Body())
}

// Sees waits until the page has a text where it can be read.
func (tab *Tab) Sees(text string) {
	tab.t.Helper()
	tab.Until(`document.body?.innerText.includes(` + quote(text) + `)`)
}

// Lacks fails the test if the page has a text where it can be read.
func (tab *Tab) Lacks(text string) {
	tab.t.Helper()
	if strings.Contains(tab.Body(), text) {
		tab.t.Errorf("the page %s has %q:\n%s", tab.Path(), text, tab.Body())
	}
}

// Body is the text of the page that can be read.
func (tab *Tab) Body() string {
	value, err := tab.eval(`document.body?.innerText ?? ''`)
	if err != nil {
		return err.Error()
	}
	var text string
	_ = json.Unmarshal(value, &text) // it was made by JSON.stringify
	return text
}

// Path is the path and the query of the page that is shown.
func (tab *Tab) Path() string {
	value, err := tab.eval(`location.href`)
	if err != nil {
		return err.Error()
	}
	var href string
	_ = json.Unmarshal(value, &href)
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	return u.RequestURI()
}

// Value is what an input holds.
func (tab *Tab) Value(selector string) (value string) {
	tab.t.Helper()
	tab.Eval(`document.querySelector(`+quote(selector)+`).value`, &value)
	return value
}

// Count is the number of elements that a selector finds.
func (tab *Tab) Count(selector string) (n int) {
	tab.t.Helper()
	tab.Eval(`document.querySelectorAll(`+quote(selector)+`).length`, &n)
	return n
}

// Focused says what has the focus: its tag with its id or name.
func (tab *Tab) Focused() (what string) {
	tab.t.Helper()
	tab.Eval(`(() => { const e = document.activeElement; return e.tagName.toLowerCase() + (e.id ? '#' + e.id : e.name ? '[' + e.name + ']' : ''); })()`, &what)
	return what
}

// Size makes the window that many pixels wide and high.
func (tab *Tab) Size(width, height int64) {
	tab.t.Helper()
	tab.do("resize", chromedp.EmulateViewport(width, height))
}

// Dark asks for dark pages, or for light ones.
func (tab *Tab) Dark(dark bool) {
	tab.t.Helper()
	value := "light"
	if dark {
		value = "dark"
	}
	tab.media(value)
}

// media says what the reader's system asks for. Nothing moves: a test would see
// what is on its way.
func (tab *Tab) media(scheme string) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
	if err != nil {
		tab.t.Fatal(err)
	}
}

// NoScript switches scripts off, from the next page on.
func (tab *Tab) NoScript() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		tab.t.Fatal(err)
	}
}

// Screenshot writes what is seen of the page to a file, as PNG or, where it is
// named so, as WebP.
func (tab *Tab) Screenshot(file string) {
	tab.t.Helper()
	shot := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng}
	if filepath.Ext(file) == ".webp" {
		quality := int64(60)
		shot.Format, shot.Quality = page.CaptureScreenshotFormatWebp, &quality
	}
	picture, err := chromedp.Call(tab.ctx, page.CaptureScreenshot, shot)
	if err != nil {
		tab.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // pictures for everybody
		tab.t.Fatal(err)
	}
	if err := os.WriteFile(file, picture.Data, 0o644); err != nil { //nolint:gosec // pictures for everybody
		tab.t.Fatal(err)
	}
}

func quote(s string) string {
	quoted, _ := json.Marshal(s) // a text can be marshalled
	return string(quoted)
}
