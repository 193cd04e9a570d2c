package admin

import (
	"context"
	"net/http"
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// organizationPage is one organization with what stands around it on each of its
// pages.
type organizationPage struct {
	*organization.Organization
	organization.Place

	Above []treeNode // the organizations above it, the topmost first
	Tab   string     // which of its pages is shown
	Meta  *recordMeta
}

// organizationPage reads the organization of the path.
func (v *visit) organizationPage(tab string) (*organizationPage, error) {
	id, err := v.id(organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	found, err := organization.Read(v.Context(), v.admin.DB, v.workspaceID(), []string{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, organization.ErrNotFound
	}
	placed, err := organization.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
	if err != nil {
		return nil, err
	}
	page := &organizationPage{Organization: found[0], Place: placed.Place, Tab: tab}
	above, err := v.ancestors(id)
	if err != nil {
		return nil, err
	}
	if page.Above, err = treeNodes(above); err != nil {
		return nil, err
	}
	page.Meta, err = v.meta(changelog.Organization, &page.Organization.Meta)
	return page, err
}

// goneOrganization leads to the history of an organization that was deleted; for
// one that never was it returns notFound.
func (v *visit) goneOrganization(notFound error) error {
	id, err := v.id(notFound)
	if err != nil {
		return err
	}
	known, err := changelog.Knows(v.Context(), v.admin.DB, v.workspaceID(), changelog.Organization, id)
	if err != nil {
		return err
	}
	if !known {
		return notFound
	}
	return v.redirect(v.Path("/organizations/" + id + "/history"))
}

func (a *Admin) organizationHistory(v *visit) error {
	id, err := v.id(organization.ErrNotFound)
	if err != nil {
		return err
	}
	return a.showHistory(v, recordHistory{
		kind: changelog.Organization, id: id, active: "organizations", page: "/organizations/" + id, absent: organization.ErrNotFound,
	})
}

// part returns a part of an organization's pages that is a list.
func (p *organizationPage) part(name string, view *tableView) answer {
	view.Title, view.Extra = p.Name, p
	return answer{name: name, title: p.Name, active: "organizations", data: view}
}

// listChildren shows the organizations right below one.
func (a *Admin) listChildren(v *visit) error {
	page, err := v.organizationPage("children")
	if err != nil {
		return err
	}
	fields, err := v.organizationFields()
	if err != nil {
		return err
	}
	t := v.organizationTable(fields)
	t.name = "organizations/" + page.ID + "/children"
	t.spec = organization.Children.Spec(fields, page.ID)
	t.fetch = func(ctx context.Context, q *listing.Query) (listing.Page[organizationRow], error) {
		return organizationRows(organization.ListRelated(ctx, a.DB, v.workspaceID(), q, organization.Children, page.ID))
	}
	t.columns = slices.DeleteFunc(t.columns, func(c column[organizationRow]) bool { return c.name == "parent" })
	t.columns[0].cell = func(o *organizationRow) cell { return nameCell(o.fields.Text("name")) }
	t.filters = []filter{{name: "status", title: "Status", options: v.organizationStatuses()}}
	t.add, t.empty = "/organizations/new?parent="+page.ID, "No organization stands below this one."
	view, err := t.view(v)
	if err != nil {
		return err
	}
	return v.show(page.part("organization_children", view))
}

// listOrganizationContacts shows the contacts of an organization, with those of
// all below it if that is asked for.
func (a *Admin) listOrganizationContacts(v *visit) error {
	page, err := v.organizationPage("contacts")
	if err != nil {
		return err
	}
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	words := &contactWords{v: v, fields: rules.Fields(customfield.Contact)}
	if err := words.read(v); err != nil {
		return err
	}
	store := contact.NewStore(a.DB, v.workspaceID(), nil)
	below := v.URL.Query().Get("include_descendants") == "true"
	t := table[contactRow]{
		name: "organizations/" + page.ID + "/contacts", search: "Search contacts",
		spec: contact.OfOrganization(contact.ListSpec(words.fields), page.ID),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[contactRow], error) {
			contact.LinkedTo(q, page.ID, below)
			return contactPage(ctx, store, q)
		},
		id:      func(c *contactRow) string { return c.id },
		link:    func(c *contactRow) string { return "/contacts/" + c.id },
		columns: slices.Concat(words.columns(), words.customColumns()),
		filters: []filter{{name: "include_descendants"}, {name: "status", title: "Status", options: words.statuses()}},
		empty:   "No contacts are linked to this organization.",
		add:     "/contacts/new?organization=" + page.ID, adds: auth.AddContact,
	}
	view, err := t.view(v)
	if err != nil {
		return err
	}
	return v.show(page.part("organization_contacts", view))
}

// organizationDeletion is what the template organization_delete shows.
type organizationDeletion struct {
	*organizationPage

	Refused string // why it was not deleted
	Many    bool   // more contacts than can lose their link at once
}

// mostContacts is how many linked contacts an organization that is deleted has at
// most.
const mostContacts = 10_000

func (v *visit) organizationDeletion(refused string) (answer, error) {
	page, err := v.organizationPage("delete")
	if err != nil {
		return answer{}, err
	}
	data := organizationDeletion{organizationPage: page, Refused: refused, Many: page.Contacts > mostContacts}
	return answer{name: "organization_delete", title: v.t("Delete %s?", apart(page.Name)), active: "organizations", data: data}, nil
}

// askToDeleteOrganization says what deleting it would do, or what stands in the
// way.
func (a *Admin) askToDeleteOrganization(v *visit) error {
	shown, err := v.organizationDeletion("")
	if err != nil {
		return err
	}
	return v.show(shown)
}

func (a *Admin) deleteOrganization(v *visit) error {
	id, err := v.id(organization.ErrNotFound)
	if err != nil {
		return err
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return directory.DeleteOrganization(v.Context(), tx, id, v.unchanged())
	})
	if why := refusalOf(err); why != "" {
		shown, err := v.organizationDeletion(why)
		if err != nil {
			return err
		}
		shown.status = http.StatusConflict
		return v.show(shown)
	}
	if err != nil {
		return err
	}
	return v.done(v.Path("/organizations"), change)
}

// nameOfContact is what a picker shows for the id of a contact, "" for one that
// is not there or that the visitor may not see.
func (v *visit) nameOfContact(id string) (string, error) {
	if !record.ValidID(id) || !v.principal.Can(auth.ViewContact) {
		return "", nil
	}
	c, err := contact.NewStore(v.admin.DB, v.workspaceID(), nil).Record(v.Context(), id)
	if problem.Is(err, problem.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	r, err := record.Read(c.JSON)
	if err != nil {
		return "", err
	}
	return r.Text("full_name"), nil
}
