package exporter

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

// enter writes into the change log that n records leave, before the first of them
// does: what was not logged was not exported.
func (j *Job) enter(ctx context.Context, db *database.DB, n int) error {
	err := changelog.InTx(ctx, db, j.Workspace, j.By, func(tx *changelog.Tx) error {
		meta := tx.NewMeta()
		var o record.Object
		o.Text("id", meta.ID)
		o.Text("record_kind", string(j.Kind))
		o.Text("format", string(j.Format))
		o.Text("filter", j.Filter)
		o.Int("record_count", int64(n))
		o.Meta(&meta)
		_, err := tx.Append(changelog.Export, meta.ID, nil, o.JSON(), nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("log the export: %w", err)
	}
	return nil
}
