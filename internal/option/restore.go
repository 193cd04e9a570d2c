package option

import (
	"context"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

func parse(rec []byte) (*Option, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return &Option{
		Meta: r.Meta(), List: r.Text("list"), Value: r.Text("value"), Label: r.Text("label"),
		Position: r.Int("position"), IsActive: r.Bool("is_active"),
	}, nil
}

// Back returns the patch that takes a change of an option back, nil for nothing,
// and the names of the fields that were changed again since.
func Back(before, after []byte, now *Option) (*Patch, []string, error) {
	was, err := parse(before)
	if err != nil {
		return nil, nil, err
	}
	became, err := parse(after)
	if err != nil {
		return nil, nil, err
	}
	var b record.Backing
	p := &Patch{}
	record.BackField(&b, "label", &p.Label, was.Label, became.Label, now.Label)
	record.BackField(&b, "position", &p.Position, was.Position, became.Position, now.Position)
	record.BackField(&b, "is_active", &p.IsActive, was.IsActive, became.IsActive, now.IsActive)
	if !b.Any {
		p = nil
	}
	return p, b.Clashes, nil
}

// Restore brings back a deleted option as its record shows it, in its old place or
// at the end of its list. The options behind it move, each with a change of its
// own. The caller makes the ruleset.Store forget the workspace after the commit.
func Restore(ctx context.Context, tx *changelog.Tx, rec []byte) error {
	if err := tx.LockRules(ctx); err != nil {
		return err
	}
	o, err := parse(rec)
	if err != nil {
		return err
	}
	o.Touch(tx.At, tx.Actor.UserID)
	listed, err := inList(ctx, tx, o.List)
	if err != nil {
		return err
	}
	var faults problem.Fields
	for i := range listed {
		if text.Fold(listed[i].Value) == text.Fold(o.Value) {
			faults = append(faults, problem.Field{
				Pointer: "/value", Code: "unique", Detail: "The list already has this value again.", Conflict: listed[i].ID,
			})
		}
	}
	if len(listed) >= maxOptions {
		faults.Add("/list", "too_many", "An option list may have at most "+strconv.Itoa(maxOptions)+" values.")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	others := place(o, listed)
	if err := insert(ctx, tx, o); err != nil {
		return err
	}
	cause, err := tx.Append(changelog.Option, o.ID, nil, o.JSON(), nil)
	if err != nil {
		return err
	}
	return renumber(ctx, tx, others, o.Position, cause)
}
