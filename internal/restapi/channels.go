package restapi

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// channelKind says how one kind of channel is reached: P is what a writer says
// of it.
type channelKind[P any, PP channelPatch[P]] struct {
	name     string // in the path and in the contact
	required string // the field that PUT asks for
	read     func(*object, *P)
	edit     func(*contact.Patch) *contact.Edit[P]
	region   bool // phone_region may be given
}

var (
	emailChannels = channelKind[contact.EmailPatch, *contact.EmailPatch]{
		name: "email_addresses", required: "email", read: readEmail,
		edit: func(p *contact.Patch) *contact.Edit[contact.EmailPatch] { return &p.EmailAddresses },
	}
	phoneChannels = channelKind[contact.PhonePatch, *contact.PhonePatch]{
		name: "phone_numbers", required: "phone_number", read: readPhone, region: true,
		edit: func(p *contact.Patch) *contact.Edit[contact.PhonePatch] { return &p.PhoneNumbers },
	}
	addressChannels = channelKind[contact.AddressPatch, *contact.AddressPatch]{
		name: "addresses", required: "address", read: readContactAddress,
		edit: func(p *contact.Patch) *contact.Edit[contact.AddressPatch] { return &p.Addresses },
	}
)

// ids are those of the contact and, where the path has one, of the channel.
func (k *channelKind[P, PP]) ids(r *request) (contactID, channelID string, err error) {
	if contactID, err = r.id("id", contact.ErrNotFound); err != nil {
		return "", "", err
	}
	if r.PathValue("channel") != "" {
		channelID, err = r.id("channel", contact.ErrNoChannel)
	}
	return contactID, channelID, err
}

// listOf returns the items of the kind in a contact's record.
func (k *channelKind[P, PP]) listOf(rec []byte) ([]jsontext.Value, error) {
	fields, err := record.Fields(rec)
	if err != nil {
		return nil, err
	}
	var faults problem.Fields
	o := object{fields: fields, seen: map[string]bool{}, faults: &faults}
	items, _ := o.list(k.name)
	return items, nil
}

func (k *channelKind[P, PP]) item(rec []byte, id string) (jsontext.Value, error) {
	items, err := k.listOf(rec)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		fields, err := record.Fields(item)
		if err != nil {
			return nil, err
		}
		if record.TextOf(fields["id"]) == id {
			return item, nil
		}
	}
	return nil, contact.ErrNoChannel
}

func (k *channelKind[P, PP]) list(ctx context.Context, r *request) (*response, error) {
	contactID, _, err := k.ids(r)
	if err != nil {
		return nil, err
	}
	rec, err := r.contacts().Record(ctx, contactID)
	if err != nil {
		return nil, err
	}
	items, err := k.listOf(rec.JSON)
	if err != nil {
		return nil, err
	}
	resp, err := wholeList(r, items)
	if err == nil {
		resp.etag = etag(rec.Format, rec.Version)
	}
	return resp, err
}

func (k *channelKind[P, PP]) get(ctx context.Context, r *request) (*response, error) {
	contactID, channelID, err := k.ids(r)
	if err != nil {
		return nil, err
	}
	fields, err := r.onlyFields()
	if err != nil {
		return nil, err
	}
	rec, err := r.contacts().Record(ctx, contactID)
	if err != nil {
		return nil, err
	}
	item, err := k.item(rec.JSON, channelID)
	if err != nil {
		return nil, err
	}
	body, err := project(item, fields)
	return &response{status: http.StatusOK, body: body, etag: etag(rec.Format, rec.Version)}, err
}

// save serves POST, PUT and PATCH of one channel.
func (k *channelKind[P, PP]) save(ctx context.Context, r *request) (*response, error) {
	contactID, channelID, err := k.ids(r)
	if err != nil {
		return nil, err
	}
	body, err := r.readBody()
	if err != nil {
		return nil, err
	}
	patch, err := k.patch(r, body, channelID)
	if err != nil {
		return nil, err
	}
	return r.write(ctx, body, func(tx *changelog.Tx) (*response, error) {
		store, err := r.api.contactWriter(ctx, tx)
		if err != nil {
			return nil, err
		}
		written, err := directory.UpdateContact(ctx, tx, store, contactID, patch, r.precondition(contact.Format))
		if err != nil {
			return nil, err
		}
		return k.saved(written, channelID)
	})
}

// patch reads the body of one channel.
func (k *channelKind[P, PP]) patch(r *request, body []byte, channelID string) (*contact.Patch, error) {
	var p contact.Patch
	o, err := readObject(body, &p.Faults)
	if err != nil {
		return nil, err
	}
	if !k.region {
		err = r.noParameters()
	} else if p.PhoneRegion, err = r.phoneRegion(); err == nil {
		readRegion(o, &p.PhoneRegion)
	}
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodPut {
		o.require(k.required)
	}
	edit := k.edit(&p)
	*edit = contact.Edit[P]{Given: true, Single: true, Items: make([]P, 1)}
	item := &edit.Items[0]
	if channelID != "" {
		PP(item).Patch().ID = record.Some(channelID)
	}
	k.read(o, item)
	return &p, nil
}

// saved answers with the channel as it now is: the one named or, for POST, the
// one that is new.
func (k *channelKind[P, PP]) saved(w *contact.Written, channelID string) (*response, error) {
	resp := &response{status: http.StatusOK, etag: etag(contact.Format, w.Contact.Version)}
	if channelID == "" {
		channelID = w.Added
		resp.status = http.StatusCreated
		resp.location = "/contacts/" + w.Contact.ID + "/" + k.name + "/" + channelID
	}
	var err error
	resp.body, err = k.item(w.JSON, channelID)
	return resp, err
}

func (k *channelKind[P, PP]) remove(ctx context.Context, r *request) (*response, error) {
	contactID, channelID, err := k.ids(r)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	return r.write(ctx, nil, func(tx *changelog.Tx) (*response, error) {
		var patch contact.Patch
		*k.edit(&patch) = contact.Edit[P]{Given: true, Remove: channelID}
		store, err := r.api.contactWriter(ctx, tx)
		if err != nil {
			return nil, err
		}
		_, err = store.Update(ctx, tx, contactID, &patch, r.precondition(contact.Format))
		return &response{status: http.StatusNoContent}, err
	})
}
