package admin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/savedview"
)

// Saved views of a list: its filters, search, ordering and columns under a name.

func (a *Admin) viewRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/views", handle: a.listViews},
		{method: http.MethodPost, path: "/views", handle: a.createView},
		{method: http.MethodGet, path: "/views/{id}", handle: a.showView},
		{method: http.MethodPost, path: "/views/{id}", handle: a.updateView},
		{method: http.MethodPost, path: "/views/{id}/delete", handle: a.deleteView},
	}
}

// viewsPage is what the template views shows.
type viewsPage struct {
	Form  *form
	Views []viewLink
	List  *selected
}

// Path is the address of the list.
func (s *selected) Path(v *view) string { return v.Path(s.path) }

// Name is what the list is called in addresses.
func (s *selected) Name() string { return s.path[1:] }

// listNamed returns the list of a name, if the visitor may see it; the first that
// they may see for "".
func (v *visit) listNamed(name string) (*selected, error) {
	for _, s := range []*selected{contactsSelected(), organizationsSelected()} {
		if v.principal.Can(s.view) && (name == "" || name == s.Name()) {
			return s, nil
		}
	}
	return nil, problem.New(problem.NotFound, "This list does not exist.")
}

func (a *Admin) listViews(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	s, err := v.listNamed(given.Get("list"))
	if err != nil {
		return err
	}
	return v.showViews(s, newForm("query", given.Get("query"), "columns", given.Get("columns")), nil)
}

// showViews shows the views of a list with a form for a new one, and what was
// wrong with that.
func (v *visit) showViews(s *selected, f *form, refused error) error {
	found, err := savedview.List(v.Context(), v.admin.DB, v.principal, s.Name())
	if err != nil {
		return err
	}
	p := viewsPage{Form: f, List: s, Views: make([]viewLink, len(found))}
	for i := range found {
		p.Views[i] = v.viewLink(&found[i])
	}
	page := answer{name: "views", title: v.t("Saved views"), active: s.Name(), data: p}
	if refused != nil {
		return v.showRefused(f, refused, page)
	}
	return v.show(page)
}

func (v *visit) viewLink(view *savedview.View) viewLink {
	return viewLink{View: view, Address: viewAddress(v.Path("/"+view.List), view), Yours: view.Changes(v.principal)}
}

// viewPatch reads a form; the query must be one that the list takes.
func (a *Admin) viewPatch(v *visit, s *selected) (*savedview.Patch, error) {
	f := v.typed()
	p := &savedview.Patch{List: record.Some(s.Name())}
	f.text("name", &p.Name)
	f.boolean("shared", &p.Shared)
	if given, ok := v.PostForm["columns"]; ok {
		p.Columns = record.Some(separated(given))
	}
	var query record.Opt[string]
	if f.text("query", &query); !query.Given {
		return p, nil
	}
	values, err := url.ParseQuery(strings.TrimPrefix(query.Value, "?"))
	if err != nil {
		p.Query = query // the store says what is wrong
		return p, nil   //nolint:nilerr // with it
	}
	values = withoutBlank(values)
	values.Del("cursor")
	values.Del("page")
	p.Query = record.Some(values.Encode())
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return nil, err
	}
	if _, faults := listing.Parse(s.spec(rules), values); len(faults) > 0 {
		p.Faults.Add("/query", faults[0].Code, "The list does not accept this query: "+faults[0].Parameter+": "+faults[0].Detail)
	}
	return p, nil
}

func (a *Admin) createView(v *visit) error {
	s, err := v.listNamed(v.PostForm.Get("list"))
	if err != nil {
		return err
	}
	p, err := a.viewPatch(v, s)
	if err != nil {
		return err
	}
	var made *savedview.View
	change, err := v.write(func(tx *changelog.Tx) error {
		made, err = savedview.Create(v.Context(), tx, v.principal, p)
		return err
	})
	if err != nil {
		return v.showViews(s, v.typed(), err)
	}
	return v.done(v.viewLink(made).Address, change)
}

// viewPage is what the template view shows.
type viewPage struct {
	Form *form
	View viewLink
	List *selected
}

func (v *visit) viewAnswer(f *form, s *selected, view *savedview.View) answer {
	return answer{name: "view", title: view.Name, active: s.Name(), data: viewPage{f, v.viewLink(view), s}}
}

// savedView is the view that the path names, and its list.
func (v *visit) savedView() (*savedview.View, *selected, error) {
	id, err := v.id(savedview.ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	view, err := savedview.Get(v.Context(), v.admin.DB, v.principal, id)
	if err != nil {
		return nil, nil, err
	}
	s, err := v.listNamed(view.List)
	if err != nil {
		return nil, nil, savedview.ErrNotFound
	}
	return view, s, nil
}

func (a *Admin) showView(v *visit) error {
	view, s, err := v.savedView()
	if err != nil {
		return err
	}
	f := newForm("name", view.Name)
	if view.Shared {
		f = newForm("name", view.Name, "shared", "true")
	}
	return v.show(v.viewAnswer(f, s, view))
}

func (a *Admin) updateView(v *visit) error {
	view, s, err := v.savedView()
	if err != nil {
		return err
	}
	p, err := a.viewPatch(v, s)
	if err != nil {
		return err
	}
	var written *savedview.View
	change, err := v.write(func(tx *changelog.Tx) error {
		written, err = savedview.Update(v.Context(), tx, v.principal, view.ID, p, v.unchanged())
		return err
	})
	if problem.Is(err, problem.PreconditionFailed) { // the form shown again is of the view as it is now
		stale := err
		if view, s, err = v.savedView(); err == nil {
			err = stale
		}
	}
	if err != nil {
		f := v.typed()
		return v.showRefused(f, err, v.viewAnswer(f, s, view))
	}
	return v.done(v.viewLink(written).Address, change)
}

func (a *Admin) deleteView(v *visit) error {
	view, s, err := v.savedView()
	if err != nil {
		return err
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return savedview.Delete(v.Context(), tx, v.principal, view.ID, v.unchanged())
	})
	if err != nil {
		return err
	}
	return v.done(v.Path(s.path), change)
}
