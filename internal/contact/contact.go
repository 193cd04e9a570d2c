// Package contact owns contacts and their channels: the records, their rules,
// the single-primary rule and the SQL that keeps them. It does not know
// organizations (a link is an id and a name that it reads), nor HTTP.
package contact

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Contact is an individual person.
type Contact struct {
	record.Meta
	Prefix, FirstName, MiddleName, LastName, Suffix, Nickname string

	Title                  string // job title or position
	OrganizationName       string // free text; "" when an organization is linked
	LinkedOrganization     string // id, "" for none
	LinkedOrganizationName string // read only
	ContactType            string // of the option list contact_type
	Status                 string // of Statuses
	Source                 string // of the option list source
	BirthDate              string // YYYY-MM-DD, "" for none
	Language               string // BCP 47, "" for none
	Notes                  string
	Tags                   []Tag // by name
	CustomFields           record.Values
	ExternalIDs            record.ExternalIDs
	EmailAddresses         []EmailAddress // each list: primary first, then oldest first
	PhoneNumbers           []PhoneNumber
	Addresses              []ContactAddress
}

// Tag is a tag as a contact carries it.
type Tag struct{ ID, Name string }

// The values of a contact's status; it is a closed set.
const (
	Active       = "active"
	Inactive     = "inactive"
	DoNotContact = "do_not_contact"
)

// Statuses are the values of a contact's status.
var Statuses = []string{Active, Inactive, DoNotContact}

// newContact returns a contact with its defaults.
func newContact(meta record.Meta, lists option.Lists) *Contact {
	return &Contact{
		Meta: meta, ContactType: lists.Default(option.ContactType), Status: Active, Source: lists.Default(option.Source),
	}
}

// FullName is what the contact is called: first and last name, else the
// nickname, the organization or the first channel.
func (c *Contact) FullName() string {
	for _, name := range []string{
		strings.TrimSpace(c.FirstName + " " + c.LastName), c.Nickname, c.Organization(),
		c.PrimaryEmail(), c.PrimaryPhone(), c.PrimaryAddress(),
	} {
		if name != "" {
			return name
		}
	}
	return ""
}

// isKnown reports whether the contact has something to be known by. An address
// alone is a house and not a person.
func (c *Contact) isKnown() bool {
	return c.FirstName+c.LastName+c.Nickname+c.Organization() != "" ||
		len(c.EmailAddresses) > 0 || len(c.PhoneNumbers) > 0
}

// Organization is the name of the organization, linked or free text.
func (c *Contact) Organization() string {
	if c.LinkedOrganization != "" {
		return c.LinkedOrganizationName
	}
	return c.OrganizationName
}

// PrimaryEmail is the primary email address or, when none is marked, the
// oldest; "" for none.
func (c *Contact) PrimaryEmail() string {
	if len(c.EmailAddresses) == 0 {
		return ""
	}
	return c.EmailAddresses[0].Email
}

// PrimaryPhone is the primary phone number or, when none is marked, the
// oldest, in E.164; "" for none.
func (c *Contact) PrimaryPhone() string {
	if len(c.PhoneNumbers) == 0 {
		return ""
	}
	return c.PhoneNumbers[0].Number
}

// PrimaryAddress is the primary address or, when none is marked, the oldest, on
// one line; "" for none.
func (c *Contact) PrimaryAddress() string {
	if len(c.Addresses) == 0 {
		return ""
	}
	return c.Addresses[0].Address.OneLine()
}

// clone returns a copy whose lists can be changed without changing c's.
func (c *Contact) clone() *Contact {
	copied := *c
	copied.Tags = slices.Clone(c.Tags)
	copied.EmailAddresses = slices.Clone(c.EmailAddresses)
	copied.PhoneNumbers = slices.Clone(c.PhoneNumbers)
	copied.Addresses = slices.Clone(c.Addresses)
	return &copied
}

// sortLists brings the lists into the order in which they are shown.
func (c *Contact) sortLists() {
	sortChannels[EmailAddress](c.EmailAddresses)
	sortChannels[PhoneNumber](c.PhoneNumbers)
	sortChannels[ContactAddress](c.Addresses)
	slices.SortFunc(c.Tags, func(a, b Tag) int {
		return cmp.Or(bytes.Compare(text.SortKey(a.Name), text.SortKey(b.Name)), strings.Compare(a.ID, b.ID))
	})
}
