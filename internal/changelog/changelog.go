// Package changelog owns the append-only record of every change, and the
// transaction in which changes are made: whoever writes a record does so in a
// Tx and appends what it changed. Its readers are history pages, undo, the
// change feed and what follows it.
package changelog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Via is the door by which a change came in.
type Via string

// The doors.
const (
	ViaKey     Via = "key"
	ViaSession Via = "session"
	ViaImport  Via = "import"
	ViaCardDAV Via = "carddav"
	ViaCommand Via = "command"
	ViaSystem  Via = "system"
)

// Actor is who makes a change, and by which door.
type Actor struct {
	UserID    string // "" for none
	Via       Via
	Name      string // of the key, the command …
	RequestID string // "" for none
}

// Action is what a change did to its record.
type Action string

// The actions.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Kind is the kind of record that a change is about.
type Kind string

// The kinds of record that have a change log.
const (
	Contact          Kind = "contact"
	Organization     Kind = "organization"
	OrganizationType Kind = "organization_type"
	Address          Kind = "address"
	Tag              Kind = "tag"
	Option           Kind = "option"
	CustomField      Kind = "custom_field"
	Workspace        Kind = "workspace"
	User             Kind = "user"
	Role             Kind = "role"
	APIKey           Kind = "api_key"
	SavedView        Kind = "saved_view"
	// Export is the kind of an export of records: what is logged is that it was
	// made, and it is never changed or deleted.
	Export Kind = "export"
)

// Change is one entry of the log.
type Change struct {
	Number  int64 // set when its transaction ends
	At      database.Time
	Actor   Actor
	Kind    Kind
	Record  string // id
	Action  Action
	Before  []byte // the whole record as JSON, nil where there is none
	After   []byte
	Changed []string // names of the fields that differ, sorted
	Cause   int64    // number of the change that this one follows from, 0 for none

	cause *Change // the same, while that one has no number yet
}

// Size is how many bytes the records in the change have.
func (c *Change) Size() int { return len(c.Before) + len(c.After) }

// Tx is a transaction that ends with the changes made in it being appended to
// the log of a workspace.
type Tx struct {
	*database.DB // the transaction

	Workspace string
	Actor     Actor
	At        database.Time // the one time of all that is written in it
	// Again says that the transaction is run again because rules that it relied
	// on were changed meanwhile.
	Again bool

	changes []*Change
	counts  map[Kind]int64
	rules   *int64 // the version that the transaction relies on, nil for none
}

// errRulesChanged says that a transaction relied on rules that are not those of
// its workspace any more.
var errRulesChanged = errors.New("the workspace's rules were changed meanwhile")

// attempts bounds how often a transaction is run again because of that.
const attempts = 3

const holdCounter = `UPDATE workspace_counters SET rules = rules WHERE workspace_id = $1`

// InTx runs fn in a transaction of the workspace and appends its changes to
// the log. Like database.InTx it may run fn more than once.
func InTx(ctx context.Context, db *database.DB, workspace string, actor Actor, fn func(tx *Tx) error) error {
	var err error
	for attempt := range attempts {
		err = db.InTx(ctx, func(inner *database.DB) error {
			tx := &Tx{DB: inner, Workspace: workspace, Actor: actor, At: inner.Now(), Again: attempt > 0, counts: map[Kind]int64{}}
			if attempt > 1 { // enough of it: nobody changes them before this transaction ends
				if _, err := tx.Exec(ctx, holdCounter, workspace); err != nil {
					return fmt.Errorf("hold the workspace's rules: %w", err)
				}
			}
			if err := fn(tx); err != nil {
				return tx.refused(ctx, err)
			}
			return tx.flush(ctx)
		})
		if !errors.Is(err, errRulesChanged) {
			return orGone(ctx, db, workspace, err)
		}
	}
	return problem.New(problem.Conflict, "The rules of the workspace were changed again and again at the same time.")
}

// ErrWorkspaceGone answers who is still at work in a workspace that was deleted.
var ErrWorkspaceGone = problem.New(problem.Forbidden, "No such workspace, or you are not a member of it.")

