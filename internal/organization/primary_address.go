package organization

import (
	"context"
	"errors"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/record"
)

// AddressRef says which address is meant.
type AddressRef = address.Ref

// addressWork is what a write does to the primary address.
type addressWork struct {
	isNew  bool
	before *address.Address // as it was, if it was changed
}

// findAddress sets the primary address that the patch speaks of.
func (w *writer) findAddress(ctx context.Context) error {
	ref, fields := w.patch.PrimaryAddress.Value, w.rules.Fields(customfield.Address)
	switch {
	case !w.patch.PrimaryAddress.Given:
		return nil
	case ref.ID == "" && ref.Change == nil:
		w.o.PrimaryAddress = nil
		return nil
	case ref.ID == "":
		w.address.isNew = true
		w.o.PrimaryAddress = address.New(w.tx)
		ref.Change.Apply(w.o.PrimaryAddress, fields, "/primary_address", &w.faults)
		return nil
	}
	a, err := w.lockAddress(ctx, ref)
	if err != nil || a == nil {
		return err
	}
	before := *a
	w.o.PrimaryAddress = a
	if ref.Change == nil {
		return nil
	}
	ref.Change.Apply(a, fields, "/primary_address", &w.faults)
	if !a.Equal(&before) {
		a.Touch(w.tx.At, w.tx.Actor.UserID)
		w.address.before = &before
	}
	return nil
}

// lockAddress returns the address that ref points to, nil after a fault.
func (w *writer) lockAddress(ctx context.Context, ref AddressRef) (*address.Address, error) {
	err := error(address.ErrNotFound)
	var a *address.Address
	if record.ValidID(ref.ID) {
		a, _, err = address.Lock(ctx, w.tx, ref.ID)
	}
	if errors.Is(err, address.ErrNotFound) {
		pointer := "/primary_address/id"
		if ref.AsText {
			pointer = "/primary_address"
		}
		w.faults.Add(pointer, "not_found", "There is no such address.")
		return nil, nil
	}
	return a, err
}

// write brings the row of the primary address up to date.
func (a *addressWork) write(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, primary *address.Address) error {
	switch {
	case a.isNew:
		return address.Insert(ctx, tx, fields, primary)
	case a.before != nil:
		return address.Save(ctx, tx, fields, a.before, primary)
	}
	return nil
}

// log appends what was done to the primary address; cause is the
// organization's own change.
func (a *addressWork) log(tx *changelog.Tx, primary *address.Address, cause *changelog.Change) error {
	var before []byte
	switch {
	case a.before != nil:
		before = a.before.JSON()
	case !a.isNew:
		return nil
	}
	_, err := tx.Append(changelog.Address, primary.ID, before, primary.JSON(), cause)
	return err
}
