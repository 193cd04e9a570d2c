package restapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *API) listAddresses(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[address.Used], error) {
		return address.List(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, address.ListSpec(), fetch, (*address.Used).JSON)
}

func (a *API) getAddress(ctx context.Context, r *request) (*response, error) {
	return r.single(address.ErrNotFound, func(id string) (*response, error) {
		found, usedBy, err := address.Get(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return addressResponse(http.StatusOK, &address.Used{Address: *found, UsedBy: usedBy}), nil
	})
}

func (a *API) createAddress(ctx context.Context, r *request) (*response, error) {
	body, patch, faults, err := r.addressBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		created, err := address.Create(ctx, tx, rules.Fields(customfield.Address), patch, faults)
		if err != nil {
			return nil, err
		}
		resp := addressResponse(http.StatusCreated, &address.Used{Address: *created})
		resp.location = "/addresses/" + created.ID
		return resp, nil
	})
}

// updateAddress serves PUT and PATCH alike: an address has no field that PUT
// could require.
func (a *API) updateAddress(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", address.ErrNotFound)
	if err != nil {
		return nil, err
	}
	body, patch, faults, err := r.addressBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		changed, err := directory.UpdateAddress(ctx, tx, rules, id, patch, r.precondition(address.Format), faults)
		if err != nil {
			return nil, err
		}
		return addressResponse(http.StatusOK, changed), nil
	})
}

func (a *API) deleteAddress(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", address.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return &response{status: http.StatusNoContent}, address.Delete(ctx, tx, id, r.precondition(address.Format))
	})
}

func addressResponse(status int, u *address.Used) *response {
	return counted(status, u.JSON(), etag(address.Format, u.Version), u.UsedBy)
}

// addressBody reads the body of an address. The stores leave the patch as it is.
func (r *request) addressBody() (body []byte, patch *address.Patch, faults problem.Fields, err error) {
	if err := r.noParameters(); err != nil {
		return nil, nil, nil, err
	}
	if body, err = r.readBody(); err != nil {
		return nil, nil, nil, err
	}
	o, err := readObject(body, &faults)
	if err != nil {
		return nil, nil, nil, err
	}
	patch = readAddress(o)
	return body, patch, faults, nil
}

// readAddress reads what a body, or a part of one, says of an address.
func readAddress(o *object) *address.Patch {
	var p address.Patch
	o.text("street_address_1", &p.StreetAddress1)
	o.text("street_address_2", &p.StreetAddress2)
	o.text("city", &p.City)
	o.text("state_province", &p.StateProvince)
	o.text("postal_code", &p.PostalCode)
	o.text("country", &p.Country)
	o.number("latitude", &p.Latitude)
	o.number("longitude", &p.Longitude)
	o.choice("status", &p.Status)
	o.values("custom_fields", &p.CustomFields)
	o.readOnly(metaFields...)
	o.readOnly("country_name", "formatted", "used_by")
	o.done()
	return &p
}

// readAddressRef reads which address another record points to: an id, an object
// with or without one, or null for none.
func readAddressRef(o *object, name string, dest *record.Opt[address.Ref]) {
	value := o.take(name)
	switch value.Kind() {
	case jsontext.KindInvalid:
	case 'n':
		*dest = record.Some(address.Ref{})
	case '"':
		*dest = record.Some(address.Ref{ID: strings.ToLower(record.TextOf(value)), AsText: true})
	case '{':
		inner, err := asObject(value, o.pointer(name), o.faults)
		if err != nil {
			return
		}
		var id record.Opt[string]
		inner.text("id", &id)
		ref := address.Ref{ID: strings.ToLower(id.Value)}
		if change := readAddress(inner); len(inner.fields) > 1 || ref.ID == "" {
			ref.Change = change
		}
		*dest = record.Some(ref)
	default:
		o.wrong(name, "an address's id or an object")
	}
}
