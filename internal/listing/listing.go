// Package listing owns what a list may be asked for: filters, ordering, search,
// cursors, pages and counts. A list declares itself in a Spec, Parse reads the
// query parameters of a request against it, and Fetch runs the statements.
//
// It knows no record and no HTTP: what a filter compares is SQL of the list's
// own, and the stores turn rows into records.
package listing

import (
	"context"
	"net/url"
	"slices"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// The bounds of what one request may ask for.
const (
	DefaultPageSize = 25
	MaxPageSize     = 1_000
	// MaxPageBytes bounds the records of one page, which ends before its size where
	// they are larger. One record is always shown.
	MaxPageBytes = 32 << 20
	// MaxOffset is the last record that page=N reaches; cursors go on from there.
	MaxOffset = 10_000
	// MaxCount is how far matches are counted unless an exact count is asked for.
	MaxCount = 10_000

	maxSearch   = 1_000 // code points
	maxValue    = 500   // code points of one value of a filter
	maxValues   = 500   // values of one filter
	maxPatterns = 20    // values that are compared with LIKE
	maxFaults   = 50    // faults that are reported
)

// The codes of the faults that Parse and Fetch report.
const (
	CodeUnknownParameter = "unknown_parameter"
	CodeUnknownLookup    = "unknown_lookup"
	CodeUnknownField     = "unknown_field"  // of ordering and fields
	CodeInvalidChoice    = "invalid_choice" // not of the closed set
	CodeInvalidValue     = "invalid_value"  // not of the filter's type
	CodeInvalidCursor    = "invalid_cursor"
	CodeBlank            = "blank"
	CodeRepeated         = "repeated"
	CodeTooMany          = "too_many"
	CodeTooLong          = "too_long"
	CodeOutOfRange       = "out_of_range"
	CodeNotFound         = "not_found" // names a record that does not exist
)

// Spec declares a list. Its SQL speaks of the list's table by Alias.
type Spec struct {
	Name      string // of the list, which its cursors are bound to
	Alias     string // of the table, which has a column workspace_id
	ID        Key    // what ties are broken by
	Filters   []Filter
	Orderings []Ordering
	Default   string   // the ordering when none is asked for, as in the parameter
	Fields    []string // names that fields= may ask for; nil: fields= is not taken
	Searched  bool     // takes search=
	// SearchColumn holds the list's text.SearchBody. Without it the list's
	// store brings a Search of its own.
	SearchColumn string
	// Limit is another name that this list has for page_size, or "".
	Limit string
}

// KeyType is the Go type of a key, which it keeps on its way through a cursor.
type KeyType int

// The types of keys: string (texts, times, dates), []byte (collation keys) and
// int64.
const (
	TextKey KeyType = iota
	BytesKey
	IntKey
)

// Key is an expression that rows are ordered by. It is never NULL: wrap a
// column that may be in COALESCE, in its index too.
type Key struct {
	SQL  string
	Type KeyType
}

// Ordering is a name that a list can be ordered by.
type Ordering struct {
	Name string
	Keys []Key
}

// All returns the orderings of a list: those that it declares, and id.
func (s *Spec) All() []Ordering {
	return append(slices.Clip(s.Orderings), Ordering{Name: "id", Keys: []Key{s.ID}})
}

// Filter is a parameter that narrows a list, with or without a lookup behind
// its name.
type Filter struct {
	Name string
	Kind Kind
	// Column is the expression that values are compared with; a Bool with Within
	// and no Column asks whether there is any row.
	Column string
	// Folded is the column that holds Fold of a Text, for the lookups that find
	// other spellings; with no Column it is what exact compares too.
	Folded string
	Fold   func(string) string
	// Default is what NAME=value means; "" is exact.
	Default Lookup
	// Lookups are the ones that make sense; nil: those of the Kind.
	Lookups []Lookup
	// Choices are the values of a Choice; nil: any short text, for Resolve to look up.
	Choices []string
	// Nullable: the column may be NULL, so that isnull and the value null make sense.
	Nullable bool
	// Within is the table of Column, where that is not the list's own.
	Within *Related
	// Match says how many of the values must be found in Within.
	Match Match
	// Flags are names of parameters, true or false, that change what a Custom
	// filter means.
	Flags []string
	// MaxValues bounds the values; 0 is 500.
	MaxValues int
	// Refused says why nobody can filter so at present; nil: everybody can.
	Refused *problem.Fault

	// AsSent hands values to Check and Resolve with the blanks at their ends, for
	// fields whose values can have a + in them: one that was not escaped in the URL
	// arrives as a blank.
	AsSent bool
	// Check reads a value when the parameters are read; nil takes it as it is. That
	// of a Text is mostly made by Holds or HoldsText.
	Check func(lookup Lookup, value string) (string, *problem.Fault)
	// Resolve replaces the values by what the database knows them as, with at
	// most one statement.
	Resolve func(ctx context.Context, db *database.DB, workspace string, in Input) ([]string, *problem.Fault, error)
	// Condition is the SQL of a Custom filter; $1 is the workspace.
	Condition func(w *database.Where, in Input) string
	// Index is a way to find what may match by an index; nil, or a nil Search:
	// there is none.
	Index func(engine database.Engine, in Input) *Search
}

// Related is another table with rows that belong to those of the list.
type Related struct {
	ID    string // the column that is the id of the list's row
	From  string // the table with its alias: "contact_tags t"
	Where string // its workspace: "t.workspace_id = $1"
	Once  bool   // a row of the list has at most one for each value of the filter
}

// Match says how many of a filter's values must be found in a related table.
type Match int

// The ways to match.
const (
	Any Match = iota
	All
	None
)

// Input is what a request asks of a filter.
type Input struct {
	Lookup Lookup
	Values []string
	On     map[string]bool // the flags, by name
}

// Counting says how the matches of a list are counted.
type Counting string

// The ways to count: as far as MaxCount, all, or not at all.
const (
	CountBounded Counting = ""
	CountExact   Counting = "exact"
	CountNone    Counting = "none"
)

// Query is what a request asks of a list. Parse makes it.
type Query struct {
	Search   string // as it was given, "" for none
	Fields   []string
	PageSize int
	Page     int // 0 unless asked for by its number
	Count    Counting
	Ordered  bool // an ordering was asked for

	spec    *Spec
	order   []term
	filters []filtering
	extra   []restriction
	within  []*Search
	cursor  *cursor
	bound   string // what cursors of this query are bound to
	given   url.Values
	parsed  int // how many of extra are of Parse; the stores' own come behind
}

// filtering is one filter with what it is asked.
type filtering struct {
	*Filter
	Input
	parameter string
}

type restriction struct {
	condition string
	values    []any
}

// term is one key of an order.
type term struct {
	Key
	desc bool
}

// Restrict narrows the query by a condition in which each ? stands for the next
// value; $1 is the workspace.
func (q *Query) Restrict(condition string, values ...any) {
	q.extra = append(q.extra, restriction{condition, values})
}

// Values returns the parameters that were given, with a cursor in the place of
// the one there was or of the page's number, for the links to other pages.
func (q *Query) Values(cursor string) url.Values {
	values := url.Values{}
	for name, given := range q.given {
		values[name] = given
	}
	values.Del("page")
	values.Set("cursor", cursor)
	return values
}

// filtered reports whether anything but the workspace narrows the list.
func (q *Query) filtered() bool { return len(q.filters)+len(q.extra)+len(q.within) > 0 }
