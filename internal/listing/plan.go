package listing

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// plan is how a query is run, once its filters are resolved and its matches
// counted.
type plan struct {
	Select
	q      *Query
	parts  []part
	ranked bool // best hits first
	order  []term

	matches int64        // as far as they were counted
	few     map[int]bool // parts that find so few rows that those can be gathered
}

// maxFinders bounds how many parts are asked how many rows they find.
const maxFinders = 4

// newPlan resolves the filters and counts.
func newPlan(ctx context.Context, db *database.DB, q *Query, sel Select) (*plan, error) {
	p := &plan{Select: sel, q: q, few: map[int]bool{}}
	filters, err := resolve(ctx, db, q.filters, sel.Workspace)
	if err != nil {
		return nil, err
	}
	searched := q.Search != "" && sel.Search != nil
	if searched {
		p.parts = append(p.parts, part{search: sel.Search}) // the first one
	}
	for _, within := range q.within {
		p.parts = append(p.parts, part{search: within})
	}
	for i := range filters {
		p.parts = append(p.parts, filters[i].parts(db.Engine, q.spec.ID.SQL)...)
	}
	if err := p.count(ctx, db); err != nil {
		return nil, err
	}
	switch {
	case !searched || q.Ordered:
	case q.cursor != nil:
		p.ranked = q.cursor.Ranked
	default:
		p.ranked = p.few[0]
	}
	if p.ranked && !p.few[0] {
		var faults problem.Fields
		faults.Parameter("cursor", CodeInvalidCursor, "The search now has many more results than when it began; start again from the first page.")
		return nil, faults.Err()
	}
	p.order = q.orderFor(p.ranked)
	return p, nil
}

// resolve replaces the values of filters by what the database knows them as,
// and reports all that name nothing.
func resolve(ctx context.Context, db *database.DB, given []filtering, workspace string) ([]filtering, error) {
	var faults problem.Fields
	filters := slices.Clone(given)
	for i := range filters {
		f := &filters[i]
		if f.Resolve == nil || f.Lookup == IsNull {
			continue
		}
		values, fault, err := f.Resolve(ctx, db, workspace, f.Input)
		switch {
		case err != nil:
			return nil, fmt.Errorf("look up %s: %w", f.parameter, err)
		case fault != nil:
			faults.Parameter(f.parameter, fault.Code, fault.Detail)
		default:
			f.Values = values
		}
	}
	return filters, faults.Err()
}

// finders are the indexes of the parts that are asked how many rows they find.
func (p *plan) finders() []int {
	var all []int
	for i := range p.parts {
		if p.parts[i].finds() && len(all) < maxFinders {
			all = append(all, i)
		}
	}
	return all
}

// count runs the statement that counts the matches and what the finders find.
func (p *plan) count(ctx context.Context, db *database.DB) error {
	if p.q.Count == CountNone && !p.narrowed() {
		return nil
	}
	finders := p.finders()
	found := make([]int64, len(finders))
	dest := make([]any, 0, len(finders)+1)
	for i := range found {
		dest = append(dest, &found[i])
	}
	query, args := p.countSQL()
	err := db.QueryRowOnce(ctx, query, args...).Scan(append(dest, &p.matches)...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // no row: a workspace without counters
		return fmt.Errorf("count %s: %w", p.q.spec.Name, err)
	}
	for i, n := range found {
		p.few[finders[i]] = n <= p.most(finders[i])
	}
	return nil
}

// most is how many rows a part may find for them to be gathered and sorted.
// Pages after the first of a search that was ranked may find more than the
// first one did.
func (p *plan) most(finder int) int64 {
	if finder == 0 && p.q.cursor != nil && p.q.cursor.Ranked {
		return 2 * MaxCount
	}
	return MaxCount
}

// narrowed reports whether the list is less than the whole table.
func (p *plan) narrowed() bool { return p.q.filtered() || p.q.Search != "" }

// counted reports whether matches are all there are.
func (p *plan) counted() bool {
	return !p.narrowed() || p.q.Count == CountExact || p.matches <= MaxCount
}

// gatherable reports whether the matches are few enough to be gathered first and
// then sorted.
func (p *plan) gatherable() bool { return p.narrowed() && p.matches <= MaxCount }
