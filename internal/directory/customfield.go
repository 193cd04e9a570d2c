package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
)

// StoredValues says what becomes of values that records have when the
// definition of a custom field is made, changed or deleted.
type StoredValues string

// What becomes of them.
const (
	RefuseValues  StoredValues = "refuse"  // nothing: the change is refused if they break it
	ConvertValues StoredValues = "convert" // all are converted, or the change is refused
	ClearValues   StoredValues = "clear"   // those that cannot be converted go, all when a definition is deleted
	KeepValues    StoredValues = "keep"    // they stay without a definition
)

// CreateField makes a custom field. Values that records have under its key
// become what stored says; faults are what was found wrong with the input
// before.
func CreateField(ctx context.Context, tx *changelog.Tx, p *customfield.Patch, stored StoredValues, faults problem.Fields,
) (*customfield.Field, error) {
	return in(tx).createField(ctx, p, stored, faults)
}

func (a *action) createField(ctx context.Context, p *customfield.Patch, stored StoredValues, faults problem.Fields,
) (*customfield.Field, error) {
	draft := &customfield.Field{}
	var ignored problem.Fields
	draft.Change(p, &ignored)
	if err := a.holdValues(ctx, draft); err != nil {
		return nil, err
	}
	if err := a.tx.LockRules(ctx); err != nil {
		return nil, err
	}
	f, err := customfield.New(ctx, a.tx, p, faults)
	if err != nil {
		return nil, err
	}
	if err := a.refuseWhile(ctx, fieldsOf(f.RecordKind).drop, f.Key); err != nil {
		return nil, err
	}
	found, err := a.examine(ctx, f, stored)
	if err != nil {
		return nil, err
	}
	change, err := customfield.Insert(ctx, a.tx, f)
	if err != nil {
		return nil, err
	}
	return f, a.follow(ctx, fieldChange{after: f, stored: stored, change: change, unfit: found.unfit})
}

// UpdateField changes a custom field as p says. check is asked whether the
// version found may be changed. Values that records have become what stored
// says.
func UpdateField(ctx context.Context, tx *changelog.Tx, id string, p *customfield.Patch, stored StoredValues,
	check func(version int64) error, faults problem.Fields,
) (*customfield.Field, error) {
	return in(tx).updateField(ctx, id, p, stored, check, faults)
}

