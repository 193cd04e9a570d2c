package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// past is what became of a record's value of a custom field since a change of the
// definition. Values are nil for none.
type past struct {
	followed    bool           // the change of the definition changed the value
	was, became jsontext.Value // before and after it did
	touched     int64          // number of the newest change of the value by somebody since, 0 for none
	gone        int64          // number of the deletion of the record, 0 if it is there
}

// comesBack reports whether an undo puts the value back that a record had before:
// it is as the change left it, or as f fits that, and f takes the former one. f is
// nil where the definition goes.
func (p *past) comesBack(f *customfield.Field, now jsontext.Value) bool {
	if p == nil || !p.followed || p.gone > 0 {
		return false
	}
	if f == nil {
		return record.Same(now, p.became)
	}
	if !record.Same(now, p.became) && !record.Same(now, f.Fit(p.became)) {
		return false
	}
	if p.was == nil {
		return true
	}
	_, ok := f.Convert(p.was)
	return ok
}

// stays reports whether the value that a record has by now stays, although the
// change of the definition is undone that changed it.
func (p *past) stays(f *customfield.Field, now jsontext.Value) bool {
	return p != nil && p.followed && !p.comesBack(f, now) && (p.gone > 0 || !record.Same(now, p.was))
}

// pasts are those of records, by their ids.
type pasts map[string]*past

// readPasts reads from the log what became of the values of records since the
// change of the definition with a number.
func readPasts(ctx context.Context, tx *changelog.Tx, f *customfield.Field, number int64, ids []string) (pasts, error) {
	all := pasts{}
	for some := range slices.Chunk(ids, fieldBatch) {
		w := database.Where{Args: []any{tx.Workspace, string(f.RecordKind), number}}
		rows, err := tx.Query(ctx, `SELECT record_id, number, COALESCE(cause, 0), before, after FROM changes
			WHERE workspace_id = $1 AND kind = $2 AND number > $3 AND record_id IN (`+database.List(&w, some)+`)
			ORDER BY number`, w.Args...)
		if err != nil {
			return nil, fmt.Errorf("read what became of custom values: %w", err)
		}
		if err := all.take(rows, f.Key, number); err != nil {
			return nil, fmt.Errorf("read what became of custom values: %w", err)
		}
	}
	return all, nil
}

func (all pasts) take(rows *database.Result, key string, cause int64) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		var number, follows int64
		var before, after []byte
		if err := rows.Scan(&id, &number, &follows, &before, &after); err != nil {
			return err
		}
		was, err := valueIn(before, key)
		if err != nil {
			return err
		}
		became, err := valueIn(after, key)
		if err != nil {
			return err
		}
		if all[id] == nil {
			all[id] = &past{}
		}
		p := all[id]
		if p.gone = 0; after == nil {
			p.gone = number
		}
		if !record.Same(was, became) {
			p.note(number, follows == cause, was, became)
		}
	}
	return rows.Err()
}

// note takes the next change of the value.
func (p *past) note(number int64, follows bool, was, became jsontext.Value) {
	switch {
	case !follows:
		p.touched = number
	case p.touched > 0: // it brought along what somebody had written
	case p.followed:
		p.became = became
	default:
		p.followed, p.was, p.became = true, was, became
	}
}

// valueIn returns the custom value of a key in a record, nil for none.
func valueIn(rec []byte, key string) (jsontext.Value, error) {
	if rec == nil {
		return nil, nil
	}
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return r.Values("custom_fields")[key], nil
}

// takenBack is the subject of giveBack.
func takenBack(key string, number int64) subject {
	return subject{key, strconv.FormatInt(number, 10)}
}

// giveBack gives records the values back that they had before a change of the
// definition, unless somebody changed them since.
func giveBack(kind customfield.Kind) rewriteFunc {
	return func(ctx context.Context, tx *changelog.Tx, of subject, ids []string, cause *changelog.Change) error {
		number, err := strconv.ParseInt(of.detail, 10, 64)
		if err != nil {
			return fmt.Errorf("read which change is undone: %w", err)
		}
		all, err := readPasts(ctx, tx, &customfield.Field{RecordKind: kind, Key: of.id}, number, ids)
		if err != nil {
			return err
		}
		return refit(ctx, tx, refitting{kind, ids, func(rules *ruleset.Set) customfield.Edit {
			f := rules.Fields(kind).Field(of.id)
			return func(id string, values record.Values) record.Values {
				if p := all[id]; p.comesBack(f, values[of.id]) {
					return customfield.With(values, of.id, p.was)
				}
				return values
			}
		}}, cause)
	}
}

