package database_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// olderKeys makes an organization type for each name, with the key that programs
// of text.Version 1 gave it.
func olderKeys(t *testing.T, db *database.DB, names ...string) {
	t.Helper()
	var workspace string
	if err := insertWorkspace(t.Context(), db, "a"); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow(t.Context(), "SELECT id FROM workspaces").Scan(&workspace); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		_, err := db.Exec(t.Context(), `INSERT INTO organization_types (workspace_id, id, name, name_key, sort_key, description,
			search_body, created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, '', '', $6, $6, 1)`,
			workspace, db.NewID(), name, strings.ToLower(name), []byte{}, db.Now())
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Keys of before are made again by the step 46; of two that fall together the
// older one gets the key, and the other keeps its own.
func TestFoldedKeysAreMadeAgain(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		olderKeys(t, db, "Sup\u200bplier", "Supplier\u200c", "ACME", "ACME\u200b", "ACME\u200c", "Ödland", "क\u094d\u200dष")
		rewind(t, db, 46)
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := []string{"acme", "acme\u200b", "acme\u200c", "supplier", "supplier\u200c", "ödland", "क\u094dष"}
		for range 2 { // the second time changes nothing
			rows, err := db.Query(t.Context(), "SELECT name_key FROM organization_types ORDER BY name_key")
			if err != nil {
				t.Fatal(err)
			}
			got, err := database.Texts(rows)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v; keys (-want +got):\n%s", err, diff)
			}
			if err := db.Rekey(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// rewind undoes the steps from one on.
func rewind(t *testing.T, db *database.DB, step int64) {
	t.Helper()
	for version := step; version >= step; {
		var err error
		if version, err = db.StepBack(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
}

// Every folded key with a unique index is one that Rekey makes again.
func TestEveryFoldedKeyIsKnown(t *testing.T) {
	schema, err := os.ReadFile("testdata/schema.postgres.sql")
	if err != nil {
		t.Fatal(err)
	}
	index := regexp.MustCompile(`UNIQUE INDEX \w+ ON public\.(\w+) USING btree \((?:.*, )?(\w+_key)\)`)
	var want []string
	for _, found := range index.FindAllStringSubmatch(string(schema), -1) {
		want = append(want, found[1]+"."+found[2])
	}
	got := database.FoldedKeys()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys that are made again (-want +got):\n%s", diff)
	}
}
