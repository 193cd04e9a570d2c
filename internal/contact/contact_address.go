package contact

import (
	"context"
	"errors"
	"slices"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// ContactAddress is a postal address of a contact: it points to an address,
// which others may share.
type ContactAddress struct {
	Channel
	Address address.Address
}

var addressKind = newKind(kind{
	name: "addresses", table: "contact_addresses",
	join:  " JOIN addresses a ON a.workspace_id = c.workspace_id AND a.id = c.address_id",
	value: "address", list: "address_type",
}, "address_id, address_type", "c.address_type, "+address.Columns)

func (a *ContactAddress) kind() *kind      { return addressKind }
func (a *ContactAddress) key() string      { return a.Address.ID }
func (a *ContactAddress) shortKey() string { return "" }

func (a *ContactAddress) values() []any {
	return []any{a.Address.ID, a.Type, a.IsPrimary, a.Notes}
}

// dest differs from the other kinds in that the address is read with it; its
// columns stand where those of the kind do.
func (a *ContactAddress) dest() []any {
	return a.scan(append([]any{&a.Type}, a.Address.Dest()...)...)
}

// JSON returns the channel's record.
func (a *ContactAddress) JSON() []byte {
	var o record.Object
	o.Text("id", a.ID)
	o.Raw("address", a.Address.JSON())
	o.Text("address_type", a.Type)
	return a.finish(&o)
}

// AddressPatch is what a writer says of a postal address of a contact.
type AddressPatch struct {
	ChannelPatch
	Address record.Opt[AddressRef]

	resolved *address.Address // what Address comes to
}

// AddressRef says which address is meant.
type AddressRef = address.Ref

func (p *AddressPatch) key() string {
	if p.resolved == nil {
		return ""
	}
	return p.resolved.ID
}

func (p *AddressPatch) shortKey() string { return "" }

func (p *AddressPatch) applyTo(c *ContactAddress) {
	if p.resolved != nil {
		c.Address = *p.resolved
	}
}

// addressWork is what an edit of a contact does to addresses.
type addressWork struct {
	added  []*address.Address
	before []*address.Address // those that were changed, as they were,
	after  []*address.Address // and as they are
}

// addressResolver finds out which address each item of an edit means.
type addressResolver struct {
	tx       *changelog.Tx
	fields   *customfield.Fields // of addresses
	existing []ContactAddress
	matched  map[string]bool // addresses that an item without id was found equal to
	faults   *problem.Fields
	work     *addressWork
}

// resolve sets the resolved address of each item. Only addresses that are not
// there are faults; other errors come from the database.
func (r *addressResolver) resolve(ctx context.Context, edit *Edit[AddressPatch]) error {
	r.matched = map[string]bool{}
	for i := range edit.Items {
		p := &edit.Items[i]
		at := edit.at(addressKind, i)
		existing := find[ContactAddress](r.existing, p.ID.Value)
		ref := p.Address.Value
		var err error
		switch {
		case !p.Address.Given && (existing != nil || p.ID.Value != ""):
		case !p.Address.Given || (ref.ID == "" && ref.Change == nil):
			r.faults.Add(at+"/address", "required", "The address is required: an address's id or an object.")
		case ref.ID != "":
			p.resolved, err = r.pointTo(ctx, ref, at)
		case existing != nil:
			p.resolved, err = r.changeOwn(ctx, existing.Address, ref.Change, at)
		default:
			p.resolved = r.describe(ref.Change, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pointTo finds an existing address, and changes it if the reference says so.
func (r *addressResolver) pointTo(ctx context.Context, ref AddressRef, at string) (*address.Address, error) {
	pointer := at + "/address/id"
	if ref.AsText {
		pointer = at + "/address"
	}
	if !record.ValidID(ref.ID) {
		r.faults.Add(pointer, "not_found", "No address has this id; see the list of addresses.")
		return nil, nil
	}
	a, _, err := address.Lock(ctx, r.tx, ref.ID)
	if errors.Is(err, address.ErrNotFound) && ref.Gone != nil {
		return r.revive(ctx, ref.Gone, at)
	}
	if errors.Is(err, address.ErrNotFound) {
		r.faults.Add(pointer, "not_found", "No address has this id; see the list of addresses.")
		return nil, nil
	}
	if err != nil || ref.Change == nil {
		return a, err
	}
	return r.change(*a, ref.Change, at), nil
}

// revive brings an address back that is gone.
func (r *addressResolver) revive(ctx context.Context, was *address.Address, at string) (*address.Address, error) {
	a, err := address.Revived(ctx, r.tx, r.fields, was, at+"/address", r.faults)
	if err != nil {
		return nil, err
	}
	r.work.added = append(r.work.added, a)
	return a, nil
}

// changeOwn changes the address of an existing channel in place or, when
// others share it, makes a new one that differs as the writer says.
func (r *addressResolver) changeOwn(ctx context.Context, own address.Address, p *address.Patch, at string) (*address.Address, error) {
	_, usedBy, err := address.Lock(ctx, r.tx, own.ID)
	if err != nil {
		return nil, err
	}
	if usedBy <= 1 {
		return r.change(own, p, at), nil
	}
	changed := own
	p.Apply(&changed, r.fields, at+"/address", r.faults)
	if changed.Equal(&own) {
		return &own, nil
	}
	changed.Meta = r.tx.NewMeta()
	changed.Standalone = false
	r.work.added = append(r.work.added, &changed)
	return &changed, nil
}

func (r *addressResolver) change(before address.Address, p *address.Patch, at string) *address.Address {
	after := before
	p.Apply(&after, r.fields, at+"/address", r.faults)
	if after.Equal(&before) {
		return &before
	}
	after.Touch(r.tx.At, r.tx.Actor.UserID)
	r.work.before = append(r.work.before, &before)
	r.work.after = append(r.work.after, &after)
	return &after
}

// describe finds the contact's address that equals the description, or makes
// a new one.
func (r *addressResolver) describe(p *address.Patch, at string) *address.Address {
	a := address.New(r.tx)
	var faults problem.Fields
	p.Apply(a, r.fields, at+"/address", &faults)
	for i := range r.existing {
		if own := &r.existing[i].Address; own.Equal(a) && !r.matched[own.ID] {
			r.matched[own.ID] = true
			return own
		}
	}
	*r.faults = append(*r.faults, faults...)
	r.work.added = append(r.work.added, a)
	return a
}

// write brings the addresses' rows up to date; it goes before the channels.
func (w *addressWork) write(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields) error {
	for _, a := range w.added {
		if err := address.Insert(ctx, tx, fields, a); err != nil {
			return err
		}
	}
	for i, a := range w.after {
		if err := address.Save(ctx, tx, fields, w.before[i], a); err != nil {
			return err
		}
	}
	return nil
}

// log appends what was done to addresses; cause is the contact's own change.
func (w *addressWork) log(tx *changelog.Tx, cause *changelog.Change) error {
	for _, a := range w.added {
		if _, err := tx.Append(changelog.Address, a.ID, nil, a.JSON(), cause); err != nil {
			return err
		}
	}
	for i, a := range w.after {
		if _, err := tx.Append(changelog.Address, a.ID, w.before[i].JSON(), a.JSON(), cause); err != nil {
			return err
		}
	}
	return nil
}

// removeOrphans deletes the addresses that the contact pointed to and nothing
// points to any more, unless they were made to stand by themselves.
func removeOrphans(ctx context.Context, tx *changelog.Tx, before, after []ContactAddress, cause *changelog.Change) error {
	for i := range before {
		old := &before[i].Address
		kept := slices.ContainsFunc(after, func(c ContactAddress) bool { return c.Address.ID == old.ID })
		if kept || old.Standalone {
			continue
		}
		a, usedBy, err := address.Lock(ctx, tx, old.ID)
		if errors.Is(err, address.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if usedBy > 0 {
			continue
		}
		if err := address.Remove(ctx, tx, a.ID); err != nil {
			return err
		}
		if _, err := tx.Append(changelog.Address, a.ID, a.JSON(), nil, cause); err != nil {
			return err
		}
	}
	return nil
}
