package directory

import (
	"context"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (u *undoing) fieldNow(ctx context.Context) ([]byte, error) {
	f, err := customfield.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return f.JSON(), nil
}

// fieldUpdate brings a definition back, and the values that its change converted,
// cleared or renamed. What somebody changed since stays, of the definition and of
// records, and so do choices that records have got since.
func (u *undoing) fieldUpdate(ctx context.Context) ([]string, error) {
	now, err := u.holdField(ctx)
	if err != nil {
		return nil, err
	}
	p, clashes, err := customfield.Back(u.c.Before, u.c.After, now)
	if err != nil || p == nil {
		return clashes, err
	}
	f := *now
	if err := bring(&f, p); err != nil {
		return nil, err
	}
	m := &misfits{}
	if f.Narrows(now) {
		if m, err = u.misfit(ctx, &f, now.Choices); err != nil {
			return nil, err
		}
	}
	if len(m.choices) > 0 {
		clashes = append(clashes, "choices")
		p.Choices = record.Some(withChoices(f.Choices, now.Choices, m.choices))
		if err := bring(&f, p); err != nil {
			return nil, err
		}
	}
	if err := m.lost.refuse(&f); err != nil {
		return nil, err
	}
	if f.Equal(now) {
		return nil, m.need.refuse(&f)
	}
	for _, name := range clashes {
		u.keep(Kept{changelog.CustomField, now.ID, name, u.definedBy})
	}
	if err := u.keepTouched(ctx, &f, false); err != nil {
		return nil, err
	}
	change, err := customfield.Save(ctx, u.tx, now, &f)
	if err != nil {
		return nil, err
	}
	return nil, u.follow(ctx, fieldChange{
		before: now, after: &f, stored: RefuseValues, change: change, follows: m.converted, undoes: u.c.Number,
	})
}

// bring changes a definition as a patch says, or returns what is wrong with that.
func bring(f *customfield.Field, p *customfield.Patch) error {
	var faults problem.Fields
	f.Change(p, &faults)
	return faults.Err()
}

// withChoices returns choices with some more of those that there were.
func withChoices(choices, had, more []string) []string {
	all := slices.Clone(choices)
	for _, c := range had {
		if slices.Contains(more, c) {
			all = append(all, c)
		}
	}
	return all
}

// fieldRemove deletes a definition that was made. Values that its making converted
// go back; those that somebody wrote since stay, without a definition.
func (u *undoing) fieldRemove(ctx context.Context, check func(int64) error) error {
	f, err := u.holdField(ctx)
	if err != nil {
		return err
	}
	if err := check(f.Version); err != nil {
		return err
	}
	if err := u.keepTouched(ctx, f, true); err != nil {
		return err
	}
	if err := u.keepWritten(ctx, f); err != nil {
		return err
	}
	change, err := customfield.Remove(ctx, u.tx, f)
	if err != nil {
		return err
	}
	steps := []step{{fieldsOf(f.RecordKind).back, takenBack(f.Key, u.c.Number)}}
	if f.Filterable {
		steps = append(steps, step{fieldsOf(f.RecordKind).unindex, subject{id: f.ID}})
	}
	return u.walkThrough(ctx, change, steps)
}

// fieldRestore brings a definition back, and the values that records lost by its
// deletion and have not got otherwise since.
func (u *undoing) fieldRestore(ctx context.Context) error {
	r, err := record.Read(u.c.Before)
	if err != nil {
		return err
	}
	draft := &customfield.Field{RecordKind: customfield.Kind(r.Text("record_kind")), Key: r.Text("key")}
	if err := u.holdBack(ctx, draft); err != nil {
		return err
	}
	f, err := customfield.Restored(ctx, u.tx, u.c.Before)
	if err != nil {
		return err
	}
	m, err := u.misfit(ctx, f, nil)
	if err != nil {
		return err
	}
	if err := m.lost.refuse(f); err != nil {
		return err
	}
	if err := u.keepTouched(ctx, f, false); err != nil {
		return err
	}
	change, err := customfield.Insert(ctx, u.tx, f)
	if err != nil {
		return err
	}
	return u.follow(ctx, fieldChange{
		after: f, stored: RefuseValues, change: change, follows: m.converted, undoes: u.c.Number,
	})
}

// holdField reads the definition and locks what the undo comes to, then the rules.
func (u *undoing) holdField(ctx context.Context) (*customfield.Field, error) {
	f, err := customfield.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	if err := u.holdBack(ctx, f); err != nil {
		return nil, err
	}
	return customfield.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
}

// holdBack locks the records that have values of a field and those that get theirs
// back, then the rules. It is refused while records still follow a change of the
// field.
func (u *undoing) holdBack(ctx context.Context, f *customfield.Field) error {
	back := held{takenBack(f.Key, u.c.Number), []*selection{fieldsOf(f.RecordKind).back}}
	if f.RecordKind == customfield.Address {
		back.selections = showAddressBack
	}
	if err := u.hold(ctx, valuesOf(f), back); err != nil {
		return err
	}
	if err := u.tx.LockRules(ctx); err != nil {
		return err
	}
	u.definedBy = u.c.Number
	later, err := u.tx.LaterChanges(ctx, u.c)
	if err != nil {
		return err
	}
	if len(later) > 0 {
		u.definedBy = later[len(later)-1].Number
	}
	return u.refuseUnsettled(ctx, f)
}
