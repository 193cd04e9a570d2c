package option

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// maxOptions bounds the options of a list, retired ones too.
const maxOptions = 500

const columns = `o.id, o.list, o.value, o.label, o.position, o.is_active, o.created_at, o.updated_at, o.created_by,
	o.updated_by, o.version`

func (o *Option) dest() []any {
	return append([]any{&o.ID, &o.List, &o.Value, &o.Label, &o.Position, &o.IsActive}, o.Dest()...)
}

// Get returns the option with an id, or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace, id string) (*Option, error) {
	var o Option
	err := db.QueryRow(ctx, `SELECT `+columns+` FROM options o WHERE o.workspace_id = $1 AND o.id = $2`,
		workspace, id).Scan(o.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read option: %w", err)
	}
	return &o, nil
}

// Create makes an option, at the end of its list unless the patch says where.
// The options behind it move, each with a change of its own. What breaks a rule
// is problem.Fields; a value that the list has already, but for case, is a fault
// at /value. The caller makes the ruleset.Store forget the workspace after the
// commit; the same goes for Update and Delete.
func Create(ctx context.Context, tx *changelog.Tx, p *Patch) (*Option, error) {
	if err := tx.LockRules(ctx); err != nil {
		return nil, err
	}
	o := &Option{Meta: tx.NewMeta(), List: p.List.Value, Value: p.Value.Value, Position: maxOptions, IsActive: true}
	p.Label.To(&o.Label)
	p.Position.To(&o.Position)
	p.IsActive.To(&o.IsActive)
	faults := slices.Clone(p.Faults)
	o.Validate(&faults)
	listed, err := inList(ctx, tx, o.List)
	if err != nil {
		return nil, err
	}
	for i := range listed {
		if text.Fold(listed[i].Value) == text.Fold(o.Value) {
			faults = append(faults, problem.Field{
				Pointer: "/value", Code: "unique", Detail: "The list already has this value.", Conflict: listed[i].ID,
			})
		}
	}
	if len(listed) >= maxOptions {
		faults.Add("/list", "too_many", "An option list may have at most "+strconv.Itoa(maxOptions)+" values.")
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	others := place(o, listed)
	if err := insert(ctx, tx, o); err != nil {
		return nil, err
	}
	cause, err := tx.Append(changelog.Option, o.ID, nil, o.JSON(), nil)
	if err != nil {
		return nil, err
	}
	return o, renumber(ctx, tx, others, o.Position, cause)
}

// errUnchanged ends the part of a transaction that had nothing to change.
var errUnchanged = errors.New("nothing is changed")

// Update changes the option with an id, or returns ErrNotFound. check may
// refuse the version that it has. The last active value of a list cannot be
// retired: that is a fault at /is_active.
func Update(
	ctx context.Context, tx *changelog.Tx, id string, p *Patch, check func(version int64) error,
) (o *Option, err error) {
	// What changes nothing must not leave a new version of the rules behind:
	// there would be no change that has its number.
	err = tx.Savepoint(ctx, func() (err error) {
		o, err = update(ctx, tx, id, p, check)
		return err
	})
	if errors.Is(err, errUnchanged) {
		return o, nil
	}
	return o, err
}

func update(
	ctx context.Context, tx *changelog.Tx, id string, p *Patch, check func(version int64) error,
) (*Option, error) {
	o, listed, err := lock(ctx, tx, id, check)
	if err != nil {
		return nil, err
	}
	before := o.JSON()
	faults := slices.Clone(p.Faults)
	p.apply(o, &faults)
	if !o.IsActive && isLastActive(listed, id) {
		faults.Add("/is_active", "last_active", "The last active option of a list cannot be retired.")
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	others := place(o, listed)
	if bytes.Equal(before, o.JSON()) {
		return o, errUnchanged
	}
	cause, err := save(ctx, tx, o, before, nil)
	if err != nil {
		return nil, err
	}
	return o, renumber(ctx, tx, others, o.Position, cause)
}

// Delete deletes the option with an id, or returns ErrNotFound. check may
// refuse the version that it has. A value that records hold, and the last active
// one of a list, are a Conflict. The options behind it move up, each with a
// change of its own.
func Delete(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	o, listed, err := lock(ctx, tx, id, check)
	if err != nil {
		return err
	}
	if isLastActive(listed, id) {
		return problem.New(problem.Conflict, "The last active option of a list cannot be deleted.")
	}
	if err := refuseUsed(ctx, tx, o); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM options WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete option: %w", err)
	}
	cause, err := tx.Append(changelog.Option, id, o.JSON(), nil, nil)
	if err != nil {
		return err
	}
	return renumber(ctx, tx, without(listed, id), 0, cause)
}

// lock locks the rules and returns an option with all of its list.
func lock(
	ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error,
) (*Option, []Option, error) {
	if err := tx.LockRules(ctx); err != nil {
		return nil, nil, err
	}
	o, err := Get(ctx, tx.DB, tx.Workspace, id)
	if err != nil {
		return nil, nil, err
	}
	if err := check(o.Version); err != nil {
		return nil, nil, err
	}
	listed, err := inList(ctx, tx, o.List)
	return o, listed, err
}

// inList returns the options of a list in their order.
func inList(ctx context.Context, tx *changelog.Tx, list string) ([]Option, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM options o WHERE o.workspace_id = $1 AND o.list = $2
		ORDER BY o.position, o.value`, tx.Workspace, list)
	if err != nil {
		return nil, fmt.Errorf("read an option list: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var listed []Option
	for rows.Next() {
		var o Option
		if err := rows.Scan(o.dest()...); err != nil {
			return nil, fmt.Errorf("read an option list: %w", err)
		}
		listed = append(listed, o)
	}
	return listed, rows.Err()
}

// isLastActive reports whether the option with an id is active and no other is.
func isLastActive(listed []Option, id string) bool {
	active := slices.DeleteFunc(slices.Clone(listed), func(o Option) bool { return !o.IsActive })
	return len(active) == 1 && active[0].ID == id
}

func without(listed []Option, id string) []Option {
	return slices.DeleteFunc(slices.Clone(listed), func(o Option) bool { return o.ID == id })
}

// place returns the others of a list and brings the position of o, which may be
// beyond the end, into it.
func place(o *Option, listed []Option) []Option {
	others := without(listed, o.ID)
	o.Position = min(o.Position, int64(len(others)+1))
	return others
}

// renumber gives the options of a list the positions from 1 on, all but the one
// that is taken. Each that moves gets a new version and a change with a cause.
func renumber(ctx context.Context, tx *changelog.Tx, others []Option, taken int64, cause *changelog.Change) error {
	position := int64(0)
	for i := range others {
		if position++; position == taken {
			position++
		}
		o := &others[i]
		if o.Position == position {
			continue
		}
		before := o.JSON()
		o.Position = position
		if _, err := save(ctx, tx, o, before, cause); err != nil {
			return err
		}
	}
	return nil
}

// save writes an option that was changed.
func save(ctx context.Context, tx *changelog.Tx, o *Option, before []byte, cause *changelog.Change) (*changelog.Change, error) {
	o.Touch(tx.At, tx.Actor.UserID)
	_, err := tx.Exec(ctx, `UPDATE options SET label = $3, search_body = $4, position = $5, is_active = $6, created_at = $7,
		updated_at = $8, created_by = $9, updated_by = $10, version = $11 WHERE workspace_id = $1 AND id = $2`,
		append([]any{tx.Workspace, o.ID, o.Label, text.SearchBody(o.Label), o.Position, o.IsActive}, o.Values()...)...)
	if err != nil {
		return nil, fmt.Errorf("update option: %w", err)
	}
	return tx.Append(changelog.Option, o.ID, before, o.JSON(), cause)
}

// holders says which records hold the values of a list: their table, its
// column, and what they are called.
func holders(list string) (from, one, many string) {
	switch list {
	case ContactType, Source:
		return "contacts h WHERE h.workspace_id = $1 AND h." + list, "contact", "contacts"
	case EmailType:
		return "contact_email_addresses h WHERE h.workspace_id = $1 AND h.email_type", "email address", "email addresses"
	case PhoneType:
		return "contact_phone_numbers h WHERE h.workspace_id = $1 AND h.phone_type", "phone number", "phone numbers"
	}
	return "contact_addresses h WHERE h.workspace_id = $1 AND h.address_type", "address of a contact", "addresses of contacts"
}

// refuseUsed returns a Conflict if records hold the value of an option. The
// rules are locked: who is about to write one more begins again.
func refuseUsed(ctx context.Context, tx *changelog.Tx, o *Option) error {
	from, one, many := holders(o.List)
	var n int64
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM `+from+` = $2`, tx.Workspace, o.Value).Scan(&n); err != nil {
		return fmt.Errorf("count who has an option's value: %w", err)
	}
	switch n {
	case 0:
		return nil
	case 1:
		return problem.New(problem.Conflict, "1 "+one+" has this value; retire the option instead, or change that record first.")
	}
	return problem.New(problem.Conflict,
		strconv.FormatInt(n, 10)+" "+many+" have this value; retire the option instead, or change those records first.")
}
