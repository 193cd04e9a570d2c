package changelog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// ErrNotFound says that the workspace has no such change.
var ErrNotFound = problem.New(problem.NotFound, "No such change.")

// Kinds are the kinds of record that have a change log.
func Kinds() []string {
	kinds := []Kind{
		Contact, Organization, OrganizationType, Address, Tag, Option, CustomField, Workspace, User, Role, APIKey, SavedView,
		Export,
	}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}

// FeedSpec returns what the change feed may be asked for: the oldest first, from
// the one behind the number `after` on, `limit` at a time.
func FeedSpec() *listing.Spec {
	return spec("changes", "number", listing.Filter{
		Name: "after", Kind: listing.Int, Column: "h.number", Default: listing.Greater, Lookups: []listing.Lookup{}, MaxValues: 1,
	})
}

// HistorySpec returns what the history of one record may be asked for: the
// newest first. Narrow the query with OfRecord.
func HistorySpec() *listing.Spec { return spec("history", "-number") }

// OfRecord narrows a query to the changes of one record.
func OfRecord(q *listing.Query, kind Kind, id string) {
	q.Restrict("h.kind = ? AND h.record_id = ?", string(kind), id)
}

// CausedBy narrows a query to the changes that follow from the one with a number.
func CausedBy(q *listing.Query, number int64) { q.Restrict("h.cause = ?", number) }

// WithoutFollowing narrows a query to the changes that follow from no other: what
// somebody did.
func WithoutFollowing(q *listing.Query) { q.Restrict("h.cause IS NULL") }

func spec(name, ordering string, more ...listing.Filter) *listing.Spec {
	number := listing.Key{SQL: "h.number", Type: listing.IntKey}
	return &listing.Spec{
		Name: name, Alias: "h", ID: number, Limit: "limit", Default: ordering,
		Orderings: []listing.Ordering{{Name: "number", Keys: []listing.Key{number}}},
		Fields: []string{
			"number", "at", "actor", "request_id", "kind", "record", "action", "before", "after", "changed", "cause",
		},
		Filters: append([]listing.Filter{
			{Name: "kind", Kind: listing.Choice, Column: "h.kind", Choices: Kinds()},
			{
				Name: "record", Kind: listing.Custom, Lookups: []listing.Lookup{listing.Exact, listing.In},
				Check: checkID, Condition: ofRecords,
			},
			{Name: "actor", Kind: listing.ID, Column: "h.user_id", Nullable: true},
			{
				Name: "action", Kind: listing.Choice, Column: "h.action",
				Choices: []string{string(Create), string(Update), string(Delete)},
			},
			{Name: "at", Kind: listing.Time, Column: "h.at"},
		}, more...),
	}
}

func checkID(_ listing.Lookup, value string) (string, *problem.Fault) {
	if value = strings.ToLower(value); !record.ValidID(value) {
		return "", &problem.Fault{Code: listing.CodeInvalidValue, Detail: "The value must be an id (a UUID)."}
	}
	return value, nil
}

// ofRecords names all kinds, so that the index by kind and record serves.
func ofRecords(w *database.Where, in listing.Input) string {
	return listing.OneOf(w, "h.kind", Kinds()) + " AND " + listing.OneOf(w, "h.record_id", in.Values)
}

const columns = `h.number, h.at, h.user_id, h.via, h.via_name, h.request_id, h.kind, h.record_id, h.action, h.before,
	h.after, h.changed, h.cause`

// scan reads a row of columns.
func scan(row listing.Row) (Change, error) {
	var c Change
	var changed string
	var cause sql.NullInt64
	err := row.Scan(&c.Number, &c.At, record.Null(&c.Actor.UserID), &c.Actor.Via, &c.Actor.Name, &c.Actor.RequestID,
		&c.Kind, &c.Record, &c.Action, &c.Before, &c.After, &changed, &cause)
	if err != nil {
		return c, err
	}
	c.Cause = cause.Int64
	if err := json.Unmarshal([]byte(changed), &c.Changed); err != nil {
		return c, fmt.Errorf("read the names of changed fields: %w", err)
	}
	return c, nil
}

// List returns a page of the workspace's changes.
func List(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Change], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "changes h",
		Columns:   columns,
		Join:      "changes h ON h.workspace_id = $1 AND h.number = p.id",
	}, scan)
}

// Head returns the number of the newest change of a workspace, 0 for none.
func Head(ctx context.Context, db *database.DB, workspace string) (number int64, err error) {
	err = db.QueryRow(ctx, `SELECT change_number FROM workspace_counters WHERE workspace_id = $1`, workspace).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("read the number of the newest change: %w", err)
	}
	return number, nil
}

// Beyond narrows a query to the changes behind the one with a number.
func Beyond(q *listing.Query, number int64) { q.Restrict("h.number > ?", number) }

// Get returns the change with a number, or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace string, number int64) (*Change, error) {
	c, err := scan(db.QueryRow(ctx, `SELECT `+columns+` FROM changes h WHERE h.workspace_id = $1 AND h.number = $2`,
		workspace, number))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read change: %w", err)
	}
	return &c, nil
}

// JSON returns the change as it is shown.
func (c *Change) JSON() []byte {
	o := c.Object()
	return o.JSON()
}

// Object returns the change as it is shown, for who has more to say in it.
func (c *Change) Object() *record.Object {
	var actor record.Object
	actor.TextOrNull("user", c.Actor.UserID)
	actor.Text("via", string(c.Actor.Via))
	actor.Text("name", c.Actor.Name)
	var o record.Object
	o.Int("number", c.Number)
	o.Text("at", c.At.String())
	o.Raw("actor", actor.JSON())
	o.TextOrNull("request_id", c.Actor.RequestID)
	o.Text("kind", string(c.Kind))
	o.Text("record", c.Record)
	o.Text("action", string(c.Action))
	o.Raw("before", orNull(c.Before))
	o.Raw("after", orNull(c.After))
	o.Texts("changed", c.Changed)
	if c.Cause == 0 {
		o.Raw("cause", orNull(nil))
	} else {
		o.Int("cause", c.Cause)
	}
	return &o
}

func orNull(value []byte) []byte {
	if len(value) == 0 {
		return []byte("null")
	}
	return value
}
