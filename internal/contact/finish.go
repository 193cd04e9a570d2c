package contact

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
)

// ending is a write of a contact whose rows are written.
type ending struct {
	old    *Contact // as it was, nil for a new one
	before []byte   // its record then
	c      *Contact
	cause  *changelog.Change // the change that this one follows from, or nil
}

// finish is how every write of a contact ends: its record is rendered once and
// kept, search finds it by what it now says, and the change is appended.
func finish(ctx context.Context, tx *changelog.Tx, e ending) (*Written, error) {
	c, after := e.c, e.c.JSON()
	_, err := tx.Exec(ctx, `INSERT INTO contact_records (workspace_id, contact_id, format, version, record)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, contact_id)
		DO UPDATE SET format = excluded.format, version = excluded.version, record = excluded.record`,
		tx.Workspace, c.ID, Format, c.Version, string(after))
	if err != nil {
		return nil, fmt.Errorf("keep contact record: %w", err)
	}
	if e.old == nil || !e.old.sameSearch(c) {
		if err := writeSearch(ctx, tx.DB, searchRow{tx.Workspace, c.ID, c.searchNames(), c.searchBody()}); err != nil {
			return nil, err
		}
	}
	change, err := tx.Append(changelog.Contact, c.ID, e.before, after, e.cause)
	return &Written{Contact: c, JSON: after, Change: change}, err
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
	_, err = finish(ctx, tx, ending{before: kept, c: c, cause: cause})
	return err
}
