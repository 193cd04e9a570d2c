package restapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/savedview"
)

func (a *API) listViews(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[savedview.View], error) {
		return savedview.Visible(ctx, a.DB, r.principal, q)
	}
	return list(ctx, r, savedview.ListSpec(), fetch, (*savedview.View).JSON)
}

// view is the view that the path names, if the caller may see it and its list.
func (r *request) view(ctx context.Context) (*savedview.View, error) {
	id, err := r.id("id", savedview.ErrNotFound)
	if err != nil {
		return nil, err
	}
	v, err := savedview.Get(ctx, r.api.DB, r.principal, id)
	if err == nil && !r.principal.Can(savedview.Permission(v.List)) {
		err = savedview.ErrNotFound
	}
	return v, err
}

func (a *API) getView(ctx context.Context, r *request) (*response, error) {
	return r.single(savedview.ErrNotFound, func(string) (*response, error) {
		v, err := r.view(ctx)
		if err != nil {
			return nil, err
		}
		return viewResponse(http.StatusOK, v), nil
	})
}

func (a *API) createView(ctx context.Context, r *request) (*response, error) {
	body, p, err := r.viewBody()
	if err != nil {
		return nil, err
	}
	if needed := savedview.Permission(p.List.Value); !r.principal.Can(needed) {
		return nil, problem.New(problem.Forbidden, "This needs the permission "+string(needed)+".")
	}
	if err := r.checkViewQuery(ctx, p.List.Value, p); err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		v, err := savedview.Create(ctx, tx, r.principal, p)
		if err != nil {
			return nil, err
		}
		resp := viewResponse(http.StatusCreated, v)
		resp.location = "/views/" + v.ID
		return resp, nil
	})
}

func (a *API) updateView(ctx context.Context, r *request) (*response, error) {
	body, p, err := r.viewBody()
	if err != nil {
		return nil, err
	}
	found, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.checkViewQuery(ctx, found.List, p); err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		v, err := savedview.Update(ctx, tx, r.principal, found.ID, p, r.precondition(savedview.Format))
		if err != nil {
			return nil, err
		}
		return viewResponse(http.StatusOK, v), nil
	})
}

func (a *API) deleteView(ctx context.Context, r *request) (*response, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	found, err := r.view(ctx)
	if err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		err := savedview.Delete(ctx, tx, r.principal, found.ID, r.precondition(savedview.Format))
		return &response{status: http.StatusNoContent}, err
	})
}

func viewResponse(status int, v *savedview.View) *response {
	return &response{status: status, body: v.JSON(), etag: etag(savedview.Format, v.Version)}
}

// viewBody reads the body of a saved view. The store leaves the patch as it is.
func (r *request) viewBody() (body []byte, p *savedview.Patch, err error) {
	p = &savedview.Patch{}
	err = r.object(func(read []byte) error {
		body = read
		o, err := readObject(read, &p.Faults)
		if err == nil {
			readView(o, p)
		}
		return err
	})
	return body, p, err
}

func readView(o *object, p *savedview.Patch) {
	o.choice("list", &p.List)
	o.choice("name", &p.Name)
	o.text("query", &p.Query)
	o.texts("columns", &p.Columns)
	o.boolean("shared", &p.Shared)
	o.readOnly(metaFields...)
	o.readOnly("owner")
	o.done()
}

// checkViewQuery notes in the patch what the list does not take of its query.
func (r *request) checkViewQuery(ctx context.Context, list string, p *savedview.Patch) error {
	if !p.Query.Given || !slices.Contains(savedview.Lists, list) {
		return nil
	}
	rules, err := r.api.Rules.Get(ctx, r.api.DB, r.workspace())
	if err != nil {
		return err
	}
	spec := contact.ListSpec(rules.Fields(customfield.Contact))
	if list == savedview.Organizations {
		spec = organization.ListSpec(rules.Fields(customfield.Organization))
	}
	return savedview.CheckQuery(ctx, r.api.DB, r.workspace(), spec, p.Query.Value, &p.Faults)
}

// viewName is the parameter that asks for the records of a saved view.
const viewName = "view"

// throughView adds what a saved view says to the parameters of its list; what the
// request itself says stays. It returns the names that come from the view.
func (r *request) throughView(ctx context.Context, spec *listing.Spec, values url.Values, faults *problem.Fields) (map[string]bool, error) {
	given, isGiven := values[viewName]
	if !isGiven || !slices.Contains(savedview.Lists, spec.Name) {
		return nil, nil
	}
	delete(values, viewName)
	if len(given) > 1 {
		faults.Parameter(viewName, listing.CodeRepeated, "The parameter may be given once.")
		return nil, nil
	}
	v, err := savedview.Named(ctx, r.api.DB, r.principal, spec.Name, given[0])
	switch {
	case errors.Is(err, savedview.ErrNotFound):
		faults.Parameter(viewName, listing.CodeNotFound, "The list has no such view; GET "+Base+"/views?list="+spec.Name+" shows which there are.")
		return nil, nil
	case problem.Is(err, problem.Conflict):
		faults.Parameter(viewName, listing.CodeInvalidValue, err.Error())
		return nil, nil
	case err != nil:
		return nil, err
	}
	stored, err := url.ParseQuery(v.Query)
	if err != nil {
		return nil, err
	}
	added := map[string]bool{}
	for name, all := range stored {
		if !values.Has(name) {
			values[name], added[name] = all, true
		}
	}
	return added, nil
}

// ofView says of errors in what a view has added that they are the view's: a tag or a
// custom field that it goes by may be gone.
func ofView(err error, added map[string]bool) error {
	var p *problem.Error
	if len(added) == 0 || !errors.As(err, &p) {
		return err
	}
	moved := *p
	moved.Fields = slices.Clone(p.Fields)
	for i, f := range moved.Fields {
		if added[f.Parameter] {
			moved.Fields[i].Parameter, moved.Fields[i].Detail = viewName, "The view's "+f.Parameter+": "+f.Detail
		}
	}
	return &moved
}

// viewRoutes are for everybody who sees one of the lists; the views of a list are for
// those who see that.
func (a *API) viewRoutes() []*route {
	const tag, one = "Saved views", "saved_view"
	each := func(d doc) doc {
		for _, list := range savedview.Lists {
			d.anyOf = append(d.anyOf, savedview.Permission(list))
		}
		return d
	}
	return []*route{
		{"GET", "/views", "", a.listViews, each(listDoc(tag, one))},
		{"POST", "/views", "", a.createView, each(createDoc(tag, one))},
		{"GET", "/views/{id}", "", a.getView, each(getDoc(tag, one))},
		{"PATCH", "/views/{id}", "", a.updateView, each(updateDoc(tag, one))},
		{"DELETE", "/views/{id}", "", a.deleteView, each(deleteDoc(tag, one))},
	}
}

// needs are the permissions of which a caller of the route must have one, none where
// it needs no key.
func (r *route) needs() []auth.Permission {
	if r.permission == "" {
		return r.doc.anyOf
	}
	if r.doc.or != "" {
		return []auth.Permission{r.permission, r.doc.or}
	}
	return []auth.Permission{r.permission}
}

// needsOf says which permissions those are.
func needsOf(needs []auth.Permission) string {
	text := string(needs[0])
	for _, p := range needs[1:] {
		text += " or " + string(p)
	}
	return text
}