// eachStored calls fn with the records that a subject finds whose values are wanted,
// with what became of those since the change that is undone.
func (u *undoing) eachStored(ctx context.Context, f *customfield.Field, of subject, wanted func(now jsontext.Value) bool,
	fn func(id string, now jsontext.Value, p *past),
) error {
	from := fieldsOf(f.RecordKind).fit
	if of.detail != "" {
		from = fieldsOf(f.RecordKind).back
	}
	for last := ""; ; {
		ids, err := from.find(ctx, u.tx.DB, u.tx.Workspace, of, last, fieldBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		entries, err := readValues(ctx, u.tx, fieldTables[f.RecordKind], ids, "")
		if err != nil {
			return err
		}
		now := make(map[string]jsontext.Value, len(entries))
		for _, e := range entries {
			now[e.ID] = e.Values[f.Key]
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return !wanted(now[id]) })
		all, err := readPasts(ctx, u.tx, f, u.c.Number, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			fn(id, now[id], all[id])
		}
	}
}

// keepValue notes a value that stays as it is.
func (u *undoing) keepValue(f *customfield.Field, id string, p *past) {
	number := u.definedBy
	switch {
	case p == nil:
	case p.gone > 0:
		number = p.gone
	case p.touched > 0:
		number = p.touched
	}
	u.keep(Kept{changelog.Kind(f.RecordKind), id, "custom_fields." + f.Key, number})
}

// keepTouched notes whose values do not come back, of those that followed from the
// change: f is the definition as it will be, its key and kind if gone.
func (u *undoing) keepTouched(ctx context.Context, f *customfield.Field, gone bool) error {
	will := f
	if gone {
		will = nil
	}
	all := func(jsontext.Value) bool { return true }
	return u.eachStored(ctx, f, takenBack(f.Key, u.c.Number), all, func(id string, now jsontext.Value, p *past) {
		if p.stays(will, now) {
			u.keepValue(f, id, p)
		}
	})
}

// keepWritten notes the values that somebody wrote since a definition was made
// which goes now: they stay without one.
func (u *undoing) keepWritten(ctx context.Context, f *customfield.Field) error {
	given := func(now jsontext.Value) bool { return now != nil }
	return u.eachStored(ctx, f, subject{id: f.Key}, given, func(id string, _ jsontext.Value, p *past) {
		if p != nil && !p.followed && p.touched > 0 {
			u.keepValue(f, id, p)
		}
	})
}

// misfits are the stored values that a definition which comes back would not take,
// and which do not come back to what they were.
type misfits struct {
	converted bool     // some are taken once they are converted
	choices   []string // what the definition must keep so that it takes others
	need      some     // the records with those others
	lost      some     // the records whose value is not taken at all
}

// some are records, of which MostKept are named at most.
type some struct {
	count int
	ids   []string
}

func (s *some) add(id string) {
	if s.count++; len(s.ids) < MostKept {
		s.ids = append(s.ids, id)
	}
}

// misfit looks for the misfits of f. had are the choices that there were until now.
func (u *undoing) misfit(ctx context.Context, f *customfield.Field, had []string) (*misfits, error) {
	m := &misfits{}
	unfit := func(now jsontext.Value) bool {
		fitted, ok := f.Convert(now)
		return now != nil && (!ok || string(fitted) != string(now))
	}
	err := u.eachStored(ctx, f, subject{id: f.Key}, unfit, func(id string, now jsontext.Value, p *past) {
		if p.comesBack(f, now) {
			return
		}
		if _, ok := f.Convert(now); ok {
			m.converted = true
			return
		}
		lacks := f.Lacks(now, had)
		if len(lacks) == 0 {
			m.lost.add(id)
			return
		}
		m.need.add(id)
		if !p.stays(f, now) { // else keepTouched notes it
			u.keepValue(f, id, p)
		}
		for _, c := range lacks {
			if !slices.Contains(m.choices, c) {
				m.choices = append(m.choices, c)
			}
		}
	})
	return m, err
}

// refuse returns the conflict of an undo that records stand in the way of, nil for
// none.
func (s *some) refuse(f *customfield.Field) error {
	if s.count == 0 {
		return nil
	}
	refusal := &problem.Error{Kind: problem.Conflict, Detail: recordsHave(s.count) +
		" a value that cannot be converted to the custom field as it was. Change it there first."}
	for _, id := range s.ids {
		refusal.Fields = append(refusal.Fields, problem.Field{
			Pointer: problem.Pointer("custom_fields", f.Key), Code: "does_not_fit",
			Detail: "The value of this record does not fit the custom field as it was.", Conflict: id,
		})
	}
	return refusal
}
