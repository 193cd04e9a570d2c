package restapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
)

// changeFormat is the number of the format of a change. A change never changes,
// so its number stands in its ETag for a version.
const changeFormat = 1

func (a *API) getChange(ctx context.Context, r *request) (*response, error) {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return nil, changelog.ErrNotFound
	}
	fields, err := r.onlyFields()
	if err != nil {
		return nil, err
	}
	c, err := changelog.Get(ctx, a.DB, r.workspace(), number)
	if err != nil {
		return nil, err
	}
	body, err := project(c.JSON(), fields)
	return &response{status: http.StatusOK, body: body, etag: etag(changeFormat, c.Number)}, err
}

// undoChange takes a change back and answers with the change that does so.
func (a *API) undoChange(ctx context.Context, r *request) (*response, error) {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return nil, changelog.ErrNotFound
	}
	body, err := r.emptyBody()
	if err != nil {
		return nil, err
	}
	c, err := changelog.Get(ctx, a.DB, r.workspace(), number)
	if err != nil {
		return nil, err
	}
	if needed := directory.UndoPermission(c); !r.principal.Can(needed) {
		return nil, problem.New(problem.Forbidden, "Undoing this also requires the permission "+string(needed)+", too.")
	}
	resp, err := r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		undone, err := directory.Undo(ctx, tx, r.principal, number)
		if err != nil {
			return nil, err
		}
		by, err := tx.Number(ctx, undone.Change)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: undone.JSON(by), etag: etag(changeFormat, by)}, nil
	})
	if err == nil { // what is kept may be what was undone
		a.Rules.Forget(r.workspace())
		a.Keys.Forget()
	}
	return resp, err
}

// emptyBody reads the body of a request that has nothing to say: none, or an
// object without fields.
func (r *request) emptyBody() (body []byte, err error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	if r.ContentLength == 0 {
		return nil, nil
	}
	if body, err = r.readBody(); err != nil {
		return nil, err
	}
	var faults problem.Fields
	o, err := readObject(body, &faults)
	if err != nil {
		return nil, err
	}
	o.done()
	return body, faults.Err()
}

func (a *API) contactHistory(ctx context.Context, r *request) (*response, error) {
	return a.history(ctx, r, changelog.Contact, contact.ErrNotFound)
}

func (a *API) organizationHistory(ctx context.Context, r *request) (*response, error) {
	return a.history(ctx, r, changelog.Organization, organization.ErrNotFound)
}

// history lists the changes of one record, deleted or not; without any it is
// notFound.
func (a *API) history(ctx context.Context, r *request, kind changelog.Kind, notFound error) (*response, error) {
	id, err := r.id("id", notFound)
	if err != nil {
		return nil, err
	}
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[changelog.Change], error) {
		changelog.OfRecord(q, kind, id)
		page, err := changelog.List(ctx, a.DB, r.workspace(), q)
		if err != nil || len(page.Items) > 0 {
			return page, err
		}
		known, err := changelog.Knows(ctx, a.DB, r.workspace(), kind, id)
		if err == nil && !known {
			err = notFound
		}
		return page, err
	}
	return list(ctx, r, changelog.HistorySpec(), fetch, (*changelog.Change).JSON)
}
