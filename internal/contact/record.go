package contact

import (
	"slices"

	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Format is the number of the record's format. It is part of the ETag; raise
// it when JSON shows something else, and records of an older format are
// rendered anew when they are read.
const Format = 1

// Record is a contact as it is kept ready to be read.
type Record struct {
	ID      string
	Format  int64
	Version int64
	JSON    []byte
}

// Size is how many bytes the record has.
func (r *Record) Size() int { return len(r.JSON) }

// JSON returns the contact's record.
func (c *Contact) JSON() []byte {
	var o record.Object
	o.Grow(4096)
	o.Text("id", c.ID)
	o.Text("full_name", c.FullName())
	o.Text("prefix", c.Prefix)
	o.Text("first_name", c.FirstName)
	o.Text("middle_name", c.MiddleName)
	o.Text("last_name", c.LastName)
	o.Text("suffix", c.Suffix)
	o.Text("nickname", c.Nickname)
	o.Text("title", c.Title)
	o.Text("organization_name", c.OrganizationName)
	o.TextOrNull("linked_organization", c.LinkedOrganization)
	o.TextOrNull("linked_organization_name", c.LinkedOrganizationName)
	o.Text("contact_type", c.ContactType)
	o.Text("status", c.Status)
	o.Text("source", c.Source)
	o.TextOrNull("birth_date", c.BirthDate)
	o.Text("language", c.Language)
	o.Text("notes", c.Notes)
	o.Texts("tags", c.TagNames())
	o.Raw("custom_fields", c.CustomFields.JSON())
	o.Raw("external_ids", c.ExternalIDs.JSON())
	o.TextOrNull("primary_email", c.PrimaryEmail())
	o.TextOrNull("primary_phone", c.PrimaryPhone())
	o.TextOrNull("primary_address", c.PrimaryAddress())
	c.lists(&o)
	o.Meta(&c.Meta)
	return o.JSON()
}

// ChannelsJSON returns the three lists of channels alone.
func (c *Contact) ChannelsJSON() []byte {
	var o record.Object
	c.lists(&o)
	return o.JSON()
}

func (c *Contact) lists(o *record.Object) {
	o.List("email_addresses", len(c.EmailAddresses), func(i int) []byte { return c.EmailAddresses[i].JSON() })
	o.List("phone_numbers", len(c.PhoneNumbers), func(i int) []byte { return c.PhoneNumbers[i].JSON() })
	o.List("addresses", len(c.Addresses), func(i int) []byte { return c.Addresses[i].JSON() })
}

// TagNames are the names of the contact's tags, in their order.
func (c *Contact) TagNames() []string {
	names := make([]string, len(c.Tags))
	for i, t := range c.Tags {
		names[i] = t.Name
	}
	return names
}

// searchNames is the text in which search looks for names.
func (c *Contact) searchNames() string {
	return text.SearchBody(c.FirstName, c.MiddleName, c.LastName, c.Nickname)
}

// searchBody is all the text in which search looks. The order of the channels
// is none of its business: who makes another one primary need not index anew.
func (c *Contact) searchBody() string {
	fields := append(c.searchFields(), c.searchEmails()...)
	for _, number := range c.searchNumbers() {
		fields = append(fields, phone.SearchTerms(number)...)
	}
	return text.SearchBody(fields...)
}

// sameSearch reports whether search finds both by the same text.
func (c *Contact) sameSearch(other *Contact) bool {
	return slices.Equal(c.searchFields(), other.searchFields()) &&
		slices.Equal(c.searchEmails(), other.searchEmails()) && slices.Equal(c.searchNumbers(), other.searchNumbers())
}

func (c *Contact) searchFields() []string {
	return append([]string{
		c.FirstName, c.MiddleName, c.LastName, c.Nickname, c.Prefix, c.Suffix, c.Title, c.Organization(), c.Notes,
	}, c.TagNames()...)
}

func (c *Contact) searchEmails() []string {
	emails := make([]string, len(c.EmailAddresses))
	for i := range c.EmailAddresses {
		emails[i] = c.EmailAddresses[i].Email
	}
	slices.Sort(emails)
	return emails
}

func (c *Contact) searchNumbers() []string {
	numbers := make([]string, len(c.PhoneNumbers))
	for i := range c.PhoneNumbers {
		numbers[i] = c.PhoneNumbers[i].Number
	}
	slices.Sort(numbers)
	return numbers
}
