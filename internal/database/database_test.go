package database_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func insertWorkspace(ctx context.Context, db *database.DB, slug string) error {
	_, err := db.Exec(ctx, `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version)
		VALUES ($1, $2, 'A', $3, $3, 1)`, db.NewID(), slug, db.Now())
	return err
}

func slugs(t *testing.T, db *database.DB) string {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT slug FROM workspaces ORDER BY slug")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := database.Texts(rows)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(texts, " ")
}

func TestTransactions(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		failure := errors.New("on purpose")
		err := db.InTx(ctx, func(tx *database.DB) error {
			if err := insertWorkspace(ctx, tx, "undone"); err != nil {
				return err
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Errorf("got %v, want the function's error", err)
		}
		err = db.InTx(ctx, func(tx *database.DB) error {
			return tx.InTx(ctx, func(inner *database.DB) error { return insertWorkspace(ctx, inner, "done") })
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := slugs(t, db); got != "done" {
			t.Errorf("got %q, want the committed one alone", got)
		}
	})
}

// Many writers at once share commits; one that fails, panics or gives up takes
// nobody else's work with it.
func TestWritersAtOnce(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				defer func() {
					if p := recover(); (p != nil) != (i%8 == 1) {
						t.Errorf("writer %d: panic %v", i, p)
					}
				}()
				err := db.InTx(ctx, func(tx *database.DB) error {
					if err := insertWorkspace(ctx, tx, fmt.Sprintf("w%02d", i)); err != nil {
						return err
					}
					switch i % 8 {
					case 0:
						return sql.ErrTxDone
					case 1:
						panic("on purpose")
					case 2:
						return insertWorkspace(ctx, tx, fmt.Sprintf("w%02d", i)) // a second time: the index refuses
					}
					return nil
				})
				if (err != nil) != (i%8 == 0 || i%8 == 2) {
					t.Errorf("writer %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if got := len(strings.Fields(slugs(t, db))); got != 40 {
			t.Errorf("%d rows, want 40", got)
		}
	})
}

func TestACancelledWriterIsRefused(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := insertWorkspace(ctx, db, "late"); err == nil {
			t.Error("it was written")
		}
		if got := slugs(t, db); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

// Who gives up in the middle of a transaction writes nothing and keeps nobody
// waiting.
func TestATransactionIsGivenUpBetweenStatements(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.InTx(ctx, func(tx *database.DB) error {
			if err := insertWorkspace(ctx, tx, "first"); err != nil {
				return err
			}
			cancel()
			return insertWorkspace(ctx, tx, "second")
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := insertWorkspace(t.Context(), db, "later"); err != nil || slugs(t, db) != "later" {
			t.Errorf("%q, %v", slugs(t, db), err)
		}
	})
}

func TestViolations(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		if err := insertWorkspace(ctx, db, "a"); err != nil {
			t.Fatal(err)
		}
		if err := insertWorkspace(ctx, db, "a"); !database.Violates(err, "workspaces_slug_unique") {
			t.Errorf("unique index: %v", err)
		}
		if err := insertWorkspace(ctx, db, strings.Repeat("a", 64)); !database.Violates(err, "workspaces_slug_length") {
			t.Errorf("check: %v", err)
		}
		_, err := db.Exec(ctx, `INSERT INTO workspace_counters (workspace_id) VALUES ('nobody')`)
		var v *database.Violation
		if !errors.As(err, &v) || v.Kind != database.ForeignKey {
			t.Errorf("foreign key: %v", err)
		}
		_, err = db.Exec(ctx, `INSERT INTO workspaces (id) VALUES ('x')`)
		if !errors.As(err, &v) || v.Kind != database.NotNull {
			t.Errorf("not null: %v", err)
		}
	})
}

