package workspace_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func texts(t *testing.T, db *database.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	found, err := database.Texts(rows)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEnsureMakesOneWorkspaceHoweverManyTry(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := workspace.Ensure(t.Context(), db); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		list, err := workspace.List(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 1 || list[0].Slug != workspace.Default || list[0].DefaultRegion != "" || list[0].Version != 1 {
			t.Fatalf("workspaces are %+v, want one, of the slug default", list)
		}
		byID, err := workspace.ByID(t.Context(), db, list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		bySlug, err := workspace.BySlug(t.Context(), db, "default")
		if err != nil {
			t.Fatal(err)
		}
		if *byID != *bySlug {
			t.Errorf("by id %+v, by slug %+v", byID, bySlug)
		}
	})
}

func TestEnsureFillsTheWorkspaceAndTheLog(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		want := []string{"Company", "Division", "Department", "Team", "Branch", "Customer", "Supplier", "Partner"}
		if diff := cmp.Diff(want, texts(t, db, "SELECT name FROM organization_types ORDER BY id")); diff != "" {
			t.Errorf("organization types (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"viewer", "editor", "admin"}, texts(t, db, "SELECT name FROM roles ORDER BY id")); diff != "" {
			t.Errorf("roles (-want +got):\n%s", diff)
		}
		made := texts(t, db, `SELECT id FROM workspaces UNION ALL SELECT id FROM roles UNION ALL SELECT id FROM options
			UNION ALL SELECT id FROM organization_types ORDER BY 1`)
		logged := texts(t, db, "SELECT record_id FROM changes WHERE action = 'create' AND via = 'system' ORDER BY 1")
		if diff := cmp.Diff(made, logged); diff != "" {
			t.Errorf("records and the log (-records +log):\n%s", diff)
		}
		var last, rows int
		if err := db.QueryRow(t.Context(), "SELECT change_number FROM workspace_counters").Scan(&last); err != nil {
			t.Fatal(err)
		}
		if rows = len(logged); last != rows {
			t.Errorf("the counter stands at %d after %d changes", last, rows)
		}
	})
}

func TestUnknownWorkspace(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if _, err := workspace.BySlug(t.Context(), db, "nowhere"); !errors.Is(err, workspace.ErrNotFound) {
			t.Errorf("by slug: %v", err)
		}
		if _, err := workspace.ByID(t.Context(), db, "nowhere"); !errors.Is(err, workspace.ErrNotFound) {
			t.Errorf("by id: %v", err)
		}
	})
}
