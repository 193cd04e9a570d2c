package contact

import (
	"slices"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Back returns the patch that takes a change of a contact from before to after
// back, nil for nothing, and the names of the fields that were changed again
// since. Objects are looked at key by key, channels one by one and field by field,
// so that what was changed beside stays.
func Back(before, after, now *Contact) (*Patch, []string) {
	var b record.Backing
	p := &Patch{}
	for _, f := range []struct {
		name string
		dest *record.Opt[string]
		of   func(c *Contact) string
	}{
		{"prefix", &p.Prefix, func(c *Contact) string { return c.Prefix }},
		{"first_name", &p.FirstName, func(c *Contact) string { return c.FirstName }},
		{"middle_name", &p.MiddleName, func(c *Contact) string { return c.MiddleName }},
		{"last_name", &p.LastName, func(c *Contact) string { return c.LastName }},
		{"suffix", &p.Suffix, func(c *Contact) string { return c.Suffix }},
		{"nickname", &p.Nickname, func(c *Contact) string { return c.Nickname }},
		{"title", &p.Title, func(c *Contact) string { return c.Title }},
		{"organization_name", &p.OrganizationName, func(c *Contact) string { return c.OrganizationName }},
		{"linked_organization", &p.LinkedOrganization, func(c *Contact) string { return c.LinkedOrganization }},
		{"contact_type", &p.ContactType, func(c *Contact) string { return c.ContactType }},
		{"status", &p.Status, func(c *Contact) string { return c.Status }},
		{"source", &p.Source, func(c *Contact) string { return c.Source }},
		{"birth_date", &p.BirthDate, func(c *Contact) string { return c.BirthDate }},
		{"language", &p.Language, func(c *Contact) string { return c.Language }},
		{"notes", &p.Notes, func(c *Contact) string { return c.Notes }},
	} {
		record.BackField(&b, f.name, f.dest, f.of(before), f.of(after), f.of(now))
	}
	b.Values("custom_fields", &p.CustomFields, before.CustomFields, after.CustomFields, now.CustomFields)
	b.Values("external_ids", &p.ExternalIDs, before.ExternalIDs.Values(), after.ExternalIDs.Values(), now.ExternalIDs.Values())
	b.Names(&p.Tags, before.TagNames(), after.TagNames(), now.TagNames(), text.Fold)
	backChannels[EmailAddress](&b, &p.EmailAddresses, lists[EmailAddress]{before.EmailAddresses, after.EmailAddresses, now.EmailAddresses}, backEmail)
	backChannels[PhoneNumber](&b, &p.PhoneNumbers, lists[PhoneNumber]{before.PhoneNumbers, after.PhoneNumbers, now.PhoneNumbers}, backPhone)
	backChannels[ContactAddress](&b, &p.Addresses, lists[ContactAddress]{before.Addresses, after.Addresses, now.Addresses}, backAddress)
	if !b.Any {
		p = nil
	}
	return p, b.Clashes
}

// lists are the channels of one kind before a change, after it and now.
type lists[C any] struct{ before, after, now []C }

// version is one channel before a change, after it and now.
type version[C any] struct{ before, after, now C }

// backer brings the channels of one kind back.
type backer[C, P any, PC channel[C], PP channelPatch[C, P]] struct {
	item func(b *record.Backing, p *P, v version[PC]) // brings back the fields of one channel
	kept record.Backing                               // of the channels of this kind
	edit Edit[P]
	// primary is the channel that is primary now and stays so, "" for none.
	primary string
}

// backChannels brings the channels of one kind back: those that the change added
// go, those that it deleted come back with their ids, and those that it changed
// are changed back.
func backChannels[C, P any, PC channel[C], PP channelPatch[C, P]](
	b *record.Backing, edit *Edit[P], l lists[C], item func(b *record.Backing, p *P, v version[PC]),
) {
	r := backer[C, P, PC, PP]{item: item}
	before, after, now := byID[C, PC](l.before), byID[C, PC](l.after), byID[C, PC](l.now)
	for i := range l.now {
		is := PC(&l.now[i])
		r.there(version[PC]{before[is.base().ID], after[is.base().ID], is})
	}
	for i := range l.before {
		was := PC(&l.before[i])
		id := was.base().ID
		switch {
		case now[id] != nil:
		case after[id] == nil:
			r.comeBack(was)
		case !sameChannel(was, after[id]):
			r.kept.Clash("") // it was changed, and deleted since
		}
	}
	if len(r.kept.Clashes) > 0 {
		b.Clash(PC(new(C)).kind().name)
	}
	if r.kept.Any {
		r.onePrimary()
		*edit, b.Any = r.edit, true
		edit.Given = true
	}
}

// there takes a channel that is there now.
func (r *backer[C, P, PC, PP]) there(v version[PC]) {
	var p P
	own := PP(&p).Patch()
	id := v.now.base().ID
	own.ID = record.Some(id)
	switch {
	case v.before == nil && v.after != nil && sameChannel(v.after, v.now):
		r.kept.Any = true
		return // the change added it
	case v.before == nil && v.after != nil:
		r.kept.Clash("")
	case v.before != nil && v.after != nil:
		backOwn(&r.kept, own, version[*Channel]{v.before.base(), v.after.base(), v.now.base()})
		r.item(&r.kept, &p, v)
	}
	if v.now.base().IsPrimary && !own.IsPrimary.Given {
		r.primary = id
	}
	r.edit.Items = append(r.edit.Items, p)
}

// comeBack takes a channel that the change deleted.
func (r *backer[C, P, PC, PP]) comeBack(was PC) {
	var p P
	own := PP(&p).Patch()
	meta := was.base().Meta
	own.restored = &meta
	own.Type, own.Notes = record.Some(was.base().Type), record.Some(was.base().Notes)
	own.IsPrimary = record.Some(was.base().IsPrimary)
	r.item(&r.kept, &p, version[PC]{before: was})
	r.kept.Any = true
	r.edit.Items = append(r.edit.Items, p)
}

// onePrimary leaves the mark where it is if another channel got it since: what was
// said last stands.
func (r *backer[C, P, PC, PP]) onePrimary() {
	for i := range r.edit.Items {
		own := PP(&r.edit.Items[i]).Patch()
		switch {
		case !own.IsPrimary.Given || !own.IsPrimary.Value || r.primary == "":
		case own.restored != nil:
			own.IsPrimary.Value = false
		default:
			own.IsPrimary = record.Opt[bool]{}
		}
	}
}

func backOwn(b *record.Backing, p *ChannelPatch, v version[*Channel]) {
	record.BackField(b, "", &p.Type, v.before.Type, v.after.Type, v.now.Type)
	record.BackField(b, "", &p.IsPrimary, v.before.IsPrimary, v.after.IsPrimary, v.now.IsPrimary)
	record.BackField(b, "", &p.Notes, v.before.Notes, v.after.Notes, v.now.Notes)
}

// sameChannel reports whether two channels say the same, whatever their versions.
func sameChannel[C any, PC channel[C]](a, b PC) bool {
	if x, ok := any(a).(*ContactAddress); ok && !x.Address.Equal(&any(b).(*ContactAddress).Address) {
		return false
	}
	return slices.Equal(a.values(), b.values())
}

func backEmail(b *record.Backing, p *EmailPatch, v version[*EmailAddress]) {
	if v.now == nil {
		p.Email = record.Some(v.before.Email)
		return
	}
	record.BackField(b, "", &p.Email, v.before.Email, v.after.Email, v.now.Email)
}

func backPhone(b *record.Backing, p *PhonePatch, v version[*PhoneNumber]) {
	if v.now == nil {
		p.Number, p.Extension = record.Some(v.before.Number), record.Some(v.before.Extension)
		return
	}
	record.BackField(b, "", &p.Number, v.before.Number, v.after.Number, v.now.Number)
	record.BackField(b, "", &p.Extension, v.before.Extension, v.after.Extension, v.now.Extension)
}

func backAddress(b *record.Backing, p *AddressPatch, v version[*ContactAddress]) {
	if v.now == nil {
		p.Address = record.Some(AddressRef{ID: v.before.Address.ID, Gone: &v.before.Address})
		return
	}
	ref, clashes := address.BackRef(&v.before.Address, &v.after.Address, &v.now.Address)
	for _, name := range clashes {
		b.Clash(name)
	}
	if ref.Given {
		p.Address, b.Any = ref, true
	}
}