// orGone returns ErrWorkspaceGone in the place of an error that comes of nothing
// else than that.
func orGone(ctx context.Context, db *database.DB, workspace string, failed error) error {
	var broken *database.Violation
	dangling := errors.As(failed, &broken) && broken.Kind == database.ForeignKey
	if !dangling && !errors.Is(failed, sql.ErrNoRows) {
		return failed
	}
	var n int
	err := db.QueryRow(ctx, `SELECT COUNT(*) FROM workspaces WHERE id = $1`, workspace).Scan(&n)
	if err == nil && n == 0 {
		return ErrWorkspaceGone
	}
	return failed
}

// refused returns why fn failed. Input that was refused by rules which are not
// those of the workspace any more is to be looked at again.
func (tx *Tx) refused(ctx context.Context, failed error) error {
	if tx.rules == nil || tx.Again || !problem.Is(failed, problem.BadInput) {
		return failed
	}
	var rules int64
	err := tx.QueryRow(ctx, `SELECT rules FROM workspace_counters WHERE workspace_id = $1`, tx.Workspace).Scan(&rules)
	if err == nil && rules != *tx.rules {
		return errRulesChanged
	}
	return failed
}

// Rely notes the version of the rules that what is written was checked by. If
// it is not the workspace's when the transaction ends, nothing is written and
// the transaction is run again.
func (tx *Tx) Rely(version int64) { tx.rules = &version }

// LockRules comes before a change of what values may be, an option or a custom
// field: until the transaction ends nobody else can write, and who has checked
// values by the old rules begins again.
func (tx *Tx) LockRules(ctx context.Context) error {
	_, err := tx.Exec(ctx, `UPDATE workspace_counters
		SET rules = CASE WHEN rules > change_number THEN rules + 1 ELSE change_number + 1 END WHERE workspace_id = $1`,
		tx.Workspace) // never a number twice, also after transactions that changed nothing in the end
	if err != nil {
		return fmt.Errorf("lock the workspace's rules: %w", err)
	}
	tx.rules = nil
	return nil
}

// Try runs a part of the transaction. If it fails with a problem that a caller
// can do something about, what it did is undone, the transaction goes on, and
// that problem is returned as failure; err is any other error, after which the
// transaction must end.
func (tx *Tx) Try(ctx context.Context, fn func() error) (failure *problem.Error, err error) {
	changes, counts := len(tx.changes), maps.Clone(tx.counts)
	err = tx.Savepoint(ctx, fn)
	if err != nil && errors.As(err, &failure) {
		tx.changes, tx.counts = tx.changes[:changes], counts
		return failure, nil
	}
	return nil, err
}

// NewMeta returns the meta data of a record that is created in tx.
func (tx *Tx) NewMeta() record.Meta { return record.NewMeta(tx.NewID(), tx.At, tx.Actor.UserID) }

// Append notes that a record was created (before is nil), updated or deleted
// (after is nil). cause is the change that this one follows from, or nil. What
// it returns gets its number at the end of the transaction.
func (tx *Tx) Append(kind Kind, id string, before, after []byte, cause *Change) (*Change, error) {
	c := &Change{At: tx.At, Actor: tx.Actor, Kind: kind, Record: id, Action: Update, Before: before, After: after, cause: cause}
	switch {
	case before == nil:
		c.Action = Create
		tx.counts[kind]++
	case after == nil:
		c.Action = Delete
		tx.counts[kind]--
	}
	var err error
	if c.Changed, err = record.Changed(before, after); err != nil {
		return nil, err
	}
	tx.changes = append(tx.changes, c)
	return c, nil
}

// Number returns the number that a change of this transaction will have, for
// what has to be written down before the transaction ends. From then on it holds
// the lock that flush takes last, so ask for it as late as can be.
func (tx *Tx) Number(ctx context.Context, c *Change) (int64, error) {
	var last int64
	err := tx.QueryRow(ctx, `UPDATE workspace_counters SET change_number = change_number
		WHERE workspace_id = $1 RETURNING change_number`, tx.Workspace).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("look ahead at the change numbers: %w", err)
	}
	return last + 1 + int64(slices.Index(tx.changes, c)), nil
}

