package restapi

import (
	"context"
	"net/http"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/listing"
)

func (a *API) listRoles(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[auth.Role], error) {
		return auth.Roles(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, auth.RoleListSpec(), fetch, (*auth.Role).JSON)
}

func (a *API) getRole(ctx context.Context, r *request) (*response, error) {
	return r.single(auth.ErrNoRole, func(id string) (*response, error) {
		role, err := auth.GetRole(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: role.JSON(), etag: etag(auth.Format, role.Version)}, nil
	})
}

func (a *API) createRole(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.roleBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		role, err := auth.CreateRole(ctx, tx, patch)
		if err != nil {
			return nil, err
		}
		resp := roleResponse(http.StatusCreated, role)
		resp.location = "/roles/" + role.ID
		return resp, nil
	})
}

func (a *API) updateRole(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", auth.ErrNoRole)
	if err != nil {
		return nil, err
	}
	body, patch, err := r.roleBody()
	if err != nil {
		return nil, err
	}
	return r.writeRoles(ctx, body, func(tx *changelog.Tx) (*response, error) {
		role, err := auth.UpdateRole(ctx, tx, id, patch, r.precondition(auth.Format))
		if err != nil {
			return nil, err
		}
		return roleResponse(http.StatusOK, role), nil
	})
}

func (a *API) deleteRole(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", auth.ErrNoRole)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.writeRoles(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return &response{status: http.StatusNoContent}, auth.DeleteRole(ctx, tx, id, r.precondition(auth.Format))
	})
}

// writeRoles is write for what changes what keys and sessions may do.
func (r *request) writeRoles(ctx context.Context, body []byte, fn func(tx *changelog.Tx) (*response, error)) (*response, error) {
	resp, err := r.write(ctx, body, fn)
	r.api.Keys.Forget()
	return resp, err
}

func roleResponse(status int, role *auth.Role) *response {
	return &response{status: status, body: role.JSON(), etag: etag(auth.Format, role.Version)}
}

// roleBody reads the body of a role. The store leaves the patch as it is.
func (r *request) roleBody() (body []byte, p *auth.RolePatch, err error) {
	p = &auth.RolePatch{By: r.principal}
	err = r.object(func(read []byte) error {
		body = read
		o, err := readObject(read, &p.Faults)
		if err == nil {
			readRole(o, p)
		}
		return err
	})
	return body, p, err
}

func readRole(o *object, p *auth.RolePatch) {
	o.choice("name", &p.Name)
	o.texts("permissions", &p.Permissions)
	o.readOnly(metaFields...)
	o.done()
}
