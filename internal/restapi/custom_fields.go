package restapi

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *API) listCustomFields(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[customfield.Field], error) {
		return customfield.List(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, customfield.ListSpec(), fetch, (*customfield.Field).JSON)
}

func (a *API) getCustomField(ctx context.Context, r *request) (*response, error) {
	return r.single(customfield.ErrNotFound, func(id string) (*response, error) {
		f, err := customfield.Get(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: f.JSON(), etag: etag(customfield.Format, f.Version)}, nil
	})
}

func (a *API) createCustomField(ctx context.Context, r *request) (*response, error) {
	in, err := r.customFieldBody()
	if err != nil {
		return nil, err
	}
	return r.writeRules(ctx, in.body, func(tx *changelog.Tx) (*response, error) {
		f, err := directory.CreateField(ctx, tx, &in.patch, in.stored, in.faults)
		if err != nil {
			return nil, err
		}
		resp := customFieldResponse(http.StatusCreated, f)
		resp.location = "/custom-fields/" + f.ID
		return resp, nil
	})
}

func (a *API) updateCustomField(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", customfield.ErrNotFound)
	if err != nil {
		return nil, err
	}
	in, err := r.customFieldBody()
	if err != nil {
		return nil, err
	}
	return r.writeRules(ctx, in.body, func(tx *changelog.Tx) (*response, error) {
		f, err := directory.UpdateField(ctx, tx, id, &in.patch, in.stored, r.precondition(customfield.Format), in.faults)
		if err != nil {
			return nil, err
		}
		return customFieldResponse(http.StatusOK, f), nil
	})
}

func (a *API) deleteCustomField(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", customfield.ErrNotFound)
	if err != nil {
		return nil, err
	}
	stored, err := r.storedValues()
	if err != nil {
		return nil, err
	}
	return r.writeRules(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return &response{status: http.StatusNoContent},
			directory.DeleteField(ctx, tx, id, stored, r.precondition(customfield.Format))
	})
}

func customFieldResponse(status int, f *customfield.Field) *response {
	return &response{status: status, body: f.JSON(), etag: etag(customfield.Format, f.Version)}
}

// storedValuesField says in a body, and in the query of a DELETE, what becomes
// of values that records have.
const storedValuesField = "stored_values"

// storedValues reads the parameter.
func (r *request) storedValues() (directory.StoredValues, error) {
	value, err := r.parameter(storedValuesField)
	if err != nil {
		return "", err
	}
	values, err := r.query()
	if err != nil {
		return "", err
	}
	switch stored := directory.StoredValues(value); stored {
	case directory.RefuseValues, directory.ClearValues, directory.KeepValues:
		return stored, nil
	}
	if !values.Has(storedValuesField) {
		return directory.RefuseValues, nil
	}
	var faults problem.Fields
	faults.Parameter(storedValuesField, listing.CodeInvalidChoice, "The value must be one of: refuse, clear, keep.")
	return "", faults.Err()
}

// customFieldInput is what a body says of a definition.
type customFieldInput struct {
	body   []byte
	patch  customfield.Patch
	stored directory.StoredValues
	faults problem.Fields
}

func (r *request) customFieldBody() (*customFieldInput, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	in := &customFieldInput{}
	var err error
	if in.body, err = r.readBody(); err != nil {
		return nil, err
	}
	o, err := readObject(in.body, &in.faults)
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		o.require("record_kind", "key", "type")
	}
	readCustomField(o, in)
	return in, nil
}

func readCustomField(o *object, in *customFieldInput) {
	p := &in.patch
	o.choice("record_kind", &p.RecordKind)
	o.choice("key", &p.Key)
	o.text("label", &p.Label) // null is blank, which stands for the key
	o.choice("type", &p.Type)
	o.boolean("required", &p.Required)
	o.texts("choices", &p.Choices)
	o.value("minimum", &p.Minimum)
	o.value("maximum", &p.Maximum)
	o.text("pattern", &p.Pattern)
	o.value("default", &p.Default)
	o.text("help", &p.Help)
	o.boolean("filterable", &p.Filterable)
	p.Rename = o.renames("rename")
	var stored record.Opt[string]
	o.choice(storedValuesField, &stored)
	switch in.stored = directory.StoredValues(stored.Value); {
	case !stored.Given:
		in.stored = directory.RefuseValues
	case in.stored != directory.RefuseValues && in.stored != directory.ConvertValues && in.stored != directory.ClearValues:
		o.faults.Add(o.pointer(storedValuesField), "unknown_value", "The value must be refuse, convert or clear.")
	}
	o.readOnly(metaFields...)
	o.done()
}

// renames reads an object of old names and new ones.
func (o *object) renames(name string) map[string]string {
	var given record.Opt[record.Values]
	o.values(name, &given)
	all := map[string]string{}
	for old, value := range given.Value {
		if value.Kind() == '"' {
			all[old] = record.TextOf(value)
			continue
		}
		o.faults.Add(o.pointer(name)+problem.Pointer(old), "invalid_type", "The value must be a text.")
	}
	return all
}

// value reads a value of any type; null is nil.
func (o *object) value(name string, dest *record.Opt[jsontext.Value]) {
	value := o.take(name)
	switch value.Kind() {
	case jsontext.KindInvalid:
	case 'n':
		*dest = record.Some[jsontext.Value](nil)
	default:
		fault := record.CheckValue(value)
		o.faults.Fault(o.pointer(name), fault)
		if fault == nil {
			_ = value.Compact() // it was read before, so it is valid
			*dest = record.Some(value)
		}
	}
}