// Numbers returns the numbers that the changes of this transaction will have, by
// the id of their record: of those of a kind that no other change is the cause
// of. Like Number it takes the lock that flush takes last.
func (tx *Tx) Numbers(ctx context.Context, kind Kind) (map[string]int64, error) {
	numbers := map[string]int64{}
	if len(tx.changes) == 0 {
		return numbers, nil
	}
	first, err := tx.Number(ctx, tx.changes[0])
	if err != nil {
		return nil, err
	}
	for i, c := range tx.changes {
		if c.Kind == kind && c.cause == nil {
			numbers[c.Record] = first + int64(i)
		}
	}
	return numbers, nil
}

// First is the change that came first in the transaction, nil while there is none.
// A tag or an address that had to be made for another record does not count.
func (tx *Tx) First() *Change {
	if len(tx.changes) == 0 {
		return nil
	}
	for _, c := range tx.changes {
		if c.Action != Create || c.Kind != Tag && c.Kind != Address {
			return c
		}
	}
	return tx.changes[0]
}

// Last returns a record as its newest change before this transaction left it,
// nil where there is none.
func (tx *Tx) Last(ctx context.Context, kind Kind, id string) (rec []byte, err error) {
	err = tx.QueryRow(ctx, `SELECT after FROM changes WHERE workspace_id = $1 AND kind = $2 AND record_id = $3
		ORDER BY number DESC LIMIT 1`, tx.Workspace, string(kind), id).Scan(&rec)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the newest change: %w", err)
	}
	return rec, nil
}

// Knows reports whether there ever was a record of a kind with an id.
func Knows(ctx context.Context, db *database.DB, workspace string, kind Kind, id string) (bool, error) {
	var n int
	err := db.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM changes
		WHERE workspace_id = $1 AND kind = $2 AND record_id = $3 LIMIT 1) c`, workspace, string(kind), id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for changes of a record: %w", err)
	}
	return n > 0, nil
}

// flush takes the numbers and writes the changes. Raising the counter comes as
// late as can be: it locks the workspace's row until the commit, so that the
// order of numbers is the order of commits.
func (tx *Tx) flush(ctx context.Context) error {
	if len(tx.changes) == 0 {
		return nil
	}
	var last, rules int64
	err := tx.QueryRow(ctx, `
		UPDATE workspace_counters SET change_number = change_number + $2,
			contacts = contacts + $3, organizations = organizations + $4, addresses = addresses + $5
		WHERE workspace_id = $1 RETURNING change_number, rules`,
		tx.Workspace, len(tx.changes), tx.counts[Contact], tx.counts[Organization], tx.counts[Address]).Scan(&last, &rules)
	if err != nil {
		return fmt.Errorf("take change numbers: %w", err)
	}
	if tx.rules != nil && *tx.rules != rules {
		return errRulesChanged
	}
	for i, c := range tx.changes {
		c.Number = last - int64(len(tx.changes)-1-i)
		if c.cause != nil {
			c.Cause = c.cause.Number
		}
	}
	batch := 500
	if tx.Engine == database.SQLite {
		batch = 50 // what binding many values costs grows with their square
	}
	for from := 0; from < len(tx.changes); from += batch {
		if err := tx.insert(ctx, tx.changes[from:min(from+batch, len(tx.changes))]); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) insert(ctx context.Context, changes []*Change) error {
	const columns = 14
	args := make([]any, 0, len(changes)*columns)
	for _, c := range changes {
		changed, err := json.Marshal(c.Changed)
		if err != nil {
			return err
		}
		args = append(args, tx.Workspace, c.Number, c.At, record.OrNull(c.Actor.UserID), string(c.Actor.Via), c.Actor.Name,
			c.Actor.RequestID, string(c.Kind), c.Record, string(c.Action), record.OrNull(string(c.Before)),
			record.OrNull(string(c.After)), string(changed), zeroNull(c.Cause))
	}
	_, err := tx.Exec(ctx, `INSERT INTO changes (workspace_id, number, at, user_id, via, via_name, request_id,
		kind, record_id, action, before, after, changed, cause) VALUES `+database.Rows(len(changes), columns), args...)
	if err != nil {
		return fmt.Errorf("append to the change log: %w", err)
	}
	return nil
}

func zeroNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
