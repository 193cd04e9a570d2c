package directory

import (
	"context"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/organization"
)

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
