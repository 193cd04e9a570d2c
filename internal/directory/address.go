package directory

import (
	"context"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

// showAddress selects the records that show an address.
var showAddress = []*selection{contactsAtAddress, organizationsAtAddress}

// changedAddress is what shows the address that a reference changes, for hold.
func changedAddress(ref address.Ref) []held {
	if ref.ID == "" || ref.Change == nil {
		return nil
	}
	return []held{{subject{id: ref.ID}, showAddress}}
}

// UpdateAddress changes an address, and all records that show it, as p says.
// check is asked whether the version found may be changed. It returns the
// address and how many contacts and organizations point to it.
func UpdateAddress(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, id string, p *address.Patch,
	check func(version int64) error, faults problem.Fields,
) (*address.Used, error) {
	return in(tx).updateAddress(ctx, rules, id, p, check, faults)
}

func (a *action) updateAddress(ctx context.Context, rules *ruleset.Set, id string, p *address.Patch,
	check func(version int64) error, faults problem.Fields,
) (*address.Used, error) {
	if err := a.hold(ctx, held{subject{id: id}, showAddress}); err != nil {
		return nil, err
	}
	changed, usedBy, change, err := address.Update(ctx, a.tx, rules.Fields(customfield.Address), id, p, check, faults)
	if err != nil {
		return nil, err
	}
	if change != nil {
		err = a.show(ctx, showing{change, id, "", showAddress})
	}
	return &address.Used{Address: *changed, UsedBy: usedBy}, err
}
