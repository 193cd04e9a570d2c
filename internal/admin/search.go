package admin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// foundAtOnce is how many of each kind the search over everything shows.
const foundAtOnce = "7"

// searchRoutes are the search over everything: the command palette and, without
// scripts, a page.
func (a *Admin) searchRoutes() []route {
	return []route{{method: http.MethodGet, path: "/search", handle: a.searchAll}}
}

// found is a place to go to: a page, a person, an organization, a tag.
type found struct {
	Path, Label, More, Icon string
}

// findings are those of one kind.
type findings struct {
	Title string
	All   string // the path of the list of all of them, "" for none
	Items []found
}

// searchPage is what the template search shows.
type searchPage struct {
	Search string
	Groups []findings
}

// searchAll finds whatever the visitor may see by what they typed.
func (a *Admin) searchAll(v *visit) error {
	data := searchPage{Search: strings.TrimSpace(v.URL.Query().Get("search"))}
	data.add(findings{Title: v.t("Pages"), Items: v.pagesNamed(data.Search)})
	if data.Search != "" {
		for _, kind := range []struct {
			sees auth.Permission
			find func(v *visit, typed url.Values) (findings, error)
		}{
			{auth.ViewContact, a.findContacts},
			{auth.ViewOrganization, a.findOrganizations},
			{auth.ViewTag, a.findTags},
		} {
			if !v.principal.Can(kind.sees) {
				continue
			}
			group, err := kind.find(v, url.Values{"search": {data.Search}, "page_size": {foundAtOnce}, "count": {"none"}})
			if err != nil {
				return err
			}
			data.add(group)
		}
	}
	return v.show(answer{name: "search", title: v.t("Search"), data: data})
}

func (p *searchPage) add(group findings) {
	if len(group.Items) > 0 {
		p.Groups = append(p.Groups, group)
	}
}

// pagesNamed are the pages and the things to do whose names have all the words,
// as beginnings.
func (v *visit) pagesNamed(typed string) []found {
	var list []found
	for _, c := range v.commands() {
		if hasWords(c.Label, typed) {
			list = append(list, c)
		}
	}
	return list
}

func hasWords(label, typed string) bool {
	names := strings.Fields(text.Alike(label))
	for _, word := range strings.Fields(text.Alike(typed)) {
		has := false
		for _, name := range names {
			has = has || strings.HasPrefix(name, word)
		}
		if !has {
			return false
		}
	}
	return true
}

// commands are the pages that the visitor may open, and what they may begin.
func (v *visit) commands() []found {
	var list []found
	for _, c := range []struct {
		needs             auth.Permission
		path, label, icon string
	}{
		{"", "/", "Start", "house"},
		{auth.ViewContact, "/contacts", "Contacts", "users"},
		{auth.AddContact, "/contacts/new", "New contact", "plus"},
		{auth.ViewOrganization, "/organizations", "Organizations", "building-2"},
		{auth.ViewOrganization, "/organizations/tree", "Tree of organizations", "folder-tree"},
		{auth.AddOrganization, "/organizations/new", "New organization", "plus"},
		{auth.ViewTag, "/tags", "Tags", "tags"},
		{auth.AddTag, "/tags/new", "New tag", "plus"},
		{auth.ViewAddress, "/addresses", "Addresses", "map-pin"},
		{"", "/actions", "Bulk actions", "list-checks"},
		{auth.ViewContact, "/views", "Saved views", "bookmark"},
		{auth.ViewChange, "/changes", "Change log", "history"},
		{auth.ViewOrganizationType, "/organization-types", "Organization types", "layers"},
		{auth.ViewCustomField, "/custom-fields", "Custom fields", "sliders-horizontal"},
		{auth.ViewContact, "/options", "Option lists", "list"},
		{auth.ManageWorkspace, "/users", "Users", "user-cog"},
		{auth.ManageWorkspace, "/roles", "Roles", "shield"},
		{auth.ManageWorkspace, "/api-keys", "API keys", "key-round"},
		{auth.ManageWorkspace, "/settings", "Workspace settings", "settings"},
	} {
		if c.needs == "" || v.principal.Can(c.needs) {
			list = append(list, found{Path: v.Path(c.path), Label: v.t(c.label), Icon: c.icon})
		}
	}
	return append(list, found{Path: Base + "/account", Label: v.t("Your account"), Icon: "user"})
}

func (a *Admin) findContacts(v *visit, typed url.Values) (findings, error) {
	group := findings{Title: v.t("Contacts"), All: v.searchIn("/contacts", typed)}
	q, err := parse(contact.ListSpec(nil), typed)
	if err != nil {
		return group, err
	}
	page, err := contact.NewStore(a.DB, v.workspaceID(), nil).List(v.Context(), q)
	if err != nil {
		return group, err
	}
	for i := range page.Items {
		shown, err := record.Read(page.Items[i].JSON)
		if err != nil {
			return group, err
		}
		group.Items = append(group.Items, found{
			Path: v.Path("/contacts/" + page.Items[i].ID), Label: shown.Text("full_name"), Icon: "user",
			More: joinShown(shown.Text("linked_organization_name"), shown.Text("primary_email"), shown.Text("primary_phone")),
		})
	}
	return group, nil
}

func (a *Admin) findOrganizations(v *visit, typed url.Values) (findings, error) {
	group := findings{Title: v.t("Organizations"), All: v.searchIn("/organizations", typed)}
	q, err := parse(organization.ListSpec(nil), typed)
	if err != nil {
		return group, err
	}
	page, err := organization.List(v.Context(), a.DB, v.workspaceID(), q)
	if err != nil {
		return group, err
	}
	for i := range page.Items {
		o := &page.Items[i]
		shown, err := record.Read(o.Record)
		if err != nil {
			return group, err
		}
		group.Items = append(group.Items, found{
			Path: v.Path("/organizations/" + o.ID), Label: shown.Text("name"), Icon: "building-2",
			More: joinShown(strings.Join(o.Path[:max(0, len(o.Path)-1)], " › "), shown.Text("organization_type_name"), shown.Text("code")),
		})
	}
	return group, nil
}

func (a *Admin) findTags(v *visit, typed url.Values) (findings, error) {
	group := findings{Title: v.t("Tags"), All: v.searchIn("/tags", typed)}
	q, err := parse(tag.ListSpec(), typed)
	if err != nil {
		return group, err
	}
	page, err := tag.List(v.Context(), a.DB, v.workspaceID(), q)
	if err != nil {
		return group, err
	}
	for i := range page.Items {
		t := &page.Items[i]
		group.Items = append(group.Items, found{
			Path: v.Path("/contacts?" + url.Values{"tags": {listing.Quote(t.Name)}}.Encode()), Label: t.Name, Icon: "tag",
			More: v.language.plural("used once", "used %s times", t.UseCount),
		})
	}
	return group, nil
}

func (v *visit) searchIn(list string, typed url.Values) string {
	return v.Path(list + "?" + url.Values{"search": typed["search"]}.Encode())
}

// joinShown joins what there is of some texts.
func joinShown(texts ...string) string {
	var shown []string
	for _, s := range texts {
		if s != "" {
			shown = append(shown, s)
		}
	}
	return strings.Join(shown, " · ")
}
