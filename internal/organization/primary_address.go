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
	ref := w.patch.PrimaryAddress.Value
	switch {
	case !w.patch.PrimaryAddress.Given:
		return nil
	case ref.ID != "":
		return w.pointTo(ctx, ref)
	case ref.Change == nil:
		w.o.PrimaryAddress = nil
		return nil
	case w.o.PrimaryAddress != nil:
		return w.changeOwn(ctx, ref.Change)
	}
	w.address.isNew = true
	w.o.PrimaryAddress = address.New(w.tx)
	w.describe(ref.Change)
	return nil
}

// describe changes the address in o as p says.
func (w *writer) describe(p *address.Patch) {
	p.Apply(w.o.PrimaryAddress, w.rules.Fields(customfield.Address), "/primary_address", &w.faults)
}

// pointTo finds an existing address, and changes it if the reference says so.
func (w *writer) pointTo(ctx context.Context, ref AddressRef) error {
	err := error(address.ErrNotFound)
	var a *address.Address
	if record.ValidID(ref.ID) {
		a, _, err = address.Lock(ctx, w.tx, ref.ID)
	}
	switch {
	case errors.Is(err, address.ErrNotFound) && ref.Gone != nil:
		w.address.isNew = true
		w.o.PrimaryAddress, err = address.Revived(ctx, w.tx, w.rules.Fields(customfield.Address), ref.Gone, "/primary_address", &w.faults)
		return err
	case errors.Is(err, address.ErrNotFound):
		pointer := "/primary_address/id"
		if ref.AsText {
			pointer = "/primary_address"
		}
		w.faults.Add(pointer, "not_found", "No address has this id; see the list of addresses.")
		return nil
	case err != nil:
		return err
	}
	w.o.PrimaryAddress = a
	if ref.Change != nil {
		w.change(ref.Change)
	}
	return nil
}

// changeOwn changes the address that the organization has, in place or, when
// others share it, by making a new one that differs as p says.
func (w *writer) changeOwn(ctx context.Context, p *address.Patch) error {
	own, usedBy, err := address.Lock(ctx, w.tx, w.o.PrimaryAddress.ID)
	if err != nil {
		return err
	}
	w.o.PrimaryAddress = own
	if usedBy <= 1 {
		w.change(p)
		return nil
	}
	before := *own
	w.describe(p)
	if !own.Equal(&before) {
		own.Meta, own.Standalone = w.tx.NewMeta(), false
		w.address.isNew = true
	}
	return nil
}

// change changes the address in o, which is there, in place.
func (w *writer) change(p *address.Patch) {
	a, before := w.o.PrimaryAddress, *w.o.PrimaryAddress
	w.describe(p)
	if a.Equal(&before) {
		*a = before
		return
	}
	a.Touch(w.tx.At, w.tx.Actor.UserID)
	w.address.before = &before
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

// removeOrphan deletes the address that an organization had and nothing points
// to any more, unless it was made to stand by itself. now is the one that it has
// instead, nil for none.
func removeOrphan(ctx context.Context, tx *changelog.Tx, old, now *address.Address, cause *changelog.Change) error {
	if old == nil || old.Standalone || now != nil && now.ID == old.ID {
		return nil
	}
	a, usedBy, err := address.Lock(ctx, tx, old.ID)
	if err != nil || usedBy > 0 {
		return err
	}
	if err := address.Remove(ctx, tx, a.ID); err != nil {
		return err
	}
	_, err = tx.Append(changelog.Address, a.ID, a.JSON(), nil, cause)
	return err
}
