package database

import "context"

// GatherStatistics does once what a PostgreSQL database does every few seconds.
func (db *DB) GatherStatistics(ctx context.Context) error { return gatherStatistics(ctx, db.primary) }
