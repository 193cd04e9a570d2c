package backup_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/liaison/liaison/internal/backup"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func TestBackupsReplaceNothingUnasked(t *testing.T) {
	db := openURL(t, testkit.MigratedURL(t, database.SQLite))
	folder := t.TempDir()
	file, letter := filepath.Join(folder, "a.backup"), filepath.Join(folder, "letter")
	write(t, letter, []byte("Dear all,"))
	for _, c := range []struct {
		target  string
		force   bool
		refused string
	}{
		{file, false, ""},
		{file, false, "already exists: choose another name, or replace it with --force"},
		{file, true, ""},
		{letter, true, "--force replaces only a backup: " + letter + " is not a Liaison backup"},
		{db.Path(), true, "--force replaces only a backup: " + db.Path() + " is a database"},
		{"/dev/null", true, "/dev/null is not a file"},
		{filepath.Join(folder, "none", "a.backup"), false, "the directory " + filepath.Join(folder, "none")},
		{filepath.Join(letter, "a.backup"), false, "not a directory"},
	} {
		_, err := backup.Write(t.Context(), db, c.target, backup.Options{Force: c.force})
		if (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s, force %v: %v, want %q", c.target, c.force, err, c.refused)
		}
	}
	if text, err := os.ReadFile(letter); err != nil || string(text) != "Dear all," {
		t.Errorf("the letter is %q, %v", text, err)
	}
	if _, err := os.Stat(db.Path()); err != nil {
		t.Error(err)
	}
}

