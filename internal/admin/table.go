package admin

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
)

// table is a list of records in the browser. Its address takes what the list
// takes over REST (search, ordering, filters, cursor …) and, beside that, which
// columns are shown.
type table[T any] struct {
	name   string // the path below the workspace and the entry of the navigation: "tags"
	title  string
	search string // what can be searched for; "" where the list cannot be searched
	spec   *listing.Spec
	fetch  func(ctx context.Context, q *listing.Query) (listing.Page[T], error)

	id      func(item *T) string
	link    func(item *T) string // the path of the record's page below the workspace
	columns []column[T]
	filters []filter

	empty string // what to say where there is nothing yet, and what to do next
	add   string // the path of the form for a new record, "" for none
	adds  auth.Permission

	template string // "table" unless the list has a page of its own
	extra    any    // for a page of its own
}

// column is a column of a list.
type column[T any] struct {
	name, title string
	ordering    string // what the list is ordered by for it, "" for nothing
	hidden      bool   // unless it is asked for
	cell        func(item *T) cell
}

// filter narrows a list by one of some values.
type filter struct {
	name, title string
	options     []choice
}

// cell is what stands in a row, by its kind: text, name (of a person or thing:
// set apart from the direction of the text around it), badge, tags, time, date,
// number, plain (a number as it is written anywhere), email, phone, emails,
// phones, language, status or yes.
type cell struct {
	Kind   string
	Text   string
	Texts  []string
	Value  string // of a status, whose word is the Text
	Time   database.Time
	Number int64
	Link   string // an address that it leads to, "" for none; the first cell has its row's
}

// to returns the cell as a link.
func (c cell) to(address string) cell {
	c.Link = address
	return c
}

func textCell(s string) cell        { return cell{Kind: "text", Text: s} }
func nameCell(s string) cell        { return cell{Kind: "name", Text: s} }
func badgeCell(s string) cell       { return cell{Kind: "badge", Text: s} }
func timeCell(t database.Time) cell { return cell{Kind: "time", Time: t} }
func numberCell(n int64) cell       { return cell{Kind: "number", Number: n} }

// ownParameters are those of an address that say how a list is shown.
func ownParameters() []string {
	return []string{"columns", "done", "facets", "followed", tagMode, "view"}
}

// tableView is a table as its template sees it.
type tableView struct {
	Name, Title string
	Search      string // what is searched for
	SearchHint  string // "" where the list cannot be searched
	Columns     []columnView
	Rows        []rowView
	Filters     []filterView
	Count       *int64
	CountExact  bool
	Next        string // addresses, "" for none
	Previous    string
	First       string
	Narrowed    bool // by a search or a filter
	Hidden      []choice
	Empty       string
	NoMatch     string // what to say where nothing is left of it
	Add         string
	Query       string // the parameters that make the list, without its page
	Extra       any
}

type columnView struct {
	Name, Title string
	Sort        string // the address that orders by it, "" for none
	Sorted      string // ascending, descending or none, for aria-sort
	Shown       bool
}

type rowView struct {
	ID, Link string
	Cells    []cell
}

type filterView struct {
	Name, Title, Value string
	Options            []choice
}

// show answers with the list that the address asks for.
func (t *table[T]) show(v *visit) error {
	view, err := t.view(v)
	if err != nil {
		return err
	}
	name := t.template
	if name == "" {
		name = "table"
	}
	return v.show(answer{name: name, title: view.Title, active: t.name, data: view})
}

func (t *table[T]) view(v *visit) (*tableView, error) {
	given, err := v.query()
	if err != nil {
		return nil, err
	}
	values := withoutBlank(given)
	q, err := parse(t.spec, values)
	if err != nil {
		return nil, err
	}
	page, err := t.fetch(v.Context(), q)
	if err != nil {
		return nil, err
	}
	here := state{path: v.Path("/" + t.name), values: given}
	view := &tableView{
		Name: t.name, Title: v.t(t.title), Search: values.Get("search"), SearchHint: t.search,
		Count: page.Count, CountExact: page.CountIsExact, Empty: t.empty, Extra: t.extra, Query: here.query(),
		Next: here.page(page.Next), Previous: here.page(page.Previous), First: here.page(""),
	}
	if t.add != "" && v.principal.Can(t.adds) {
		view.Add = v.Path(t.add)
	}
	t.fill(v, view, here, page.Items)
	for _, f := range t.filters {
		view.Filters = append(view.Filters, filterView{f.name, f.title, values.Get(f.name), f.options})
	}
	for name := range values {
		view.Narrowed = view.Narrowed || name != "ordering" && name != "page_size" && name != "cursor" && name != "page" && name != "count"
	}
	view.Hidden = here.hidden(append([]string{"search"}, filterNames(t.filters)...)...)
	return view, nil
}

