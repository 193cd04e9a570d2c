package organization

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/database"
)

// MaxDepth bounds how many organizations stand above one.
const MaxDepth = maxDepth

// Rebuild renders the kept records of organizations anew from their rows,
// whatever is kept, and returns how many it rendered. Versions, times and the
// change log stay as they are. It leaves out organizations that are not there,
// and all that wait for the Refresher: those are rendered and logged then.
func Rebuild(ctx context.Context, tx *database.DB, workspace string, ids []string) (n int, err error) {
	for part := range slices.Chunk(slices.Sorted(slices.Values(ids)), batch) {
		there, err := lockSettled(ctx, tx, workspace, part)
		if err != nil {
			return n, err
		}
		list, err := Read(ctx, tx, workspace, there)
		if err != nil {
			return n, err
		}
		if err := keepAnew(ctx, tx, workspace, list); err != nil {
			return n, err
		}
		n += len(list)
	}
	return n, nil
}

// lockSettled locks organizations and leaves out those that wait for the Refresher.
func lockSettled(ctx context.Context, tx *database.DB, workspace string, ids []string) ([]string, error) {
	w := database.Where{Args: []any{workspace}}
	query := `SELECT o.id FROM organizations o WHERE o.workspace_id = $1 AND o.id IN (` + database.List(&w, ids) + `)
		AND NOT EXISTS (SELECT 1 FROM refresh_walks w WHERE w.workspace_id = $1 AND w.kind = 'organization' AND w.position < o.id)
		AND NOT EXISTS (SELECT 1 FROM pending_refreshes p WHERE p.workspace_id = $1 AND p.record_id = o.id)
		ORDER BY o.id`
	if tx.Engine == database.Postgres {
		query += " FOR NO KEY UPDATE"
	}
	rows, err := tx.Query(ctx, query, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("lock organizations: %w", err)
	}
	settled, err := database.Texts(rows)
	if err != nil {
		return nil, fmt.Errorf("lock organizations: %w", err)
	}
	return settled, nil
}

// keepAnew deletes and inserts, so that it does not need the index by which a
// writer finds what is there.
func keepAnew(ctx context.Context, tx *database.DB, workspace string, list []*Organization) error {
	w := database.Where{Args: []any{workspace}}
	var ids []string
	var args []any
	for _, o := range list {
		ids = append(ids, o.ID)
		args = append(args, workspace, o.ID, Format, o.Version, string(o.JSON()))
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM organization_records WHERE workspace_id = $1
		AND organization_id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil {
		return fmt.Errorf("delete kept records: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO organization_records (workspace_id, organization_id, format, version, record)
		VALUES `+database.Rows(len(list), 5), args...)
	if err != nil {
		return fmt.Errorf("keep the records of organizations: %w", err)
	}
	return nil
}
