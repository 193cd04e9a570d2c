package restapi

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// list reads the query parameters of a list against its spec, and answers with
// the page that they ask for.
func list[T any](
	ctx context.Context, r *request, spec *listing.Spec,
	fetch func(context.Context, *listing.Query) (listing.Page[T], error), json func(*T) []byte,
) (*response, error) {
	values, err := r.query()
	if err != nil {
		return nil, err
	}
	q, added, err := r.readList(ctx, spec, values)
	if err != nil {
		return nil, ofView(err, added)
	}
	page, err := fetch(ctx, q)
	if err != nil {
		return nil, ofView(err, added)
	}
	o, err := pageOf(r, q, &page, json)
	if err != nil {
		return nil, err
	}
	return &response{status: http.StatusOK, body: o.JSON()}, nil
}

// pageOf renders a page of a list.
func pageOf[T any](r *request, q *listing.Query, page *listing.Page[T], json func(*T) []byte) (*record.Object, error) {
	items, size := make([][]byte, len(page.Items)), 4096 // for what stands around the items
	var err error
	for i := range page.Items {
		if items[i], err = project(json(&page.Items[i]), q.Fields); err != nil {
			return nil, err
		}
		size += len(items[i]) + 1
	}
	var o record.Object
	o.Grow(size)
	if page.Count == nil {
		o.Raw("count", []byte("null"))
	} else {
		o.Int("count", *page.Count)
	}
	o.Bool("count_is_exact", page.CountIsExact)
	o.TextOrNull("next", r.link(q, page.Next))
	o.TextOrNull("previous", r.link(q, page.Previous))
	o.List("results", len(items), func(i int) []byte { return items[i] })
	return &o, nil
}

// readList reads the parameters of a list and of the saved view that they name. It
// returns the names of those that come from the view, with an error too.
func (r *request) readList(ctx context.Context, spec *listing.Spec, values url.Values) (*listing.Query, map[string]bool, error) {
	var faults problem.Fields
	added, err := r.throughView(ctx, spec, values, &faults)
	if err != nil {
		return nil, nil, err
	}
	q, wrong := listing.Parse(spec, values)
	if len(faults)+len(wrong) == 0 {
		return q, added, nil
	}
	wrong, err = listing.Faults(ctx, r.api.DB, r.workspace(), spec, values) // with what names nothing
	if err != nil {
		return nil, nil, err
	}
	return nil, added, append(faults, wrong...).Err()
}

// link is the absolute address of another page, "" without a cursor.
func (r *request) link(q *listing.Query, cursor string) string {
	if cursor == "" {
		return ""
	}
	return httpserver.Base(r.Request) + r.URL.Path + "?" + q.Values(cursor).Encode()
}

// wholeList answers with a list that is short and never paged, in the form of
// the others.
func wholeList(r *request, items []jsontext.Value) (*response, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	var o record.Object
	o.Int("count", int64(len(items)))
	o.Bool("count_is_exact", true)
	o.TextOrNull("next", "")
	o.TextOrNull("previous", "")
	o.List("results", len(items), func(i int) []byte { return items[i] })
	return &response{status: http.StatusOK, body: o.JSON()}, nil
}

// project returns a record with the named fields alone, in the order of the
// names; without names it returns the record.
func project(rec []byte, names []string) ([]byte, error) {
	if len(names) == 0 {
		return rec, nil
	}
	fields, err := record.Fields(rec)
	if err != nil {
		return nil, err
	}
	var o record.Object
	var faults problem.Fields
	for _, name := range names {
		if value, ok := fields[name]; ok {
			o.Raw(name, value)
		} else {
			noSuchField(&faults, name, slices.Collect(maps.Keys(fields)))
		}
	}
	return o.JSON(), faults.Err()
}

// id is the id in the path; one that no record can have is notFound.
func (r *request) id(name string, notFound error) (string, error) {
	id := strings.ToLower(r.PathValue(name))
	if !record.ValidID(id) {
		return "", notFound
	}
	return id, nil
}

// single answers with the record that the id in the path names, or with the fields
// of it that are asked for; get returns the whole. An id that no record can have
// is notFound.
func (r *request) single(notFound error, get func(id string) (*response, error)) (*response, error) {
	id, err := r.id("id", notFound)
	if err != nil {
		return nil, err
	}
	fields, err := r.onlyFields()
	if err != nil {
		return nil, err
	}
	resp, err := get(id)
	if err != nil {
		return nil, err
	}
	resp.body, err = project(resp.body, fields)
	return resp, err
}

// onlyFields reads the one parameter that a single record takes: fields.
func (r *request) onlyFields() ([]string, error) {
	value, err := r.parameter(fieldsName)
	return fieldNamesIn(value), err
}

// fieldsName is the parameter that asks for some fields of a record alone.
const fieldsName = "fields"

// fieldNamesIn are the names that stand in it, sorted.
func fieldNamesIn(value string) []string {
	if value == "" {
		return nil
	}
	names := strings.Split(value, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// noParameters refuses every query parameter.
func (r *request) noParameters() error {
	_, err := r.parameter("")
	return err
}

// parameter returns the one query parameter that a path takes, "" if it was
// left out, and refuses all others; a write takes fields beside it, which are read
// into the request.
func (r *request) parameter(name string) (string, error) {
	values, err := r.query()
	if err != nil {
		return "", err
	}
	var faults problem.Fields
	known := []string{name}
	for _, given := range slices.Sorted(maps.Keys(values)) {
		switch {
		case given == fieldsName && r.route.takesFields():
			r.readFields(values, &faults)
		case given != name:
			if r.route.takesFields() {
				known = append(known, fieldsName)
			}
			faults.Parameter(listing.Printable(given), listing.CodeUnknownParameter,
				"Unknown parameter."+problem.DidYouMean(given, known))
		}
		if len(values[given]) > 1 && (given == name || given == fieldsName) {
			faults.Parameter(given, listing.CodeRepeated, "The parameter may be given only once.")
		}
	}
	return values.Get(name), faults.Err()
}

// readFields reads which fields a write is to answer with. A name that the record has
// not is refused before anything is written.
func (r *request) readFields(values url.Values, faults *problem.Fields) {
	r.fields = fieldNamesIn(values.Get(fieldsName))
	for _, name := range r.fields {
		if !slices.Contains(r.route.doc.fields, name) {
			noSuchField(faults, name, r.route.doc.fields)
			return
		}
	}
}

func noSuchField(faults *problem.Fields, name string, known []string) {
	faults.Parameter(fieldsName, listing.CodeUnknownField, "A name in fields is not a field of the record."+problem.DidYouMean(name, known))
}

// query reads the parameters. One that is not well formed is refused: to leave
// it out, as URL.Query does, would answer another question than was asked.
func (r *request) query() (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		var faults problem.Fields
		faults.Parameter("query", "invalid_query",
			"The query string is malformed: each % must be followed by two hexadecimal digits, and a semicolon must be written as %3B.")
		return nil, faults.Err()
	}
	return values, nil
}
