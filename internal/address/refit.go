package address

import (
	"context"
	"errors"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/ruleset"
)

// Refit changes the custom values of addresses as edit says and makes them fit the
// definitions of the rules. cause is the change of a definition. Addresses that are
// not there, or fit already, are left alone. The changes that it returns show in
// other records, which are not written here: see package directory.
func Refit(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, ids []string, edit customfield.Edit,
	cause *changelog.Change,
) ([]*changelog.Change, error) {
	fields := rules.Fields(customfield.Address)
	var changes []*changelog.Change
	for _, id := range ids {
		before, _, err := Lock(ctx, tx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		a := *before
		a.CustomFields = fields.Fit(edit(id, a.CustomFields))
		if a.Equal(before) {
			continue
		}
		a.Touch(tx.At, tx.Actor.UserID)
		if err := Save(ctx, tx, fields, before, &a); err != nil {
			return nil, err
		}
		change, err := tx.Append(changelog.Address, id, before.JSON(), a.JSON(), cause)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}
