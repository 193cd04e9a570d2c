package browser

import (
	"slices"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// watch notes what no page may do.
func (tab *Tab) watch() {
	tab.t.Helper()
	err := chromedp.Listen(tab.ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			text := e.ExceptionDetails.Text
			if e.ExceptionDetails.Exception != nil {
				text += " " + e.ExceptionDetails.Exception.Description
			}
			tab.note("a script failed: " + text)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				tab.note("the browser complains: " + e.Entry.Text + " " + e.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			if address := e.Request.URL; !strings.HasPrefix(address, tab.base) && strings.HasPrefix(address, "http") {
				tab.note("a request to another host: " + address)
			}
		}
	})
	if err == nil {
		_, err = chromedp.Call(tab.ctx, network.Enable, network.EnableParams{})
	}
	if err != nil {
		tab.t.Fatal(err)
	}
}

func (tab *Tab) note(breach string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.breaches = append(tab.breaches, breach)
}

// Expect lets something pass that a tab fails for, by a part of how it says it,
// such as "422" for an answer that the browser reports as failed.
func (tab *Tab) Expect(parts ...string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.expected = append(tab.expected, parts...)
}

func (tab *Tab) report() {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	for _, breach := range tab.breaches {
		if !slices.ContainsFunc(tab.expected, func(part string) bool { return strings.Contains(breach, part) }) {
			tab.t.Error(breach)
		}
	}
}
