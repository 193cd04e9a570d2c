package database_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/backup"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/testkit"
)

// Both engines have the same tables with the same columns, so that all that is in
// one can be carried into the other.
func TestTablesAreTheSameOnBothEngines(t *testing.T) {
	lists := map[database.Engine][]string{}
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		query := `SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
			AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'contact_search_index%'`
		if db.Engine == database.Postgres {
			query = `SELECT table_name || '.' || column_name FROM information_schema.columns
				WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`
		}
		rows, err := db.Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		list, err := database.Texts(rows)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(list)
		lists[db.Engine] = slices.DeleteFunc(list, func(c string) bool { return c == "contact_search.search_id" })
	})
	if diff := cmp.Diff(lists[database.SQLite], lists[database.Postgres]); diff != "" {
		t.Errorf("only on SQLite (-), only on PostgreSQL (+):\n%s", diff)
	}
}

// What is copied has the version of the schema that the database has, so that a
// backup can be made before an upgrade; a restore does the upgrade.
func TestSnapshotOfAnOlderSchema(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		err := factory.Fill(t.Context(), db, factory.Plan{
			Workspace: f.Workspace, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: 20, Seed: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		steps, err := db.Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		newest := steps[len(steps)-1].Version
		version, err := db.StepBack(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "copy.db")
		counts, err := db.Snapshot(t.Context(), file, nil)
		if err != nil {
			t.Fatal(err)
		}
		if counts["contacts"] < 20 || counts.Sum() < 200 {
			t.Errorf("it has %v", counts)
		}
		if got := applied(t, "sqlite:"+file); got != version {
			t.Errorf("the copy's schema is %d, want %d", got, version)
		}
		packed := filepath.Join(t.TempDir(), "a.backup")
		if _, err := backup.Write(t.Context(), db, packed, backup.Options{}); err != nil {
			t.Fatal(err)
		}
		source, err := backup.Open(packed, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		restored := filepath.Join(t.TempDir(), "restored.db")
		if _, err := source.ToFile(t.Context(), restored); err != nil {
			t.Fatal(err)
		}
		if got := applied(t, "sqlite:"+restored); got != newest {
			t.Errorf("the restored schema is %d, want %d", got, newest)
		}
	})
}

// applied is the last migration that a database has.
func applied(t *testing.T, url string) (version int64) {
	t.Helper()
	db, err := database.Open(t.Context(), url, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	steps, err := db.Migrations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if step.Applied {
			version = step.Version
		}
	}
	return version
}

func TestSnapshotTellsItsProgress(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		factorytest.New(t, db).Contacts(3)
		var what string
		var done, all int64
		progress := func(w string, d, a int64) {
			if d < done {
				t.Errorf("it went back from %d to %d", done, d)
			}
			what, done, all = w, d, a
		}
		if _, err := db.Snapshot(t.Context(), filepath.Join(t.TempDir(), "copy.db"), progress); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(what, " copied") || done != all || all == 0 {
			t.Errorf("at last %d of %d %s", done, all, what)
		}
	})
}
