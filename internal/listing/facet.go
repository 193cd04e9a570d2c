package listing

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// Facet is a filter whose values are shown beside the list, each with the number
// of rows that it would leave. The list's store names them next to its Spec.
type Facet struct {
	Filter string // its name
	Label  string // what people read, "" where the name of the filter says it
	// Key is the column that holds the values as the filter resolves them, of the
	// list's table or of the one within which the filter looks: by it few rows are
	// counted for all values at once. "" for values that no column holds.
	Key    string
	Values []FacetValue
	// Others returns values that are not among Values, by what the column of the key
	// holds, for filters that have more values than can be shown: where few rows are
	// left, those that they have are offered however rare they are. nil where Values
	// are all.
	Others func(ctx context.Context, keys []string) (map[string]FacetValue, error)
}

// mostOthers is how many values a facet gets that it did not come with.
const mostOthers = 20

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string // as in the parameter, one value without quotes
	Label string // what people read
	// Count is the number of rows that pass this value and all other filters of
	// the query, or MaxCount where there are more and CountIsExact is false.
	Count        int64
	CountIsExact bool
	Uncounted    bool // there was no time to count it
}

// Count returns how many rows a query matches, without reading a page: at most
// MaxCount, where exact is false if there are more.
func Count(ctx context.Context, db *database.DB, q *Query, sel Select) (n int64, exact bool, err error) {
	p, err := newPlan(ctx, db, q.bounded(), sel)
	if err != nil {
		return 0, false, err
	}
	n, exact = p.bounded()
	return n, exact, nil
}

// bounded returns the matches as far as MaxCount.
func (p *plan) bounded() (n int64, exact bool) {
	return min(p.matches, MaxCount), p.matches <= MaxCount
}

// bounded returns the query as the first page of it would count.
func (q *Query) bounded() *Query {
	copied := q.Copy()
	copied.Count, copied.cursor, copied.Page = CountBounded, nil, 0
	return copied
}

// Copy returns a query that can be narrowed without narrowing q.
func (q *Query) Copy() *Query {
	copied := *q
	copied.extra, copied.within = slices.Clone(q.extra), slices.Clone(q.within)
	return &copied
}

// Has reports whether the query has a filter, by whatever lookup.
func (q *Query) Has(filter string) bool {
	return slices.ContainsFunc(q.filters, func(f filtering) bool { return f.Name == filter })
}

// At returns the query at a cursor that Fetch gave for it.
func (q *Query) At(cursor string) (*Query, error) {
	at := q.Copy()
	at.Page = 0
	var ok bool
	if at.cursor, ok = q.readCursor(cursor); !ok {
		var faults problem.Fields
		faults.Parameter("cursor", CodeInvalidCursor, "The cursor does not belong to this list with this ordering and these filters.")
		return nil, faults.Err()
	}
	return at, nil
}

// With returns the query, from its first page on, with a filter replaced: all
// its lookups go and it has the values given; without values the filter is
// dropped. What the list's store narrowed the query by stays.
func (q *Query) With(filter string, values ...string) (*Query, problem.Fields) {
	given := url.Values{}
	maps.Copy(given, q.given)
	i := slices.IndexFunc(q.spec.Filters, func(f Filter) bool { return f.Name == filter })
	if i < 0 {
		var faults problem.Fields
		faults.Parameter(Printable(filter), CodeUnknownParameter, "Unknown parameter.")
		return nil, faults
	}
	maps.DeleteFunc(given, func(name string, _ []string) bool {
		f, _, _ := q.spec.filter(name)
		return f == &q.spec.Filters[i] || name == "page" || name == "cursor" ||
			len(values) == 0 && slices.Contains(q.spec.Filters[i].Flags, name)
	})
	if len(values) > 0 {
		given[filter] = []string{Quote(values...)}
	}
	with, faults := Parse(q.spec, given)
	if with != nil {
		stored := q.extra[q.parsed:]
		with.extra, with.within = append(with.extra, stored...), slices.Clone(q.within)
	}
	return with, faults
}

// Quote returns values as a parameter holds them: separated by commas, in double
// quotes where they would be read otherwise.
func Quote(values ...string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		if quoted[i] = v; strings.ContainsAny(v, `,"`) || strings.TrimSpace(v) != v {
			quoted[i] = inQuotes(v)
		}
	}
	return strings.Join(quoted, ",")
}

