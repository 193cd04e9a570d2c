package admin

import (
	"context"
	"errors"
	"net/http"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) organizationTypeRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/organization-types", permission: auth.ViewOrganizationType, handle: a.listOrganizationTypes},
		{method: http.MethodGet, path: "/organization-types/new", permission: auth.AddOrganizationType, handle: a.newOrganizationType},
		{method: http.MethodPost, path: "/organization-types/new", permission: auth.AddOrganizationType, handle: a.createOrganizationType},
		{method: http.MethodGet, path: "/organization-types/{id}", permission: auth.ViewOrganizationType, handle: a.showOrganizationType},
		{method: http.MethodPost, path: "/organization-types/{id}", permission: auth.ChangeOrganizationType, handle: a.updateOrganizationType},
		{
			method: http.MethodPost, path: "/organization-types/{id}/delete", permission: auth.DeleteOrganizationType,
			handle: a.deleteOrganizationType,
		},
	}
}

// usedType is an organization type with how many organizations are of it.
type usedType struct {
	organization.Type

	Uses      int64
	UsesExact bool
}

func (a *Admin) listOrganizationTypes(v *visit) error {
	t := table[usedType]{
		name: "organization-types", title: "Organization types", search: "Search organization types", spec: organization.TypeListSpec(),
		fetch: v.usedTypes,
		id:    func(t *usedType) string { return t.ID },
		link:  func(t *usedType) string { return "/organization-types/" + t.ID },
		columns: []column[usedType]{
			{name: "name", title: "Name", ordering: "name", cell: func(t *usedType) cell { return nameCell(t.Name) }},
			{name: "description", title: "Description", cell: func(t *usedType) cell { return textCell(t.Description) }},
			{name: "uses", title: "Organizations", cell: func(t *usedType) cell { return usesCell(v, t) }},
			{name: "created_at", title: "Created", ordering: "created_at", cell: func(t *usedType) cell { return timeCell(t.CreatedAt) }},
		},
		empty: "Types distinguish companies from departments and customers from suppliers. Every organization has one.",
		add:   "/organization-types/new", adds: auth.AddOrganizationType,
	}
	return t.show(v)
}

func usesCell(v *visit, t *usedType) cell {
	if !t.UsesExact {
		return textCell(v.t("more than %s", v.language.digits(t.Uses)))
	}
	return numberCell(t.Uses)
}

// usedTypes reads a page of the types and counts the organizations of those that
// are on it.
func (v *visit) usedTypes(ctx context.Context, q *listing.Query) (page listing.Page[usedType], err error) {
	types, err := organization.ListTypes(ctx, v.admin.DB, v.workspaceID(), q)
	if err != nil {
		return page, err
	}
	counts := listing.Facet{Filter: "organization_type"}
	for i := range types.Items {
		page.Items = append(page.Items, usedType{Type: types.Items[i]})
		counts.Values = append(counts.Values, listing.FacetValue{Value: types.Items[i].ID})
	}
	page.Count, page.CountIsExact, page.Next, page.Previous = types.Count, types.CountIsExact, types.Next, types.Previous
	if len(page.Items) == 0 {
		return page, nil
	}
	all, err := parse(organization.ListSpec(nil), nil)
	if err != nil {
		return page, err
	}
	err = listing.CountFacets(ctx, v.admin.DB, all, organization.Select(v.workspaceID()), []listing.Facet{counts})
	for i := range page.Items {
		page.Items[i].Uses, page.Items[i].UsesExact = counts.Values[i].Count, counts.Values[i].CountIsExact
	}
	return page, err
}

// organizationTypePage is what the template organization_type shows.
type organizationTypePage struct {
	Form    *form
	Type    *usedType // nil for a new one
	Refused string    // why it was not deleted
}

func (v *visit) organizationTypeAnswer(f *form, t *usedType) answer {
	title := v.t("New organization type")
	if t != nil {
		title = t.Name
	}
	return answer{name: "organization_type", title: title, active: "organization-types", data: organizationTypePage{Form: f, Type: t}}
}

func (a *Admin) newOrganizationType(v *visit) error {
	return v.show(v.organizationTypeAnswer(newForm(), nil))
}

