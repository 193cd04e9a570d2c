package admin_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/admin"
	"github.com/liaison/liaison/internal/browser"
)

// evil is a text that would run if a page took it for more than a text: out of an
// attribute, as an element, in a template. The program must show it as it is.
const evil = `"><img src=x onerror=pwned=1><script>pwned=1</script>{{7*7}}${7*7}'`

// evilFields are definitions and lists whose names are evil.
func (v *visitor) evilFields(t *testing.T) {
	t.Helper()
	const base = "/admin/default"
	for _, kind := range []string{"contact", "organization"} {
		for key, more := range map[string][]string{"level": {"type", "choice", "choices", evil + "\nb", "filterable", "true"}, "free": {"type", "text"}} {
			v.post(base+"/custom-fields/new", append([]string{"record_kind", kind, "key", key, "label", evil, "help", evil}, more...)...).
				wants(t, http.StatusSeeOther)
		}
	}
	for _, list := range []string{"contact_type", "source", "email_type", "phone_type", "address_type"} {
		v.post(base+"/options/"+list, "label", evil, "value", "evil").wants(t, http.StatusSeeOther)
	}
	v.post(base+"/organization-types/new", "name", evil, "description", evil).wants(t, http.StatusSeeOther)
	v.post(base+"/roles/new", "name", evil, "permissions", "view_contact").wants(t, http.StatusSeeOther)
	v.post(base+"/users/new", "username", "mallory", "email", "m'all<o>ry@example.org", "role", evil, "password", password, "is_active", "true")
	v.post(base+"/api-keys/new", "name", evil, "role", evil).wants(t, http.StatusOK)
	v.post(base+"/views", "list", "contacts", "name", evil, "query", "search=img", "columns", "name", "shared", "true").wants(t, http.StatusSeeOther)
	v.post("/admin/workspaces", "slug", "two", "name", evil+" 2", "default_region", "").wants(t, http.StatusSeeOther)
	v.post(base+"/settings", "name", evil, "default_region", "DE").wants(t, http.StatusSeeOther)
}

// evilRecords are two organizations and a contact with evil in every text, a
// change of each, and an action on them.
func (v *visitor) evilRecords(t *testing.T) (contact, organization string) {
	t.Helper()
	texts := func(prefix string) (pairs []string) {
		for _, name := range []string{"street_address_1", "street_address_2", "city", "state"} {
			pairs = append(pairs, prefix+name, evil)
		}
		return append(pairs, prefix+"postal_code", evil[:20], prefix+"country", "US")
	}
	const at = organizationsPath + "/new"
	shown := v.get(at).inputs(t, at)
	common := append([]string{
		"legal_name", evil, "tax_id", evil[:50], "organization_type", evil, "organization_type.name", evil, "tags", evil,
		"custom_fields.free", evil, "custom_fields.level", evil, "metadata", `{"a":"</script><script>pwned=1</script>"}`,
		"external_ids.0.system", evil, "external_ids.0.id", evil,
	}, texts("primary_address.")...)
	mother := made(t, v.send(at, shown, append([]string{"name", evil, "code", evil[:50], "then", "stay"}, common...)...))
	mother = mother[strings.LastIndex(mother, "/")+1:]
	child := made(t, v.send(at, shown, append(common, "name", evil+" below", "code", "C1", "parent", mother, "then", "stay", "external_ids.0.id", "other")...))
	contact = v.add(append([]string{
		"first_name", evil, "last_name", evil, "prefix", evil, "middle_name", evil, "suffix", evil, "nickname", evil, "title", evil,
		"linked_organization", mother, "linked_organization.name", evil, "notes", evil + "\n</textarea>" + evil, "tags", evil, "source", "evil", "contact_type", "evil",
		"email_addresses.0.email", "a'b@example.org", "email_addresses.0.email_type", "evil", "email_addresses.0.notes", evil,
		"phone_numbers.0.phone_number", "+442079460018", "phone_numbers.0.phone_type", "evil", "phone_numbers.0.notes", evil,
		"addresses.0.address_type", "evil", "addresses.0.notes", evil, "custom_fields.free", evil, "custom_fields.level", evil,
		"external_ids.0.system", evil, "external_ids.0.id", evil,
	}, texts("addresses.0.address.")...)...)
	v.send(contactPath(contact), v.get(contactPath(contact)).inputs(t, contactPath(contact)), "nickname", "x"+evil, "notes", "y\n"+evil).
		wants(t, http.StatusSeeOther)
	v.post(startPath, "action", "add_tags", "tags", "more "+evil, "ids", contact).wants(t, http.StatusSeeOther)
	return contact, child[strings.LastIndex(child, "/")+1:]
}

