package restapi

import (
	"context"
	"net/http"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/workspace"
)

func (a *API) listWorkspaces(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[workspace.Workspace], error) {
		return workspace.Visible(ctx, a.DB, r.workspace(), r.principal.Superuser, q)
	}
	return list(ctx, r, workspace.ListSpec(), fetch, (*workspace.Workspace).JSON)
}

// workspaceID is the id in the path: that of the caller's workspace or, for a
// superuser, of any.
func (r *request) workspaceID() (string, error) {
	id, err := r.id("id", workspace.ErrNotFound)
	if err == nil && id != r.workspace() && !r.principal.Superuser {
		err = workspace.ErrNotFound
	}
	return id, err
}

func (a *API) getWorkspace(ctx context.Context, r *request) (*response, error) {
	id, err := r.workspaceID()
	if err != nil {
		return nil, err
	}
	fields, err := r.onlyFields()
	if err != nil {
		return nil, err
	}
	w, err := workspace.ByID(ctx, a.DB, id)
	if err != nil {
		return nil, err
	}
	body, err := project(w.JSON(), fields)
	return &response{status: http.StatusOK, body: body, etag: etag(workspace.Format, w.Version)}, err
}

func (a *API) createWorkspace(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.workspaceBody()
	if err != nil {
		return nil, err
	}
	return r.writeWorkspace(ctx, a.DB.NewID(), body, func(tx *changelog.Tx) (*response, error) {
		w, err := workspace.Create(ctx, tx, patch)
		if err != nil {
			return nil, err
		}
		resp := workspaceResponse(http.StatusCreated, w)
		resp.location = "/workspaces/" + w.ID
		return resp, nil
	})
}

func (a *API) updateWorkspace(ctx context.Context, r *request) (*response, error) {
	id, err := r.workspaceID()
	if err != nil {
		return nil, err
	}
	body, patch, err := r.workspaceBody()
	if err != nil {
		return nil, err
	}
	return r.writeWorkspace(ctx, id, body, func(tx *changelog.Tx) (*response, error) {
		w, err := workspace.Update(ctx, tx, id, patch, r.precondition(workspace.Format))
		if err != nil {
			return nil, err
		}
		return workspaceResponse(http.StatusOK, w), nil
	})
}

func (a *API) deleteWorkspace(ctx context.Context, r *request) (*response, error) {
	id, err := r.workspaceID()
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.writeWorkspace(ctx, id, nil, func(tx *changelog.Tx) (*response, error) {
		return &response{status: http.StatusNoContent}, workspace.Delete(ctx, tx, id, r.precondition(workspace.Format))
	})
}

// writeWorkspace is write for a workspace itself: it is logged in that one, which
// need not be the caller's, and may change what the caller can do where.
func (r *request) writeWorkspace(
	ctx context.Context, id string, body []byte, fn func(tx *changelog.Tx) (*response, error),
) (*response, error) {
	resp, err := r.once(body, func(key *idempotencyKey) (*response, error) { return r.inTxOf(ctx, id, key, fn) })
	if err == nil {
		r.api.Rules.Forget(id)
		r.api.Keys.Forget()
	}
	return resp, err
}

func workspaceResponse(status int, w *workspace.Workspace) *response {
	return &response{status: status, body: w.JSON(), etag: etag(workspace.Format, w.Version)}
}

// workspaceBody reads the body of a workspace. The store leaves the patch as it
// is.
func (r *request) workspaceBody() (body []byte, p *workspace.Patch, err error) {
	if err := r.noParameters(); err != nil {
		return nil, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, nil, err
	}
	p = &workspace.Patch{}
	o, err := readObject(body, &p.Faults)
	if err != nil {
		return nil, nil, err
	}
	readWorkspace(o, p)
	return body, p, nil
}

func readWorkspace(o *object, p *workspace.Patch) {
	o.text("slug", &p.Slug) // null is blank, which neither of the two must be
	o.text("name", &p.Name)
	o.text("default_region", &p.DefaultRegion)
	o.boolean("strict_custom_fields", &p.StrictCustomFields)
	o.readOnly(metaFields...)
	o.done()
}
