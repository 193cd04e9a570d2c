package admin_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/browser"
)

// fits fails the test if the page scrolls sideways on a phone.
func fits(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.Size(360, 740)
	tab.Until(`innerWidth === 360`)
	var width int
	if tab.Eval(`document.documentElement.scrollWidth`, &width); width > 360 {
		var wide string
		tab.Eval(`[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > 361).map((e) => e.outerHTML.slice(0, 120)).slice(0, 8).join('\n')`, &wide)
		t.Errorf("%s is %d pixels wide on a phone:\n%s", tab.Path(), width, wide)
	}
	tab.Accessible()
	tab.Size(1280, 800)
}

// idOf is the id of the contact whose page is shown.
func idOf(tab *browser.Tab) string {
	path := tab.Path()
	return path[len("/admin/default/contacts/"):][:36]
}

func TestMakeAContactInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	top := s.addOrganization("Analytical Engines", "AE", "")
	mill := s.addOrganization("Mill", "AE-M", top)
	tab := s.tab("admin")
	tab.Open(newContact)
	tab.Type("#field-first_name", "Ada")
	tab.Type("#field-organization_name", "Somewhere")
	tab.Type("#field-linked_organization", "mil")
	tab.Until(`document.querySelector('[data-link] [role=option]')`)
	tab.Press(kb.ArrowDown)
	tab.Press(kb.Enter)
	if got := tab.Value("#field-organization_name"); got != "" {
		t.Errorf("beside the link the free text is %q", got)
	}
	tab.Type("#field-email_addresses-0-email", "用户@例子.example")
	tab.Click(`[data-add-row="email_addresses"]`)
	if at := tab.Focused(); at != "input#field-email_addresses-1-email" {
		t.Errorf("after a row was added the focus is at %s", at)
	}
	tab.Press("ada@example.org")
	tab.Click(`[name="email_addresses.primary"][value="1"]`)
	tab.Type("#field-phone_numbers-0-phone_number", "+44 20 7946 0018")
	tab.Click(`[data-add-row="addresses"]`)
	tab.Type("#field-addresses-0-address-city", "東京")
	tab.Choose("#field-addresses-0-address-country", "JP")
	tab.Sees("Prefecture")
	if got := tab.Value("#field-addresses-0-address-city"); got != "東京" {
		t.Errorf("with the country the city became %q", got)
	}
	tab.Type("#field-tags", "poet")
	tab.Press(kb.Enter)
	tab.Press("VIP,")
	var chips string
	if tab.Eval(`document.querySelector('.chips ul').innerText`, &chips); chips != "poet\nVIP" {
		t.Errorf("the chips are %q", chips)
	}
	tab.Accessible()
	tab.Follow(`button[name=then][value=stay]`)
	tab.Sees("was created")
	c := s.contact(idOf(tab))
	if c.LinkedOrganization != mill || c.PrimaryEmail() != "ada@example.org" || len(c.EmailAddresses) != 2 || c.Addresses[0].Address.Country != "JP" ||
		!slices.Equal(c.TagNames(), []string{"poet", "VIP"}) || c.PhoneNumbers[0].Number != "+442079460018" {
		t.Errorf("made %s", c.JSON())
	}
	tab.Lacks("<div") // the rows for those without scripts
	fits(t, tab)
}

// Another star of a list takes the one that was on away, for the eye as well.
func TestFlipThePrimaryChannels(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	id := s.signedIn("admin").add("first_name", "Ada", "email_addresses.0.email", "a@example.org", "email_addresses.1.email", "b@example.org",
		"phone_numbers.0.phone_number", "+442079460018", "phone_numbers.1.phone_number", "+442079460019",
		"addresses.0.address.city", "London", "addresses.1.address.city", "Paris")
	tab := s.tab("admin")
	tab.Open(contactPath(id))
	for _, list := range []string{"email_addresses", "phone_numbers", "addresses"} {
		star := func(i int) string { return fmt.Sprintf(`[name="%s.primary"][value="%d"]`, list, i) }
		tab.Until(fmt.Sprintf(`document.querySelector('%s').checked && !document.querySelector('%s').checked`, star(0), star(1)))
		tab.Click(star(1))
		tab.Until(fmt.Sprintf(`!document.querySelector('%s').checked && document.querySelector('%s').checked`, star(0), star(1)))
	}
	tab.Click(`[name="addresses.primary"][value="1"]`) // again: none is
	tab.Until(`!document.querySelector('[name="addresses.primary"]:checked')`)
	tab.Press("s", kb.ModifierCtrl)
	tab.Sees("was saved")
	c := s.contact(id)
	if c.PrimaryEmail() != "b@example.org" || c.PrimaryPhone() != "+442079460019" || c.Addresses[0].IsPrimary || c.Addresses[1].IsPrimary {
		t.Errorf("saved %s", c.ChannelsJSON())
	}
}

func TestTwoWindowsOnOneContact(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("grace", "editor", false)
	id := s.signedIn("admin").add("first_name", "Ada", "notes", "old\nlines\nof text")
	mine, hers := s.tab("admin"), s.tab("grace")
	mine.Expect("409")
	mine.Open(contactPath(id))
	hers.Open(contactPath(id))
	hers.Type("#field-first_name", "Augusta")
	hers.Type("#field-nickname", "Countess")
	hers.Follow(`button[name=then][value=stay]`)
	mine.Type("#field-first_name", "Adele")
	mine.Type("#field-title", "Analyst")
	mine.Follow(`button[name=then][value=stay]`)
	mine.Sees("Current value")
	mine.Sees("Augusta")
	fits(t, mine)
	mine.Click(`[name="keep.first_name"][value=theirs]`)
	mine.Follow(`.save-bar .btn`)
	c := s.contact(id)
	if c.FirstName != "Augusta" || c.Nickname != "Countess" || c.Title != "Analyst" {
		t.Errorf("merged to %s", c.JSON())
	}
	mine.Open(contactPath(id) + "/history")
	mine.Sees("grace")
	fits(t, mine)
	mine.Follow(`.history form .btn`)
	if c := s.contact(id); c.Title != "" || c.FirstName != "Augusta" {
		t.Errorf("undone to %s", c.JSON())
	}
}

func TestAContactWithoutScripts(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := s.tab("admin")
	tab.NoScript()
	tab.Open(newContact)
	tab.Type("#field-first_name", "Ada")
	tab.Type("#field-email_addresses-1-email", "ada@example.org")
	tab.Type("#field-addresses-0-address-city", "London")
	tab.Type("#field-tags", "poet")
	tab.Follow(`button[name=then][value=stay]`)
	c := s.contact(idOf(tab))
	if c.PrimaryEmail() != "ada@example.org" || c.Addresses[0].Address.City != "London" || len(c.Tags) != 1 {
		t.Errorf("made %s", c.JSON())
	}
}

func TestAViewerInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("reader", "viewer", false)
	id := s.signedIn("admin").add("first_name", "عبد الرحمن", "last_name", "بن يوسف", "notes", "text", "organization_name", "Engines", "title", "Analyst",
		"email_addresses.0.email", "a.very.long.name.that.does.not.fit.anywhere.at.all.on.a.phone@a.very.long.domain.example.org", "birth_date", "1815-12-10",
		"addresses.0.address.city", "London", "addresses.0.address.country", "GB", "tags", "poet\nvery "+"long"+"longlonglonglonglonglonglonglonglonglonglonglonglong")
	tab := s.tab("reader")
	tab.Open(contactPath(id))
	tab.Sees("Engines")
	fits(t, tab)
	tab.Dark(true)
	tab.Open(contactPath(id) + "/history")
	tab.Accessible()
}
