package admin

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// The form of a contact. Each channel is a row, whose inputs are named by its
// list and its place: email_addresses.0.email. Places may be left out: rows are
// taken out of the page and put into it. The primary one of a list is the place
// that email_addresses.primary names.

// The lists of channels, in their order on the page.
const (
	emails    = "email_addresses"
	phones    = "phone_numbers"
	addresses = "addresses"
)

var channelLists = []string{emails, phones, addresses}

// externalIDsList is the list of ids in other systems, whose rows have a system
// and an id.
const externalIDsList = "external_ids"

// contactTexts are the inputs of a contact that are one text each.
var contactTexts = []string{
	"prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "title", "contact_type", "status", "source",
	"birth_date", "language", "notes",
}

// contactText returns where a contact, and where a patch, has one of contactTexts.
func contactText(name string, c *contact.Contact, p *contact.Patch) (*string, *record.Opt[string]) {
	switch name {
	case "prefix":
		return &c.Prefix, &p.Prefix
	case "first_name":
		return &c.FirstName, &p.FirstName
	case "middle_name":
		return &c.MiddleName, &p.MiddleName
	case "last_name":
		return &c.LastName, &p.LastName
	case "suffix":
		return &c.Suffix, &p.Suffix
	case "nickname":
		return &c.Nickname, &p.Nickname
	case "title":
		return &c.Title, &p.Title
	case "contact_type":
		return &c.ContactType, &p.ContactType
	case "status":
		return &c.Status, &p.Status
	case "source":
		return &c.Source, &p.Source
	case "birth_date":
		return &c.BirthDate, &p.BirthDate
	case "language":
		return &c.Language, &p.Language
	default:
		return &c.Notes, &p.Notes
	}
}

// contactForm returns a form that shows a contact.
func contactForm(rules *ruleset.Set, c *contact.Contact) *form {
	f := newForm("organization_name", c.OrganizationName, "linked_organization", c.LinkedOrganization,
		"linked_organization.name", c.LinkedOrganizationName, "tags", strings.Join(c.TagNames(), "\n"))
	for _, name := range contactTexts {
		value, _ := contactText(name, c, &contact.Patch{})
		f.values.Set(name, *value)
	}
	for i := range c.EmailAddresses {
		e := &c.EmailAddresses[i]
		at := f.showChannel(emails, i, &e.Channel, "email_type")
		f.values.Set(at+".email", e.Email)
	}
	for i := range c.PhoneNumbers {
		p := &c.PhoneNumbers[i]
		at := f.showChannel(phones, i, &p.Channel, "phone_type")
		f.values.Set(at+".phone_number", p.Number)
		f.values.Set(at+".extension", p.Extension)
	}
	for i := range c.Addresses {
		a := &c.Addresses[i]
		at := f.showChannel(addresses, i, &a.Channel, "address_type")
		showAddress(rules.Fields(customfield.Address), &a.Address, at+".address", f.values)
	}
	for _, list := range channelLists {
		f.values.Set(list+".shown", "1")
	}
	f.showExternalIDs(c.ExternalIDs)
	showCustom(rules.Fields(customfield.Contact), c.CustomFields, "custom_fields", f.values)
	return f
}

// showChannel puts what all channels have into a row, and returns its name.
func (f *form) showChannel(list string, i int, c *contact.Channel, typeField string) string {
	at := list + "." + strconv.Itoa(i)
	f.values.Set(at+".id", c.ID)
	f.values.Set(at+"."+typeField, c.Type)
	f.values.Set(at+".notes", c.Notes)
	if c.IsPrimary {
		f.values.Set(list+".primary", strconv.Itoa(i))
	}
	return at
}

// formRow is a row of a list in a form.
type formRow struct {
	At    string // the name before those of its inputs: email_addresses.0
	Place string // the last part of it
	ID    string // of the channel, "" for a new one

	values url.Values // by what stands behind At
}

// Removed reports whether the row is to go.
func (r formRow) Removed() bool { return r.values.Get("remove") != "" }

// quiet are inputs of a row that say nothing by themselves.
var quiet = regexp.MustCompile(`^(id|remove|preset|(email|phone|address)_type|address\.(status|share|country|custom_fields\..*))$`)

// blank reports whether nobody typed anything into a new row. A country may be
// there before anybody typed, and so may be the defaults of custom fields.
func (r formRow) blank() bool {
	if r.ID != "" || r.values.Get("address.country") != r.values.Get("preset") {
		return false
	}
	for name, values := range r.values {
		silent := quiet.MatchString(name) && (name != "id" || !r.values.Has("system"))
		if !silent && strings.TrimSpace(strings.Join(values, "")) != "" {
			return false
		}
	}
	return true
}

// mostRows bounds the rows of a list that are looked at: one more than a record
// may have, so that the store says that there are too many.
const mostRows = 1_001

var rowInput = regexp.MustCompile(`^([a-z_]+)\.([0-9]{1,6})\.(.+)$`)

// rows returns the rows of a list, in their order.
func (f *form) rows(list string) []formRow {
	found := map[int]formRow{}
	for name, values := range f.values {
		parts := rowInput.FindStringSubmatch(name)
		if parts == nil || parts[1] != list {
			continue
		}
		place, _ := strconv.Atoi(parts[2]) // digits, few enough
		if found[place].values == nil {
			text := strconv.Itoa(place)
			found[place] = formRow{At: list + "." + text, Place: text, values: url.Values{}}
		}
		found[place].values[parts[3]] = values
	}
	rows := make([]formRow, 0, len(found))
	for _, place := range slices.Sorted(maps.Keys(found)) {
		row := found[place]
		if row.ID = ""; list != externalIDsList {
			row.ID = strings.ToLower(strings.TrimSpace(row.values.Get("id")))
		}
		rows = append(rows, row)
	}
	return rows[:min(len(rows), mostRows)]
}

// filled returns the rows that say something and are not to go.
func (f *form) filled(list string) []formRow {
	return slices.DeleteFunc(f.rows(list), func(r formRow) bool { return r.Removed() || r.blank() })
}
