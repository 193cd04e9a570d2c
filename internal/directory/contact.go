package directory

import (
	"context"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/organization"
)

// CreateContact makes a contact in its store; an address that it changes shows in
// all that show it.
func CreateContact(ctx context.Context, tx *changelog.Tx, store *contact.Store, p *contact.Patch) (*contact.Written, error) {
	a := in(tx)
	if err := a.hold(ctx, changedAddresses(p)...); err != nil {
		return nil, err
	}
	w, err := store.Create(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	return w, a.showAddresses(ctx, w)
}

// UpdateContact changes a contact in its store as p says; an address that it
// changes shows in all that show it. check is asked whether the version found may
// be changed.
func UpdateContact(ctx context.Context, tx *changelog.Tx, store *contact.Store, id string, p *contact.Patch,
	check func(version int64) error,
) (*contact.Written, error) {
	a := in(tx)
	if all := changedAddresses(p); len(all) > 0 {
		if err := a.hold(ctx, append(all, held{subject{id: id}, []*selection{oneContact}})...); err != nil {
			return nil, err
		}
	}
	w, err := store.Update(ctx, tx, id, p, check)
	if err != nil {
		return nil, err
	}
	return w, a.showAddresses(ctx, w)
}

// oneContact is the contact that the subject is the id of.
var oneContact = &selection{
	name: "one_contact", kind: changelog.Contact, ids: `SELECT id FROM contacts WHERE workspace_id = $1 AND id = $2`,
}

func changedAddresses(p *contact.Patch) (all []held) {
	for i := range p.Addresses.Items {
		all = append(all, changedAddress(p.Addresses.Items[i].Address.Value)...)
	}
	return all
}

func (a *action) showAddresses(ctx context.Context, w *contact.Written) error {
	for _, id := range w.Addresses {
		if err := a.show(ctx, showing{w.Change, id, w.Contact.ID, showAddress}); err != nil {
			return err
		}
	}
	return nil
}

// DeleteContact deletes a contact, and takes it from the organizations that have
// it as their primary contact. check is asked whether the version found may be
// deleted.
func DeleteContact(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	// Who writes a contact locks it before its organization.
	if err := in(tx).lock(ctx, "contacts", []string{id}); err != nil {
		return err
	}
	organizations, err := organization.ReleaseContact(ctx, tx, id)
	if err != nil {
		return err
	}
	change, err := contact.NewStore(tx.DB, tx.Workspace, nil).Delete(ctx, tx, id, check)
	if err != nil {
		return err
	}
	return organization.Refresh(ctx, tx, organizations, change)
}
