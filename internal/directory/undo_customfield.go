package directory

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

func (u *undoing) fieldNow(ctx context.Context) ([]byte, error) {
	f, err := customfield.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return f.JSON(), nil
}

// fieldUpdate converts the values of records if the type changes back, and is
// refused by those that cannot be.
func (u *undoing) fieldUpdate(ctx context.Context) ([]string, error) {
	now, err := customfield.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	p, clashes, err := customfield.Back(u.c.Before, u.c.After, now)
	if err != nil || p == nil || len(clashes) > 0 {
		return clashes, err
	}
	stored := RefuseValues
	if p.Type.Given {
		stored = ConvertValues
	}
	_, err = u.updateField(ctx, u.c.Record, p, stored, only(now.Version), nil)
	return nil, err
}

// fieldRemove is refused while records have values.
func (u *undoing) fieldRemove(ctx context.Context, check func(int64) error) error {
	return u.deleteField(ctx, u.c.Record, RefuseValues, check)
}

// fieldRestore brings a definition back, and the values that records lost by its
// deletion and have not got otherwise since.
func (u *undoing) fieldRestore(ctx context.Context) error {
	if err := u.refuseUnderWay(ctx); err != nil {
		return err
	}
	r, err := record.Read(u.c.Before)
	if err != nil {
		return err
	}
	draft := &customfield.Field{RecordKind: customfield.Kind(r.Text("record_kind")), Key: r.Text("key")}
	lost, err := u.lostValues(ctx, draft)
	if err != nil {
		return err
	}
	if err := u.holdLost(ctx, draft, lost); err != nil {
		return err
	}
	if err := u.tx.LockRules(ctx); err != nil {
		return err
	}
	f, err := customfield.Restored(ctx, u.tx, u.c.Before)
	if err != nil {
		return err
	}
	if err := u.refuseWhile(ctx, fieldsOf(f.RecordKind).drop, f.Key); err != nil {
		return err
	}
	found, err := u.examine(ctx, f, ConvertValues)
	if err != nil {
		return err
	}
	change, err := customfield.Insert(ctx, u.tx, f)
	if err != nil {
		return err
	}
	if err := u.refill(ctx, f, lost, change); err != nil {
		return err
	}
	return u.follow(ctx, fieldChange{after: f, stored: RefuseValues, change: change, unfit: found.unfit})
}

// lostValues reads from what followed the deletion which records lost a value.
func (u *undoing) lostValues(ctx context.Context, f *customfield.Field) (map[string]jsontext.Value, error) {
	lost := map[string]jsontext.Value{}
	return lost, u.tx.Following(ctx, u.c.Number, func(c *changelog.Change) error {
		if string(c.Kind) != string(f.RecordKind) || c.Action != changelog.Update {
			return nil
		}
		before, err := record.Read(c.Before)
		if err != nil {
			return err
		}
		if value := before.Values("custom_fields")[f.Key]; value != nil {
			lost[c.Record] = value
		}
		if len(lost) > u.atOnce {
			return conflict("More than %d records lost a value by this; make the custom field anew.", u.atOnce)
		}
		return nil
	})
}

// holdLost locks the records that have values of a field and those that get theirs
// back.
func (u *undoing) holdLost(ctx context.Context, f *customfield.Field, lost map[string]jsontext.Value) error {
	all := make([]held, 0, len(lost))
	for id := range lost {
		switch f.RecordKind {
		case customfield.Contact:
			all = append(all, held{id, []*selection{oneContact}})
		case customfield.Address:
			all = append(all, held{id, showAddress})
		}
	}
	if err := u.hold(ctx, all...); err != nil {
		return err
	}
	return u.holdValues(ctx, f)
}

// refill gives records the values back that they lost.
func (u *undoing) refill(ctx context.Context, f *customfield.Field, lost map[string]jsontext.Value, cause *changelog.Change) error {
	if len(lost) == 0 {
		return nil
	}
	rules, err := ruleset.Read(ctx, u.tx.DB, u.tx.Workspace)
	if err != nil {
		return err
	}
	switch f.RecordKind {
	case customfield.Contact:
		return contact.Refill(ctx, u.tx, rules, f.Key, lost, cause)
	case customfield.Organization:
		return organization.Refill(ctx, u.tx, rules, f.Key, lost, cause)
	}
	changes, err := address.Refill(ctx, u.tx, rules, f.Key, lost, cause)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if err := u.show(ctx, showing{c, c.Record, "", showAddress}); err != nil {
			return err
		}
	}
	return nil
}
