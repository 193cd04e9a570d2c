package factory

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// EmailAddress gives a contact one more email address, made of its name.
func (f *Factory) EmailAddress(ctx context.Context, tx *changelog.Tx, contactID string,
	overrides ...func(*contact.EmailPatch),
) (*contact.EmailAddress, error) {
	item := contact.EmailPatch{}
	for _, override := range overrides {
		override(&item)
	}
	p := &contact.Patch{EmailAddresses: contact.Edit[contact.EmailPatch]{Given: true, Single: true}}
	w, err := f.add(ctx, tx, contactID, p, func(who *person) {
		orElse(&item.Email, f.gen.email(who, ""))
		p.EmailAddresses.Items = []contact.EmailPatch{item}
	})
	if err != nil {
		return nil, fmt.Errorf("make an email address: %w", err)
	}
	at := slices.IndexFunc(w.Contact.EmailAddresses, func(e contact.EmailAddress) bool { return e.ID == w.Added })
	return &w.Contact.EmailAddresses[at], nil
}

// PhoneNumber gives a contact one more phone number, of its country.
func (f *Factory) PhoneNumber(ctx context.Context, tx *changelog.Tx, contactID string,
	overrides ...func(*contact.PhonePatch),
) (*contact.PhoneNumber, error) {
	item := contact.PhonePatch{}
	for _, override := range overrides {
		override(&item)
	}
	p := &contact.Patch{PhoneNumbers: contact.Edit[contact.PhonePatch]{Given: true, Single: true}}
	w, err := f.add(ctx, tx, contactID, p, func(who *person) {
		orElse(&item.Number, f.gen.phones.mobile(f.gen.rng, who.country))
		p.PhoneNumbers.Items = []contact.PhonePatch{item}
	})
	if err != nil {
		return nil, fmt.Errorf("make a phone number: %w", err)
	}
	at := slices.IndexFunc(w.Contact.PhoneNumbers, func(n contact.PhoneNumber) bool { return n.ID == w.Added })
	return &w.Contact.PhoneNumbers[at], nil
}

// ContactAddress gives a contact one more postal address, a new one in its
// country unless an override points to one that exists.
func (f *Factory) ContactAddress(ctx context.Context, tx *changelog.Tx, contactID string,
	overrides ...func(*contact.AddressPatch),
) (*contact.ContactAddress, error) {
	item := contact.AddressPatch{}
	for _, override := range overrides {
		override(&item)
	}
	p := &contact.Patch{Addresses: contact.Edit[contact.AddressPatch]{Given: true, Single: true}}
	w, err := f.add(ctx, tx, contactID, p, func(who *person) {
		orElse(&item.Address, contact.AddressRef{Change: f.gen.address(who.locale)})
		p.Addresses.Items = []contact.AddressPatch{item}
	})
	if err != nil {
		return nil, fmt.Errorf("make a postal address: %w", err)
	}
	at := slices.IndexFunc(w.Contact.Addresses, func(a contact.ContactAddress) bool { return a.ID == w.Added })
	return &w.Contact.Addresses[at], nil
}

// add updates a contact with a patch that complete completes.
func (f *Factory) add(ctx context.Context, tx *changelog.Tx, contactID string, p *contact.Patch,
	complete func(who *person),
) (*contact.Written, error) {
	store, err := f.store(ctx, tx)
	if err != nil {
		return nil, err
	}
	c, err := store.Get(ctx, contactID)
	if err != nil {
		return nil, err
	}
	who := f.gen.someone(&contact.Patch{Language: record.Opt[string]{Given: c.Language != "", Value: c.Language}})
	who.given, who.family = c.FirstName, c.LastName
	complete(who)
	w, err := store.Update(ctx, tx, contactID, p, func(int64) error { return nil })
	if err != nil {
		return nil, err
	}
	if w.Added == "" {
		return nil, errors.New("nothing was added")
	}
	return w, nil
}
