package admin_test

import (
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/factory"
)

// screenshots is where the pictures of the pages are written; `make screenshots`
// sets it. Without it the pages are looked over and no picture is kept.
var screenshots = flag.String("screenshots", "", "folder to write pictures of all pages to")

// picture is one page that has a picture.
type picture struct {
	name, path string // of the file without its ending; below /admin/default, or of any page of the admin
	sees       string // what is on the page when it is whole
	// arrive does what leads to the page from the one at path; nil if that is all.
	arrive func(s *site, tab *browser.Tab)
}

// pictures are the pages that docs/admin.md shows. Words in braces are ids of
// records of the demo data.
var pictures = []picture{
	{"start", "/", "new contacts in the last 30 days", nil},
	{"search", "/search?search=an", "All of them", nil},
	{"contacts", "/contacts?page_size=25", "Newsletter", func(_ *site, tab *browser.Tab) { counted(tab) }},
	{"contacts-selected", "/contacts?page_size=25", "3 selected", selectThree},
	{"contact", "/contacts/{contact}", "Save and add another", nil},
	{"contact-new", "/contacts/new", "Save and add another", nil},
	{"contact-faults", "/contacts/new", "has no @", saveNonsense},
	{"contact-conflict", "/contacts/{contact}", "Current value", saveTooLate},
	{"contact-history", "/contacts/{changed}/history", "Nickname", nil},
	{"contact-delete", "/contacts/{contact}/delete", "Deleting this contact", nil},
	{"action", "/contacts?page_size=25", "You can undo the whole action", previewDeletion},
	{"actions", "/actions", "Add tags", nil},
	{"action-done", "/actions/{action}", "3 of 3", nil},
	{"views", "/views", "Newsletter", nil},
	{"view", "/views/{view}", "Save", nil},
	{"organizations", "/organizations", "Add", func(_ *site, tab *browser.Tab) { counted(tab) }},
	{"organization", "/organizations/{organization}", "Save and add child", nil},
	{"organization-new", "/organizations/new", "Save and add child", nil},
	{"organization-contacts", "/organizations/{organization}/contacts", "everything below", nil},
	{"organization-children", "/organizations/{organization}/children", "Type", nil},
	{"organization-history", "/organizations/{organization}/history", "created", nil},
	{"organization-delete", "/organizations/{organization}/delete", "Delete", nil},
	{"organization-move", "/organizations/{organization}/move", "Everything below it moves with it", nil},
	{"tree", "/organizations/tree?open={leaf}", "type letters to find a name", nil},
	{"organization-types", "/organization-types", "Department", nil},
	{"organization-type", "/organization-types/{type}", "Description", nil},
	{"tags", "/tags", "Used", nil},
	{"tag", "/tags/{tag}", "Merge", nil},
	{"addresses", "/addresses", "Used by", nil},
	{"address", "/addresses/{address}", "Save", nil},
	{"custom-fields", "/custom-fields", "The level", nil},
	{"custom-field", "/custom-fields/{field}", "Save", nil},
	{"custom-field-new", "/custom-fields/new", "Save", nil},
	{"custom-field-delete", "/custom-fields/{field}/delete", "Delete", nil},
	{"options", "/options", "Sources of contacts", nil},
	{"option-list", "/options/phone_type", "Add a value", nil},
	{"changes", "/changes", "Change log", nil},
	{"change", "/changes/{change}", "Countess of Lovelace", nil},
	{"users", "/users", "Superuser", nil},
	{"user", "/users/{user}", "Save", nil},
	{"user-new", "/users/new", "Save", nil},
	{"roles", "/roles", "editor", nil},
	{"role", "/roles/{role}", "Organization types", nil},
	{"role-new", "/roles/new", "Save", nil},
	{"api-keys", "/api-keys", "Newsletter program", nil},
	{"api-key-new", "/api-keys/new", "Save", nil},
	{"api-key-made", "/api-keys/new", "It is shown only once", makeKey},
	{"settings", "/settings", "Save", nil},
	{"problem", "/contacts/nobody", "Status 404", nil},
	{"account", "/admin/account", "This session", nil},
	{"workspaces", "/admin/workspaces", "All workspaces", nil},
	{"sign-in", "/admin/account", "Stay signed in", signOut},
}

