package contact

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/database"
)

// Rebuild renders the records and search texts of contacts anew from their rows,
// whatever is kept, and returns how many it rendered. Versions, times and the
// change log stay as they are: nothing that was written changes. It leaves out
// contacts that are not there, and those that the refresher has yet to render
// and log.
func Rebuild(ctx context.Context, tx *database.DB, workspace string, ids []string) (n int, err error) {
	for batch := range slices.Chunk(ids, rewriteBatch) {
		l := loader{db: tx, workspace: workspace, lock: true}
		list, err := l.loadAll(ctx, batch, l.pending)
		if err != nil {
			return n, err
		}
		list = slices.DeleteFunc(list, func(s *Stored) bool { return s.Pending })
		if err := rebuild(ctx, tx, workspace, list); err != nil {
			return n, err
		}
		n += len(list)
	}
	return n, nil
}

// rebuild deletes and inserts, so that it does not need the indexes by which a
// writer finds what is there.
func rebuild(ctx context.Context, tx *database.DB, workspace string, list []*Stored) error {
	if len(list) == 0 {
		return nil
	}
	ids, records, texts := make([]string, len(list)), make([]Record, len(list)), make([]searchRow, len(list))
	for i, s := range list {
		ids[i], records[i], texts[i] = s.ID, Record{s.ID, Format, s.Version, s.JSON()}, s.searchRow(workspace)
	}
	w := database.Where{Args: []any{workspace}}
	_, err := tx.Exec(ctx, `DELETE FROM contact_records WHERE workspace_id = $1
		AND contact_id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil {
		return fmt.Errorf("delete kept records: %w", err)
	}
	if err := keepRecords(ctx, tx, workspace, records); err != nil {
		return err
	}
	if err := deleteSearch(ctx, tx, workspace, ids); err != nil {
		return err
	}
	return writeSearch(ctx, tx, texts)
}