// The names of constraints are told on sharded engines too, which put a number
// behind them.
func TestViolatesKnowsShards(t *testing.T) {
	v := &database.Violation{Constraint: "tags_name_unique_102008"}
	if !database.Violates(v, "tags_name_unique") || database.Violates(v, "tags_name") {
		t.Error("the shard's number was not read")
	}
}

func TestMigrateIsSafeForSeveralAtOnce(t *testing.T) {
	for name, url := range map[string]string{
		"sqlite":   "sqlite:" + filepath.Join(t.TempDir(), "new", "liaison.db"),
		"postgres": testkit.PostgresURL(t),
	} {
		t.Run(name, func(t *testing.T) {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					db, err := database.Open(t.Context(), url, database.Options{})
					if err != nil {
						t.Error(err)
						return
					}
					if err := db.Migrate(t.Context()); err != nil {
						t.Error(err)
					}
					if err := db.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			wantMigrated(t, url)
		})
	}
}

func wantMigrated(t *testing.T, url string) {
	t.Helper()
	db, err := database.Open(t.Context(), url, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	steps, err := db.Migrations(t.Context())
	if err != nil || len(steps) == 0 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	for _, s := range steps {
		if !s.Applied {
			t.Errorf("step %d %s was not applied", s.Version, s.Name)
		}
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		_, err := db.Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); !errors.Is(err, database.ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
}

func TestSQLiteFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "liaison.db")
	db, err := database.Open(t.Context(), "sqlite:"+path, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := insertWorkspace(t.Context(), db, "a"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600, path + "-wal": 0o600, path + "-migrate": 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", filepath.Base(name), got, want)
		}
	}
	if found, err := db.Broken(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		t.Errorf("the log holds %d bytes after a clean stop", info.Size())
	}
}

func TestTheSettingsThatItShipsWith(t *testing.T) {
	db, err := database.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "a b?#%.db"), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.InTx(t.Context(), func(tx *database.DB) error {
		for pragma, want := range map[string]string{
			"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000",
			"trusted_schema": "0", "cell_size_check": "1", "secure_delete": "2",
		} {
			var got string
			if err := tx.QueryRow(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil {
				return err
			}
			if got != want {
				t.Errorf("%s is %s, want %s", pragma, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.QueryRow(t.Context(), "CREATE TABLE x (y TEXT)").Scan(new(string))
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("a reader could write: %v", err)
	}
}

func TestURLsThatCannotBeOpened(t *testing.T) {
	for _, url := range []string{"", "liaison.db", "mysql://x", "sqlite:", "sqlite::memory:", "postgres://user:secret@[::1/x"} {
		db, err := database.Open(t.Context(), url, database.Options{})
		if err == nil {
			_ = db.Close()
			t.Errorf("%q was opened", url)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestAnUnreachableServerIsUnavailable(t *testing.T) {
	db, err := database.Open(t.Context(), "postgres://nobody@127.0.0.1:1/x?connect_timeout=1", database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Ping(t.Context()); !errors.Is(err, database.ErrUnavailable) {
		t.Errorf("ping: %v", err)
	}
	if err := db.InTx(t.Context(), func(*database.DB) error { return nil }); !errors.Is(err, database.ErrUnavailable) {
		t.Errorf("transaction: %v", err)
	}
}

func TestTime(t *testing.T) {
	at := database.At(time.Date(2024, 2, 29, 23, 59, 59, 123_999_999, time.FixedZone("", 3600)))
	if got := at.String(); got != "2024-02-29T22:59:59.123Z" {
		t.Errorf("got %s", got)
	}
	var back database.Time
	if err := back.Scan(at.String()); err != nil || !back.Equal(at.Time) {
		t.Errorf("read back %v, %v", back, err)
	}
	if err := back.Scan(nil); err != nil || !back.IsZero() || back.String() != "" {
		t.Errorf("NULL came as %v, %v", back, err)
	}
	for _, bad := range []any{"yesterday", 5} {
		if err := back.Scan(bad); err == nil {
			t.Errorf("%v was read", bad)
		}
	}
}
