package contact

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/text"
)

// notNormal is the code of a value that is not in the form in which writers
// store it.
const notNormal = "not_normal"

const notNormalDetail = "The value is not in its normalized form."

// Faults returns what breaks a rule: of the values, which are held against the
// rules that writers keep, of the primary channels, and of what is kept beside
// the rows. The
// option lists of the rules hold retired values too. Neither
// codes, pointers nor details hold anything that was stored.
func (s *Stored) Faults(rules *ruleset.Set) problem.Fields {
	var f problem.Fields
	for _, table := range s.Unreadable {
		f.Add("/"+table, "unreadable", "A row of the table holds an unreadable value.")
	}
	if len(f) > 0 {
		return f
	}
	s.valueFaults(rules, &f)
	channelFaults[EmailAddress, EmailPatch](s.EmailAddresses, rules.Options, &f)
	channelFaults[PhoneNumber, PhonePatch](s.PhoneNumbers, rules.Options, &f)
	channelFaults[ContactAddress, AddressPatch](s.Addresses, rules.Options, &f)
	s.channelValueFaults(&f)
	s.externalIDFaults(&f)
	s.keyFaults(&f)
	s.recordFaults(&f)
	s.searchFaults(&f)
	return f
}

func (s *Stored) valueFaults(rules *ruleset.Set, f *problem.Fields) {
	a := applier{patch: &Patch{}, c: s.clone(), rules: rules}
	a.texts()
	a.choices()
	a.dates()
	*f = append(*f, a.faults...)
	for _, name := range changed(s.JSON(), a.c.JSON()) {
		known := func(fault problem.Field) bool { return fault.Pointer == "/"+name }
		if name != "full_name" && !slices.ContainsFunc(a.faults, known) {
			f.Add("/"+name, notNormal, notNormalDetail)
		}
	}
	if s.LinkedOrganization != "" && s.OrganizationName != "" {
		f.Add("/organization_name", "organization_linked", "The contact has both a linked organization and an organization name.")
	}
	if !s.isKnown() {
		f.Add("/first_name", "required", "The contact has no name, nickname, organization, email address or phone number.")
	}
}

// channelFaults checks what the kinds of channel have in common: notes, types,
// doubles and the single-primary rule.
func channelFaults[C, P any, PC channel[C], PP channelPatch[C, P]](list []C, lists option.Lists, f *problem.Fields) {
	m := merger[C, P, PC, PP]{edit: &Edit[P]{}, faults: f, result: slices.Clone(list)}
	for i := range list {
		m.origin = append(m.origin, i)
	}
	m.refuseDoubles()
	checkChannels(&m, lists)
	primaries := 0
	for i := range list {
		c, cleaned := PC(&list[i]), PC(&m.result[i])
		if c.base().IsPrimary {
			primaries++
		}
		if cleaned.base().Notes != "" && cleaned.base().Notes != c.base().Notes {
			f.Add(m.edit.at(c.kind(), i)+"/notes", notNormal, notNormalDetail)
		}
	}
	if primaries > 1 {
		f.Add("/"+PC(new(C)).kind().name, "one_primary", fmt.Sprintf("%d channels are primary; at most one may be.", primaries))
	}
}

func (s *Stored) channelValueFaults(f *problem.Fields) {
	for i := range s.EmailAddresses {
		at := problem.Pointer(emailKind.name, i)
		p := EmailPatch{Email: record.Some(s.EmailAddresses[i].Email)}
		before := len(*f)
		p.check(at, f)
		if len(*f) == before && p.Email.Value != s.EmailAddresses[i].Email {
			f.Add(at+"/email", notNormal, notNormalDetail)
		}
	}
	for i := range s.PhoneNumbers {
		n := &s.PhoneNumbers[i]
		at := problem.Pointer(phoneKind.name, i)
		p := PhonePatch{Number: record.Some(n.Number), Extension: record.Some(n.Extension)}
		before := len(*f)
		p.check(at, "", f)
		// Digits that a plan dropped since go when the number is written next.
		if len(*f) == before && p.Number.Value != phone.Key(n.Number) {
			f.Add(at+"/phone_number", notNormal, "The number is not in E.164 format.")
		}
		if len(*f) == before && p.Extension.Value != n.Extension {
			f.Add(at+"/extension", notNormal, notNormalDetail)
		}
	}
}

