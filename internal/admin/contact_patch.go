package admin

import (
	"net/url"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// contactReader makes a patch of a form. The patch has no gaps where the form
// has rows that are blank or to go: places says which row an item comes from.
type contactReader struct {
	v      *visit
	f      *form
	rules  *ruleset.Set
	now    *contact.Contact // nil for a new one
	patch  contact.Patch
	places map[string][]formRow
}

// contactPatch returns what a form says of a contact, and what puts the faults
// that the store finds beside the inputs.
func (v *visit) contactPatch(f *form, rules *ruleset.Set, now *contact.Contact) (*contactReader, error) {
	r := &contactReader{v: v, f: f, rules: rules, now: now, places: map[string][]formRow{}}
	p := &r.patch
	for _, name := range contactTexts {
		_, into := contactText(name, &contact.Contact{}, p)
		f.text(name, into)
	}
	stored := record.Values(nil)
	if now != nil {
		stored = now.CustomFields
	}
	p.CustomFields = customPatch(rules.Fields(customfield.Contact), stored, "custom_fields", f.values, now == nil)
	if f.values.Has("tags") {
		p.Tags = record.Some(tagNames(f.Value("tags")))
	}
	p.ExternalIDs = f.externalIDs(r.known(), &p.Faults)
	if err := r.organization(); err != nil {
		return nil, err
	}
	r.emails()
	r.phones()
	return r, r.addresses()
}

// known are the ids in other systems that the contact has.
func (r *contactReader) known() record.ExternalIDs {
	if r.now == nil {
		return nil
	}
	return r.now.ExternalIDs
}

// tagNames are the names in an input that has one on each line.
func tagNames(typed string) []string {
	names := []string{}
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			names = append(names, line)
		}
	}
	return names
}

// organization reads the link to an organization, or the free text. Without
// scripts nobody can choose from a list: then the name that was typed must be
// that of one organization.
func (r *contactReader) organization() error {
	p, f := &r.patch, r.f
	f.text("organization_name", &p.OrganizationName)
	if !f.values.Has("linked_organization") {
		return nil
	}
	id, has, known := strings.ToLower(strings.TrimSpace(f.Value("linked_organization"))), "", ""
	if r.now != nil {
		has, known = r.now.LinkedOrganization, r.now.LinkedOrganizationName
	}
	typed := strings.TrimSpace(f.Value("linked_organization.name"))
	if f.values.Has("linked_organization.name") && id == has && typed != known {
		id = ""
		var err error
		if typed != "" {
			if id, err = r.organizationNamed(typed); err != nil {
				return err
			}
		}
	}
	f.values.Set("linked_organization", id)
	p.LinkedOrganization = record.Some(id)
	if id != "" && strings.TrimSpace(p.OrganizationName.Value) == "" {
		p.OrganizationName = record.Opt[string]{}
	}
	return nil
}

// organizationNamed is the id of the one organization of that name.
func (r *contactReader) organizationNamed(name string) (string, error) {
	var list []pick
	var err error
	if r.v.principal.Can(auth.ViewOrganization) {
		list, err = r.v.organizationPicks(url.Values{"name__iexact": {listing.Quote(name)}, "page_size": {"2"}, "count": {"none"}})
	}
	if problem.Is(err, problem.BadInput) {
		list, err = nil, nil
	}
	switch {
	case err != nil:
		return "", err
	case len(list) == 1:
		return list[0].Value, nil
	case len(list) == 0:
		r.patch.Faults.Add("/linked_organization", "not_found",
			"There is no organization of that name. Choose one from the list, or write the name into the free text.")
	default:
		r.patch.Faults.Add("/linked_organization", "ambiguous", "Several organizations have that name. Choose one from the list.")
	}
	return "", nil
}

// start notes that a list of channels is given as a whole, and returns its rows.
func (r *contactReader) start(list string, given *bool) []formRow {
	if *given = r.f.values.Has(list + ".shown"); !*given {
		return nil
	}
	r.places[list] = r.f.filled(list)
	return r.places[list]
}

// channel reads what all channels have. A new one that is not marked leaves it
// to the store whether it becomes the primary one.
func (r *contactReader) channel(list, typeField string, row formRow, p *contact.ChannelPatch) {
	at := row.At
	if row.ID != "" {
		p.ID = record.Some(row.ID)
	}
	if r.f.Value(at+"."+typeField) != "" {
		r.f.text(at+"."+typeField, &p.Type)
	}
	r.f.text(at+".notes", &p.Notes)
	if primary := r.f.Value(list+".primary") == row.Place; primary || row.ID != "" {
		p.IsPrimary = record.Some(primary)
	}
}

func (r *contactReader) emails() {
	edit := &r.patch.EmailAddresses
	for _, row := range r.start(emails, &edit.Given) {
		var p contact.EmailPatch
		r.channel(emails, "email_type", row, &p.ChannelPatch)
		r.f.text(row.At+".email", &p.Email)
		p.Email.Value = strings.TrimSpace(p.Email.Value)
		edit.Items = append(edit.Items, p)
	}
}

func (r *contactReader) phones() {
	edit := &r.patch.PhoneNumbers
	for _, row := range r.start(phones, &edit.Given) {
		var p contact.PhonePatch
		r.channel(phones, "phone_type", row, &p.ChannelPatch)
		r.f.text(row.At+".phone_number", &p.Number)
		// A blank extension leaves room for one written behind the number.
		if r.f.text(row.At+".extension", &p.Extension); strings.TrimSpace(p.Extension.Value) == "" && !r.hadExtension(row.ID) {
			p.Extension = record.Opt[string]{}
		}
		edit.Items = append(edit.Items, p)
	}
}

func (r *contactReader) hadExtension(id string) bool {
	if r.now == nil || id == "" {
		return false
	}
	for i := range r.now.PhoneNumbers {
		if n := &r.now.PhoneNumbers[i]; n.ID == id {
			return n.Extension != ""
		}
	}
	return false
}

func (r *contactReader) addresses() error {
	edit := &r.patch.Addresses
	for i, row := range r.start(addresses, &edit.Given) {
		var p contact.AddressPatch
		r.channel(addresses, "address_type", row, &p.ChannelPatch)
		ref, err := r.v.addressRef(r.rules.Fields(customfield.Address), r.f, row.At+".address", r.own(row.ID),
			problem.Pointer(addresses, i, "address"), &r.patch.Faults)
		if err != nil {
			return err
		}
		p.Address = record.Some(ref)
		edit.Items = append(edit.Items, p)
	}
	return nil
}

// own is the address of the contact's channel with an id, nil for none.
func (r *contactReader) own(channelID string) *address.Address {
	if r.now == nil || channelID == "" {
		return nil
	}
	for i := range r.now.Addresses {
		if c := &r.now.Addresses[i]; c.ID == channelID {
			return &c.Address
		}
	}
	return nil
}
