package address

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/ruleset"
)

// Refit brings the custom values of addresses to what the rules say, and takes
// out the key drop ("" for none). cause is the change of the rules. Addresses
// that are not there, or fit already, are left alone. The changes that it
// returns show in other records, which are not written anew here: see package
// directory.
func Refit(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, drop string, ids []string, cause *changelog.Change,
) ([]*changelog.Change, error) {
	return refit(ctx, tx, rules, ids, func(a *Address) {
		if _, has := a.CustomFields[drop]; has && drop != "" {
			a.CustomFields = maps.Clone(a.CustomFields)
			delete(a.CustomFields, drop)
		}
	}, cause)
}

// Refill gives addresses the values of a key back that they lost, unless they have
// others by now, and fits them to the rules. cause is the change that brings the
// definition back; what it returns is as with Refit.
func Refill(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, key string, lost map[string]jsontext.Value,
	cause *changelog.Change,
) ([]*changelog.Change, error) {
	return refit(ctx, tx, rules, slices.Sorted(maps.Keys(lost)), func(a *Address) {
		a.CustomFields = customfield.Refilled(a.CustomFields, key, lost[a.ID])
	}, cause)
}

func refit(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, ids []string, change func(*Address), cause *changelog.Change,
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
		change(&a)
		a.CustomFields = fields.Fit(a.CustomFields)
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
