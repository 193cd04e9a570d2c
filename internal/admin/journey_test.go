package admin_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// What people do with the admin from one end to the other, in a real browser.
// What belongs to one page alone is tested beside that page.

// row is the row of a list, counted from 1.
func row(n int) string { return fmt.Sprintf("[data-rows] tbody tr:nth-child(%d)", n) }

// rows waits until the list has that many.
func rows(tab *browser.Tab, n int) {
	tab.Until(fmt.Sprintf(`document.querySelectorAll('[data-rows] tbody tr').length === %d`, n))
}

// focused waits until an element has the focus.
func focused(tab *browser.Tab, selector string) {
	tab.Until(`document.activeElement.matches('` + selector + `')`)
}

func TestSignInByTheForm(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := browser.New(t, s.url)
	tab.Expect("401")
	tab.Dark(true)
	tab.Open(contactsAt + "?ordering=-created_at")
	tab.Until(`document.documentElement.classList.contains('dark')`)
	tab.Type("#field-username", "admin")
	tab.Press(kb.Tab)
	focused(tab, "#field-password")
	tab.Press("not the secret")
	tab.FollowKeys(kb.Enter)
	focused(tab, "#problem, #problem *, #field-password, #field-username, body")
	if name, secret := tab.Value("#field-username"), tab.Value("#field-password"); name != "admin" || secret != "" {
		t.Errorf("after a wrong password the form has %q and %q", name, secret)
	}
	if tab.Count("#problem[role=alert]") != 1 {
		t.Error("nothing says that the password is wrong")
	}
	tab.Accessible()
	tab.Type("#field-password", password)
	tab.FollowKeys(kb.Enter)
	tab.Sees("Nothing here yet")
	if at := tab.Path(); at != contactsAt+"?ordering=-created_at" {
		t.Errorf("signing in leads to %s", at)
	}
	// The system's theme is followed until another is chosen, which stays.
	tab.Until(`document.documentElement.classList.contains('dark') && !localStorage.length`)
	tab.Click("[data-theme]")
	tab.Reload()
	tab.Until(`!document.documentElement.classList.contains('dark') && localStorage.theme === 'light'`)
	var cookies string
	if tab.Eval(`document.cookie`, &cookies); cookies != "" {
		t.Errorf("scripts can read the cookies %s", cookies)
	}
}

// A filter is kept as a view; those that it shows are selected over two pages,
// acted on together, and put back together.
func TestFilterViewActAndUndo(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(12, tagged("active"))
	factorytest.New(t, s.db).Contact(named("Idle", "One"), tagged("inactive"))
	tab := s.tab("admin")
	tab.Size(1280, 800)
	tab.Open(contactsAt + "?page_size=10")
	counted(tab)
	tab.Click(`[data-facet="status=active"]`)
	tab.Sees("12 entries")
	tab.Click(".views [data-menu] summary")
	tab.Type("#view-name", "Those we write to")
	tab.Follow("#save-view .btn")
	tab.Open(contactsAt)
	tab.Sees("13 entries")
	tab.Follow(`.views nav li:nth-child(2) a`)
	tab.Sees("12 entries")
	tab.Sees("Status: Active")
	tab.Until(`document.querySelector('.views [aria-current]').textContent.trim() === 'Those we write to'`)

	tab.Open(contactsAt + "?page_size=10&status=active")
	rows(tab, 10)
	tab.Click(row(2) + " .pick input")
	tab.Click(row(3) + " .pick input")
	tab.Sees("2 selected")
	tab.Click("[rel=next]")
	rows(tab, 2)
	tab.Click(row(1) + " .pick input")
	tab.Sees("3 selected")
	var kept string
	if tab.Eval(`JSON.stringify([Object.keys(localStorage), Object.entries(sessionStorage)])`, &kept); strings.Contains(kept, "Name") || strings.Contains(kept, "@") {
		t.Errorf("the browser keeps %s", kept)
	}
	tab.Follow(".selection [value=add_tags]")
	tab.Type("#field-tags", "spring letter")
	tab.Follow("main .form .btn")
	tab.Sees("Apply to 3 contacts")
	if n := s.withTag("spring letter"); n != 0 {
		t.Errorf("%d contacts have the tag before anybody said so", n)
	}
	tab.Accessible()
	tab.Follow("main .form .btn")
	tab.Sees("Tags added to 3 contacts")
	if n := s.withTag("spring letter"); n != 3 {
		t.Errorf("%d of 3 contacts have the tag", n)
	}
	tab.Until(`document.querySelectorAll('.pick input[name=ids]:checked').length === 0`)
	tab.Follow(".toast [data-undo]")
	tab.Sees("Undone for")
	if n := s.withTag("spring letter"); n != 0 {
		t.Errorf("after undoing it %d contacts have the tag", n)
	}
}

