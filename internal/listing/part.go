package listing

import (
	"slices"

	"github.com/liaison/liaison/internal/database"
)

// part is one condition of a query. Rows can be tested for it one by one; some
// parts can also find all rows that pass, by an index.
type part struct {
	condition func(w *database.Where) string // on the row itself, or on related
	related   *Related
	negated   bool    // there must be no such related row
	once      bool    // no row has two such related rows
	search    *Search // instead of a condition
	implied   bool    // the search only finds: another part tests
}

// finds reports whether the part can list the rows that pass.
func (c *part) finds() bool { return c.search != nil || c.related != nil }

// unique reports whether the part finds no row twice.
func (c *part) unique() bool { return c.search != nil || c.negated || c.once }

// hits returns a SELECT of the ids of the rows that pass.
func (c *part) hits(w *database.Where, spec *Spec, from string) string {
	if c.search != nil {
		return c.search.Hits(w, c.search.ID+" AS id")
	}
	related := "SELECT " + c.related.ID + " AS id FROM " + c.related.From + " WHERE " + c.related.Where + c.and(w)
	if c.negated {
		// SQLite merges two indexes for this, far faster than looking into one
		// for each row of the other.
		return "SELECT " + spec.ID.SQL + " AS id FROM " + from + " WHERE " + spec.Alias + ".workspace_id = $1 EXCEPT " + related
	}
	return related
}

// fence ends a sub-select that is to be asked row by row: with an OFFSET, no
// planner turns it into a join that gathers all rows first.
const fence = " LIMIT 1 OFFSET 0"

// test returns the condition that the row with the id passes; end is fence or "".
func (c *part) test(w *database.Where, id, end string) string {
	switch {
	case c.search != nil:
		return "EXISTS (" + c.search.Test(w) + end + ")"
	case c.related == nil:
		return c.condition(w)
	}
	exists := "EXISTS (SELECT 1 FROM " + c.related.From + " WHERE " + c.related.Where + " AND " + c.related.ID + " = " + id + c.and(w) + end + ")"
	if c.negated {
		return "NOT " + exists
	}
	return exists
}

func (c *part) and(w *database.Where) string {
	if condition := c.condition(w); condition != "" {
		return " AND " + condition
	}
	return ""
}

// parts returns what a filter with resolved values asks of a row.
func (f *filtering) parts(engine database.Engine, id string) []part {
	var all []part
	if f.Index != nil && f.Lookup != IsNull {
		if search := f.Index(engine, f.Input); search != nil {
			all = append(all, part{search: search, implied: true})
		}
	}
	one := part{related: f.Within, negated: f.Match == None, condition: f.condition}
	one.once = f.Within != nil && f.Within.Once && len(f.Values) == 1
	switch {
	case f.Lookup == IsNull:
		one.once = false
		one.condition = f.blank
		one.negated = f.Values[0] == "true"
	case f.Kind == Bool && f.Within != nil:
		one.once = false
		one.condition = func(*database.Where) string { return f.Column }
		one.negated = f.Values[0] == "false"
		if slices.Contains(f.Values, "true") && slices.Contains(f.Values, "false") {
			return all
		}
	case f.Within != nil && f.null():
		one = part{condition: func(w *database.Where) string { return f.oneOrNone(w, id) }}
	case f.Match == All:
		for _, v := range f.Values {
			single := *f
			single.Values = []string{v}
			all = append(all, part{related: f.Within, condition: single.condition, once: f.Within.Once})
		}
		return all
	}
	return append(all, one)
}

// null reports whether the value null is asked for.
func (f *filtering) null() bool {
	return f.Nullable && (f.Lookup == Exact || f.Lookup == In) && slices.Contains(f.Values, "null")
}

// oneOrNone is the condition that a related row has one of the values, or that
// none has any.
func (f *filtering) oneOrNone(w *database.Where, id string) string {
	none := part{related: f.Within, negated: true, condition: f.filled}
	either := []string{none.test(w, id, "")}
	if values := f.withoutNull(); len(values) > 0 {
		one := part{related: f.Within, condition: func(w *database.Where) string { return f.compare(w, values) }}
		either = append(either, one.test(w, id, ""))
	}
	return Or(either)
}

func (f *filtering) withoutNull() []string {
	return slices.DeleteFunc(slices.Clone(f.Values), func(v string) bool { return v == "null" })
}

// condition is the SQL of the filter's values.
func (f *filtering) condition(w *database.Where) string {
	switch {
	case f.Kind == Custom:
		return f.Condition(w, f.Input)
	case f.Kind == Bool:
		return f.boolean()
	case !f.null():
		return f.compare(w, f.Values)
	}
	either := []string{"NOT (" + f.filled(w) + ")"}
	if values := f.withoutNull(); len(values) > 0 {
		either = append(either, f.compare(w, values))
	}
	return Or(either)
}

// boolean compares a condition with true, false or both.
func (f *filtering) boolean() string {
	switch {
	case slices.Contains(f.Values, "true") && slices.Contains(f.Values, "false"):
		return "1 = 1"
	case f.Values[0] == "true":
		return "(" + f.Column + ")"
	default:
		return "NOT (" + f.Column + ")"
	}
}

// blank is the condition of isnull; that of a related table is negated there.
func (f *filtering) blank(w *database.Where) string {
	if f.Within == nil && f.Values[0] == "true" {
		return "NOT (" + f.filled(w) + ")"
	}
	return f.filled(w)
}

// filled is the condition that there is a value.
func (f *filtering) filled(*database.Where) string {
	column := f.Column
	if column == "" {
		column = f.Folded
	}
	if f.Nullable {
		return column + " IS NOT NULL"
	}
	return column + " <> ''"
}
