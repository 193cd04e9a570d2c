package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/liaison/liaison/internal/database"
)

// EachEngine runs fn twice, as the subtests sqlite and postgres, each time on
// an empty database that has been migrated. It never leaves one out: without
// PostgreSQL the test fails.
//
// The SQLite file does not wait for the disk at each commit, which is all that
// tests of behaviour can do without; tests of durability open their own.
func EachEngine(t *testing.T, fn func(t *testing.T, db *database.DB)) {
	t.Helper()
	EachEngineWith(t, database.Options{Fast: true}, fn)
}

// EachEngineWith is EachEngine for a test that brings its own clock, ids or
// statement counter.
func EachEngineWith(t *testing.T, opts database.Options, fn func(t *testing.T, db *database.DB)) {
	t.Helper()
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			fn(t, open(t, MigratedURL(t, engine), opts))
		})
	}
}

// MigratedURL returns the URL of an empty database that has been migrated, for
// tests that open it themselves or hand it to another process. It goes when the
// test ends.
func MigratedURL(t testing.TB, engine database.Engine) string {
	t.Helper()
	if engine == database.Postgres {
		return PostgresTemplateURL(t, migrate)
	}
	file, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "liaison.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

func open(t testing.TB, url string, opts database.Options) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error("close the database:", err)
		}
	})
	return db
}

// sqliteTemplate returns the bytes of a migrated file, made once per binary.
var sqliteTemplate = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "liaison-sqlite")
	if err != nil {
		return nil, fmt.Errorf("make the template database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, fmt.Errorf("make the template database: %w", err)
	}
	return os.ReadFile(path)
})

func migrate(url string) (err error) {
	ctx := context.Background()
	db, err := database.Open(ctx, url, database.Options{Fast: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Migrate(ctx)
}
