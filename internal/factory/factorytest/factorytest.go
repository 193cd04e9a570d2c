// Package factorytest owns the short form of factories for tests: each call is
// a transaction of its own, and what fails ends the test.
package factorytest

import (
	"hash/fnv"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/workspace"
)

// Factory makes records in the workspace default. The test's name is its seed.
type Factory struct {
	*factory.Factory
	Workspace string // id

	t testing.TB
}

// New returns a factory for a migrated database, in which it makes the
// workspace default if that is not there.
func New(t testing.TB, db *database.DB) *Factory {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(t.Name())) // a hash takes everything
	return &Factory{Factory: factory.New(db, w.ID, hash.Sum64()), Workspace: w.ID, t: t}
}

// Contact makes a contact; see factory.Factory.Contact.
func (f *Factory) Contact(overrides ...func(*contact.Patch)) *contact.Contact {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*contact.Contact, error) {
		return f.Factory.Contact(f.t.Context(), tx, overrides...)
	})
}

// Contacts makes n contacts in one transaction.
func (f *Factory) Contacts(n int, overrides ...func(*contact.Patch)) []*contact.Contact {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) ([]*contact.Contact, error) {
		return f.Factory.Contacts(f.t.Context(), tx, n, overrides...)
	})
}

// EmailAddress gives a contact one more email address.
func (f *Factory) EmailAddress(contactID string, overrides ...func(*contact.EmailPatch)) *contact.EmailAddress {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*contact.EmailAddress, error) {
		return f.Factory.EmailAddress(f.t.Context(), tx, contactID, overrides...)
	})
}

// PhoneNumber gives a contact one more phone number.
func (f *Factory) PhoneNumber(contactID string, overrides ...func(*contact.PhonePatch)) *contact.PhoneNumber {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*contact.PhoneNumber, error) {
		return f.Factory.PhoneNumber(f.t.Context(), tx, contactID, overrides...)
	})
}

// ContactAddress gives a contact one more postal address.
func (f *Factory) ContactAddress(contactID string, overrides ...func(*contact.AddressPatch)) *contact.ContactAddress {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*contact.ContactAddress, error) {
		return f.Factory.ContactAddress(f.t.Context(), tx, contactID, overrides...)
	})
}

// Address makes an address that stands by itself.
func (f *Factory) Address(overrides ...func(*address.Patch)) *address.Address {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*address.Address, error) {
		return f.Factory.Address(f.t.Context(), tx, overrides...)
	})
}

// Tag gets the tag with a name, or makes it; "" means any.
func (f *Factory) Tag(name string) *tag.Tag {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*tag.Tag, error) { return f.Factory.Tag(f.t.Context(), tx, name) })
}

// OrganizationType gets the organization type with a name, or makes it.
func (f *Factory) OrganizationType(name string) *organization.Type {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*organization.Type, error) {
		return f.Factory.OrganizationType(f.t.Context(), tx, name)
	})
}

// Organization makes an organization; see factory.Factory.Organization.
func (f *Factory) Organization(overrides ...func(*organization.Patch)) *organization.Organization {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*organization.Organization, error) {
		return f.Factory.Organization(f.t.Context(), tx, overrides...)
	})
}

// CustomField defines a custom field; see factory.Factory.CustomField.
func (f *Factory) CustomField(overrides ...func(*customfield.Patch)) *customfield.Field {
	f.t.Helper()
	return must(f, func(tx *changelog.Tx) (*customfield.Field, error) {
		return f.Factory.CustomField(f.t.Context(), tx, overrides...)
	})
}

func must[T any](f *Factory, make func(tx *changelog.Tx) (T, error)) (made T) {
	f.t.Helper()
	actor := changelog.Actor{Via: changelog.ViaSystem, Name: "test"}
	err := f.InTx(f.t.Context(), actor, func(tx *changelog.Tx) (err error) {
		made, err = make(tx)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return made
}
