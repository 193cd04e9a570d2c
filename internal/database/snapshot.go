package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
)

// ErrNoSchema says that a database has no tables of Liaison.
var ErrNoSchema = errors.New("it contains no Liaison tables")

// Counts are the numbers of rows of tables, by their names.
type Counts map[string]int64

// Sum returns the number of rows of all tables.
func (c Counts) Sum() (n int64) {
	for _, rows := range c {
		n += rows
	}
	return n
}

// Progress is told how much of a work is done: so many of all things, such as
// "pages copied". nil is told nothing.
type Progress func(what string, done, all int64)

// Tell tells p, which may be nil, what is done.
func (p Progress) Tell(what string, done, all int64) {
	if p != nil {
		p(what, done, all)
	}
}

// Snapshot copies the database, as it is at one moment, into a new SQLite file,
// and returns how many rows were in each table at that moment. Whatever is
// committed before the call is in the copy; nobody waits for it. The copy has the
// schema of the database, which need not be the newest; it is not synced to the
// disk.
func (db *DB) Snapshot(ctx context.Context, file string, progress Progress) (Counts, error) {
	if err := db.CheckSchema(ctx); err != nil {
		return nil, err
	}
	counts, err := db.snapshot(ctx, file, progress)
	if err == nil {
		err = verifyCopy(ctx, file, counts)
	}
	switch {
	case err != nil && ctx.Err() != nil: // the engines say it in many ways
		return nil, fmt.Errorf("copy the database: %w", ctx.Err())
	case err != nil:
		return nil, db.copyError(file, err)
	}
	return counts, nil
}

// copyError says which of the two ends of a copy failed.
func (db *DB) copyError(file string, err error) error {
	found := OnDisk(file, err)
	switch {
	case errors.Is(found, ErrDiskFull):
		return found
	case errors.Is(found, ErrDamaged) && db.Engine == SQLite: // a copy has what the original has
		return damaged(db.path, "its copy is not sound", err)
	}
	return fmt.Errorf("copy the database: %w", db.readError(err))
}

func (db *DB) snapshot(ctx context.Context, file string, progress Progress) (Counts, error) {
	if db.Engine == SQLite {
		if err := createPrivately(file); err != nil {
			return nil, err
		}
		return db.copyPages(ctx, file, progress)
	}
	return db.copyRows(ctx, file, progress)
}

// CheckSchema returns ErrNoSchema for a database without tables of Liaison and
// ErrNewer for one that a newer program has migrated.
func (db *DB) CheckSchema(ctx context.Context) error {
	version, err := db.schemaVersion(ctx)
	if err != nil {
		return err
	}
	known, err := newestMigration()
	if err == nil && version > known {
		err = fmt.Errorf("%w (schema %d, known %d)", ErrNewer, version, known)
	}
	return err
}

// schemaVersion reads the number of the last migration that was made.
func (db *DB) schemaVersion(ctx context.Context) (int64, error) {
	tables, err := db.tables(ctx)
	if err != nil {
		return 0, err
	}
	if !slices.Contains(tables, "workspaces") {
		return 0, ErrNoSchema
	}
	var version int64
	err = db.QueryRow(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read the version of the schema: %w", err)
	}
	return version, nil
}

// newestMigration is the number of the last migration that the program knows.
func newestMigration() (int64, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	number, _, _ := strings.Cut(path.Base(slices.Max(names)), "_")
	return strconv.ParseInt(number, 10, 64)
}

// count counts the rows of tables; s is a transaction for numbers of one moment.
func count(ctx context.Context, s session, tables []string) (Counts, error) {
	counts := Counts{}
	for _, table := range tables {
		var n int64
		if err := s.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
			return nil, fmt.Errorf("count the rows of %s: %w", table, err)
		}
		counts[table] = n
	}
	return counts, nil
}

// Verify lets SQLite check a file and returns the numbers of rows of its tables.
// An error says what is wrong with the file.
func Verify(ctx context.Context, file string) (counts Counts, err error) {
	db, err := Open(ctx, "sqlite:"+file, Options{Readers: 1, CheckUpTo: math.MaxInt64})
	var found *StorageError
	if errors.As(err, &found) && found.Kind != ErrDiskFull { //nolint:errorlint // a kind is not wrapped
		return nil, &StorageError{Kind: found.Kind, Fact: found.Fact, Cause: found.Cause} // the advice is for a database in use
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.CheckSchema(ctx); err != nil {
		return nil, err
	}
	tables, err := db.tables(ctx)
	if err != nil {
		return nil, err
	}
	return count(ctx, db.read, tables)
}

func verifyCopy(ctx context.Context, file string, want Counts) error {
	got, err := Verify(ctx, file)
	if err != nil {
		return fmt.Errorf("verify the copy: %w", err)
	}
	if !maps.Equal(got, want) {
		return fmt.Errorf("the copy is incomplete: it has %d rows instead of %d", got.Sum(), want.Sum())
	}
	return nil
}
