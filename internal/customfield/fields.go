package customfield

import (
	"bytes"
	"maps"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Fields are the definitions for one kind of record. The zero value and nil
// have none and take every key.
type Fields struct {
	Strict   bool     // refuses keys without a definition
	List     []Field  // by key
	Clearing []string // keys whose values a walk is still taking from all records
}

const maxValues = 1_000 // custom values of a record

// Field returns the definition of a key, nil if there is none.
func (f *Fields) Field(key string) *Field {
	if f == nil {
		return nil
	}
	if i := slices.IndexFunc(f.List, func(field Field) bool { return field.Key == key }); i >= 0 {
		return &f.List[i]
	}
	return nil
}

// Apply returns the custom values of a record as a patch leaves them, checked
// and in their normal form. isNew says that the record is being created: then
// defaults are filled in. What breaks a rule is noted at pointers below at,
// such as /custom_fields. A required field that lacks is one thing that does,
// but in a stored record only if the patch speaks of custom fields at all: one
// from before the rule can be changed elsewhere. What the patch leaves out stays as
// it is stored, even if a changed definition has yet to be brought to it.
func (f *Fields) Apply(stored record.Values, patch record.Opt[record.Values], isNew bool, at string,
	faults *problem.Fields,
) record.Values {
	merged := stored.Merge(f.check(stored, patch, at, faults))
	changes := isNew || patch.Given && !bytes.Equal(merged.JSON(), stored.JSON()) // what was read can be written back
	if f != nil && changes {
		merged = f.complete(merged, patch, isNew, at, faults)
	}
	if len(merged) > maxValues {
		faults.Add(at, "too_many", "A record has at most "+strconv.Itoa(maxValues)+" custom values.")
	}
	return merged
}

// check returns a patch with its values in their normal form.
func (f *Fields) check(stored record.Values, patch record.Opt[record.Values], at string, faults *problem.Fields,
) record.Opt[record.Values] {
	if f == nil || len(patch.Value) == 0 || len(f.List)+len(f.Clearing) == 0 && !f.Strict {
		return patch
	}
	checked := maps.Clone(patch.Value)
	for _, key := range slices.Sorted(maps.Keys(checked)) {
		value, field := checked[key], f.Field(key)
		pointer := at + problem.Pointer(key)
		switch {
		case value.Kind() == 'n': // removes the key
		case field != nil && field.Indexing && record.Same(stored[key], value): // what was read can be written back
		case field != nil:
			normal, fault := field.normal(value)
			faults.Fault(pointer, fault)
			if fault == nil {
				checked[key] = normal
			}
		case record.Same(stored[key], value):
		case slices.Contains(f.Clearing, key):
			faults.Add(pointer, CodeNotReady, "Old values of this key are still being cleared; try again in a while.")
		case f.Strict:
			faults.Add(pointer, CodeUnknownField, "There is no custom field with this key, and the workspace takes no others.")
		}
	}
	return record.Some(checked)
}

// complete fills in defaults and notes the required fields that lack.
func (f *Fields) complete(merged record.Values, patch record.Opt[record.Values], isNew bool, at string,
	faults *problem.Fields,
) record.Values {
	cloned := false
	for i := range f.List {
		field := &f.List[i]
		_, mentioned := patch.Value[field.Key]
		mentioned = mentioned || !isNew && patch.Value == nil // null takes all away
		value := merged[field.Key]
		switch {
		case value == nil && field.Default != nil && !mentioned && (isNew || field.Required):
			if !cloned {
				merged, cloned = maps.Clone(merged), true
			}
			if merged == nil {
				merged = record.Values{}
			}
			merged[field.Key] = field.Default
		case field.Required && blank(value):
			faults.Add(at+problem.Pointer(field.Key), CodeRequired, "The custom field is required.")
		}
	}
	return merged
}