// selectThree ticks the first rows of the list of contacts.
func selectThree(_ *site, tab *browser.Tab) {
	counted(tab)
	for row := range 3 {
		tab.Click(fmt.Sprintf("[data-rows] tbody tr:nth-child(%d) .pick input", row+1))
	}
}

func previewDeletion(s *site, tab *browser.Tab) {
	selectThree(s, tab)
	tab.Follow(".selection [value=delete]")
}

func saveNonsense(_ *site, tab *browser.Tab) {
	tab.Type("#field-first_name", "Ada")
	tab.Type("#field-email_addresses-0-email", "ada at example")
	tab.Follow("button[name=then][value=stay]")
}

// saveTooLate saves a contact that somebody else changed since it was opened.
func saveTooLate(s *site, tab *browser.Tab) {
	at := contactPath(idOf(tab))
	other := s.signedIn("admin")
	other.send(at, other.get(at).inputs(s.t, at), "nickname", "Lady Lovelace").wants(s.t, http.StatusSeeOther)
	tab.Type("#field-nickname", "The enchantress of numbers")
	tab.Follow("button[name=then][value=stay]")
}

func makeKey(_ *site, tab *browser.Tab) {
	tab.Type("#field-name", "Web shop")
	tab.Choose("#field-role", "editor")
	tab.Follow(".form .btn")
}

func signOut(_ *site, tab *browser.Tab) { tab.Follow("form[action='/admin/sign-out'] .btn") }

// filledSite is a site with the demo data, in which some work was done.
func filledSite(t *testing.T, contacts int) *site {
	t.Helper()
	s := oneSite(t)
	err := factory.Fill(t.Context(), s.db, factory.Plan{
		Workspace: s.home, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: contacts, Seed: 1,
		Progress: func(int) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := s.signedIn("admin")
	v.field("level", "choice", "choices", "low\nhigh", "help", "How much we do for them", "filterable", "true")
	v.field("met", "datetime")
	v.field("topics", "choices", "choices", "orchids\nfountain pens\nchess", "required", "true")
	changed := s.withIDs("/admin/default/contacts/{changed}")
	v.send(changed, v.get(changed).inputs(t, changed), "nickname", "Countess of Lovelace", "custom_fields.topics", "chess",
		"email_addresses.0.notes", "in the morning", "tags", "poet\nmathematics").wants(t, http.StatusSeeOther)
	v.post("/admin/default/views", "list", "contacts", "name", "Newsletter", "query", "status=active", "columns", "name,primary_email,tags").
		wants(t, http.StatusSeeOther)
	v.post(startPath, "action", "add_tags", "tags", "newsletter", "ids", s.withIDs("{contact},{changed},{another}")).wants(t, http.StatusSeeOther)
	v.post("/admin/default/api-keys/new", "name", "Newsletter program", "role", "viewer").wants(t, http.StatusOK)
	return s
}

// by is the site in a part of a test.
func (s *site) by(t *testing.T) *site {
	part := *s
	part.t = t
	return &part
}

// TestEveryPage looks over every page that has a picture: at the width of a desk
// and of a phone, light and dark; none scrolls sideways, none keeps anybody out,
// and nothing is asked of another host.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	filled := filledSite(t, 200)
	const each = 9 // pages of one tab, which keeps what they have in common
	for group := range slices.Chunk(pictures, each) {
		t.Run(group[0].name, func(t *testing.T) {
			t.Parallel()
			s := filled.by(t)
			tab := s.tab("admin")
			tab.Expect("404", "409", "422")
			for _, p := range group {
				path := s.withIDs(p.path)
				if !strings.HasPrefix(path, "/admin/") {
					path = "/admin/default" + path
				}
				tab.Size(1280, 800)
				tab.Open(path)
				if p.arrive != nil {
					p.arrive(s, tab)
				}
				tab.Sees(p.sees)
				s.lookOver(tab, p.name)
			}
		})
	}
}

// TestSetUpPage looks over the one page that nobody sees who has signed in.
func TestSetUpPage(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		tab := browser.New(t, h.url)
		tab.Size(1280, 800)
		tab.Open("/admin/set-up?token=" + h.token())
		tab.Sees("Create the first user")
		h.lookOver(tab, "set-up")
	})
}

