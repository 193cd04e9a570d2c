package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/workspace"
)

// rebuildBatch is how many contacts are rendered in a transaction, so that
// writers hardly wait.
const rebuildBatch = 50

// Rebuild renders the kept records and the search texts of all contacts anew
// from their rows, some in each transaction, and removes what is kept of
// contacts that are not there. Nothing of that is a change: versions, times and
// the change log stay. progress, which may be nil, is called with how many
// contacts were rendered so far; the last number is returned.
func Rebuild(ctx context.Context, db *database.DB, progress func(contacts int64)) (total int64, err error) {
	list, err := workspace.List(ctx, db)
	if err != nil {
		return 0, err
	}
	for i := range list {
		c := Checker{DB: db, workspace: &list[i]}
		err := c.batches(ctx, "contacts", func(ids []string) error {
			for some := range slices.Chunk(ids, rebuildBatch) {
				n, err := rebuild(ctx, db, c.id(), some)
				if err != nil {
					return err
				}
				if total += int64(n); progress != nil {
					progress(total)
				}
			}
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("rebuild: %w", err)
		}
	}
	if err := db.InTx(ctx, func(tx *database.DB) error { return removeStrays(ctx, tx) }); err != nil {
		return total, fmt.Errorf("rebuild: %w", err)
	}
	return total, nil
}

func rebuild(ctx context.Context, db *database.DB, workspace string, ids []string) (n int, err error) {
	err = db.InTx(ctx, func(tx *database.DB) error {
		n, err = contact.Rebuild(ctx, tx, workspace, ids)
		return err
	})
	return n, err
}

// removeStrays deletes what is kept of contacts that are not there.
func removeStrays(ctx context.Context, tx *database.DB) error {
	for _, table := range []string{"contact_records", "contact_search"} {
		_, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE NOT EXISTS (SELECT 1 FROM contacts c
			WHERE c.workspace_id = `+table+`.workspace_id AND c.id = `+table+`.contact_id)`)
		if err != nil {
			return fmt.Errorf("delete from %s: %w", table, err)
		}
	}
	if tx.Engine != database.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM contact_search_index WHERE rowid IN (SELECT d.id FROM contact_search_index_docsize d
		WHERE NOT EXISTS (SELECT 1 FROM contact_search s WHERE s.search_id = d.id))`)
	if err != nil {
		return fmt.Errorf("delete from the search index: %w", err)
	}
	return nil
}
