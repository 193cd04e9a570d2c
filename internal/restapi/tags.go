package restapi

import (
	"context"
	"net/http"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

func (a *API) listTags(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[tag.Used], error) {
		return tag.List(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, tag.ListSpec(), fetch, (*tag.Used).JSON)
}

func (a *API) getTag(ctx context.Context, r *request) (*response, error) {
	return r.single(tag.ErrNotFound, func(id string) (*response, error) {
		found, uses, err := tag.Get(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return tagResponse(http.StatusOK, &tag.Used{Tag: *found, UseCount: uses}), nil
	})
}

func (a *API) createTag(ctx context.Context, r *request) (*response, error) {
	body, name, faults, err := r.tagBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		created, err := tag.Create(ctx, tx, name.Value, faults)
		if err != nil {
			return nil, err
		}
		resp := tagResponse(http.StatusCreated, &tag.Used{Tag: *created})
		resp.location = "/tags/" + created.ID
		return resp, nil
	})
}

func (a *API) updateTag(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", tag.ErrNotFound)
	if err != nil {
		return nil, err
	}
	body, name, faults, err := r.tagBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		changed, err := directory.RenameTag(ctx, tx, id, name, r.precondition(tag.Format), faults)
		if err != nil {
			return nil, err
		}
		return tagResponse(http.StatusOK, changed), nil
	})
}

func (a *API) deleteTag(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", tag.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return &response{status: http.StatusNoContent}, directory.DeleteTag(ctx, tx, id, r.precondition(tag.Format))
	})
}

// mergeTag answers with the tag that is left.
func (a *API) mergeTag(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", tag.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	body, err := r.readBody()
	if err != nil {
		return nil, err
	}
	var faults problem.Fields
	o, err := readObject(body, &faults)
	if err != nil {
		return nil, err
	}
	var into record.Opt[string]
	o.require("into")
	o.choice("into", &into)
	o.done()
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		left, err := directory.MergeTag(ctx, tx, id, into.Value, r.precondition(tag.Format))
		if err != nil {
			return nil, err
		}
		return tagResponse(http.StatusOK, left), nil
	})
}

func tagResponse(status int, u *tag.Used) *response {
	return counted(status, u.JSON(), etag(tag.Format, u.Version), u.UseCount)
}

// tagBody reads the body of a tag.
func (r *request) tagBody() (body []byte, name record.Opt[string], faults problem.Fields, err error) {
	if err := r.noParameters(); err != nil {
		return nil, name, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, name, nil, err
	}
	o, err := readObject(body, &faults)
	if err != nil {
		return nil, name, nil, err
	}
	o.text("name", &name) // null is blank, which a name must not be
	o.readOnly(metaFields...)
	o.readOnly("slug", "use_count")
	o.done()
	return body, name, faults, nil
}
