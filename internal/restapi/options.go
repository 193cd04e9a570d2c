package restapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/record"
)

func (a *API) listOptions(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[option.Option], error) {
		return option.List(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, option.ListSpec(), fetch, (*option.Option).JSON)
}

func (a *API) getOption(ctx context.Context, r *request) (*response, error) {
	return r.single(option.ErrNotFound, func(id string) (*response, error) {
		o, err := option.Get(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: o.JSON(), etag: etag(option.Format, o.Version)}, nil
	})
}

func (a *API) createOption(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.optionBody()
	if err != nil {
		return nil, err
	}
	return r.writeRules(ctx, body, func(tx *changelog.Tx) (*response, error) {
		o, err := option.Create(ctx, tx, patch)
		if err != nil {
			return nil, err
		}
		resp := optionResponse(http.StatusCreated, o)
		resp.location = "/options/" + o.ID
		return resp, nil
	})
}

func (a *API) updateOption(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", option.ErrNotFound)
	if err != nil {
		return nil, err
	}
	body, patch, err := r.optionBody()
	if err != nil {
		return nil, err
	}
	return r.writeRules(ctx, body, func(tx *changelog.Tx) (*response, error) {
		o, err := option.Update(ctx, tx, id, patch, r.precondition(option.Format))
		if err != nil {
			return nil, err
		}
		return optionResponse(http.StatusOK, o), nil
	})
}

func (a *API) deleteOption(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", option.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.writeRules(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return &response{status: http.StatusNoContent}, option.Delete(ctx, tx, id, r.precondition(option.Format))
	})
}

// writeRules is write for what changes the rules of the workspace, which are
// read anew afterwards.
func (r *request) writeRules(ctx context.Context, body []byte, fn func(tx *changelog.Tx) (*response, error)) (*response, error) {
	resp, err := r.write(ctx, body, fn)
	if err == nil {
		r.api.Rules.Forget(r.workspace())
	}
	return resp, err
}

func optionResponse(status int, o *option.Option) *response {
	return &response{status: status, body: o.JSON(), etag: etag(option.Format, o.Version)}
}

// optionBody reads the body of an option. The store leaves the patch as it is.
func (r *request) optionBody() (body []byte, p *option.Patch, err error) {
	if err := r.noParameters(); err != nil {
		return nil, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, nil, err
	}
	p = &option.Patch{}
	o, err := readObject(body, &p.Faults)
	if err != nil {
		return nil, nil, err
	}
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		o.require("list", "value")
	}
	readOption(o, p)
	return body, p, nil
}

func readOption(o *object, p *option.Patch) {
	o.choice("list", &p.List)
	o.choice("value", &p.Value)
	o.text("label", &p.Label)
	readPosition(o, &p.Position)
	o.boolean("is_active", &p.IsActive)
	o.readOnly(metaFields...)
	o.done()
}

func readPosition(o *object, dest *record.Opt[int64]) {
	const name = "position"
	switch value := o.take(name); value.Kind() {
	case jsontext.KindInvalid:
	case 'n':
		o.faults.Add(o.pointer(name), "null", "The value must not be null.")
	case '0':
		n, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil {
			o.wrong(name, "a smaller whole number")
			return
		}
		*dest = record.Some(n)
	default:
		o.wrong(name, "a whole number")
	}
}