// TestUndoOfASaveThatMadeATag: what is told and undone is the change of the
// record, not that a tag was made on the way.
func TestUndoOfASaveThatMadeATag(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada")
	saved := v.send(contactPath(id), v.get(contactPath(id)).inputs(t, contactPath(id)), "nickname", "Countess", "tags", "poet").wants(t, http.StatusSeeOther)
	told := v.get(saved.header.Get("Location")).wants(t, http.StatusOK, "was saved").lacks(t, "was created")
	undo := told.between(t, `action="/admin/default/changes/`, `"`)
	v.post("/admin/default/changes/"+undo, "back", contactsAt).wants(t, http.StatusSeeOther)
	if c := s.contact(id); c.Nickname != "" || len(c.Tags) != 0 {
		t.Errorf("undone to %s", c.JSON())
	}
}

// TestTwoClicksMakeOneRecord: who clicks twice on the button saves once.
func TestTwoClicksMakeOneRecord(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := s.tab("admin")
	tab.Open("/admin/default/contacts/new")
	tab.Type("#field-first_name", "Ada")
	tab.Eval(`(() => { const b = document.querySelector('.actions button'); b.click(); b.click(); })()`, nil)
	tab.Sees("was created")
	var n int
	if err := s.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM contacts WHERE workspace_id = $1`, s.home).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d contacts %v", n, err)
	}
}

// TestATagIsNotSplit: who leaves the input for tags and is back at once goes on
// typing the same tag.
func TestATagIsNotSplit(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := s.tab("admin")
	tab.Open("/admin/default/contacts/new")
	tab.Type("#field-tags", "mo")
	tab.Eval(`(() => { const i = document.querySelector('#field-tags'); i.blur(); i.focus(); })()`, nil)
	tab.Eval(`new Promise((done) => setTimeout(done, 400))`, nil)
	tab.Press("re")
	tab.Press(kb.Enter)
	var tags string
	if tab.Eval(`document.querySelector('[name=tags]').value`, &tags); tags != "more" {
		t.Errorf("the tags are %q", tags)
	}
}

// withTag counts the contacts that have a tag.
func (s *site) withTag(name string) (n int) {
	s.t.Helper()
	err := s.db.QueryRow(s.t.Context(), `SELECT COUNT(*) FROM contact_tags AS c JOIN tags AS t ON t.workspace_id = c.workspace_id AND t.id = c.tag_id
		WHERE c.workspace_id = $1 AND t.name = $2`, s.home, name).Scan(&n)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestADayByKeyboard: no mouse, from the start page to a change that is undone.
func TestADayByKeyboard(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(3)
	f := factorytest.New(t, s.db)
	zoe := f.Contact(named("Zoë", "Ångström"))
	f.Contact(named("Zoé", "Angst"))
	tab := s.tab("admin")
	tab.Open("/admin/default/")
	tab.Press(kb.Tab)
	focused(tab, ".skip")
	tab.Press("k", kb.ModifierCtrl)
	focused(tab, "#palette-search")
	tab.Press("contacts")
	tab.Until(`[...document.querySelectorAll('#found .found-item')].some((e) => e.textContent.trim() === 'Contacts')`)
	tab.Accessible()
	tab.Press(kb.ArrowDown)
	focused(tab, "#found .found-item")
	// An answer that comes late does not take the focus away.
	tab.Eval(`void (window.before = document.querySelector('#found'), document.querySelector('#palette form').dispatchEvent(new Event('input', {bubbles: true})))`, nil)
	tab.Until(`document.querySelector('#found') !== window.before`)
	focused(tab, "#found .found-item")
	tab.FollowKeys(kb.Enter)
	tab.Until(`location.pathname === '` + contactsAt + `'`)
	tab.Press("/")
	focused(tab, "#search")
	tab.Press("zoe ang")
	rows(tab, 2)
	counted(tab) // what was typed in between has been answered as well
	focused(tab, "#search")
	tab.Press(kb.ArrowDown)
	focused(tab, row(1)+" .row-link")
	tab.Press(kb.ArrowDown)
	focused(tab, row(2)+" .row-link")
	tab.Press(kb.ArrowUp)
	tab.Press(kb.ArrowUp)
	focused(tab, "#search")
	tab.Press(kb.ArrowDown)
	var to string
	for range 2 {
		if tab.Eval(`document.activeElement.getAttribute('href')`, &to); strings.Contains(to, zoe.ID) {
			break
		}
		tab.Press(kb.ArrowDown)
	}
	tab.FollowKeys(kb.Enter)
	tab.Sees("Save and add another")
	tab.Press("z") // no key of ours, and no input has it
	for i := 0; tab.Focused() != "input#field-nickname"; i++ {
		if i > 80 {
			t.Fatal("the Tab key does not come to the nickname")
		}
		tab.Press(kb.Tab)
	}
	tab.Press("Zed")
	tab.Eval(`void (window.leaving = true)`, nil)
	tab.Press("s", kb.ModifierCtrl)
	tab.Until(`!window.leaving && document.readyState === 'complete'`)
	tab.Sees("was saved")
	if at := tab.Path(); !strings.HasPrefix(at, contactPath(zoe.ID)+"?from=") || !strings.Contains(at, "search%3Dzoe") {
		t.Errorf("after saving the page is %s", at)
	}
	if c := s.contact(zoe.ID); c.Nickname != "Zed" {
		t.Errorf("saved %s", c.JSON())
	}
	tab.FollowKeys("u")
	tab.Sees("Undone: ")
	if c := s.contact(zoe.ID); c.Nickname == "Zed" {
		t.Error("the key u undoes nothing")
	}
}

// TestFocusStaysWhereItWas after a part of the page was fetched anew.
func TestFocusStaysWhereItWas(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(12)
	factorytest.New(t, s.db).Contact(named("Zz", "Idle"))
	v := s.signedIn("admin")
	v.post("/admin/default/tags/new", "name", "zz idle").stays(t, "/admin/default/tags")
	for i := range 30 {
		v.post("/admin/default/tags/new", "name", fmt.Sprintf("tag %02d", i)).stays(t, "/admin/default/tags")
	}
	tab := s.tab("admin")
	for _, list := range []struct{ path, head, first, last, second string }{
		{contactsAt + "?page_size=5", "Name", "Name 01", "Name 12", "Name 06"},
		{"/admin/default/tags?search=tag&ordering=name&page_size=5", "Name", "tag 00", "tag 29", "tag 05"},
	} {
		tab.Open(list.path)
		tab.Sees(list.first)
		head := `[...document.querySelectorAll('#list th a')].find((a) => a.textContent.includes('` + list.head + `'))`
		tab.Eval(`void `+head+`.focus()`, nil)
		tab.Press(kb.Enter)
		tab.Sees(list.last)
		tab.Until(`document.activeElement === ` + head)
		tab.Until(`!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')`) // else Enter follows a link that is not ready
		tab.Press(kb.Enter)
		tab.Sees(list.first)
		tab.Until(`document.activeElement === ` + head)
		tab.Eval(`void document.querySelector('[rel=next]').focus()`, nil)
		tab.Press(kb.Enter)
		tab.Sees(list.second)
		focused(tab, row(1)+" .row-link")
		tab.Press("[")
		tab.Sees(list.first)
		tab.Press("/")
		focused(tab, "#search")
		tab.Type("#search", "zz idle")
		rows(tab, 1)
		focused(tab, "#search")
		if got := tab.Value("#search"); got != "zz idle" {
			t.Errorf("the search has %q while one types in it", got)
		}
	}
}

