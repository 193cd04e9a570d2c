package listing

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// Select says where the rows of a list come from. In its SQL $1 is the
// workspace.
type Select struct {
	Workspace string // id
	From      string // the table with its alias: "contacts c"
	Args      []any  // the values of $2, $3 … in From
	// Columns are read from Join, which goes from p.id, the id of a row on the
	// page: "contact_records r ON r.workspace_id = $1 AND r.contact_id = p.id".
	Columns string
	Join    string
	// Total is a statement that gives the number of all rows without counting
	// them; "" counts them.
	Total  string
	Search *Search // for lists without a SearchColumn
}

// Search is how a list is searched with an index of its own. Unless an ordering
// is asked for, the best matches come first; if there are more than MaxCount
// hits, they come in the list's own order, since all would have to be read to
// find the best. A cursor keeps to the one or the other.
type Search struct {
	// Hits is a SELECT of the columns of what the index finds, each row once.
	Hits func(w *database.Where, columns string) string
	ID   string // the column of Hits that is the row's id
	// Score is an expression over Hits: a BIGINT, 0 for the best match.
	Score func(w *database.Where) string
	// Test is a SELECT that gives a row if the words are found in the row of
	// the list that it is asked for.
	Test func(w *database.Where) string
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	// Count is the number of matches, or MaxCount where there are more and
	// CountIsExact is false; nil when it was not asked for.
	Count        *int64
	CountIsExact bool
	Next         string // cursors, "" for none
	Previous     string
}

// Row is a row of the result.
type Row interface {
	Scan(dest ...any) error
}

// Fetch runs a query: a statement for each filter that has a Resolve, one that
// counts, and one that reads the page. Values that name nothing are BadInput, a
// page past the last one is NotFound.
func Fetch[T any](ctx context.Context, db *database.DB, q *Query, sel Select, scan func(Row) (T, error)) (Page[T], error) {
	var page Page[T]
	p, err := newPlan(ctx, db, q, sel)
	if err != nil {
		return page, err
	}
	query, args := p.pageSQL()
	rows, err := db.QueryOnce(ctx, query, args...)
	if err != nil {
		return page, fmt.Errorf("read %s: %w", q.spec.Name, err)
	}
	defer func() { _ = rows.Close() }()
	var keys [][]any
	size, full := 0, false // in bytes, where the items say what they have
	for !full && rows.Next() {
		r := &keyedRow{rows: rows, dest: destinations(p.order)}
		item, err := scan(r)
		if err != nil {
			return page, fmt.Errorf("read %s: %w", q.spec.Name, err)
		}
		if sized, ok := any(&item).(interface{ Size() int }); ok {
			size += sized.Size()
		}
		if full = size > MaxPageBytes && len(page.Items) > 0; full && q.Page > 0 {
			return page, errLargePage()
		}
		if !full {
			page.Items, keys = append(page.Items, item), append(keys, r.keys())
		}
	}
	if err := rows.Err(); err != nil {
		return page, fmt.Errorf("read %s: %w", q.spec.Name, err)
	}
	if q.Page > 1 && len(page.Items) == 0 {
		return page, problem.New(problem.NotFound, "No such page.")
	}
	more := full || len(page.Items) > q.PageSize
	if more && !full {
		page.Items, keys = page.Items[:q.PageSize], keys[:q.PageSize]
	}
	if p.backward() {
		slices.Reverse(page.Items)
		slices.Reverse(keys)
	}
	page.Next, page.Previous = p.links(keys, more)
	page.Count, page.CountIsExact = p.shownCount()
	return page, nil
}

// errLargePage refuses a page that is asked for by its number and cannot be shown
// whole: the next one by number would leave records out.
func errLargePage() error {
	var faults problem.Fields
	faults.Parameter("page_size", CodeOutOfRange,
		"The records of the page have more than "+strconv.Itoa(MaxPageBytes>>20)+" MiB: ask for fewer, or follow next from the first page.")
	return faults.Err()
}

// keyedRow scans the columns that the list asks for and, behind them, the keys.
type keyedRow struct {
	rows *database.Result
	dest []any
}

// Scan implements Row.
func (r *keyedRow) Scan(dest ...any) error {
	return r.rows.Scan(append(slices.Clip(dest), r.dest...)...)
}

func destinations(order []term) []any {
	dest := make([]any, len(order))
	for i, t := range order {
		switch t.Type {
		case BytesKey:
			dest[i] = new([]byte)
		case IntKey:
			dest[i] = new(int64)
		default:
			dest[i] = new(string)
		}
	}
	return dest
}

func (r *keyedRow) keys() []any {
	keys := make([]any, len(r.dest))
	for i, d := range r.dest {
		switch d := d.(type) {
		case *[]byte:
			keys[i] = *d
		case *int64:
			keys[i] = *d
		case *string:
			keys[i] = *d
		}
	}
	return keys
}

// shownCount returns the count that the page carries.
func (p *plan) shownCount() (*int64, bool) {
	if p.q.Count == CountNone {
		return nil, false
	}
	n := p.matches
	if !p.counted() {
		n = MaxCount
	}
	return &n, p.counted()
}

// backward reports whether rows are read from the page's end to its start.
func (p *plan) backward() bool { return p.q.cursor != nil && p.q.cursor.Backward }

// links returns the cursors of the pages after and before one whose rows have
// the keys; more says that there are further rows in the direction of reading.
func (p *plan) links(keys [][]any, more bool) (next, previous string) {
	c := p.q.cursor
	if len(keys) == 0 {
		if c == nil {
			return "", ""
		}
		// What the cursor came from may be all there is on its other side.
		turned := p.q.writeCursor(cursor{Ranked: c.Ranked, Backward: !c.Backward, Included: !c.Included}, p.order, c.keys)
		if c.Backward {
			return turned, ""
		}
		return "", turned
	}
	forward, back := more, c != nil || p.q.Page > 1
	if p.backward() {
		forward, back = true, more
	}
	if forward {
		next = p.q.writeCursor(cursor{Ranked: p.ranked}, p.order, keys[len(keys)-1])
	}
	if back {
		previous = p.q.writeCursor(cursor{Ranked: p.ranked, Backward: true}, p.order, keys[0])
	}
	return next, previous
}
