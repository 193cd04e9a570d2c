package admin

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/savedview"
)

// explorer is a list in which people look for records and act on many of them: a
// table and, around it, the filters that are on, what the others would leave, the
// columns to choose from, saved views and a selection. Its page defines the
// template list as {{template "explored" .}}, facets as {{template "sidebar" .}}
// and has {{template "explore" .}} as its main part; see contacts.go and
// templates/parts/explore.html.
//
// Over what its table costs it takes one statement, for the saved views, and none
// where a script asks for the rows alone. What the filters would leave is counted
// by a request of its own, when the rows are on the screen.
type explorer[T any] struct {
	table[T]

	words   filterWords
	groups  []facetGroup // down the side, in this order
	facets  func(ctx context.Context, q *listing.Query, within time.Duration) ([]listing.Facet, error)
	from    func(q *listing.Query) listing.Select
	actions actions
}

// filterWords are what people read for filters and their values.
type filterWords struct {
	title func(filter string) string        // "" for one that has no words
	value func(filter, value string) string // the value itself where it needs no word
}

// actions say what can be done to a selection, and who may.
type actions struct {
	change, remove auth.Permission
	statuses       []choice
}

// explored is what stands around the rows, for the templates.
type explored struct {
	Chips  []chip
	Faults problem.Fields // of the address; then there are no rows
	Sizes  []sizeLink
	Search []choice // what the form for the search carries along
	Rest   []choice // the same for the form for the columns
	All    string   // the address of the list without any filter

	Views []viewLink
	View  *viewLink // the one that the address names, nil for none
	Query string    // what a view keeps
	Names []string  // the columns that it keeps, none for those of a fresh list

	Back     string // the address of this very page, for who went on from it
	Matching string // the query that finds all records that match
	Statuses []choice
	Changes  bool
	Deletes  bool
	Exports  bool

	State      string // the query that all of this is of
	FacetsHere string // the address of the list with what stands down its side
	FacetsGone string // and without
	Facets     []facetView
	Counted    bool // Facets are there
	Uncounted  bool // but there was no time to count all of them
}

// Selects reports whether anything can be done to a selection.
func (x *explored) Selects() bool { return x.Changes || x.Deletes || x.Exports }

// chip is a filter that is on.
type chip struct {
	Title, Value string
	Remove       string // the address of the list without it
}

// sizeLink is a number of rows that a page can have.
type sizeLink struct {
	Size    int
	Address string
	Shown   bool
}

// viewLink is a saved view.
type viewLink struct {
	*savedview.View

	Address string
	Shown   bool
	Changed bool // what is shown differs from what the view keeps
	Yours   bool // to change
}

// show answers with the list that the address asks for, or with what stands down
// its side.
// largestPage is the most records that the menu of a list offers to show at once.
const largestPage = 200

func (x *explorer[T]) show(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	within := v.admin.FacetTime
	if given.Get("facets") == allFacets {
		within = v.admin.FacetPatience
	}
	if v.target() == "facets" { // the page around it has none
		given.Del("facets")
	}
	here := state{path: v.Path("/" + x.name), values: given}
	extra := x.around(v, here)
	if v.target() == "facets" || given.Get("facets") != "" && v.target() == "" {
		if err := x.count(v, here, extra, within); err != nil {
			return err
		}
	}
	if v.target() == "facets" {
		return v.show(answer{name: x.template, active: x.name, data: &tableView{Name: x.name, Extra: extra}})
	}
	view, err := x.view(v)
	status := http.StatusOK
	if faults := faultsOf(err); len(faults) > 0 {
		view, status, extra.Faults = x.blank(v, here), http.StatusBadRequest, faults
	} else if err != nil {
		return err
	}
	if v.target() == "" {
		if err := x.addViews(v, here, extra); err != nil {
			return err
		}
	}
	view.Extra = extra
	return v.show(answer{name: x.template, title: view.Title, active: x.name, status: status, data: view})
}

// faultsOf are what is wrong with what an address asks for.
func faultsOf(err error) problem.Fields {
	var p *problem.Error
	if errors.As(err, &p) && p.Kind == problem.BadInput {
		return p.Fields
	}
	return nil
}

// blank is the list without rows, for an address that asks for what there is not.
func (x *explorer[T]) blank(v *visit, here state) *tableView {
	view := &tableView{
		Name: x.name, Title: v.t(x.title), Search: here.values.Get("search"), SearchHint: x.search, Query: here.query(),
		Narrowed: true,
	}
	x.fill(v, view, here, nil)
	return view
}