// TestADayWithoutScripts: all that only reads, and simple edits.
func TestADayWithoutScripts(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(12)
	tab := s.tab("admin")
	tab.NoScript()
	tab.Open(contactsAt + "?page_size=5")
	tab.Sees("Name 01")
	tab.Follow("[rel=next]")
	tab.Sees("Name 06")
	tab.Lacks("Name 01")
	tab.Follow(row(2) + " .row-link")
	id := idOf(tab)
	before := s.contact(id)
	if before.LastName != "Name 07" {
		t.Fatalf("the second row of the second page leads to %s", before.LastName)
	}
	tab.Type("#field-nickname", "Number Seven")
	spare := fmt.Sprintf("#field-email_addresses-%d-email", len(before.EmailAddresses))
	tab.Type(spare, "seven@example.org")
	tab.Follow(`button[name=then][value=stay]`)
	tab.Sees("was saved")
	after := s.contact(id)
	if after.Nickname != "Number Seven" || len(after.EmailAddresses) != len(before.EmailAddresses)+1 || after.PrimaryEmail() != before.PrimaryEmail() ||
		len(after.PhoneNumbers) != len(before.PhoneNumbers) || len(after.Addresses) != len(before.Addresses) || !slices.Equal(after.TagNames(), before.TagNames()) {
		t.Errorf("from %s\nto %s", before.JSON(), after.JSON())
	}
	tab.Follow("[data-undo]")
	if c := s.contact(id); c.Nickname != before.Nickname || len(c.EmailAddresses) != len(before.EmailAddresses) {
		t.Errorf("undone to %s", c.JSON())
	}
	tab.Open(contactsAt)
	tab.Type("#search", "name 11")
	tab.Follow("#search-form .btn")
	tab.Sees("1 entry")
	tab.Follow("#list th a")
	tab.Sees("Name 11")
	tab.Open("/admin/default/search?search=name+03")
	tab.Follow(".found-item")
	tab.Sees("Name 03")
}

