package database_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden files anew")

// dumps are the queries that write the schema as text, a line for each table,
// column, constraint and index.
var dumps = map[database.Engine]string{
	database.SQLite: `SELECT sql FROM sqlite_master
		WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'contact_search_index_%'
		ORDER BY tbl_name, type DESC, name`,
	database.Postgres: `SELECT line FROM (
		SELECT c.relname AS tbl, 1 AS place, a.attnum AS pos, c.relname || '.' || a.attname || ' ' ||
			format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END ||
			COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
			LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
		UNION ALL
		SELECT c.relname, 2, 0, c.relname || ' ' || o.conname || ' ' || pg_get_constraintdef(o.oid)
		FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid WHERE c.relnamespace = 'public'::regnamespace
		UNION ALL
		SELECT tablename, 3, 0, indexdef FROM pg_indexes WHERE schemaname = 'public'
	) dump WHERE tbl NOT LIKE 'goose%' ORDER BY tbl COLLATE "C", place, pos, line COLLATE "C"`,
}

// No text is compared by the locale of a PostgreSQL database.
func TestTextIsInByteOrder(t *testing.T) {
	db, err := database.Open(t.Context(), testkit.MigratedURL(t, database.Postgres), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(t.Context(), `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
			AND table_name NOT LIKE 'goose%'`)
	if err != nil {
		t.Fatal(err)
	}
	if columns, err := database.Texts(rows); err != nil || len(columns) > 0 {
		t.Errorf("these need COLLATE \"C\" in their migration: %v, %v", columns, err)
	}
}

// The schema that the migrations make is the one that is committed.
func TestSchema(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		rows, err := db.Query(t.Context(), dumps[db.Engine])
		if err != nil {
			t.Fatal(err)
		}
		lines, err := database.Texts(rows)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(lines, "\n") + "\n"
		file := "testdata/schema." + string(db.Engine) + ".sql"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file) //nolint:gosec // a golden file of ours
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Error("the schema differs from "+file+"; after a migration run: go test ./internal/database -update\n", diff)
		}
	})
}
