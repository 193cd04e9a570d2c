package admin

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
)

// facetGroup is a filter that stands down the side of a list.
type facetGroup struct {
	filter, title string
	picker        string // where further values are looked up, "" for nowhere
	pick          string // what the picker is for
	flag          string // a parameter that comes with what was picked
	isText        bool   // a text is typed instead of choosing values
	input         string // the type of the two inputs of a range; "" for no range
	isTags        bool   // the values can be asked for as any of them, all or none
	isPast        bool   // a time: the last day, week and month are there to choose
	byCount       bool   // what most have comes first
}

// facetView is the same for the templates.
type facetView struct {
	Name, Title  string
	Filter       string // the parameter of its values
	Values, More []facetLink
	Picker, Pick string
	Flag         string
	Fields       []facetField
	Modes        []facetMode
	Hidden       []choice // what the forms of the group carry along
	Open         bool
}

// facetLink is one value. Its address takes it to the filters that are on or,
// where it is on, away from them.
type facetLink struct {
	Parameter             string
	Value, Label, Address string
	Single                bool // takes the place of another value
	Count                 int64
	Exact                 bool
	On                    bool
	Uncounted             bool
}

// facetField is an input of a group.
type facetField struct {
	Name, Label, Type, Value string
}

// shownValues is how many values of a group are shown at once; the others wait
// behind "more".
const shownValues = 8

// count fills in what stands down the side.
func (x *explorer[T]) count(v *visit, here state, e *explored, within time.Duration) error {
	e.Counted = true
	q, err := parse(x.spec, withoutPage(here))
	if len(faultsOf(err)) > 0 { // the list says what is wrong
		return nil
	}
	if err != nil {
		return err
	}
	facets, err := x.facets(v.Context(), q, within)
	if len(faultsOf(err)) > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	for _, g := range x.groups {
		i := slices.IndexFunc(facets, func(f listing.Facet) bool { return f.Filter == g.filter })
		var facet *listing.Facet
		if i >= 0 {
			facet = &facets[i]
		}
		if g.isTags {
			if err := x.countTags(v, here, q, facet); err != nil {
				return err
			}
			g.filter = modeOfTags(here)
		}
		shown := x.group(here, &g, facet)
		if g.isTags {
			shown.Name, shown.Modes = "tags", x.modes(v, here)
		}
		e.Uncounted = e.Uncounted || facet != nil && slices.ContainsFunc(facet.Values, func(v listing.FacetValue) bool { return v.Uncounted })
		if g.isPast {
			if err := x.addPast(v, here, &g, &shown); err != nil {
				return err
			}
		}
		if len(shown.Values)+len(shown.Fields) > 0 || shown.Picker != "" {
			e.Facets = append(e.Facets, shown)
		}
	}
	return nil
}

// allFacets is the parameter facets of who waits until all are counted.
const allFacets = "all"

// withoutPage are the parameters for the list, without its page.
func withoutPage(here state) map[string][]string { return withoutBlank(here.kept()) }

// group fills in a group; facet is nil for one without known values.
func (x *explorer[T]) group(here state, g *facetGroup, facet *listing.Facet) facetView {
	on, _ := listing.Split(here.values[g.filter]...)
	shown := facetView{
		Name: g.filter, Filter: g.filter, Title: g.title, Picker: g.picker, Pick: g.pick, Flag: g.flag, Open: len(on) > 0,
		Fields: g.fields(here),
	}
	if facet != nil {
		shown.split(x.links(here, g, facet, on))
	}
	if g.picker != "" || len(shown.Fields) > 0 {
		var own []string
		for _, f := range shown.Fields {
			own = append(own, f.Name)
			shown.Open = shown.Open || f.Value != ""
		}
		shown.Hidden = here.hidden(append(own, g.flag)...)
	}
	return shown
}