// TestFormOutlivesItsSession: the session ends while a contact is edited; all
// that was typed is saved once somebody has signed in again.
func TestFormOutlivesItsSession(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	mill := s.addOrganization("Mill", "M", "")
	id := s.signedIn("admin").add("first_name", "Ada", "email_addresses.0.email", "a@example.org", "email_addresses.1.email", "b@example.org")
	tab := s.tab("admin")
	tab.Expect("401")
	tab.Open(contactPath(id))
	tab.Type("#field-last_name", `King, "Countess" & <co>`)
	tab.Type("#field-linked_organization", "mil")
	tab.Until(`document.querySelector('[data-link] [role=option]')`)
	tab.Press(kb.Enter)
	tab.Click(`[name="email_addresses.primary"][value="1"]`)
	tab.Click(`[data-add-row="email_addresses"]`)
	tab.Press("c@example.org")
	tab.Type("#field-tags", "poet")
	tab.Press(kb.Enter)
	tab.Type("#field-notes", "one\ntwo +%00 =?")
	if _, err := s.db.Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	// Who looks something up meanwhile is not shown another page in its place. (For
	// up to a second a server believes what it knew of a session.)
	time.Sleep(time.Second)
	tab.Type("#field-tags", "more")
	tab.Eval(`new Promise((done) => setTimeout(done, 400))`, nil)
	if n := tab.Count(".picker-list [name=password]"); n != 0 {
		t.Error("the sign-in page is shown among the suggestions")
	}
	tab.Press(kb.Enter)
	tab.Press("s", kb.ModifierCtrl)
	tab.Sees("nothing that you typed is lost")
	tab.Type("#field-username", "admin")
	tab.Type("#field-password", password)
	tab.FollowKeys(kb.Enter)
	tab.Sees("still here")
	tab.FollowKeys(kb.Enter)
	tab.Sees("was saved")
	c := s.contact(id)
	if c.LastName != `King, "Countess" & <co>` || c.LinkedOrganization != mill || c.PrimaryEmail() != "b@example.org" || len(c.EmailAddresses) != 3 ||
		!slices.Equal(c.TagNames(), []string{"more", "poet"}) || c.Notes != "one\ntwo +%00 =?" {
		t.Errorf("saved %s", c.JSON())
	}
}

// TestNamesOfTheWholeWorld: no name breaks what stands around it.
func TestNamesOfTheWholeWorld(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	long := strings.Repeat("Wolfeschlegelsteinhausen", 5)[:100]
	family := "👩‍👩‍👧‍👦🏳️‍🌈👨🏿‍🚀"
	override := "\u202Egnirts\u202C \u202Eopen"
	f := factorytest.New(t, s.db)
	var ids []string
	for _, name := range []string{long, override, family, "عبد الرحمن بن محمد", "ก็็็็็็็็็็็็็็็็็็็็"} {
		ids = append(ids, f.Contact(named(name, name), tagged("active", name), func(p *contact.Patch) {
			p.Title, p.OrganizationName = p.FirstName, p.FirstName
		}).ID)
	}
	for i, name := range []string{long, override} {
		s.addOrganization(name, fmt.Sprintf("N%d", i), "")
	}
	tab := s.tab("admin")
	tab.Size(360, 740)
	pages := []string{
		contactsAt, contactsAt + "?columns=name,title,organization,tags", "/admin/default/", "/admin/default/changes", "/admin/default/tags",
		"/admin/default/organizations", "/admin/default/organizations/tree", "/admin/default/search?search=" + long[:20],
	}
	for _, id := range ids {
		pages = append(pages, contactPath(id), contactPath(id)+"/history")
	}
	for _, path := range append(pages, contactPath(ids[0])+"/delete") {
		tab.Open(path)
		tab.Until(`document.readyState === 'complete' && innerWidth === 360`)
		s.staysWithin(tab)
		// Whatever shows the name that turns the text around keeps it to itself.
		var loose []string
		tab.Eval(`(() => {
			const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), loose = [];
			while (walker.nextNode()) {
				const text = walker.currentNode, inside = text.parentElement;
				if (!text.data.includes('\u202E') || inside.closest('template, script, option, textarea')) continue;
				let isolated = false;
				for (let e = inside; e && !isolated; e = e.parentElement) {
					if (e.matches('main, section, tr, li, form, table, ul')) break;
					isolated = /isolate|plaintext/.test(getComputedStyle(e).unicodeBidi);
				}
				if (!isolated) loose.push(inside.outerHTML.slice(0, 200));
			}
			return loose;
		})()`, &loose)
		if len(loose) > 0 {
			t.Errorf("%s shows the name loose:\n%s", path, strings.Join(loose, "\n"))
		}
	}
}
