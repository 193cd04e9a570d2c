package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Parse reads a contact from its record, as the change log has it. Its tags have
// names alone.
func Parse(rec []byte) (*Contact, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	c := &Contact{
		Meta: r.Meta(), Prefix: r.Text("prefix"), FirstName: r.Text("first_name"), MiddleName: r.Text("middle_name"),
		LastName: r.Text("last_name"), Suffix: r.Text("suffix"), Nickname: r.Text("nickname"), Title: r.Text("title"),
		OrganizationName: r.Text("organization_name"), LinkedOrganization: r.Text("linked_organization"),
		LinkedOrganizationName: r.Text("linked_organization_name"), ContactType: r.Text("contact_type"),
		Status: r.Text("status"), Source: r.Text("source"), BirthDate: r.Text("birth_date"), Language: r.Text("language"),
		Notes: r.Text("notes"), CustomFields: r.Values("custom_fields"),
	}
	for _, name := range r.Texts("tags") {
		c.Tags = append(c.Tags, Tag{Name: name})
	}
	for system, id := range r.Values("external_ids") {
		if c.ExternalIDs == nil {
			c.ExternalIDs = record.ExternalIDs{}
		}
		c.ExternalIDs[system] = record.TextOf(id)
	}
	c.EmailAddresses, err = parseChannels(r, emailKind, func(r *record.Reader, own Channel) (EmailAddress, error) {
		return EmailAddress{Channel: own, Email: r.Text("email")}, nil
	})
	if err != nil {
		return nil, err
	}
	c.PhoneNumbers, err = parseChannels(r, phoneKind, func(r *record.Reader, own Channel) (PhoneNumber, error) {
		return PhoneNumber{Channel: own, Number: r.Text("phone_number"), Extension: r.Text("extension")}, nil
	})
	if err != nil {
		return nil, err
	}
	c.Addresses, err = parseChannels(r, addressKind, func(r *record.Reader, own Channel) (ContactAddress, error) {
		a, err := address.Parse(r.Value("address"))
		if err != nil {
			return ContactAddress{}, err
		}
		return ContactAddress{Channel: own, Address: *a}, nil
	})
	return c, err
}

// parseChannels reads the channels of one kind from a contact's record.
func parseChannels[C any](contact *record.Reader, k *kind, parse func(r *record.Reader, own Channel) (C, error)) ([]C, error) {
	parseOne := func(item jsontext.Value) (C, error) {
		r, err := record.Read(item)
		if err != nil {
			return *new(C), err
		}
		own := Channel{Meta: r.Meta(), Type: r.Text(k.list), IsPrimary: r.Bool("is_primary"), Notes: r.Text("notes")}
		return parse(r, own)
	}
	var list []C
	for _, item := range contact.List(k.name) {
		c, err := parseOne(item)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// Restore brings back a deleted contact as its record shows it, with its ids; its
// version goes on. The rules of the store have the retired values of option lists,
// too, which it may come back with. An organization that is gone leaves its
// name, as its deletion would have done. What stands in the way is a BadInput that
// names the fields.
func (s *Store) Restore(ctx context.Context, tx *changelog.Tx, rec []byte) (*Written, error) {
	c, err := Parse(rec)
	if err != nil {
		return nil, err
	}
	c.Touch(tx.At, tx.Actor.UserID)
	a := &applier{tx: tx, patch: &Patch{}, c: c, rules: s.rules}
	a.patch.Tags.Given, a.patch.ExternalIDs.Given = true, true
	c.CustomFields = s.rules.Fields(customfield.Contact).Restored(c.CustomFields, "/custom_fields", &a.faults)
	for _, look := range []func(context.Context) error{a.relink, a.reviveAddresses} {
		if err := look(ctx); err != nil {
			return nil, err
		}
	}
	a.knowOptions()
	if err := refuseTakenExternalIDs(ctx, a); err != nil {
		return nil, err
	}
	if err := a.faults.Err(); err != nil {
		return nil, err
	}
	for _, t := range c.Tags {
		a.tagNames = append(a.tagNames, t.Name)
	}
	if err := resolveTags(ctx, a); err != nil {
		return nil, err
	}
	c.sortLists()
	if err := writeRows(ctx, a, nil); err != nil {
		return nil, err
	}
	w, err := finish(ctx, tx, ending{c: c})
	if err != nil {
		return nil, err
	}
	return w, a.work.log(tx, w.Change)
}

// relink finds the organization that a contact was linked to.
func (a *applier) relink(ctx context.Context) error {
	c := a.c
	if c.LinkedOrganization == "" {
		return nil
	}
	err := a.tx.QueryRow(ctx, `SELECT name FROM organizations WHERE workspace_id = $1 AND id = $2`+a.tx.ForShare(),
		a.tx.Workspace, c.LinkedOrganization).Scan(&c.LinkedOrganizationName)
	if errors.Is(err, sql.ErrNoRows) {
		c.OrganizationName, c.LinkedOrganization, c.LinkedOrganizationName = c.LinkedOrganizationName, "", ""
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the linked organization: %w", err)
	}
	return nil
}

// reviveAddresses finds the addresses of a contact that comes back; those that
// are gone come back with it.
func (a *applier) reviveAddresses(ctx context.Context) error {
	r := addressResolver{tx: a.tx, fields: a.rules.Fields(customfield.Address), faults: &a.faults, work: &a.work}
	for i := range a.c.Addresses {
		shown := a.c.Addresses[i].Address
		found, err := r.pointTo(ctx, AddressRef{ID: shown.ID, Gone: &shown}, problem.Pointer(addressKind.name, i))
		if err != nil {
			return err
		}
		if found != nil {
			a.c.Addresses[i].Address = *found
		}
	}
	return nil
}

// knowOptions notes the values that the option lists have not any more.
func (a *applier) knowOptions() {
	type use struct{ at, list, value string }
	uses := []use{
		{"/contact_type", option.ContactType, a.c.ContactType},
		{"/source", option.Source, a.c.Source},
	}
	for _, list := range [][]channelRow{
		rowsOf(a.c.EmailAddresses), rowsOf(a.c.PhoneNumbers), rowsOf(a.c.Addresses),
	} {
		for i, c := range list {
			k := c.kind()
			uses = append(uses, use{problem.Pointer(k.name, i, k.list), k.list, c.base().Type})
		}
	}
	for _, u := range uses {
		if !a.rules.Options.Allows(u.list, u.value) {
			a.faults.Add(u.at, "unknown_value", "The value is no longer in the option list "+u.list+".")
		}
	}
}

func rowsOf[C any, PC channel[C]](list []C) []channelRow {
	rows := make([]channelRow, len(list))
	for i := range list {
		rows[i] = PC(&list[i])
	}
	return rows
}

// Link links contacts to an organization that came back, as far as they are
// linked to no other one and have its name as free text still. cause is the change
// that brings it back.
func Link(ctx context.Context, tx *changelog.Tx, ids []string, organization, name string, cause *changelog.Change) error {
	return rewrite(ctx, tx, ids, func(c *Contact) {
		if c.LinkedOrganization == "" && c.OrganizationName == name {
			c.OrganizationName, c.LinkedOrganization, c.LinkedOrganizationName = "", organization, name
		}
	}, cause)
}