// links are the values of a group: those that are on and those that something
// has.
func (x *explorer[T]) links(here state, g *facetGroup, facet *listing.Facet, on []string) []facetLink {
	var links []facetLink
	known := map[string]bool{}
	for _, value := range facet.Values {
		known[value.Value] = true
		link := facetLink{
			Parameter: g.filter, Value: value.Value, Label: cmp.Or(value.Label, x.words.value(g.filter, value.Value)), Count: value.Count,
			Exact: value.CountIsExact, Uncounted: value.Uncounted, On: slices.Contains(on, value.Value), Address: x.toggled(here, g.filter, on, value.Value),
		}
		if link.On || link.Count > 0 || link.Uncounted {
			links = append(links, link)
		}
	}
	for _, value := range on {
		if !known[value] {
			links = append(links, facetLink{
				Parameter: g.filter, Value: value, Label: x.words.value(g.filter, value), On: true, Uncounted: true,
				Address: x.toggled(here, g.filter, on, value),
			})
		}
	}
	if g.byCount {
		slices.SortStableFunc(links, func(a, b facetLink) int { return cmp.Compare(b.Count, a.Count) })
	}
	return links
}

// toggled is the address of the list with a value more, or less.
func (x *explorer[T]) toggled(here state, filter string, on []string, value string) string {
	rest := slices.DeleteFunc(slices.Clone(on), func(s string) bool { return s == value })
	if len(rest) == len(on) {
		rest = append(rest, value)
	}
	return x.filtered(here, filter, rest)
}

// split shows the first values, and those that are on.
func (f *facetView) split(links []facetLink) {
	for i, link := range links {
		if i < shownValues || link.On {
			f.Values = append(f.Values, link)
		} else {
			f.More = append(f.More, link)
		}
	}
}

// fields are the inputs of a group.
func (g *facetGroup) fields(here state) []facetField {
	var list []facetField
	add := func(lookup listing.Lookup, label, kind string) {
		name := g.filter + "__" + string(lookup)
		list = append(list, facetField{name, label, kind, here.values.Get(name)})
	}
	switch {
	case g.input != "":
		add(listing.AtLeast, "From", g.input)
		add(listing.AtMost, "Up to", g.input)
	case g.isText:
		add(listing.Contains, "Contains", "text")
	}
	return list
}

// pastDays are the times that one looks back on.
var pastDays = []struct {
	days  int
	label string
}{{1, "Since yesterday"}, {7, "In the last 7 days"}, {30, "In the last 30 days"}}

// addPast adds the last day, week and month to a group.
func (x *explorer[T]) addPast(v *visit, here state, g *facetGroup, shown *facetView) error {
	name := g.filter + "__" + string(listing.AtLeast)
	for _, p := range pastDays {
		day := v.admin.DB.Now().AddDate(0, 0, -p.days).Format(time.DateOnly)
		values := maps.Clone(withoutPage(here))
		maps.DeleteFunc(values, func(parameter string, _ []string) bool {
			filter, _ := x.filter(parameter)
			return filter == g.filter
		})
		values[name] = []string{day}
		q, err := parse(x.spec, values)
		if err != nil {
			return err
		}
		n, exact, err := listing.Count(v.Context(), v.admin.DB, q, x.from(q))
		if err != nil {
			return err
		}
		link := facetLink{
			Parameter: name, Single: true, Value: day, Label: v.t(p.label), Count: n, Exact: exact,
			On: here.values.Get(name) == day,
		}
		if link.Address = here.with(name, day); link.On {
			link.Address = here.with(name, "")
		}
		shown.Values = append(shown.Values, link)
	}
	return nil
}

// customGroups are the groups of the custom fields that can be filtered by, each
// as its type wants it.
func customGroups(fields *customfield.Fields) []facetGroup {
	var groups []facetGroup
	for i := range fields.List {
		f := &fields.List[i]
		if !f.Filterable || f.Indexing {
			continue
		}
		g := facetGroup{filter: customfield.FilterPrefix + f.Key, title: f.Label}
		switch f.Type {
		case customfield.Integer, customfield.Number:
			g.input = "number"
		case customfield.Date, customfield.DateTime:
			g.input = "date"
		case customfield.Text, customfield.URL, customfield.Email:
			g.isText = true
		}
		groups = append(groups, g)
	}
	return groups
}

// customTitle is what people read for a filter by a custom field.
func customTitle(fields *customfield.Fields, filter string) string {
	key, ok := strings.CutPrefix(filter, customfield.FilterPrefix)
	if !ok {
		return ""
	}
	if f := fields.Field(key); f != nil {
		return f.Label
	}
	return key
}