func (a *action) updateField(ctx context.Context, id string, p *customfield.Patch, stored StoredValues,
	check func(version int64) error, faults problem.Fields,
) (*customfield.Field, error) {
	before, err := customfield.Get(ctx, a.tx.DB, a.tx.Workspace, id)
	if err != nil {
		return nil, err
	}
	if err := a.holdValues(ctx, before); err != nil {
		return nil, err
	}
	if err := a.tx.LockRules(ctx); err != nil {
		return nil, err
	}
	if before, err = customfield.Get(ctx, a.tx.DB, a.tx.Workspace, id); err != nil {
		return nil, err
	}
	if err := check(before.Version); err != nil {
		return nil, err
	}
	f := *before
	f.Change(p, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if f.Equal(before) {
		return before, nil
	}
	return &f, a.changeField(ctx, fieldChange{before: before, after: &f, stored: stored})
}

func (a *action) changeField(ctx context.Context, c fieldChange) error {
	if c.after.Filterable && !c.before.Filterable {
		if err := a.refuseWhile(ctx, fieldsOf(c.after.RecordKind).unindex, c.after.ID); err != nil {
			return err
		}
	}
	if c.after.Narrows(c.before) {
		found, err := a.examine(ctx, c.after, c.stored)
		if err != nil {
			return err
		}
		c.unfit = found.unfit
	}
	var err error
	if c.change, err = customfield.Save(ctx, a.tx, c.before, c.after); err != nil {
		return err
	}
	return a.follow(ctx, c)
}

// DeleteField deletes a custom field. check is asked whether the version found
// may be deleted. Values that records have become what stored says.
func DeleteField(ctx context.Context, tx *changelog.Tx, id string, stored StoredValues, check func(version int64) error) error {
	return in(tx).deleteField(ctx, id, stored, check)
}

func (a *action) deleteField(ctx context.Context, id string, stored StoredValues, check func(version int64) error) error {
	f, err := customfield.Get(ctx, a.tx.DB, a.tx.Workspace, id)
	if err != nil {
		return err
	}
	if err := a.holdValues(ctx, f); err != nil {
		return err
	}
	if err := a.tx.LockRules(ctx); err != nil {
		return err
	}
	if f, err = customfield.Get(ctx, a.tx.DB, a.tx.Workspace, id); err != nil {
		return err
	}
	if err := check(f.Version); err != nil {
		return err
	}
	if stored == RefuseValues {
		if err := a.refuseHeld(ctx, f); err != nil {
			return err
		}
	}
	change, err := customfield.Remove(ctx, a.tx, f)
	if err != nil {
		return err
	}
	var follow []step
	if stored == ClearValues {
		follow = append(follow, step{fieldsOf(f.RecordKind).drop, f.Key})
	}
	if f.Filterable {
		follow = append(follow, step{fieldsOf(f.RecordKind).unindex, f.ID})
	}
	return a.walkThrough(ctx, change, follow)
}

func (a *action) refuseHeld(ctx context.Context, f *customfield.Field) error {
	found, err := a.count(ctx, f)
	if err != nil || found.held == 0 {
		return err
	}
	return problem.New(problem.Conflict, fmt.Sprintf("%s a value of this field. Say with stored_values whether "+
		"to clear the values or to keep them without a definition.", records(found.held, "has", "have")))
}

// records says how many records do something: 1 record has, 2 records have.
func records(n int, one, many string) string {
	if n == 1 {
		return "1 record " + one
	}
	return strconv.Itoa(n) + " records " + many
}

// fieldChange is a change of a definition and what it means for values.
type fieldChange struct {
	before *customfield.Field // nil for a new one
	after  *customfield.Field
	stored StoredValues
	change *changelog.Change
	unfit  int // records whose value is not as the definition wants it
}

// fills reports whether the default is to be written into all records that have
// no value.
func (c *fieldChange) fills() bool {
	return c.stored != RefuseValues && c.after.Required && c.after.Default != nil
}

// step is one selection whose records follow a change, by its subject.
type step struct {
	selection *selection
	subject   string
}

// follow writes the records anew that a changed definition says something else
// of.
func (a *action) follow(ctx context.Context, c fieldChange) error {
	f := c.after
	var steps []step
	switch {
	case c.fills():
		steps = append(steps, step{fieldsOf(f.RecordKind).all, f.Key})
	case c.unfit > 0:
		steps = append(steps, step{fieldsOf(f.RecordKind).fit, f.Key})
	}
	was := c.before != nil && c.before.Filterable
	switch {
	case f.Filterable && !was:
		steps = append(steps, step{fieldsOf(f.RecordKind).index, f.ID})
	case was && !f.Filterable:
		steps = append(steps, step{fieldsOf(f.RecordKind).unindex, f.ID})
	}
	return a.walkThrough(ctx, c.change, steps)
}

// walkThrough takes steps: at once those that have few records, the others are
// left to the Refresher, which comes last.
func (a *action) walkThrough(ctx context.Context, cause *changelog.Change, steps []step) error {
	var many []step
	for _, s := range steps {
		ids, more, err := a.find(ctx, s.selection, s.subject)
		if err != nil {
			return err
		}
		if more {
			many = append(many, s)
			continue
		}
		if err := s.selection.rewrite(ctx, a.tx, s.subject, ids, cause); err != nil {
			return err
		}
	}
	for _, s := range many {
		if err := a.walk(ctx, s.selection, s.subject, cause); err != nil {
			return err
		}
	}
	return nil
}

// refuseWhile returns a conflict while a walk through a selection is under way.
func (a *action) refuseWhile(ctx context.Context, s *selection, subject string) error {
	var n int
	err := a.tx.QueryRow(ctx, `SELECT COUNT(*) FROM refresh_walks WHERE workspace_id = $1 AND selection = $2 AND subject = $3`,
		a.tx.Workspace, s.name, subject).Scan(&n)
	if err != nil {
		return fmt.Errorf("look for what is under way: %w", err)
	}
	if n > 0 {
		return problem.New(problem.Conflict, "Old values of this key are still being cleared; try again in a while.")
	}
	return nil
}

// holdValues locks, as hold does, the records that have a value of a field.
func (a *action) holdValues(ctx context.Context, f *customfield.Field) error {
	if !slices.Contains(customfield.Kinds, string(f.RecordKind)) {
		return nil
	}
	if f.RecordKind == customfield.Address {
		return a.hold(ctx, held{f.Key, []*selection{contactsAtAddressesWithKey}})
	}
	return a.hold(ctx, held{f.Key, []*selection{fieldsOf(f.RecordKind).fit}})
}