func (s *Stored) externalIDFaults(f *problem.Fields) {
	var found problem.Fields
	merged := s.ExternalIDs.Merge(record.Some(record.Values{}), &found)
	for _, fault := range found {
		f.Add("/external_ids", fault.Code, fault.Detail)
	}
	if len(found) == 0 && !maps.Equal(merged, s.ExternalIDs) {
		f.Add("/external_ids", notNormal, notNormalDetail)
	}
}

func (s *Stored) keyFaults(f *problem.Fields) {
	for _, key := range []struct {
		name string
		same bool
	}{
		{"first_name_key", bytes.Equal(s.keys.firstName, text.SortKey(s.FirstName))},
		{"last_name_key", bytes.Equal(s.keys.lastName, text.SortKey(s.LastName))},
		{"organization_key", s.Pending || bytes.Equal(s.keys.organization, text.SortKey(s.Organization()))},
		{"first_name_alike", s.keys.firstNameAlike == text.Alike(s.FirstName)},
		{"last_name_alike", s.keys.lastNameAlike == text.Alike(s.LastName)},
	} {
		if !key.same {
			f.Add("/"+key.name, "key_differs", "The stored key does not match the value.")
		}
	}
	for i := range s.EmailAddresses {
		if e := &s.EmailAddresses[i]; s.emailKeys[e.ID] != email.Key(e.Email) {
			f.Add(problem.Pointer(emailKind.name, i, "email_key"), "key_differs", "The stored key does not match the value.")
		}
	}
}

func (s *Stored) recordFaults(f *problem.Fields) {
	if len(s.Records) != 1 {
		f.Add("", "record_count", fmt.Sprintf("The contact has %d stored records instead of one.", len(s.Records)))
		return
	}
	kept := &s.Records[0]
	if kept.Format < 1 || kept.Format > Format {
		f.Add("", "record_format", fmt.Sprintf("The stored record has the format %d, which this version of Liaison does not know.", kept.Format))
		return
	}
	if s.Pending {
		return
	}
	if kept.Version != s.Version {
		f.Add("/version", "record_version", fmt.Sprintf("The stored record has version %d, but the rows have version %d.", kept.Version, s.Version))
	}
	if rendered := s.JSON(); kept.Format == Format && !bytes.Equal(kept.JSON, rendered) {
		detail := "The stored record differs from the rows"
		if names := changed(rendered, kept.JSON); len(names) > 0 {
			detail += " in " + strings.Join(names, ", ")
		}
		f.Add("", "record_differs", detail+".")
	}
}

// changed names the fields of the first record in which the second differs. It
// names none that only the second has: that one may hold anything.
func changed(a, b []byte) []string {
	if bytes.Equal(a, b) {
		return nil
	}
	names, err := record.Changed(a, b)
	if err != nil {
		return nil
	}
	own, err := record.Fields(a)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(names, func(name string) bool { return own[name] == nil })
}

func (s *Stored) searchFaults(f *problem.Fields) {
	if len(s.texts) != 1 {
		f.Add("", "search_count", fmt.Sprintf("The contact has %d search texts instead of one.", len(s.texts)))
		return
	}
	if !s.texts[0].indexed {
		f.Add("", "search_not_indexed", "The search index has no entry for the contact.")
	}
	if !s.Pending && (s.texts[0].names != s.searchNames() || s.texts[0].body != s.searchBody()) {
		f.Add("", "search_differs", "The search text does not match the contact.")
	}
}
