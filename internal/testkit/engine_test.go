package testkit_test

import (
	"context"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func TestEachEngineGivesAMigratedDatabasePerEngine(t *testing.T) {
	var seen []database.Engine
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		seen = append(seen, db.Engine)
		steps, err := db.Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			if !step.Applied {
				t.Errorf("step %s is not applied", step.Name)
			}
		}
	})
	if len(seen) != 2 || seen[0] != database.SQLite || seen[1] != database.Postgres {
		t.Errorf("ran on %v, want both engines", seen)
	}
}

func TestEachEngineWithPassesTheOptions(t *testing.T) {
	var statements int
	opts := database.Options{Fast: true, OnStatement: func(context.Context, string) { statements++ }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		statements = 0
		if err := db.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if statements != 1 {
			t.Errorf("%d statements counted, want 1", statements)
		}
	})
}
