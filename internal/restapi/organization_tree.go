package restapi

import (
	"context"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
)

// listRelated lists the organizations that stand in a relation to one.
func (a *API) listRelated(relation organization.Relation) func(ctx context.Context, r *request) (*response, error) {
	return func(ctx context.Context, r *request) (*response, error) {
		id, err := r.id("id", organization.ErrNotFound)
		if err != nil {
			return nil, err
		}
		rules, err := a.Rules.Get(ctx, a.DB, r.workspace())
		if err != nil {
			return nil, err
		}
		fetch := func(ctx context.Context, q *listing.Query) (listing.Page[organization.Placed], error) {
			return organization.ListRelated(ctx, a.DB, r.workspace(), q, relation, id)
		}
		return list(ctx, r, relation.Spec(rules.Fields(customfield.Organization), id), fetch, (*organization.Placed).JSON)
	}
}

// listOrganizationContacts lists the contacts linked to an organization, with
// those of all below it if include_descendants is true.
func (a *API) listOrganizationContacts(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	rules, err := a.Rules.Get(ctx, a.DB, r.workspace())
	if err != nil {
		return nil, err
	}
	values, err := r.query()
	if err != nil {
		return nil, err
	}
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[contact.Record], error) {
		contact.LinkedTo(q, id, values.Get("include_descendants") == "true")
		page, err := r.contacts().List(ctx, q)
		if err == nil && len(page.Items) == 0 {
			err = organization.Exists(ctx, a.DB, r.workspace(), id)
		}
		return page, err
	}
	spec := contact.OfOrganization(contact.ListSpec(rules.Fields(customfield.Contact)), id)
	return list(ctx, r, spec, fetch, func(c *contact.Record) []byte { return c.JSON })
}
