package organization

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
)

// Lock returns the organization for a transaction that will delete it, or
// ErrNotFound: until the transaction ends nobody else can change it or point to
// it.
func Lock(ctx context.Context, tx *changelog.Tx, id string) (*Organization, error) {
	query := `SELECT id FROM organizations WHERE workspace_id = $1 AND id = $2`
	if tx.Engine == database.Postgres {
		query += " FOR UPDATE"
	}
	found, err := idOf(ctx, tx, query, id)
	if err != nil {
		return nil, err
	}
	if found == "" {
		return nil, ErrNotFound
	}
	return only(ctx, tx, id)
}

// Remove deletes the rows of a locked organization that nothing points to any
// more, and its address unless others use it. cause is the organization's own
// change, which the caller appends.
func Remove(ctx context.Context, tx *changelog.Tx, o *Organization, cause *changelog.Change) error {
	for _, table := range []string{"organization_records", "organization_tags", "organization_external_ids"} {
		_, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE workspace_id = $1 AND organization_id = $2`, tx.Workspace, o.ID)
		if err != nil {
			return fmt.Errorf("delete from %s: %w", table, err)
		}
	}
	if err := customfield.RemoveIndex(ctx, tx, o.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM organizations WHERE workspace_id = $1 AND id = $2`, tx.Workspace, o.ID)
	if err != nil {
		return fmt.Errorf("delete organization: %w", err)
	}
	return removeOrphan(ctx, tx, o.PrimaryAddress, nil, cause)
}

// ReleaseContact takes a contact that is about to be deleted from the
// organizations that have it as their primary contact, and returns their ids.
// The caller renders them anew (Refresh) once there is a change to name as the
// cause.
func ReleaseContact(ctx context.Context, tx *changelog.Tx, contactID string) (ids []string, err error) {
	query := `SELECT id FROM organizations WHERE workspace_id = $1 AND primary_contact_id = $2 ORDER BY id`
	if tx.Engine == database.Postgres {
		query += " FOR NO KEY UPDATE" // in one order, whoever locks several
	}
	rows, err := tx.Query(ctx, query, tx.Workspace, contactID)
	if err != nil {
		return nil, fmt.Errorf("look for the organizations of the contact: %w", err)
	}
	if ids, err = database.Texts(rows); err != nil || len(ids) == 0 {
		return nil, err
	}
	_, err = tx.Exec(ctx, `UPDATE organizations SET primary_contact_id = NULL
		WHERE workspace_id = $1 AND primary_contact_id = $2`, tx.Workspace, contactID)
	if err != nil {
		return nil, fmt.Errorf("take the contact from its organizations: %w", err)
	}
	return ids, nil
}
