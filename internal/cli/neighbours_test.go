package cli_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// neighbours are what other people have in a database: an extension with views, a
// view, a foreign table, and tables of every sort, in the schema where they put it.
var neighbours = []string{
	`CREATE EXTENSION pg_stat_statements`,
	`CREATE TABLE people (name TEXT, born DATE)`, // without a primary key
	`INSERT INTO people SELECT 'somebody ' || n, NULL FROM generate_series(1, 2000) n`,
	`CREATE TABLE parts (id INTEGER, name TEXT COLLATE "C") PARTITION BY RANGE (id)`,
	`CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100)`,
	`CREATE UNLOGGED TABLE "Odd ""Names""" ("a text" TEXT)`,
	`CREATE VIEW grown_ups AS SELECT name FROM people WHERE born < DATE '2008-01-01'`,
	`CREATE MATERIALIZED VIEW names AS SELECT name FROM people`,
	`CREATE TYPE pair AS (a TEXT, b TEXT)`,
	`CREATE EXTENSION postgres_fdw`,
	`CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw`,
	`CREATE FOREIGN TABLE orders (code TEXT) SERVER elsewhere`,
}

// relations describe all columns of a database, with the transaction that made or
// changed each and the file that the rows are in.
const relations = `SELECT n.nspname || '.' || c.relname || '.' || a.attname || ' ' || c.relkind::text || ' ' || format_type(a.atttypid, a.atttypmod)
		|| ' ' || a.attcollation::regcollation::text || ' ' || c.relfilenode || ' ' || a.xmin::text
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind <> 'i' AND c.relname NOT LIKE 'goose%'
	ORDER BY 1`

// Liaison gets along with whatever else is in a PostgreSQL database, and leaves it
// as it is.
func TestNeighboursInPostgresAreLeftAlone(t *testing.T) {
	for _, c := range []struct {
		name, theirs, search string // the schema of the others; the schemas that Liaison searches, "" for the usual ones
	}{
		{"in the same schema", "public", ""},
		{"beside a schema of its own", "public", "liaison"},
		{"behind a schema of its own", "public", "liaison,public"},
		{"in a schema of theirs", "theirs", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShell(t)
			first, second := neighbourhood(t, c.theirs, c.search), neighbourhood(t, c.theirs, c.search)
			before := theirs(t, first)
			s.must("", "migrate", first)
			s.must("", "demo", "--contacts=20", first)
			if out := s.must("", "check", first); !strings.HasSuffix(out, "no breaches\n") {
				t.Errorf("check says %s", out)
			}
			if status := s.must("", "migrate", "status", first); strings.Contains(status, " pending\n") {
				t.Errorf("the schema is %s", status)
			}
			s.must("", "backup", "a.backup", first)
			s.must("", "restore", "a.backup", second)
			if out := s.must("", "check", second); !strings.HasSuffix(out, "no breaches\n") {
				t.Errorf("check of the restored one says %s", out)
			}
			if users := s.must("", "workspace", "list", second); !strings.Contains(users, "default") {
				t.Errorf("restored are the workspaces %s", users)
			}
			if diff := cmp.Diff(before, theirs(t, first)); diff != "" {
				t.Errorf("what is theirs has changed (-before +after):\n%s", diff)
			}
		})
	}
}

// neighbourhood makes a database in which others have a schema, and returns the
// flag that names it.
func neighbourhood(t *testing.T, schema, search string) (flag string) {
	t.Helper()
	url := testkit.PostgresURL(t)
	theirs := url + "&search_path=" + schema
	exec(t, theirs, append([]string{
		"CREATE SCHEMA IF NOT EXISTS liaison", "CREATE SCHEMA IF NOT EXISTS " + schema, "CREATE EXTENSION pg_trgm",
	}, neighbours...)...)
	if search != "" {
		url += "&search_path=" + search
	}
	return "--database-url=" + url
}

func exec(t *testing.T, url string, statements ...string) {
	t.Helper()
	db, err := database.Open(t.Context(), url, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// theirs are the relations that are not Liaison's.
func theirs(t *testing.T, flag string) []string {
	t.Helper()
	db, err := database.Open(t.Context(), strings.TrimPrefix(flag, "--database-url="), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(t.Context(), relations)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := database.Texts(rows)
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]bool{}
	for _, table := range database.Tables() {
		ours[table] = true
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return ours[strings.Split(line, ".")[1]] })
	if len(lines) < 20 {
		t.Fatalf("only %q are found", lines)
	}
	return lines
}

// Where another program keeps its versions in the table that Liaison would use,
// neither is confused with the other.
func TestVersionsOfAnotherProgram(t *testing.T) {
	for _, version := range []int{3, 99999} {
		s := newShell(t)
		url := testkit.PostgresURL(t)
		exec(t, url, `CREATE TABLE goose_db_version (id SERIAL PRIMARY KEY, version_id BIGINT NOT NULL, is_applied BOOLEAN NOT NULL,
			tstamp TIMESTAMP DEFAULT now())`, fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE), (%d, TRUE)`, version))
		for _, args := range [][]string{{"migrate"}, {"user", "list"}, {"migrate", "status"}} {
			s.fails(1, "the table goose_db_version in it belongs to another program", "", append(args, "--database-url="+url)...)
		}
		if made := tablesIn(t, url); !maps.Equal(made, map[string]bool{"goose_db_version": true}) {
			t.Errorf("then there are %v", made)
		}
	}
}

func tablesIn(t *testing.T, url string) map[string]bool {
	t.Helper()
	db, err := database.Open(t.Context(), url, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(t.Context(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	if err != nil {
		t.Fatal(err)
	}
	names, err := database.Texts(rows)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range names {
		found[name] = true
	}
	return found
}