// unharmed fails the test if something of a record ran, became an element, or was
// worked out as a template.
func unharmed(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.Until(`document.readyState === 'complete'`)
	var found []string
	tab.Eval(`[
		window.pwned !== undefined && 'a script ran',
		document.querySelector('img[src=x], [onerror]') && 'an element was made of it',
		[...document.scripts].some((s) => !s.src) && 'there is a script in the page',
		document.body.innerText.includes('}49') && 'a template was worked out',
	].filter(Boolean)`, &found)
	if len(found) > 0 {
		t.Errorf("%s: %s", tab.Path(), strings.Join(found, ", "))
	}
}

// TestStoredScript opens every page that shows what people typed. What runs would
// also be seen by the tab, as a breach of the content security policy or as a
// request for the picture.
func TestStoredScript(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	v.evilFields(t)
	id, child := v.evilRecords(t)
	tab := s.tab("admin")
	paths := map[string]bool{
		"/admin/": true, "/admin/account": true, "/admin/workspaces": true,
		contactsAt + "?facets=1&columns=name,organization,tags,source,contact_type,custom_fields.free,custom_fields.level,primary_address": true,
		organizationsPath + "?facets=1&columns=name,organization_type,tags,custom_fields.free,custom_fields.level":                         true,
		organizationsPath + "/tree?open=" + child: true, organizationsPath + "/tree?search=img": true, organizationsPath + "/" + child: true,
		"/admin/default/search?search=img": true, contactPath(id) + "/delete": true, "/admin/default/options/source": true,
	}
	_, workspace := admin.Routes()
	for _, r := range workspace {
		part := strings.Contains(r.Path, "/export") || strings.Contains(r.Path, "/pick/") || strings.Contains(r.Path, "address-")
		if r.Method == http.MethodGet && !part {
			paths["/admin/default"+s.concrete(r.Path)] = true
		}
	}
	shows := 0
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		tab.Open(path)
		unharmed(t, tab)
		var seen bool
		tab.Eval(`(document.body.innerText + [...document.querySelectorAll('input, textarea')].map((e) => e.value).join()).includes(`+"`"+
			strings.ReplaceAll(evil, "$", `\$`)+"`"+`)`, &seen)
		if seen {
			shows++
		}
	}
	if shows < 30 {
		t.Errorf("only %d of %d pages show the text as it is", shows, len(paths))
	}

	// What scripts of ours put into a page: suggestions, chips, what was found, toasts.
	tab.Expect("409")
	tab.Open(contactPath(id))
	tab.Type("#field-tags", "img")
	tab.Until(`[...document.querySelectorAll('[data-tags] [role=option]')].some((e) => e.textContent.includes('<img'))`)
	tab.Press("more,")
	tab.Type("#field-linked_organization", "img")
	tab.Until(`document.querySelector('[data-link] [role=option]')?.textContent.includes('<script>')`)
	tab.Press(kb.Enter)
	tab.Press("k", kb.ModifierCtrl)
	tab.Press("img")
	tab.Until(`document.querySelector('#found')?.textContent.includes('<script>')`)
	unharmed(t, tab)
	tab.Press(kb.Escape) // empties the search
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector('#palette').open`)
	v.send(contactPath(id), v.get(contactPath(id)).inputs(t, contactPath(id)), "nickname", "z"+evil, "notes", evil).wants(t, http.StatusSeeOther)
	tab.Type("#field-nickname", "mine"+evil)
	tab.Follow("button[name=then][value=stay]")
	tab.Sees("Current value")
	unharmed(t, tab)
	tab.Follow(".save-bar .btn")
	tab.Sees("was saved")
	unharmed(t, tab)
	tab.Open(organizationsPath + "/tree?open=" + child)
	tab.Click("[data-id='" + child + "'] [data-move]")
	tab.Until(`document.querySelector('#move').open`)
	unharmed(t, tab)
}
