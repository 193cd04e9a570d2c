package database

import (
	"context"

	"github.com/pressly/goose/v3"
)

// GatherStatistics does once what a PostgreSQL database does every few seconds.
func (db *DB) GatherStatistics(ctx context.Context) error { return gatherStatistics(ctx, db.primary) }

// StepBack undoes the last n migrations and returns the version that is left.
func (db *DB) StepBack(ctx context.Context, n int) (version int64, err error) {
	err = db.withGoose(ctx, func(p *goose.Provider) error {
		for range n {
			if _, err := p.Down(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return db.schemaVersion(ctx)
}

// FoldedKeys are the columns that Rekey makes again, with their tables.
func FoldedKeys() []string {
	var list []string
	for _, k := range foldedKeys() {
		list = append(list, k.table+"."+k.key)
	}
	return list
}
