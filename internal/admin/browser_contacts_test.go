package admin_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// listed makes contacts with last names from Name 01 on.
func (s *site) listed(n int, overrides ...func(*contact.Patch)) {
	s.t.Helper()
	f := factorytest.New(s.t, s.db)
	for i := 1; i <= n; i++ {
		f.Contact(append([]func(*contact.Patch){named("Some", fmt.Sprintf("Name %02d", i))}, overrides...)...)
	}
}

// counted waits until what stands down the side belongs to the rows.
func counted(tab *browser.Tab) {
	tab.Until(`document.querySelector('#facets.counted')?.dataset.query === document.querySelector('#list').dataset.query`)
}

func TestContactsAreFoundInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(12, tagged("active", "vip"))
	factorytest.New(t, s.db).Contact(named("Zoë", "Ångström"), tagged("inactive", "vip", "a, b"))
	tab := s.tab("admin")
	tab.Size(1280, 800)
	tab.Open(contactsAt + "?page_size=25&ordering=-created_at")
	counted(tab)
	tab.Type("#search", "zoe angs")
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 1`)
	tab.Sees("Zoë")
	if at := tab.Focused(); at != "input#search" {
		t.Errorf("typing in the search leaves the focus at %s", at)
	}
	if at := tab.Path(); !strings.Contains(at, "ordering=-created_at") || !strings.Contains(at, "search=zoe") {
		t.Errorf("a search leads to %s", at)
	}
	counted(tab)
	tab.Lacks("Name 01")
	tab.Type("#search", "")
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 13`)
	counted(tab)
	tab.Click(`[data-facet="status=inactive"]`)
	tab.Sees("Status: Inactive")
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 1`)
	tab.Eval(`document.querySelector('[data-facet="status=active"]').click()`, nil) // before they are counted anew
	tab.Until(`document.querySelectorAll('.filters-on .badge').length === 2`)
	counted(tab)
	tab.Click(`[data-facet='tags=a, b']`)
	tab.Sees("Tag: a, b")
	counted(tab)
	tab.Until(`document.activeElement.dataset.facet === 'tags=a, b'`)
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 1`)
	tab.Back()
	tab.Until(`document.querySelectorAll('.filters-on .badge').length === 2`)
	counted(tab)
	tab.Click(".explore-bar .menu summary")
	tab.Until(`document.querySelector('#columns-form').checkVisibility()`)
	tab.Eval(`document.querySelector('#columns-form [value=primary_email]').click()`, nil)
	tab.Until(`!document.querySelector('td[data-label=Email]') && location.search.includes('columns=')`)
	tab.Accessible()
}

func TestContactsAreSelectedInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(12)
	tab := s.tab("admin")
	tab.Open(contactsAt + "?page_size=5")
	box := func(row int) string { return fmt.Sprintf("[data-rows] tbody tr:nth-child(%d) .pick input", row) }
	tab.Click(box(2))
	tab.Sees("1 selected")
	tab.Click("[rel=next]")
	tab.Sees("Name 06")
	tab.Click("[data-select-page]")
	tab.Sees("6 selected")
	tab.Type("#search", "02")
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 1`)
	tab.Until(`document.querySelector('.pick input[name=ids]').checked`)
	tab.Sees("6 selected")
	tab.Click(box(1))
	tab.Sees("5 selected")
	tab.Accessible()
	var sent string
	submit := `new Promise((done) => {
		const form = document.querySelector('#selection');
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			queueMicrotask(() => done(new URLSearchParams(new FormData(form)).toString()));
		}, {once: true});
		form.requestSubmit(form.querySelector('[value=delete]'));
	})`
	tab.Eval(submit, &sent)
	if ids := strings.Count(sent, "%2C") + 1; ids != 5 || strings.Contains(sent, "all=") {
		t.Errorf("%d of 5 ids are sent: %s", ids, sent)
	}
	tab.Type("#search", "some")
	tab.Until(`document.querySelector('#list').dataset.matching === 'search=some' && document.querySelectorAll('[data-rows] tbody tr').length === 5`)
	tab.Click("[data-select-all]")
	tab.Sees("All that match are selected")
	tab.Click("[rel=next]")
	tab.Sees("Name 06")
	tab.Until(`document.querySelectorAll('.pick input[name=ids]:checked').length === 5`)
	tab.Eval(submit, &sent)
	if !strings.Contains(sent, "all=1") || !strings.Contains(sent, "query=search%3Dsome") {
		t.Errorf("all that match are sent as %s", sent)
	}
	tab.Type("#search", "name")
	tab.Until(`document.querySelectorAll('.pick input[name=ids]:checked').length === 0`)
	tab.Until(`document.querySelector('#list').dataset.query.includes('search=name')`)
	tab.Until(`document.querySelector('.selection').offsetHeight === 0`)
	tab.Click(box(1))
	tab.Sees("1 selected")
	// Beside the box is as good as on it, and opens nothing.
	tab.Eval(`document.querySelector('[data-rows] tbody tr:nth-child(2) td.pick').click()`, nil)
	tab.Sees("2 selected")
	tab.Click("[data-select-none]")
	tab.Until(`document.querySelector('.selection').offsetHeight === 0`)
}

func TestContactsWithoutScript(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(3, tagged("active"))
	factorytest.New(t, s.db).Contact(named("Other", "One"), tagged("inactive"))
	tab := s.tab("admin")
	tab.NoScript()
	tab.Size(360, 740)
	tab.Open(contactsAt)
	tab.Follow("a[data-facets]")
	tab.Follow(`[data-facet="status=inactive"]`)
	tab.Sees("1 entry")
	tab.Follow(".filters-on .badge")
	tab.Sees("4 entries")
	tab.Click("[data-rows] tbody tr:nth-child(1) .pick input")
	tab.Click(".selection [data-select-all]")
}

func TestContactsAreActedOnInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(3, tagged("active"))
	tab := s.tab("admin")
	tab.Open(contactsAt + "?status=active&page_size=2")
	tab.Click(`.views .menu summary`)
	tab.Type("#view-name", "Those who are active")
	tab.FollowKeys(kb.Enter)
	tab.Until(`document.querySelector('.views [aria-current]').textContent.includes('Those who')`)
	tab.Sees("Status: Active")
	tab.Click("[data-rows] tbody tr:nth-child(1) .pick input")
	tab.Click("[rel=next]")
	tab.Sees("Name 03")
	tab.Click("[data-rows] tbody tr:nth-child(1) .pick input")
	tab.Sees("2 selected")
	tab.Follow(".selection [value=delete]")
	tab.Sees("Apply to 2 contacts")
	tab.Follow("main form .btn[data-variant=destructive]")
	tab.Sees("Undo")
	tab.Open(contactsAt)
	tab.Sees("1 entry")
	tab.Until(`document.querySelector('.selection').offsetHeight === 0`)
}
