// Package factory owns made-up data: records for tests, and the people behind
// `liaison demo`. They are written through the stores, so that every rule is
// kept and every record, search text and change is there. It owns no rule of
// its own and is imported by tests and by the command demo alone.
//
// All people, places of living and companies are made up of names that are
// common where they live; their email addresses are of domains that nobody can
// own (RFC 2606). Phone numbers are valid by their country's numbering plan, so
// somebody may have one of them.
package factory

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
)

// Factory makes records of one workspace. With the same seed and the same calls
// it makes the same, but for ids and times, which come from the database's
// options. It is not safe for concurrent use.
//
// Overrides are called first, on an empty patch; what they say stands, and the
// rest is filled in so that it fits: a name that is given is found again in the
// email address, a language in the names, the number and the address.
type Factory struct {
	db        *database.DB
	workspace string
	rules     ruleset.Store
	gen       *generator
}

// New returns a factory for the workspace with an id.
func New(db *database.DB, workspace string, seed uint64) *Factory {
	return &Factory{db: db, workspace: workspace, gen: newGenerator(seed, 0)}
}

// InTx runs fn in a transaction of the workspace, as changelog.InTx does.
func (f *Factory) InTx(ctx context.Context, actor changelog.Actor, fn func(tx *changelog.Tx) error) error {
	return changelog.InTx(ctx, f.db, f.workspace, actor, fn)
}

// store returns the contacts' store for a transaction.
func (f *Factory) store(ctx context.Context, tx *changelog.Tx) (*contact.Store, error) {
	rules, err := f.rules.For(ctx, tx)
	if err != nil {
		return nil, err
	}
	return contact.NewStore(tx.DB, f.workspace, rules), nil
}

// Contact makes a contact: first and last name, an employer that is no record,
// a title, a tag, a language, a birth date, one email address, one phone number
// and one postal address of its own. It is linked to no organization unless an
// override says so.
func (f *Factory) Contact(ctx context.Context, tx *changelog.Tx, overrides ...func(*contact.Patch)) (*contact.Contact, error) {
	store, err := f.store(ctx, tx)
	if err != nil {
		return nil, err
	}
	w, err := store.Create(ctx, tx, f.ContactPatch(overrides...))
	if err != nil {
		return nil, fmt.Errorf("make a contact: %w", err)
	}
	return w.Contact, nil
}

// ContactPatch returns what Contact writes.
func (f *Factory) ContactPatch(overrides ...func(*contact.Patch)) *contact.Patch {
	p := &contact.Patch{}
	for _, override := range overrides {
		override(p)
	}
	f.gen.fill(p, f.gen.someone(p))
	return p
}

// Contacts makes n contacts.
func (f *Factory) Contacts(ctx context.Context, tx *changelog.Tx, n int, overrides ...func(*contact.Patch)) ([]*contact.Contact, error) {
	list := make([]*contact.Contact, n)
	for i := range list {
		var err error
		if list[i], err = f.Contact(ctx, tx, overrides...); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Address makes an address that stands by itself.
func (f *Factory) Address(ctx context.Context, tx *changelog.Tx, overrides ...func(*address.Patch)) (*address.Address, error) {
	rules, err := f.rules.For(ctx, tx)
	if err != nil {
		return nil, err
	}
	a, err := address.Create(ctx, tx, rules.Fields(customfield.Address), f.AddressPatch(overrides...), nil)
	if err != nil {
		return nil, fmt.Errorf("make an address: %w", err)
	}
	return a, nil
}

// AddressPatch returns what Address writes. An override that says any line of
// the address says all of it.
func (f *Factory) AddressPatch(overrides ...func(*address.Patch)) *address.Patch {
	p := &address.Patch{}
	for _, override := range overrides {
		override(p)
	}
	said := p.StreetAddress1.Given || p.StreetAddress2.Given || p.City.Given || p.StateProvince.Given ||
		p.PostalCode.Given || p.Country.Given
	if !said {
		made := f.gen.address(f.gen.atlas.pick(f.gen.rng))
		made.Latitude, made.Longitude, made.Status, made.CustomFields = p.Latitude, p.Longitude, p.Status, p.CustomFields
		return made
	}
	return p
}

// Tag gets the tag with a name, or makes it. The name "" means any.
func (f *Factory) Tag(ctx context.Context, tx *changelog.Tx, name string) (*tag.Tag, error) {
	if name == "" {
		name = f.gen.tag(f.gen.atlas.pick(f.gen.rng))
	}
	cleaned, fault := tag.Clean(name)
	if fault != nil {
		return nil, fmt.Errorf("make a tag: %w", fault)
	}
	tags, err := tag.Ensure(ctx, tx, []string{cleaned})
	if err != nil {
		return nil, fmt.Errorf("make a tag: %w", err)
	}
	return &tags[0], nil
}

// Named is an override that gives a contact its names.
func Named(first, last string) func(*contact.Patch) {
	return func(p *contact.Patch) { p.FirstName, p.LastName = record.Some(first), record.Some(last) }
}

// InLanguage is an override that makes a contact of those who speak a language
// (BCP 47), if there are such in the tables.
func InLanguage(language string) func(*contact.Patch) {
	return func(p *contact.Patch) { p.Language = record.Some(language) }
}

// WithEmails is an override that says all email addresses.
func WithEmails(emails ...string) func(*contact.Patch) {
	return func(p *contact.Patch) {
		p.EmailAddresses = whole[contact.EmailPatch]()
		for _, email := range emails {
			item := contact.EmailPatch{Email: record.Some(email)}
			p.EmailAddresses.Items = append(p.EmailAddresses.Items, item)
		}
	}
}

// WithPhones is an override that says all phone numbers.
func WithPhones(numbers ...string) func(*contact.Patch) {
	return func(p *contact.Patch) {
		p.PhoneNumbers = whole[contact.PhonePatch]()
		for _, number := range numbers {
			item := contact.PhonePatch{Number: record.Some(number)}
			p.PhoneNumbers.Items = append(p.PhoneNumbers.Items, item)
		}
	}
}

// WithTags is an override that says all tags.
func WithTags(names ...string) func(*contact.Patch) {
	return func(p *contact.Patch) { p.Tags = record.Some(names) }
}

// At is an override that gives a contact an address that exists, and no other.
func At(addressID string) func(*contact.Patch) {
	return func(p *contact.Patch) {
		p.Addresses = whole(contact.AddressPatch{Address: record.Some(contact.AddressRef{ID: addressID})})
	}
}

// LinkedTo is an override that links a contact to an organization.
func LinkedTo(organizationID string) func(*contact.Patch) {
	return func(p *contact.Patch) { p.LinkedOrganization = record.Some(organizationID) }
}

// Bare is an override that leaves a contact its names alone: no channel, tag,
// employer, title or birth date.
func Bare(p *contact.Patch) {
	p.EmailAddresses, p.PhoneNumbers = whole[contact.EmailPatch](), whole[contact.PhonePatch]()
	p.Addresses = whole[contact.AddressPatch]()
	p.Tags = record.Some([]string{})
	for _, field := range []*record.Opt[string]{&p.MiddleName, &p.OrganizationName, &p.Title, &p.BirthDate} {
		*field = record.Some("")
	}
}
