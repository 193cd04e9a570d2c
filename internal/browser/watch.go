package browser

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
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
		case *audits.EventIssueAdded:
			if d := e.Issue.Details.ContentSecurityPolicyIssueDetails; d != nil {
				where := ""
				if d.SourceCodeLocation != nil {
					where = fmt.Sprintf(" at %s:%d", d.SourceCodeLocation.URL, d.SourceCodeLocation.LineNumber)
				}
				tab.note(refused + d.ViolatedDirective + " " + d.BlockedURL + where)
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
	if err == nil { // the log names what a page does, not what a policy refuses
		_, err = chromedp.Call(tab.ctx, audits.Enable, cdp.Empty{})
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
		if !slices.ContainsFunc(tab.expected, func(part string) bool { return lets(part, breach) }) {
			tab.t.Error(breach)
		}
	}
}

// refused begins what a tab says of a breach of the policy.
const refused = "the policy refuses "

// lets reports whether what a test expects lets a breach pass. What the policy
// refuses passes only if the test says so: a part such as "422" stands in hashes and
// ports as well.
func lets(part, breach string) bool {
	if strings.HasPrefix(breach, refused) || strings.Contains(breach, "Content Security Policy") {
		return strings.HasPrefix(part, refused) && strings.HasPrefix(breach, part)
	}
	return strings.Contains(breach, part)
}