// lookOver looks over the page that a tab shows. Pages are not loaded anew for the
// dark, which changes nothing but colours: they get it by the class that theme.js
// gives them.
func (s *site) lookOver(tab *browser.Tab, name string) {
	s.t.Helper()
	tab.Accessible()
	s.keep(tab, name)
	tab.Eval(`void document.documentElement.classList.add('dark')`, nil)
	tab.Accessible("color-contrast")
	tab.Eval(`void document.documentElement.classList.remove('dark')`, nil)
	tab.Size(360, 740)
	tab.Until(`innerWidth === 360`)
	tab.Eval(`document.querySelector('.facets-shown [data-facets], .explore-bar:has(+ .facets-shown) [data-facets]')?.click()`, nil)
	tab.Accessible()
	s.keep(tab, name+"-phone")
	s.staysWithin(tab)
}

// staysWithin fails the test if the page can be scrolled sideways.
func (s *site) staysWithin(tab *browser.Tab) {
	s.t.Helper()
	var wide []string
	tab.Eval(`document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
		.filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 200))`, &wide)
	if len(wide) > 0 {
		s.t.Errorf("%s scrolls sideways:\n%s", tab.Path(), strings.Join(wide, "\n"))
	}
}

func (s *site) keep(tab *browser.Tab, name string) {
	if *screenshots != "" {
		tab.Screenshot(filepath.Join(*screenshots, name+".webp"))
	}
}

// idsOf says where the ids for the words in paths are.
var idsOf = map[string]string{
	"{contact}": `SELECT contact_id FROM contact_email_addresses WHERE workspace_id = $1
		GROUP BY contact_id ORDER BY COUNT(*) DESC, contact_id LIMIT 1`,
	"{changed}": `SELECT contact_id FROM contact_email_addresses WHERE workspace_id = $1
		GROUP BY contact_id ORDER BY COUNT(*) DESC, contact_id LIMIT 1 OFFSET 1`,
	"{another}":      `SELECT id FROM contacts WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1`,
	"{organization}": `SELECT parent_id FROM organizations WHERE workspace_id = $1 AND parent_id IS NOT NULL ORDER BY parent_id LIMIT 1`,
	"{leaf}":         `SELECT id FROM organizations WHERE workspace_id = $1 AND parent_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
	"{type}":         `SELECT id FROM organization_types WHERE workspace_id = $1 AND name = 'Company'`,
	"{tag}":          `SELECT id FROM tags WHERE workspace_id = $1 ORDER BY id LIMIT 1`,
	"{address}":      `SELECT id FROM addresses WHERE workspace_id = $1 ORDER BY id LIMIT 1`,
	"{field}":        `SELECT id FROM custom_fields WHERE workspace_id = $1 AND key = 'level'`,
	"{change}":       `SELECT number FROM changes WHERE workspace_id = $1 AND kind = 'contact' AND action = 'update' ORDER BY number LIMIT 1`,
	"{view}":         `SELECT id FROM saved_views WHERE workspace_id = $1`,
	"{action}":       `SELECT id FROM bulk_actions WHERE workspace_id = $1`,
	"{user}":         `SELECT user_id FROM memberships WHERE workspace_id = $1 ORDER BY user_id LIMIT 1`,
	"{key}":          `SELECT id FROM api_keys WHERE workspace_id = $1`,
	"{role}":         `SELECT id FROM roles WHERE workspace_id = $1 AND name = 'editor'`,
}

// withIDs puts ids of the demo data in place of the words in braces.
func (s *site) withIDs(path string) string {
	s.t.Helper()
	for word, query := range idsOf {
		if strings.Contains(path, word) {
			path = strings.ReplaceAll(path, word, s.text(query, s.home))
		}
	}
	return path
}
