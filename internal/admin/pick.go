package admin

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

// picked is how many records an input that looks things up shows at once.
const picked = "20"

// pickRoutes answer inputs that look records up while one types: see
// static/combobox.js.
func (a *Admin) pickRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/pick/organizations", permission: auth.ViewOrganization, handle: a.pickOrganizations},
		{method: http.MethodGet, path: "/pick/contacts", permission: auth.ViewContact, handle: a.pickContacts},
		{method: http.MethodGet, path: "/pick/tags", permission: auth.ViewTag, handle: a.pickTags},
		{method: http.MethodGet, path: "/pick/addresses", permission: auth.ViewAddress, handle: a.pickAddresses},
	}
}

// pick is a record that can be chosen: what the form gets, what the input shows
// and what tells it from others of that name.
type pick struct{ Value, Label, More string }

// showPicks answers with the records that can be chosen.
func (v *visit) showPicks(list []pick, err error) error {
	if err != nil {
		return err
	}
	return v.fragment("picks", list)
}

// fragment answers with a shared part of the pages by itself.
func (v *visit) fragment(block string, data any) error {
	var body bytes.Buffer
	if err := v.admin.templates.run(&body, v.language, "problem", block, data); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Language, Cookie")
	_, _ = v.w.Write(body.Bytes()) // the browser is gone if this fails
	return nil
}

// looked returns the parameters of a list for what was typed.
func (v *visit) looked() url.Values {
	values := url.Values{"page_size": {picked}, "count": {"none"}}
	if typed := strings.TrimSpace(v.URL.Query().Get("search")); typed != "" {
		values.Set("search", typed)
	}
	return values
}

func (a *Admin) pickOrganizations(v *visit) error {
	return v.showPicks(v.organizationPicks(v.looked()))
}

func (v *visit) organizationPicks(values url.Values) ([]pick, error) {
	rules, err := v.admin.Rules.Get(v.Context(), v.admin.DB, v.workspaceID())
	if err != nil {
		return nil, err
	}
	q, err := parse(organization.ListSpec(rules.Fields(customfield.Organization)), values)
	if err != nil {
		return nil, err
	}
	page, err := organization.List(v.Context(), v.admin.DB, v.workspaceID(), q)
	if err != nil {
		return nil, err
	}
	var list []pick
	for _, o := range page.Items {
		name, above := last(o.Path)
		list = append(list, pick{o.ID, name, pathText(above)})
	}
	return list, nil
}

// last takes the last name of a path off.
func last(path []string) (name string, above []string) {
	if len(path) == 0 {
		return "", nil
	}
	return path[len(path)-1], path[:len(path)-1]
}

// pathText is a path of names, from the top down, on one line.
func pathText(path []string) string { return strings.Join(path, " › ") }

func (a *Admin) pickContacts(v *visit) error {
	q, err := parse(contact.ListSpec(&customfield.Fields{}), v.looked())
	if err != nil {
		return err
	}
	page, err := contact.NewStore(a.DB, v.workspaceID(), nil).List(v.Context(), q)
	var list []pick
	for _, c := range page.Items {
		r, err := record.Read(c.JSON)
		if err != nil {
			return err
		}
		var more []string
		for _, name := range []string{"linked_organization_name", "organization_name", "primary_email"} {
			if text := r.Text(name); text != "" && text != r.Text("full_name") {
				more = append(more, text)
			}
		}
		list = append(list, pick{c.ID, r.Text("full_name"), strings.Join(more, " · ")})
	}
	return v.showPicks(list, err)
}

func (a *Admin) pickTags(v *visit) error {
	q, err := parse(tag.ListSpec(), v.looked())
	if err != nil {
		return err
	}
	page, err := tag.List(v.Context(), a.DB, v.workspaceID(), q)
	var list []pick
	for _, t := range page.Items {
		list = append(list, pick{t.ID, t.Name, v.language.plural("used once", "used %s times", t.UseCount)})
	}
	return v.showPicks(list, err)
}

func (a *Admin) pickAddresses(v *visit) error {
	q, err := parse(address.ListSpec(), v.looked())
	if err != nil {
		return err
	}
	page, err := address.List(v.Context(), a.DB, v.workspaceID(), q)
	var list []pick
	for _, u := range page.Items {
		list = append(list, pick{u.ID, u.OneLine(), v.language.plural("used once", "used %s times", u.UsedBy)})
	}
	return v.showPicks(list, err)
}
