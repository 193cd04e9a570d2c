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
	if err := a.refuseUnsettled(ctx, f); err != nil {
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
	return f, a.follow(ctx, fieldChange{after: f, stored: stored, change: change, follows: found.follows()})
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
	if err := a.refuseUnindexing(ctx, c.before, c.after); err != nil {
		return err
	}
	if c.after.Narrows(c.before) || c.fills() {
		if err := a.refuseUnsettled(ctx, c.after); err != nil {
			return err
		}
	}
	if c.after.Narrows(c.before) {
		found, err := a.examine(ctx, c.after, c.stored)
		if err != nil {
			return err
		}
		c.follows = found.follows()
	}
	var err error
	if c.change, err = customfield.Save(ctx, a.tx, c.before, c.after); err != nil {
		return err
	}
	return a.follow(ctx, c)
}

// refuseUnindexing returns a conflict if a field becomes filterable whose old
// values are still leaving the index.
func (a *action) refuseUnindexing(ctx context.Context, before, after *customfield.Field) error {
	if !after.Filterable || before.Filterable {
		return nil
	}
	return a.refuseWhile(ctx, fieldsOf(after.RecordKind).unindex, after.ID)
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
	if err := a.refuseUnsettled(ctx, f); err != nil {
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
		follow = append(follow, step{fieldsOf(f.RecordKind).drop, subject{id: f.Key}})
	}
	if f.Filterable {
		follow = append(follow, step{fieldsOf(f.RecordKind).unindex, subject{id: f.ID}})
	}
	return a.walkThrough(ctx, change, follow)
}

func (a *action) refuseHeld(ctx context.Context, f *customfield.Field) error {
	found, err := a.count(ctx, f)
	if err != nil || found.held == 0 {
		return err
	}
	return problem.New(problem.Conflict, fmt.Sprintf("%s a value of this field. Say with stored_values whether "+
		"to clear the values or to keep them without a definition.", recordsHave(found.held)))
}

// recordsHave says how many records have something.
func recordsHave(n int) string {
	if n == 1 {
		return "1 record has"
	}
	return strconv.Itoa(n) + " records have"
}

// fieldChange is a change of a definition and what it means for values.
type fieldChange struct {
	before *customfield.Field // nil for a new one
	after  *customfield.Field
	stored StoredValues
	change *changelog.Change

	follows bool  // records have a value that is not as the definition wants it
	undoes  int64 // number of the change that is undone, 0 for none: what followed from it goes back
}

// fills reports whether the default is to be written into all records that have
// no value.
func (c *fieldChange) fills() bool {
	return c.stored != RefuseValues && c.after.Required && c.after.Default != nil
}

// follow writes the records anew that a changed definition says something else
// of.
func (a *action) follow(ctx context.Context, c fieldChange) error {
	f := c.after
	kind := fieldsOf(f.RecordKind)
	of, err := renaming(f)
	if err != nil {
		return err
	}
	var steps []step
	if c.undoes > 0 {
		steps = append(steps, step{kind.back, takenBack(f.Key, c.undoes)})
	}
	switch {
	case c.fills():
		steps = append(steps, step{kind.all, of})
	case c.follows:
		steps = append(steps, step{kind.fit, of})
	}
	was := c.before != nil && c.before.Filterable
	switch {
	case f.Filterable && !was:
		steps = append(steps, step{kind.index, subject{id: f.ID}})
	case was && !f.Filterable:
		steps = append(steps, step{kind.unindex, subject{id: f.ID}})
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
		if err := a.walk(ctx, s, cause); err != nil {
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

// refuseUnsettled returns a conflict while records are still being brought to an
// earlier change of a definition: each change is to be undone by itself.
func (a *action) refuseUnsettled(ctx context.Context, f *customfield.Field) error {
	kind := fieldsOf(f.RecordKind)
	var n int
	err := a.tx.QueryRow(ctx, `SELECT COUNT(*) FROM refresh_walks WHERE workspace_id = $1 AND subject = $2
		AND selection IN ($3, $4, $5, $6)`, a.tx.Workspace, f.Key, kind.fit.name, kind.all.name, kind.drop.name, kind.back.name).Scan(&n)
	if err != nil {
		return fmt.Errorf("look for what is under way: %w", err)
	}
	if n > 0 {
		return problem.New(problem.Conflict, "Stored values are still being updated after an earlier change of this custom field; try again shortly.")
	}
	return nil
}

// holdValues locks, as hold does, the records that have a value of a field.
func (a *action) holdValues(ctx context.Context, f *customfield.Field) error {
	if !slices.Contains(customfield.Kinds, string(f.RecordKind)) {
		return nil
	}
	return a.hold(ctx, valuesOf(f))
}

// valuesOf is what holdValues holds.
func valuesOf(f *customfield.Field) held {
	of := subject{id: f.Key}
	if f.RecordKind == customfield.Address {
		return held{of, []*selection{contactsAtAddressesWithKey}}
	}
	return held{of, []*selection{fieldsOf(f.RecordKind).fit}}
}