// What a process that was killed has left beside backups goes with the next one,
// and what another one works in stays.
func TestLeftFoldersAreRemovedAfterADay(t *testing.T) {
	db := openURL(t, testkit.MigratedURL(t, database.SQLite))
	folder := t.TempDir()
	old, fresh := filepath.Join(folder, ".liaison-backup-1"), filepath.Join(folder, ".liaison-backup-2")
	for _, left := range []string{old, fresh} {
		if err := os.Mkdir(left, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(left, "liaison.db"), []byte("personal"))
	}
	yesterday := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Write(t.Context(), db, folder, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	_, goneErr := os.Stat(old)
	if _, err := os.Stat(fresh); err != nil || goneErr == nil {
		t.Errorf("the old one: %v, the fresh one: %v", goneErr, err)
	}
}

// A restore goes into an empty place and leaves any other as it is.
func TestRestoreTouchesNothingThatIsThere(t *testing.T) {
	db := furnished(t, database.SQLite, 10)
	file := filepath.Join(t.TempDir(), "a.backup")
	if _, err := backup.Write(t.Context(), db, file, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	source, err := backup.Open(file, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, there := range []string{"", "-wal", "-shm", "-journal"} {
		path := filepath.Join(t.TempDir(), "liaison.db")
		write(t, path+there, []byte("present"))
		if _, err := source.ToFile(t.Context(), path); err == nil || !strings.Contains(err.Error(), path+there+" already exists") {
			t.Errorf("beside liaison.db%s: %v", there, err)
		}
		if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
			t.Errorf("there is %v, %v", entries, err)
		}
	}
	pg := furnished(t, database.Postgres, 10)
	before := rows(t, pg)
	if _, err := source.ToDatabase(t.Context(), pg); !errors.Is(err, database.ErrNotEmpty) {
		t.Errorf("into a database with rows: %v", err)
	}
	if after := rows(t, pg); len(after) != len(before) || len(after["contacts"]) != len(before["contacts"]) {
		t.Error("it has changed the database")
	}
	// A schema without rows, as `liaison migrate` alone would leave it, is empty.
	if _, err := source.ToDatabase(t.Context(), openURL(t, testkit.MigratedURL(t, database.Postgres))); err != nil {
		t.Error(err)
	}
}

// A restore into PostgreSQL that fails at its last table leaves all of them empty
// and with their keys.
func TestFailedRestoreIsUndone(t *testing.T) {
	db := furnished(t, database.SQLite, 10)
	run(t, db, `UPDATE workspaces SET slug = slug || $1`, "\x00") // which PostgreSQL does not take
	file := filepath.Join(t.TempDir(), "a.backup")
	if _, err := backup.Write(t.Context(), db, file, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	source, err := backup.Open(file, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	pg := openURL(t, testkit.MigratedURL(t, database.Postgres))
	keys := func() (n int) {
		if err := pg.QueryRow(t.Context(), `SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := keys()
	if _, err := source.ToDatabase(t.Context(), pg); err == nil || strings.Contains(err.Error(), "default") {
		t.Errorf("it ended with %v", err)
	}
	for table, list := range rows(t, pg) {
		if len(list) > 0 {
			t.Errorf("%s has rows", table)
		}
	}
	if after := keys(); after != before || before == 0 {
		t.Errorf("%d foreign keys, %d before", after, before)
	}
}

// A backup of a newer version and what has no schema are refused.
func TestBackupsOfNewerVersions(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			db := furnished(t, engine, 10)
			file := filepath.Join(t.TempDir(), "a.backup")
			if _, err := backup.Write(t.Context(), db, file, backup.Options{}); err != nil {
				t.Fatal(err)
			}
			run(t, db, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`)
			_, err := backup.Write(t.Context(), db, file+"2", backup.Options{})
			if !errors.Is(err, database.ErrNewer) || !strings.Contains(err.Error(), "schema 99999, known ") {
				t.Errorf("a backup of a newer schema: %v", err)
			}
			newer := altered(t, file, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`)
			if _, err := restore(t, engine, newer, ""); !errors.Is(err, database.ErrNewer) || !strings.Contains(err.Error(), newer+" cannot be restored") {
				t.Errorf("of a newer schema: %v", err)
			}
			other := altered(t, file, `DROP TABLE contact_search`, `PRAGMA foreign_keys = 0`, `ALTER TABLE workspaces RENAME TO somethings`)
			if _, err := restore(t, engine, other, ""); !errors.Is(err, database.ErrNoSchema) {
				t.Errorf("of another program's database: %v", err)
			}
		})
	}
	empty := openURL(t, "sqlite:"+filepath.Join(t.TempDir(), "empty.db"))
	if _, err := backup.Write(t.Context(), empty, t.TempDir(), backup.Options{}); !errors.Is(err, database.ErrNoSchema) {
		t.Errorf("a backup of nothing: %v", err)
	}
}

// altered is a backup whose database statements were run on.
func altered(t *testing.T, file string, statements ...string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	unpacker, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unpacker.Close()
	plain, err := unpacker.DecodeAll(content, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "altered.db")
	write(t, path, plain)
	db := openURL(t, "sqlite:"+path)
	for _, statement := range statements {
		run(t, db, statement)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if plain, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	packer, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path+".backup", packer.EncodeAll(plain, nil))
	return path + ".backup"
}

// A file that SQLite finds fault with is no backup to rely on.
func TestDamagedDatabasesAreNotBackedUp(t *testing.T) {
	db := furnished(t, database.SQLite, 200)
	path := filepath.Join(t.TempDir(), "liaison.db")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(db.Path())
	if err != nil {
		t.Fatal(err)
	}
	for at := len(content) - 20*4096; at < len(content); at += 4096 {
		copy(content[at:], "\xff\xff\xff\xff\xff\xff\xff\xff")
	}
	write(t, path, content)
	folder := t.TempDir()
	_, err = backup.Write(t.Context(), openURL(t, "sqlite:"+path), folder, backup.Options{})
	if entries, _ := os.ReadDir(folder); err == nil || !strings.Contains(err.Error(), "damaged") && !strings.Contains(err.Error(), "malformed") || len(entries) > 0 {
		t.Errorf("it ended with %v and left %v", err, entries)
	}
}
