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
		return workspace.Visible(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, workspace.ListSpec(), fetch, (*workspace.Workspace).JSON)
}

// ownWorkspace is the id in the path, which must be that of the caller's
// workspace.
func (r *request) ownWorkspace() (string, error) {
	id, err := r.id("id", workspace.ErrNotFound)
	if err == nil && id != r.workspace() {
		err = workspace.ErrNotFound
	}
	return id, err
}

func (a *API) getWorkspace(ctx context.Context, r *request) (*response, error) {
	id, err := r.ownWorkspace()
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

func (a *API) updateWorkspace(ctx context.Context, r *request) (*response, error) {
	id, err := r.ownWorkspace()
	if err != nil {
		return nil, err
	}
	body, patch, err := r.workspaceBody()
	if err != nil {
		return nil, err
	}
	return r.writeRules(ctx, body, func(tx *changelog.Tx) (*response, error) {
		w, err := workspace.Update(ctx, tx, id, patch, r.precondition(workspace.Format))
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: w.JSON(), etag: etag(workspace.Format, w.Version)}, nil
	})
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
	o.text("name", &p.Name) // null is blank, which a name must not be
	o.text("default_region", &p.DefaultRegion)
	o.boolean("strict_custom_fields", &p.StrictCustomFields)
	o.readOnly(metaFields...)
	o.readOnly("slug")
	o.done()
}
