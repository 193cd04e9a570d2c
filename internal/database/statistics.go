package database

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// statisticsEvery is how often a PostgreSQL database is asked for tables that it
// does not know the contents of.
const statisticsEvery = 5 * time.Second

// grownTables are those that are at least ten times as large as PostgreSQL's
// planner takes them for, and not small. Some may be other people's.
const grownTables = `SELECT c.relname FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
	WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > 500
		AND s.n_mod_since_analyze > 9 * GREATEST(c.reltuples, 0)`

// keepStatistics has the statistics of tables that grow quickly gathered at
// once, until ctx ends. PostgreSQL does so by itself, but only once a minute:
// until then it takes a new table for empty and any of its indexes for as good
// as another, so that each write to a table of n rows reads n.
func keepStatistics(ctx context.Context, pg *sql.DB) {
	ticker := time.NewTicker(statisticsEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		_ = gatherStatistics(ctx, pg) // who may not, or cannot now, waits for autovacuum
	}
}

func gatherStatistics(ctx context.Context, pg *sql.DB) error {
	rows, err := pg.QueryContext(ctx, grownTables) //nolint:rowserrcheck // Texts does
	if err != nil {
		return err
	}
	tables, err := Texts(rows)
	if err != nil {
		return err
	}
	for _, table := range slices.DeleteFunc(tables, func(table string) bool { return !isOurs(table) }) {
		if _, err := pg.ExecContext(ctx, "ANALYZE "+pgx.Identifier{table}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}
