package database_test

import (
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// PostgreSQL knows a table of ours that has just been filled; those of others are
// their own business.
func TestStatisticsOfNewTables(t *testing.T) {
	db, err := database.Open(t.Context(), testkit.MigratedURL(t, database.Postgres), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.Exec(t.Context(), `CREATE TABLE theirs WITH (autovacuum_enabled = FALSE) AS SELECT generate_series(1, 5000) AS n`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(t.Context(), `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
		SELECT CAST(i AS TEXT), CAST(i AS TEXT), 'x', '2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.000Z', 1 FROM n`)
	if err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(testkit.Patience); ; time.Sleep(100 * time.Millisecond) { // the counts come with a delay
		if err := db.GatherStatistics(t.Context()); err != nil {
			t.Fatal(err)
		}
		var known int
		if err := db.QueryRow(t.Context(), `SELECT CAST(reltuples AS INTEGER) FROM pg_class WHERE relname = 'workspaces'`).Scan(&known); err != nil {
			t.Fatal(err)
		}
		if known == 1000 {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("the planner takes the table for one of %d rows", known)
		}
	}
	var untouched bool
	if err := db.QueryRow(t.Context(), `SELECT reltuples <= 0 FROM pg_class WHERE relname = 'theirs'`).Scan(&untouched); err != nil || !untouched {
		t.Errorf("another program's table was looked at: %v", err)
	}
}