// fill writes the columns and the rows.
func (t *table[T]) fill(v *visit, view *tableView, here state, items []T) {
	view.NoMatch = v.noMatch(t.name)
	shown := here.list("columns")
	order := here.values.Get("ordering")
	if order == "" {
		order = t.spec.Default
	}
	var columns []column[T]
	for _, c := range t.columns {
		visible := !c.hidden
		if len(shown) > 0 {
			visible = slices.Contains(shown, c.name)
		}
		cv := columnView{Name: c.name, Title: v.t(c.title), Shown: visible, Sorted: "none"}
		if c.ordering != "" {
			cv.Sort, cv.Sorted = here.sorted(c.ordering, order)
		}
		view.Columns = append(view.Columns, cv)
		if visible {
			columns = append(columns, c)
		}
	}
	for i := range items {
		row := rowView{ID: t.id(&items[i])}
		if t.link != nil {
			row.Link = v.Path(t.link(&items[i]))
		}
		for _, c := range columns {
			row.Cells = append(row.Cells, c.cell(&items[i]))
		}
		view.Rows = append(view.Rows, row)
	}
}

// noMatch says that a list has nothing that is asked for.
func (v *visit) noMatch(list string) string {
	switch list {
	case "contacts":
		return v.t("No contacts match")
	case "organizations":
		return v.t("No organizations match")
	case "organization-types":
		return v.t("No organization types match")
	case "tags":
		return v.t("No tags match")
	case "addresses":
		return v.t("No addresses match")
	case "custom-fields":
		return v.t("No custom fields match")
	case "changes":
		return v.t("No changes match")
	case "users":
		return v.t("No users match")
	}
	return v.t("No matches")
}

// Shown are the columns that are shown.
func (t *tableView) Shown() []columnView {
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c columnView) bool { return !c.Shown })
}

func filterNames(filters []filter) []string {
	names := make([]string, len(filters))
	for i, f := range filters {
		names[i] = f.name
	}
	return names
}

// withoutBlank are the parameters for the list: without those of the page itself,
// and without the fields of a form that were left blank.
func withoutBlank(given url.Values) url.Values {
	values := maps.Clone(given)
	for _, name := range ownParameters() {
		values.Del(name)
	}
	maps.DeleteFunc(values, func(_ string, list []string) bool { return strings.Join(list, "") == "" })
	return values
}

// state is where a list is: its path and its parameters.
type state struct {
	path   string
	values url.Values
}

func (s state) list(name string) []string {
	all := strings.Split(strings.Join(s.values[name], ","), ",") // a form repeats the parameter
	return slices.DeleteFunc(all, func(value string) bool { return value == "" })
}

// with returns the address of the same list, from its first page on, with a
// parameter set or, for "", left out.
func (s state) with(name, value string) string {
	values := s.kept()
	values.Del(name)
	if value != "" {
		values.Set(name, value)
	}
	return s.address(values)
}

// kept are the parameters that make the list, without those of its page.
func (s state) kept() url.Values {
	values := maps.Clone(s.values)
	for _, name := range []string{"cursor", "page", "done"} {
		values.Del(name)
	}
	maps.DeleteFunc(values, func(_ string, list []string) bool { return strings.Join(list, "") == "" })
	return values
}

func (s state) query() string { return s.kept().Encode() }

// page returns the address of another page, "" for the first; without a next or
// previous page there is no cursor, and no address either.
func (s state) page(cursor string) string {
	if cursor == "" {
		return ""
	}
	return s.with("cursor", cursor)
}

// sorted returns the address that orders by a field and how the list is ordered
// by it at present.
func (s state) sorted(field, order string) (address, present string) {
	first, _, _ := strings.Cut(order, ",")
	lead, _, _ := strings.Cut(field, ",")
	switch first {
	case lead:
		return s.with("ordering", descending(field)), "ascending"
	case "-" + lead:
		return s.with("ordering", field), "descending"
	default:
		return s.with("ordering", field), "none"
	}
}

func descending(order string) string {
	fields := strings.Split(order, ",")
	for i := range fields {
		fields[i] = "-" + fields[i]
	}
	return strings.Join(fields, ",")
}

// hidden are the parameters that a form of the list carries along.
func (s state) hidden(except ...string) []choice {
	var list []choice
	values := s.kept()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(except, name) {
			continue
		}
		for _, value := range values[name] {
			list = append(list, choice{name, value})
		}
	}
	return list
}

func (s state) address(values url.Values) string {
	if len(values) == 0 {
		return s.path
	}
	return s.path + "?" + values.Encode()
}
