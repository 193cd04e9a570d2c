package example

import (
	"fmt"
	"slices"
	"strings"
)

// fewShared is how many filters two lists must have in common for one to refer to
// the other.
const fewShared = 5

// filter is a parameter with its lookups: status, status__in and so on.
type filter struct {
	*Parameter
	lookups []string
}

// filtersOf folds the lookups of an operation's parameters that are its own.
func (s *sharing) filtersOf(op *Operation) (own []*filter, shared []*Parameter) {
	known := map[string]*filter{}
	for _, p := range op.Parameters {
		if s.parameters[p.key()] != nil {
			shared = append(shared, p)
			continue
		}
		name, lookup, _ := strings.Cut(p.Name, "__")
		if f := known[p.In+name]; f != nil && lookup != "" {
			f.lookups = append(f.lookups, "__"+lookup)
			continue
		}
		f := &filter{Parameter: p}
		known[p.In+name] = f
		own = append(own, f)
	}
	return own, shared
}

func (f *filter) same(g *filter) bool {
	return f.key() == g.key() && slices.Equal(f.lookups, g.lookups)
}

// parameters writes what the path, the query and the headers of a request take.
func (r *reference) parameters(op *Operation) {
	own, shared := r.shared.filtersOf(op)
	other, common := r.before(own)
	var rows [][]string
	for _, f := range own {
		if !slices.ContainsFunc(common, f.same) {
			rows = append(rows, []string{code(f.Name), f.In, r.parameterType(f.Parameter), f.Description, list(f.lookups)})
		}
	}
	r.table([]string{"Parameter", "In", "Type", "Meaning", "Lookups"}, rows)
	if len(common) > 0 {
		var names []string
		for _, f := range common {
			names = append(names, f.Name)
		}
		r.line("With their lookups as in [%s](#%s): %s.", r.title(other), slug(r.title(other)), list(names))
	}
	if len(shared) > 0 {
		var names []string
		for _, p := range shared {
			names = append(names, p.Name)
		}
		r.line("As [everywhere](#parameters-of-many-operations): %s.", list(names))
	}
	if len(own) > fewShared {
		r.filters = append(r.filters, op)
	}
}

// before finds the list shown before that has the most filters in common.
func (r *reference) before(own []*filter) (other *Operation, common []*filter) {
	for _, op := range r.filters {
		theirs, _ := r.shared.filtersOf(op)
		var both []*filter
		for _, f := range own {
			if f.In == "query" && f.Name != "ordering" && slices.ContainsFunc(theirs, f.same) {
				both = append(both, f)
			}
		}
		if len(both) >= fewShared && len(both) > len(common) {
			other, common = op, both
		}
	}
	return other, common
}

// parameterType is the type of a parameter. Fields that a list is ordered by are
// named once, without the - that turns them round.
func (r *reference) parameterType(p *Parameter) string {
	kind := r.typeOf(p.Schema)
	if p.Name == "ordering" {
		names := textsOf(lookUp(p.Schema, "/items/enum"))
		names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "-") })
		kind = "list of " + list(names)
	}
	if p.Required && p.In != "path" {
		return fmt.Sprintf("%s, required", kind)
	}
	return kind
}