func inQuotes(value string) string { return `"` + strings.ReplaceAll(value, `"`, `""`) + `"` }

// CountFacets counts the values of facets. Each is counted with all other
// filters of the query on, its own replaced. Where the other filters leave few
// rows, those are gathered and the values counted among them; where they leave
// many, each value is counted by itself, as far as MaxCount, which may take long
// where two conditions leave many rows each and few together. A value that names
// nothing any more, such as a tag that was deleted, counts 0.
func CountFacets(ctx context.Context, db *database.DB, q *Query, sel Select, facets []Facet) error {
	c := &facetCounter{db: db, q: q, sel: sel}
	for i := range facets {
		if err := c.count(ctx, &facets[i]); err != nil {
			return err
		}
	}
	return nil
}

// CountFacetsIn is CountFacets for pages that do not wait for long: what is not
// counted when the time is up is marked Uncounted.
func CountFacetsIn(ctx context.Context, within time.Duration, db *database.DB, q *Query, sel Select, facets []Facet) error {
	timed, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	c := &facetCounter{db: db, q: q, sel: sel}
	for i := range facets {
		for j := range facets[i].Values {
			facets[i].Values[j].Uncounted = true
		}
	}
	for i := range facets {
		if err := c.count(timed, &facets[i]); err != nil {
			if timed.Err() != nil && ctx.Err() == nil {
				return nil
			}
			return err
		}
	}
	return nil
}

// facetCounter counts facets one after the other.
type facetCounter struct {
	db    *database.DB
	q     *Query
	sel   Select
	whole *plan // of the query as it is, once it is needed
}

func (c *facetCounter) count(ctx context.Context, f *Facet) error {
	base, err := c.base(ctx, f)
	if err != nil {
		return err
	}
	if !base.gatherable() {
		return countValues(ctx, c.db, c.q, c.sel, f)
	}
	values, err := valueFilters(ctx, c.db, base, f)
	if err != nil || len(values) == 0 {
		return err
	}
	if f.Key == "" {
		return base.countAmong(ctx, c.db, values)
	}
	return base.countByKey(ctx, c.db, f, values)
}

// base returns the plan of the query without the facet's own filter.
func (c *facetCounter) base(ctx context.Context, f *Facet) (*plan, error) {
	if c.q.Has(f.Filter) {
		without, faults := c.q.With(f.Filter)
		if err := faults.Err(); err != nil {
			return nil, err
		}
		return newPlan(ctx, c.db, without.bounded(), c.sel)
	}
	var err error
	if c.whole == nil {
		c.whole, err = newPlan(ctx, c.db, c.q.bounded(), c.sel)
	}
	return c.whole, err
}

// countValues counts each value of a facet by itself.
func countValues(ctx context.Context, db *database.DB, q *Query, sel Select, f *Facet) error {
	for i := range f.Values {
		with, faults := q.With(f.Filter, f.Values[i].Value)
		var p *plan
		err := faults.Err()
		if err == nil {
			p, err = newPlan(ctx, db, with.bounded(), sel)
		}
		switch {
		case problem.Is(err, problem.BadInput):
			f.Values[i].is(0, true)
		case err != nil:
			return err
		default:
			f.Values[i].is(p.bounded())
		}
	}
	return nil
}

func (v *FacetValue) is(n int64, exact bool) { v.Count, v.CountIsExact, v.Uncounted = n, exact, false }

// valueFilter is a value of a facet and the filter that it is.
type valueFilter struct {
	value  *FacetValue
	filter *filtering
}

// valueFilters returns the values of a facet that name something, with their
// filters, resolved. The others count 0.
func valueFilters(ctx context.Context, db *database.DB, base *plan, f *Facet) ([]valueFilter, error) {
	var all []valueFilter
	for i := range f.Values {
		v := &f.Values[i]
		with, faults := base.q.With(f.Filter, v.Value)
		if len(faults) > 0 {
			v.is(0, true)
			continue
		}
		own := slices.IndexFunc(with.filters, func(g filtering) bool { return g.Name == f.Filter })
		resolved, err := resolve(ctx, db, with.filters[own:own+1], base.Workspace)
		if problem.Is(err, problem.BadInput) {
			v.is(0, true)
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, valueFilter{v, &resolved[0]})
	}
	return all, nil
}

