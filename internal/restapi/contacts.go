package restapi

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

func (a *API) listContacts(ctx context.Context, r *request) (*response, error) {
	rules, err := a.Rules.Get(ctx, a.DB, r.workspace())
	if err != nil {
		return nil, err
	}
	spec := contact.ListSpec(rules.Fields(customfield.Contact))
	return list(ctx, r, spec, r.contacts().List, func(c *contact.Record) []byte { return c.JSON })
}

func (a *API) getContact(ctx context.Context, r *request) (*response, error) {
	return r.single(contact.ErrNotFound, func(id string) (*response, error) {
		rec, err := r.contacts().Record(ctx, id)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: rec.JSON, etag: etag(rec.Format, rec.Version)}, nil
	})
}

func (a *API) createContact(ctx context.Context, r *request) (*response, error) {
	body, patch, err := r.contactBody()
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		return insertContact(ctx, writing{tx, rules}, patch)
	})
}

// updateContact serves PUT and PATCH alike: a contact has no field that PUT
// could require.
func (a *API) updateContact(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", contact.ErrNotFound)
	if err != nil {
		return nil, err
	}
	body, patch, err := r.contactBody()
	if err != nil {
		return nil, err
	}
	change := changing{id, r.precondition(contact.Format)}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		rules, err := a.Rules.For(ctx, tx)
		if err != nil {
			return nil, err
		}
		return changeContact(ctx, writing{tx, rules}, change, patch)
	})
}

func (a *API) deleteContact(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", contact.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		return removeContact(ctx, tx, changing{id, r.precondition(contact.Format)})
	})
}

func insertContact(ctx context.Context, w writing, p *contact.Patch) (*response, error) {
	written, err := directory.CreateContact(ctx, w.Tx, w.contacts(), p)
	if err != nil {
		return nil, err
	}
	resp := contactResponse(http.StatusCreated, written)
	resp.location = "/contacts/" + written.Contact.ID
	return resp, nil
}

func changeContact(ctx context.Context, w writing, change changing, p *contact.Patch) (*response, error) {
	written, err := directory.UpdateContact(ctx, w.Tx, w.contacts(), change.id, p, change.check)
	if err != nil {
		return nil, err
	}
	return contactResponse(http.StatusOK, written), nil
}

func removeContact(ctx context.Context, tx *changelog.Tx, change changing) (*response, error) {
	return &response{status: http.StatusNoContent}, directory.DeleteContact(ctx, tx, change.id, change.check)
}

func (a *API) getChannels(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", contact.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	rec, err := r.contacts().Record(ctx, id)
	if err != nil {
		return nil, err
	}
	body, err := project(rec.JSON, []string{"email_addresses", "phone_numbers", "addresses"})
	return &response{status: http.StatusOK, body: body, etag: etag(rec.Format, rec.Version)}, err
}

// contactBatches are batches of contacts.
func contactBatches() *batchKind {
	return &batchKind{
		kind: changelog.Contact, format: contact.Format,
		view: auth.ViewContact, add: auth.AddContact, change: auth.ChangeContact, remove: auth.DeleteContact,
		notFound: contact.ErrNotFound, region: true, deleteFrom: removeContact,
		retag: func(ctx context.Context, w writing, change changing, retag tag.Retag) (*response, error) {
			return changeContact(ctx, w, change, &contact.Patch{Retag: retag})
		},
		draft: func(region string) *draft {
			p := &contact.Patch{PhoneRegion: region}
			return &draft{
				faults: &p.Faults, externalIDs: &p.ExternalIDs,
				read:   func(o *object) { readContact(o, p) },
				insert: func(ctx context.Context, w writing) (*response, error) { return insertContact(ctx, w, p) },
				update: func(ctx context.Context, w writing, change changing) (*response, error) {
					return changeContact(ctx, w, change, p)
				},
			}
		},
	}
}

// contacts is the store of the contacts that a transaction writes.
func (w writing) contacts() *contact.Store {
	return contact.NewStore(w.DB, w.Workspace, w.rules)
}

// contactWriter is the same, for a transaction whose rules nobody asked for yet.
func (a *API) contactWriter(ctx context.Context, tx *changelog.Tx) (*contact.Store, error) {
	rules, err := a.Rules.For(ctx, tx)
	if err != nil {
		return nil, err
	}
	return writing{tx, rules}.contacts(), nil
}

func contactResponse(status int, w *contact.Written) *response {
	return &response{status: status, body: w.JSON, etag: etag(contact.Format, w.Contact.Version)}
}

