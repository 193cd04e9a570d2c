package admin_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

const treePath = organizationsPath + "/tree"

// at is a script that tells the name of the organization that has the focus in
// the tree.
const at = `document.activeElement.querySelector('.tree-name bdi')?.textContent ?? document.activeElement.id`

func TestTreeByKeyboard(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	alpha, beta := f.Organization(organizationNamed("Alpha")), f.Organization(organizationNamed("Beta"))
	s.grow(60, alpha.ID)
	tab := s.tab("admin")
	tab.Open(treePath)
	press := func(key, want string) {
		t.Helper()
		tab.Press(key)
		tab.Until(`(` + at + `) === ` + quoted(want))
	}
	tab.Type("#search", "")
	press(kb.ArrowDown, "Alpha")
	press(kb.ArrowDown, "Beta")
	press(kb.ArrowUp, "Alpha")
	tab.Press(kb.ArrowRight) // opens
	tab.Sees("Node 050")
	tab.Lacks("Node 051")
	press(kb.ArrowRight, "Node 001")
	press(kb.End, "Beta")
	press(kb.ArrowUp, "") // what shows more
	tab.Press(kb.Enter)
	press("", "Node 051")
	press(kb.Home, "Alpha")
	press("b", "Beta") // the letters of a name
	press(kb.ArrowUp, "Node 060")
	press(kb.ArrowLeft, "Alpha")
	tab.Press(kb.ArrowLeft) // closes
	tab.Until(`document.activeElement.getAttribute('aria-expanded') === 'false'`)
	press(kb.End, "Beta")
	tab.Accessible()

	// M asks where to; the answer stays in the tree, and can be undone.
	tab.Press("m")
	tab.Until(`document.querySelector('#move').open`)
	tab.Type("#field-parent", "node 010")
	tab.Until(`document.querySelector('#move [role=option]')?.textContent.includes('Node 010')`)
	tab.Accessible()
	tab.Click("#move [role=option]") // the focus goes on to the button
	tab.Press(kb.Enter)
	tab.Sees("was moved under")
	if s.parentOf(beta.ID) == "" {
		t.Error("the organization was not moved")
	}
	tab.Until(`(` + at + `) === 'Beta'`)
	tab.FollowKeys("u")
	tab.Sees("Beta")
	if got := s.parentOf(beta.ID); got != "" {
		t.Errorf("after undoing the parent is %s", got)
	}
}

// quoted is a text as a script has it.
func quoted(text string) string { return "'" + text + "'" }

func TestTreeByMouse(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	alpha := f.Organization(organizationNamed("Alpha"))
	beta := f.Organization(organizationNamed("Beta"))
	child := f.Organization(organizationNamed("Child"), factory.Under(alpha.ID))
	f.Organization(organizationNamed("beta"), factory.Under(alpha.ID))
	tab := s.tab("admin")
	tab.Open(treePath + "?open=" + alpha.ID)
	row := func(id string) string { return `[data-id="` + id + `"] > .tree-row` }
	tab.Drag(row(child.ID), row(beta.ID))
	tab.Sees("was moved under")
	tab.Until(`document.querySelector('[data-id="` + beta.ID + `"] [data-id="` + child.ID + `"]')`)
	if got := s.parentOf(child.ID); got != beta.ID {
		t.Errorf("the parent is %q", got)
	}
	tab.Until(`getComputedStyle(document.querySelector('[data-toast]')).opacity === '1'`)
	tab.Accessible()
	// Where a sibling has the name it is refused, and the tree stays as it is.
	tab.Expect("422")
	tab.Drag(row(beta.ID), row(alpha.ID))
	tab.Sees("has the same name")
	tab.Until(`document.querySelector('#tree > [data-id="` + beta.ID + `"]')`)
	if got := s.parentOf(beta.ID); got != "" {
		t.Errorf("the parent is %q", got)
	}
}

func TestTreeIsSearchedInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	top := f.Organization(organizationNamed("شركة النور"))
	ids := s.grow(70, top.ID)
	leaf := f.Organization(organizationNamed("Hidden Gem"), factory.Under(ids[65]))
	tab := s.tab("admin")
	tab.Open(treePath)
	tab.Type("#search", "gem")
	tab.Sees("Hidden Gem")
	tab.Sees("شركة النور › Node 066")
	tab.Press(kb.ArrowDown)
	tab.FollowKeys(kb.Enter)
	tab.Until(`(` + at + `) === 'Hidden Gem'`)
	if tab.Path() != treePath+"?open="+leaf.ID {
		t.Errorf("the tree is opened by %s", tab.Path())
	}
	tab.Size(360, 740)
	tab.Until(`innerWidth === 360 && document.documentElement.scrollWidth <= 360`)
	tab.Accessible()
}

func TestOrganizationFormInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	parent := f.Organization(organizationNamed("Mother Ship"))
	tab := s.tab("admin")
	tab.Open(organizationsPath + "/new")
	tab.Type("#field-name", "北京分公司")
	tab.Type("#field-code", "BJ-1")
	tab.Type("#field-parent", "mother")
	tab.Until(`document.querySelector('[data-picker=organizations] [role=option]')?.dataset.label === 'Mother Ship'`)
	tab.Press(kb.Enter)
	tab.Choose("[name='primary_address.country']", "JP")
	tab.Until(`[...document.querySelectorAll('.address-fields label')].some((l) => l.textContent.includes('Prefecture'))`)
	tab.Type("#field-primary_address-city", "Kyoto")
	tab.Type("#field-tags", "new")
	tab.Press(kb.Enter)
	tab.Accessible()
	tab.Follow(".save-bar [value=stay]")
	tab.Sees("was created")
	tab.Sees("Mother Ship")
	var id string
	tab.Eval(`location.pathname.split('/').pop()`, &id)
	o := s.organization(id)
	if o.Parent != parent.ID || o.PrimaryAddress == nil || o.PrimaryAddress.Country != "JP" || len(o.Tags) != 1 || o.Tags[0].Name != "new" {
		t.Errorf("the organization is %s", o.JSON())
	}
	// Somebody else saves first: nothing that was typed is lost.
	s.signedIn("admin").post(organizationsPath+"/"+id, "name", "北京總公司", "version", "1").wants(t, http.StatusSeeOther)
	tab.Type("#field-legal_name", "Peking Ltd.")
	tab.Expect("422")
	tab.Follow(".save-bar [value=stay]")
	tab.Sees("Someone else changed")
	if got := tab.Value("#field-legal_name"); got != "Peking Ltd." {
		t.Errorf("the form has %q", got)
	}
}
