package customfield

import (
	"context"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Restored returns the values of a record that comes back as the definitions want
// them now. It is no new record: nothing is filled in and nothing lacks. A value
// that cannot be brought to its definition, or that is being cleared everywhere,
// is noted at a pointer below at.
func (f *Fields) Restored(values record.Values, at string, faults *problem.Fields) record.Values {
	if f == nil || len(values) == 0 {
		return values
	}
	restored := maps.Clone(values)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		pointer := at + problem.Pointer(key)
		if slices.Contains(f.Clearing, key) {
			faults.Add(pointer, CodeNotReady, "Old values of this key are still being cleared; try again in a while.")
		}
		field := f.Field(key)
		if field == nil {
			continue
		}
		fitted, ok := field.Convert(values[key])
		if !ok {
			faults.Add(pointer, "does_not_fit", "The value does not fit what the custom field takes by now.")
			continue
		}
		restored[key] = fitted
	}
	return restored
}

// patchOf reads a definition from its record, as a patch for a new one.
func patchOf(rec []byte) (*Patch, record.Meta, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, record.Meta{}, err
	}
	return &Patch{
		RecordKind: record.Some(r.Text("record_kind")), Key: record.Some(r.Text("key")), Label: record.Some(r.Text("label")),
		Type: record.Some(r.Text("type")), Pattern: record.Some(r.Text("pattern")), Help: record.Some(r.Text("help")),
		Required: record.Some(r.Bool("required")), Filterable: record.Some(r.Bool("filterable")),
		Choices: record.Some(r.Texts("choices")), Minimum: record.Some(r.Value("minimum")),
		Maximum: record.Some(r.Value("maximum")), Default: record.Some(r.Value("default")),
	}, r.Meta(), nil
}

// Restored returns a deleted definition as its record shows it, for Insert, or
// what stands in its way: another one with its key. The rules of the workspace
// must be locked: see changelog.Tx.LockRules.
func Restored(ctx context.Context, tx *changelog.Tx, rec []byte) (*Field, error) {
	p, meta, err := patchOf(rec)
	if err != nil {
		return nil, err
	}
	f := &Field{}
	var faults problem.Fields
	f.Change(p, &faults)
	f.Meta = meta
	f.Touch(tx.At, tx.Actor.UserID)
	if err := refuseTaken(ctx, tx, f, &faults); err != nil {
		return nil, err
	}
	return f, faults.Err()
}

// Back returns the patch that takes a change of a definition back, nil for
// nothing, and the names of the fields that were changed again since.
func Back(before, after []byte, now *Field) (*Patch, []string, error) {
	was, _, err := patchOf(before)
	if err != nil {
		return nil, nil, err
	}
	became, _, err := patchOf(after)
	if err != nil {
		return nil, nil, err
	}
	is, _, err := patchOf(now.JSON())
	if err != nil {
		return nil, nil, err
	}
	var b record.Backing
	p := &Patch{}
	record.BackField(&b, "label", &p.Label, was.Label.Value, became.Label.Value, is.Label.Value)
	record.BackField(&b, "type", &p.Type, was.Type.Value, became.Type.Value, is.Type.Value)
	record.BackField(&b, "pattern", &p.Pattern, was.Pattern.Value, became.Pattern.Value, is.Pattern.Value)
	record.BackField(&b, "help", &p.Help, was.Help.Value, became.Help.Value, is.Help.Value)
	record.BackField(&b, "required", &p.Required, was.Required.Value, became.Required.Value, is.Required.Value)
	record.BackField(&b, "filterable", &p.Filterable, was.Filterable.Value, became.Filterable.Value, is.Filterable.Value)
	choices := func(p *Patch) string { return string(textsValue(p.Choices.Value)) }
	if back, clash := record.Back(choices(was), choices(became), choices(is)); clash {
		b.Clash("choices")
	} else if back.Given {
		p.Choices, b.Any = was.Choices, true
	}
	for _, f := range []struct {
		name string
		of   func(p *Patch) *record.Opt[jsontext.Value]
	}{
		{"minimum", func(p *Patch) *record.Opt[jsontext.Value] { return &p.Minimum }},
		{"maximum", func(p *Patch) *record.Opt[jsontext.Value] { return &p.Maximum }},
		{"default", func(p *Patch) *record.Opt[jsontext.Value] { return &p.Default }},
	} {
		var back record.Opt[string]
		record.BackField(&b, f.name, &back, string(f.of(was).Value), string(f.of(became).Value), string(f.of(is).Value))
		if back.Given {
			*f.of(p) = *f.of(was)
		}
	}
	if !b.Any {
		p = nil
	}
	return p, b.Clashes, nil
}
