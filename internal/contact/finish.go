package contact

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
)

// finish is how every write of a contact ends: its record is rendered once and
// kept, search finds it by what it now says, and the change is appended. old
// and before are the contact and its record as they were, nil for a new one;
// cause is the change that this one follows from, or nil.
func finish(ctx context.Context, tx *changelog.Tx, old *Contact, before []byte, c *Contact, cause *changelog.Change) (*changelog.Change, error) {
	after := c.JSON()
	_, err := tx.Exec(ctx, `INSERT INTO contact_records (workspace_id, contact_id, format, version, record)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, contact_id)
		DO UPDATE SET format = excluded.format, version = excluded.version, record = excluded.record`,
		tx.Workspace, c.ID, Format, c.Version, string(after))
	if err != nil {
		return nil, fmt.Errorf("keep contact record: %w", err)
	}
	if old == nil || !old.sameSearch(c) {
		if err := writeSearch(ctx, tx.DB, searchRow{tx.Workspace, c.ID, c.searchNames(), c.searchBody()}); err != nil {
			return nil, err
		}
	}
	return tx.Append(changelog.Contact, c.ID, before, after, cause)
}

// Delete deletes a contact with its channels, and the addresses that nothing
// else points to. check is asked whether the version found may be deleted.
func (s *Store) Delete(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	c, err := s.lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := check(c.Version); err != nil {
		return err
	}
	if err := deleteSearch(ctx, tx.DB, tx.Workspace, id); err != nil {
		return err
	}
	for _, table := range []string{
		"contact_records", "contact_email_addresses", "contact_phone_numbers", "contact_addresses",
		"contact_tags", "contact_external_ids",
	} {
		_, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE workspace_id = $1 AND contact_id = $2`, tx.Workspace, id)
		if err != nil {
			return fmt.Errorf("delete from %s: %w", table, err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM contacts WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete contact: %w", err)
	}
	change, err := tx.Append(changelog.Contact, id, c.JSON(), nil, nil)
	if err != nil {
		return err
	}
	return removeOrphans(ctx, tx, c.Addresses, nil, change)
}

// Refresh renders a contact anew because something that it shows was changed:
// its organization's name, a tag or an address. cause is that change. A contact
// that is not there, or looks the same, is left alone.
func Refresh(ctx context.Context, tx *changelog.Tx, id string, cause *changelog.Change) error {
	l := loader{db: tx.DB, workspace: tx.Workspace, lock: true}
	c, err := l.load(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var kept []byte
	err = tx.QueryRow(ctx, `SELECT record FROM contact_records WHERE workspace_id = $1 AND contact_id = $2`,
		tx.Workspace, id).Scan(&kept)
	if err != nil {
		return fmt.Errorf("read contact record: %w", err)
	}
	if bytes.Equal(kept, c.JSON()) {
		return nil
	}
	c.Touch(tx.At, tx.Actor.UserID)
	if err := writeContact(ctx, tx, &Contact{}, c); err != nil {
		return err
	}
	_, err = finish(ctx, tx, nil, kept, c, cause)
	return err
}