// contactBody reads the body of a contact. What is wrong with its fields is in
// the patch, for the store to report with what it finds itself.
func (r *request) contactBody() (body []byte, patch *contact.Patch, err error) {
	if body, err = r.readBody(); err != nil {
		return nil, nil, err
	}
	patch = &contact.Patch{}
	if patch.PhoneRegion, err = r.phoneRegion(); err != nil {
		return nil, nil, err
	}
	o, err := readObject(body, &patch.Faults)
	if err != nil {
		return nil, nil, err
	}
	readContact(o, patch)
	return body, patch, nil
}

// readOnlyContact are the fields of a contact that are shown but not written.
var readOnlyContact = slices.Concat(metaFields, []string{
	"full_name", "linked_organization_name", "primary_email", "primary_phone", "primary_address",
})

func readContact(o *object, p *contact.Patch) {
	o.text("prefix", &p.Prefix)
	o.text("first_name", &p.FirstName)
	o.text("middle_name", &p.MiddleName)
	o.text("last_name", &p.LastName)
	o.text("suffix", &p.Suffix)
	o.text("nickname", &p.Nickname)
	o.text("title", &p.Title)
	o.text("organization_name", &p.OrganizationName)
	readLink(o, p)
	o.choice("contact_type", &p.ContactType)
	o.choice("status", &p.Status)
	o.choice("source", &p.Source)
	o.text("birth_date", &p.BirthDate)
	o.text("language", &p.Language)
	o.text("notes", &p.Notes)
	o.texts("tags", &p.Tags)
	o.values("custom_fields", &p.CustomFields)
	o.values("external_ids", &p.ExternalIDs)
	readRegion(o, &p.PhoneRegion)
	readChannels(o, "email_addresses", &p.EmailAddresses, readEmail)
	readChannels(o, "phone_numbers", &p.PhoneNumbers, readPhone)
	readChannels(o, "addresses", &p.Addresses, readContactAddress)
	o.readOnly(readOnlyContact...)
	o.done()
}

// readLink takes linked_organization under its older name too.
func readLink(o *object, p *contact.Patch) {
	const older = "linked_organization_id"
	_, both := o.fields["linked_organization"]
	if _, given := o.fields[older]; given && both {
		o.readOnly(older, "linked_organization")
		o.faults.Add(o.pointer(older), "duplicate_field", "This is an older name for linked_organization; give only one of them.")
		return
	}
	if o.reference(older, changelog.Organization, &p.LinkedOrganization, &p.LinkedBy); p.LinkedOrganization.Given {
		p.LinkedAs = older
	}
	o.reference("linked_organization", changelog.Organization, &p.LinkedOrganization, &p.LinkedBy)
}

// readRegion reads phone_region, which says how numbers without + are read.
func readRegion(o *object, region *string) {
	var given record.Opt[string]
	o.text("phone_region", &given)
	given.To(region)
}

// phoneRegion is the query parameter of the same name.
func (r *request) phoneRegion() (string, error) {
	return r.parameter("phone_region")
}

// channelPatch is implemented by a pointer to what a writer says of a channel.
type channelPatch[P any] interface {
	*P
	Patch() *contact.ChannelPatch
}

// readChannels reads a whole list of channels.
func readChannels[P any, PP channelPatch[P]](o *object, name string, edit *contact.Edit[P], read func(*object, *P)) {
	items, given := o.list(name)
	if !given {
		return
	}
	edit.Given = true
	edit.Items = make([]P, len(items))
	for i, item := range items {
		if inner, err := asObject(item, o.pointer(name)+problem.Pointer(i), o.faults); err == nil {
			id := &PP(&edit.Items[i]).Patch().ID
			inner.text("id", id)
			id.Value = strings.ToLower(id.Value)
			read(inner, &edit.Items[i])
		}
	}
}

func readChannel(o *object, p *contact.ChannelPatch, typeField string) {
	o.choice(typeField, &p.Type)
	o.boolean("is_primary", &p.IsPrimary)
	o.text("notes", &p.Notes)
	o.readOnly(metaFields...)
	o.done()
}

func readEmail(o *object, p *contact.EmailPatch) {
	o.choice("email", &p.Email)
	readChannel(o, &p.ChannelPatch, "email_type")
}

func readPhone(o *object, p *contact.PhonePatch) {
	o.choice("phone_number", &p.Number)
	o.text("extension", &p.Extension)
	readChannel(o, &p.ChannelPatch, "phone_type")
}

func readContactAddress(o *object, p *contact.AddressPatch) {
	if o.fields["address"].Kind() == 'n' {
		o.wrong("address", "an address's id or an object")
	}
	readAddressRef(o, "address", &p.Address)
	readChannel(o, &p.ChannelPatch, "address_type")
}