// around fills in what the address alone tells.
func (x *explorer[T]) around(v *visit, here state) *explored {
	listed := withoutBlank(here.kept())
	back := maps.Clone(here.values)
	back.Del("done")
	e := &explored{
		Chips: x.chips(v, here), Search: here.hidden("search"), Rest: here.hidden("columns"),
		All: here.path, Back: here.address(back), Query: listed.Encode(), Names: here.list("columns"), Statuses: x.actions.statuses,
		Changes: v.principal.Can(x.actions.change), Deletes: v.principal.Can(x.actions.remove),
		Exports: v.principal.Can(auth.ExportData), State: here.query(), FacetsHere: here.with("facets", "1"), FacetsGone: here.with("facets", ""),
	}
	for _, name := range []string{"ordering", "page_size", "count"} {
		listed.Del(name)
	}
	e.Matching = listed.Encode()
	shown := cmp.Or(here.values.Get("page_size"), strconv.Itoa(listing.DefaultPageSize))
	for _, size := range []int{listing.DefaultPageSize, 50, 100, largestPage} {
		text := strconv.Itoa(size)
		e.Sizes = append(e.Sizes, sizeLink{size, here.with("page_size", text), text == shown})
	}
	return e
}

// addViews reads the saved views of the list.
func (x *explorer[T]) addViews(v *visit, here state, e *explored) error {
	views, err := savedview.List(v.Context(), v.admin.DB, v.principal, x.name)
	if err != nil {
		return err
	}
	for i := range views {
		link := viewLink{View: &views[i], Address: viewAddress(here.path, &views[i]), Yours: views[i].Changes(v.principal)}
		if link.Shown = views[i].ID == here.values.Get("view"); link.Shown {
			link.Changed = views[i].Query != e.Query || !slices.Equal(views[i].Columns, e.Names)
			e.View = &link
		}
		e.Views = append(e.Views, link)
	}
	return nil
}

// viewAddress is the address of a list as a view shows it.
func viewAddress(path string, view *savedview.View) string {
	values, err := url.ParseQuery(view.Query)
	if err != nil {
		values = url.Values{} // none that can be read is ever kept
	}
	values.Set("view", view.ID)
	if len(view.Columns) > 0 {
		values.Set("columns", strings.Join(view.Columns, ","))
	}
	return path + "?" + values.Encode()
}

// chips are the filters that are on, one for each value.
func (x *explorer[T]) chips(v *visit, here state) []chip {
	var list []chip
	values := withoutBlank(here.kept())
	for _, name := range slices.Sorted(maps.Keys(values)) {
		filter, lookup := x.filter(name)
		if filter == "" {
			continue
		}
		given, _ := listing.Split(values[name]...) // what cannot be split has faults
		title := cmp.Or(x.words.title(filter), filter)
		if lookup != "" && lookup != listing.In {
			for i := range given {
				given[i] = x.words.value(filter, given[i])
			}
			list = append(list, chip{title, lookupWords(v, lookup, strings.Join(given, " – ")), here.with(name, "")})
			continue
		}
		for i, value := range given {
			rest := slices.Delete(slices.Clone(given), i, i+1)
			if i > 0 && filter != "tags_all" && filter != "tags_none" { // one of the values is enough
				title = v.t("or")
			}
			list = append(list, chip{title, x.words.value(filter, value), x.filtered(here, name, rest)})
		}
	}
	return list
}

// filter takes the name of a parameter apart; one that is no filter has no name.
func (x *explorer[T]) filter(parameter string) (filter string, lookup listing.Lookup) {
	for i := range x.spec.Filters {
		f := &x.spec.Filters[i]
		if f.Name == parameter {
			return f.Name, ""
		}
		if suffix, ok := strings.CutPrefix(parameter, f.Name+"__"); ok && len(f.Name) > len(filter) {
			filter, lookup = f.Name, listing.Lookup(suffix)
		}
	}
	return filter, lookup
}

// filtered is the address of the list with other values of a filter; one that
// has none any more takes its flags with it.
func (x *explorer[T]) filtered(here state, parameter string, values []string) string {
	if len(values) > 0 {
		return here.with(parameter, listing.Quote(values...))
	}
	without := state{here.path, maps.Clone(here.values)}
	for i := range x.spec.Filters {
		if x.spec.Filters[i].Name == parameter {
			for _, flag := range x.spec.Filters[i].Flags {
				without.values.Del(flag)
			}
		}
	}
	return without.with(parameter, "")
}

// lookupWords say what a lookup asks of a filter.
func lookupWords(v *visit, lookup listing.Lookup, value string) string {
	switch lookup {
	case listing.AtLeast:
		return v.t("from %s", value)
	case listing.AtMost:
		return v.t("up to %s", value)
	case listing.Greater:
		return v.t("after %s", value)
	case listing.Less:
		return v.t("before %s", value)
	case listing.Contains, listing.IContains:
		return v.t("contains %s", value)
	case listing.StartsWith:
		return v.t("starts with %s", value)
	case listing.IsNull:
		if value == "false" {
			return v.t("any")
		}
		return v.t("none")
	default:
		return value
	}
}
