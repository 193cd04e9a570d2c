package contact

import (
	"context"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/database"
)

// Rebuild renders the records and search texts of contacts anew from their rows,
// whatever is kept, and returns how many it rendered. Versions, times and the
// change log stay as they are: nothing that was written changes. It leaves out
// contacts that are not there, and those that the refresher has yet to render
// and log.
func Rebuild(ctx context.Context, tx *database.DB, workspace string, ids []string) (n int, err error) {
	for _, id := range ids {
		l := loader{db: tx, workspace: workspace, lock: true}
		c, err := l.load(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return n, fmt.Errorf("contact %s: %w", id, err)
		}
		var pending int
		err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM pending_refreshes WHERE workspace_id = $1 AND contact_id = $2`,
			workspace, id).Scan(&pending)
		if err != nil {
			return n, fmt.Errorf("look for contacts to be rendered: %w", err)
		}
		if pending > 0 {
			continue
		}
		if err := rebuild(ctx, tx, workspace, c); err != nil {
			return n, fmt.Errorf("contact %s: %w", id, err)
		}
		n++
	}
	return n, nil
}

// rebuild deletes and inserts, so that it does not need the indexes by which a
// writer finds what is there.
func rebuild(ctx context.Context, tx *database.DB, workspace string, c *Contact) error {
	if _, err := tx.Exec(ctx, `DELETE FROM contact_records WHERE workspace_id = $1 AND contact_id = $2`, workspace, c.ID); err != nil {
		return fmt.Errorf("delete the kept record: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO contact_records (workspace_id, contact_id, format, version, record)
		VALUES ($1, $2, $3, $4, $5)`, workspace, c.ID, Format, c.Version, string(c.JSON()))
	if err != nil {
		return fmt.Errorf("keep contact record: %w", err)
	}
	if err := deleteSearch(ctx, tx, workspace, c.ID); err != nil {
		return err
	}
	return writeSearch(ctx, tx, searchRow{workspace, c.ID, c.searchNames(), c.searchBody()})
}