// organizationTypePatch reads the form of a type.
func (f *form) organizationTypePatch() *organization.TypePatch {
	p := &organization.TypePatch{}
	f.text("name", &p.Name)
	f.text("description", &p.Description)
	return p
}

func (a *Admin) createOrganizationType(v *visit) error {
	f := v.typed()
	change, err := v.write(func(tx *changelog.Tx) error {
		_, err := organization.CreateType(v.Context(), tx, f.organizationTypePatch())
		return err
	})
	if err != nil {
		return v.showRefused(f, err, v.organizationTypeAnswer(f, nil))
	}
	return v.done(v.Path("/organization-types/"+change.Record), change)
}

func (a *Admin) showOrganizationType(v *visit) error {
	t, err := v.organizationType()
	if err != nil {
		return err
	}
	return v.show(v.organizationTypeAnswer(newForm("name", t.Name, "description", t.Description), t))
}

// organizationType reads the type of the path, with its uses.
func (v *visit) organizationType() (*usedType, error) {
	id, err := v.id(organization.ErrTypeNotFound)
	if err != nil {
		return nil, err
	}
	t, err := organization.GetType(v.Context(), v.admin.DB, v.workspaceID(), id)
	if err != nil {
		return nil, err
	}
	uses := listing.Facet{Filter: "organization_type", Values: []listing.FacetValue{{Value: t.ID}}}
	all, err := parse(organization.ListSpec(nil), nil)
	if err != nil {
		return nil, err
	}
	err = listing.CountFacets(v.Context(), v.admin.DB, all, organization.Select(v.workspaceID()), []listing.Facet{uses})
	return &usedType{*t, uses.Values[0].Count, uses.Values[0].CountIsExact}, err
}

func (a *Admin) updateOrganizationType(v *visit) error {
	t, err := v.organizationType()
	if err != nil {
		return err
	}
	f := v.typed()
	change, err := v.write(func(tx *changelog.Tx) error {
		_, err := directory.UpdateOrganizationType(v.Context(), tx, t.ID, f.organizationTypePatch(), v.unchanged())
		return err
	})
	if err != nil {
		return v.showRefused(f, err, v.organizationTypeAnswer(f, t))
	}
	return v.done(v.Path("/organization-types/"+t.ID), change)
}

// deleteOrganizationType shows the page of the type again, with what stands in
// the way, if the type is used.
func (a *Admin) deleteOrganizationType(v *visit) error {
	t, err := v.organizationType()
	if err != nil {
		return err
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return organization.DeleteType(v.Context(), tx, t.ID, v.unchanged())
	})
	if why := refusalOf(err); why != "" {
		shown := v.organizationTypeAnswer(newForm("name", t.Name, "description", t.Description), t)
		shown.data = organizationTypePage{shown.data.(organizationTypePage).Form, t, why}
		shown.status = http.StatusConflict
		return v.show(shown)
	}
	if err != nil {
		return err
	}
	return v.done(v.Path("/organization-types"), change)
}

// refusalOf is what a conflict says, or that the record was changed since it was
// shown; "" for any other error.
func refusalOf(err error) string {
	var p *problem.Error
	if errors.As(err, &p) && (p.Kind == problem.Conflict || p.Kind == problem.PreconditionFailed) {
		return p.Detail
	}
	return ""
}

// typeOptions are the organization types to choose from. One that the list is too
// long for is there all the same if it is chosen.
func (v *visit) typeOptions(chosen, chosenName string) ([]choice, error) {
	q, err := parse(organization.TypeListSpec(), map[string][]string{"page_size": {"200"}, "count": {"none"}})
	if err != nil {
		return nil, err
	}
	page, err := organization.ListTypes(v.Context(), v.admin.DB, v.workspaceID(), q)
	if err != nil {
		return nil, err
	}
	found := chosen == "" || !record.ValidID(chosen)
	var list []choice
	for i := range page.Items {
		t := &page.Items[i]
		list = append(list, choice{t.ID, t.Name})
		found = found || t.ID == chosen
	}
	if !found {
		list = append(list, choice{chosen, chosenName})
	}
	return list, nil
}