// countByKey counts the few rows that the plan gathers by a column that holds the
// values, and adds those that the facet did not come with.
func (p *plan) countByKey(ctx context.Context, db *database.DB, f *Facet, values []valueFilter) error {
	counts, err := p.keyCounts(ctx, db, f.Key, values[0].filter.Within)
	if err != nil {
		return err
	}
	others := maps.Clone(counts)
	for _, v := range values {
		var n int64
		for _, value := range v.filter.Values { // one, or its spellings
			n += counts[value]
			delete(others, value)
		}
		v.value.is(n, true)
	}
	return f.addOthers(ctx, others)
}

// addOthers adds the values of the keys that most of the rows have.
func (f *Facet) addOthers(ctx context.Context, counts map[string]int64) error {
	delete(counts, "") // none
	if f.Others == nil || len(counts) == 0 {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	keys = keys[:min(len(keys), mostOthers)]
	others, err := f.Others(ctx, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if v, ok := others[key]; ok {
			v.is(counts[key], true)
			f.Values = append(f.Values, v)
		}
	}
	return nil
}

// keyCounts counts the few rows that the plan gathers by a column: of their own
// table, or of that within which a filter looks.
func (p *plan) keyCounts(ctx context.Context, db *database.DB, key string, r *Related) (map[string]int64, error) {
	s := p.newStatement()
	gathered := " FROM " + p.From + s.where(s.gathered(-1))
	query := "SELECT " + key + ", COUNT(*)" + gathered + " GROUP BY " + key
	if r != nil {
		count := "COUNT(DISTINCT m.id)"
		if r.Once {
			count = "COUNT(*)"
		}
		query = "WITH m AS MATERIALIZED (SELECT " + p.q.spec.ID.SQL + " AS id" + gathered + ") SELECT " + key + ", " + count +
			" FROM m CROSS JOIN " + r.From + " WHERE " + r.Where + " AND " + r.ID + " = m.id GROUP BY " + key
	}
	rows, err := db.QueryOnce(ctx, query, s.w.Args...)
	if err != nil {
		return nil, fmt.Errorf("count the values of filters of %s: %w", p.q.spec.Name, err)
	}
	defer func() { _ = rows.Close() }()
	counts := map[string]int64{}
	for rows.Next() {
		var value sql.NullString
		var n int64
		if err := rows.Scan(&value, &n); err != nil {
			return nil, fmt.Errorf("count the values of filters of %s: %w", p.q.spec.Name, err)
		}
		counts[value.String] += n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("count the values of filters of %s: %w", p.q.spec.Name, err)
	}
	return counts, nil
}

// countAmong counts how many of the few rows that the plan gathers pass each
// value.
func (p *plan) countAmong(ctx context.Context, db *database.DB, values []valueFilter) error {
	s := p.newStatement()
	counts, found, dest := make([]string, len(values)), make([]int64, len(values)), make([]any, len(values))
	for i, v := range values {
		tests := []string{"1 = 1"}
		for _, c := range v.filter.parts(db.Engine, p.q.spec.ID.SQL) {
			if !c.implied {
				tests = append(tests, c.test(&s.w, p.q.spec.ID.SQL, ""))
			}
		}
		counts[i], dest[i] = "COUNT(*) FILTER (WHERE "+strings.Join(tests, " AND ")+")", &found[i]
	}
	query := "SELECT " + strings.Join(counts, ", ") + " FROM " + p.From + s.where(s.gathered(-1))
	if err := db.QueryRowOnce(ctx, query, s.w.Args...).Scan(dest...); err != nil {
		return fmt.Errorf("count the values of filters of %s: %w", p.q.spec.Name, err)
	}
	for i, v := range values {
		v.value.is(found[i], true)
	}
	return nil
}

// Matches returns a SELECT of the ids of all rows that a query matches, as id,
// each once, for a statement that writes them down; its values stand in the
// Where, the workspace as $1.
func Matches(ctx context.Context, db *database.DB, q *Query, sel Select) (query string, w *database.Where, err error) {
	p, err := newPlan(ctx, db, q.bounded(), sel)
	if err != nil {
		return "", nil, err
	}
	s := p.newStatement()
	var gathered map[int]string
	if p.gatherable() {
		gathered = s.gathered(-1)
	}
	query = "SELECT " + q.spec.ID.SQL + " AS id FROM " + p.From + s.where(gathered)
	return query, &s.w, nil
}
