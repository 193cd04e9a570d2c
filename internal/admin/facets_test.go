package admin_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/admin"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// counts is a value of a filter as the sidebar shows it.
func counts(parameter, value, label, number string) string {
	return `data-facet="` + parameter + `=` + value + `"><bdi>` + label + `</bdi><span class="number">` + number + `</span>`
}

// A tag that nearly nothing has is offered where what is left has it.
func TestRareTagsAreOffered(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		f := factorytest.New(t, s.db)
		for i := range 25 { // more than are offered
			f.Contacts(2, factory.Bare, tagged("active", fmt.Sprintf("common %02d", i)))
		}
		f.Contact(factory.Bare, named("Ada", "Lovelace"), tagged("inactive", "rare"))
		v := s.signedIn("admin")
		v.part(contactsAt, "facets").wants(t, http.StatusOK, counts("tags", "common 00", "common 00", "2")).lacks(t, "rare")
		v.part(contactsAt+"?search=lovelace", "facets").wants(t, http.StatusOK, counts("tags", "rare", "rare", "1"))
		v.part(contactsAt+"?status=inactive&tagged=tags_all", "facets").wants(t, http.StatusOK, counts("tags_all", "rare", "rare", "1"))
	})
}

// Tags are asked for as any of them, all or none, and the numbers say what each
// would leave.
func TestTagModes(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		f := factorytest.New(t, s.db)
		f.Contact(factory.Bare, named("A", "A"), tagged("active", "red", "blue"))
		f.Contact(factory.Bare, named("B", "B"), tagged("active", "red"))
		f.Contact(factory.Bare, named("C", "C"), tagged("active", "blue"))
		f.Contact(factory.Bare, named("D", "D"), tagged("active"))
		v := s.signedIn("admin")
		anyOf := v.part(contactsAt+"?tags=red", "facets").wants(t, http.StatusOK, `data-facet-mode="tags" data-from="tags" aria-current="true">Any of<`,
			counts("tags", "blue", "blue", "2"))
		all := v.part(anyOf.link(t, "tagged=tags_all", "tags_all=red"), "facets").
			wants(t, http.StatusOK, `data-facet-mode="tags_all" data-from="tags_all" aria-current="true">All of<`, counts("tags_all", "blue", "blue", "1"))
		both := v.get(all.link(t, "tags_all=red%2Cblue")).wants(t, http.StatusOK, "1 entry", "With tag: <bdi>red", "With tag: <bdi>blue")
		both.lacks(t, "or: <bdi>")
		none := v.part(all.link(t, "tagged=tags_none", "tags_none=red"), "facets").
			wants(t, http.StatusOK, `data-facet-mode="tags_none" data-from="tags_none" aria-current="true">None of<`, counts("tags_none", "blue", "blue", "1"))
		v.get(none.link(t, "tags_none=red%2Cblue")).wants(t, http.StatusOK, "1 entry", "D D", "Without tag: <bdi>red", "Without tag: <bdi>blue")
		v.get(contactsAt+"?tags=red,blue").wants(t, http.StatusOK, "3 entries", "Tag: <bdi>red", "or: <bdi>blue")
		// Before anything is chosen, the address remembers the way to ask.
		v.part(contactsAt+"?tagged=tags_none", "facets").wants(t, http.StatusOK, counts("tags_none", "red", "red", "2"))
		v.get(contactsAt+"?tagged=tags_none").wants(t, http.StatusOK, "4 entries")
		v.part("/admin/default/organizations?tagged=tags_all", "facets").wants(t, http.StatusOK, ">All of<")
	})
}

// What was not counted at once is counted by and by, the countries too; numbers of
// other rows than those on the screen are not shown.
func TestCountsComeInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, oneDatabase(t), admin.Config{FacetTime: time.Nanosecond, FacetPatience: time.Minute})
	v := s.signedIn("admin")
	v.add("first_name", "Ada", "addresses.0.address.city", "London", "addresses.0.address.country", "GB", "tags", "poet")
	v.add("first_name", "Bob", "addresses.0.address.city", "Leeds", "addresses.0.address.country", "GB")
	v.part(contactsAt, "facets").wants(t, http.StatusOK, "data-uncounted", `data-facet="country=GB"`).
		lacks(t, counts("country", "GB", "United Kingdom", "2"))
	v.part(contactsAt+"?facets=all", "facets").wants(t, http.StatusOK, counts("country", "GB", "United Kingdom", "2")).lacks(t, "data-uncounted", "facets=all")
	tab := s.tab("admin")
	tab.Size(1280, 800)
	tab.Open(contactsAt)
	tab.Until(`document.querySelector('[data-facet="country=GB"] .number')?.textContent === '2'`)
	// Until the next numbers come, there are none.
	tab.Eval(`void document.addEventListener('htmx:config:request', (event) => {
		if (event.detail.ctx.target?.id === 'facets' || event.detail.ctx.target === '#facets') event.preventDefault();
	}, true)`, nil)
	tab.Type("#search", "Ada")
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 1`)
	tab.Until(`getComputedStyle(document.querySelector('[data-facet="country=GB"] .number')).visibility === 'hidden'`)
	// A way to ask for tags that is chosen now is one for the rows on the screen.
	tab.Click(`[data-facet-mode=tags_all]`)
	tab.Until(`location.search.includes('tagged=tags_all') && location.search.includes('search=Ada')`)
}
