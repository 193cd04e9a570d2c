package restapi

import (
	"context"
	"net/http"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
)

func (a *API) listOrganizationTypes(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[organization.Type], error) {
		return organization.ListTypes(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, organization.TypeListSpec(), fetch, (*organization.Type).JSON)
}

// getOrganizationType finds a type by its id or its name.
func (a *API) getOrganizationType(ctx context.Context, r *request) (*response, error) {
	fields, err := r.onlyFields()
	if err != nil {
		return nil, err
	}
	t, err := organization.GetType(ctx, a.DB, r.workspace(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	body, err := project(t.JSON(), fields)
	return &response{status: http.StatusOK, body: body, etag: etag(organization.TypeFormat, t.Version)}, err
}

func (a *API) createOrganizationType(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.organizationTypeBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		t, err := organization.CreateType(ctx, tx, patch)
		if err != nil {
			return nil, err
		}
		return &response{
			status: http.StatusCreated, body: t.JSON(), etag: etag(organization.TypeFormat, t.Version),
			location: "/organization-types/" + t.ID,
		}, nil
	})
}

func (a *API) updateOrganizationType(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.organizationTypeBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		t, err := directory.UpdateOrganizationType(ctx, tx, r.PathValue("id"), patch, r.precondition(organization.TypeFormat))
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: t.JSON(), etag: etag(organization.TypeFormat, t.Version)}, nil
	})
}

func (a *API) deleteOrganizationType(ctx context.Context, r *request) (*response, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		err := organization.DeleteType(ctx, tx, r.PathValue("id"), r.precondition(organization.TypeFormat))
		return &response{status: http.StatusNoContent}, err
	})
}

// organizationTypeBody reads the body of an organization type. The store leaves
// the patch as it is.
func (r *request) organizationTypeBody() (body []byte, p *organization.TypePatch, err error) {
	if err := r.noParameters(); err != nil {
		return nil, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, nil, err
	}
	p = &organization.TypePatch{}
	o, err := readObject(body, &p.Faults)
	if err != nil {
		return nil, nil, err
	}
	if r.Method == http.MethodPut {
		o.require("name")
	}
	o.text("name", &p.Name) // null is blank, which a name must not be
	o.text("description", &p.Description)
	o.readOnly(metaFields...)
	o.done()
	return body, p, nil
}
