package ruleset

import (
	"context"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
)

// ReadStored returns the rules by which stored records are checked, for package
// check: the option lists hold retired values too, which records may keep, and
// definitions of custom fields that cannot be read, which it reports as such,
// are left out.
func ReadStored(ctx context.Context, db *database.DB, workspace string) (*Set, error) {
	options, err := option.ReadAllLists(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	set := &Set{Options: options, fields: map[customfield.Kind]*customfield.Fields{}}
	fields, err := customfield.ReadSound(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	for kind, list := range fields {
		set.fields[kind] = &customfield.Fields{List: list}
	}
	return set, nil
}
