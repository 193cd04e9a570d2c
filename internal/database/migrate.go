package database

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrNewer says that the database was migrated by a newer program.
var ErrNewer = errors.New("the database was created by a newer version of Liaison; use that version or a newer one")

// errForeignVersions says that another program uses the migration library in the
// same schema.
var errForeignVersions = errors.New("the table goose_db_version in it belongs to another program: " +
	"give Liaison a database or a schema of its own")

// Migration is one step of the schema.
type Migration struct {
	Version int64
	Name    string
	Applied bool
}

// Migrate brings the schema up to date, each step in a transaction of its own.
// It is safe when several processes start at once, and refuses a database that
// is newer than the program with ErrNewer.
func (db *DB) Migrate(ctx context.Context) error {
	if db.Engine == SQLite {
		guard := flock.New(db.path+"-migrate", flock.SetPermissions(0o600))
		if err := guard.Lock(); err != nil {
			return fmt.Errorf("wait for another process that migrates: %w", err)
		}
		defer func() { _ = guard.Unlock() }()
	}
	return db.withGoose(ctx, func(p *goose.Provider) error {
		current, target, err := p.GetVersions(ctx)
		if err != nil {
			return err
		}
		if err := db.checkVersions(ctx, current); err != nil {
			return err
		}
		if current > target {
			return fmt.Errorf("%w (schema %d, known %d)", ErrNewer, current, target)
		}
		made, err := p.Up(ctx)
		if err == nil && len(made) > 0 {
			err = db.writeBack(ctx)
		}
		return err
	})
}

// checkVersions refuses a table of versions, of which the last one is current, that
// is not Liaison's.
func (db *DB) checkVersions(ctx context.Context, current int64) error {
	if current == 0 {
		return nil
	}
	_, err := db.schemaVersion(ctx)
	if errors.Is(err, ErrNoSchema) {
		return errForeignVersions
	}
	return err
}

// writeBack writes SQLite's log into the file, so that the file alone has the
// schema: one without any was never a database of Liaison.
func (db *DB) writeBack(ctx context.Context) error {
	if db.Engine != SQLite {
		return nil
	}
	var busy, frames, written int
	return db.QueryRow(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &written)
}

// Migrations lists the steps that the program knows and whether the database
// has them.
func (db *DB) Migrations(ctx context.Context) ([]Migration, error) {
	var list []Migration
	err := db.withGoose(ctx, func(p *goose.Provider) error {
		current, err := p.GetDBVersion(ctx)
		if err == nil {
			err = db.checkVersions(ctx, current)
		}
		if err != nil {
			return err
		}
		states, err := p.Status(ctx)
		for _, s := range states {
			name := strings.TrimSuffix(path.Base(cmp.Or(s.Source.Path, rekeyFile)), ".sql")
			list = append(list, Migration{s.Source.Version, name, s.State == goose.StateApplied})
		}
		return err
	})
	return list, err
}

// withGoose runs f with the migration library on a pool of its own.
func (db *DB) withGoose(_ context.Context, f func(*goose.Provider) error) (err error) {
	pool, dialect, options, err := db.gooseSettings()
	if err != nil {
		return err
	}
	if pool != db.primary {
		defer func() { err = errors.Join(err, pool.Close()) }()
	}
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if err := f(p); err != nil {
		return fmt.Errorf("migrate: %w", db.readError(err))
	}
	return nil
}

func (db *DB) gooseSettings() (*sql.DB, goose.Dialect, []goose.ProviderOption, error) {
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(rekeyMigration())}
	other := Postgres
	if db.Engine == Postgres {
		other = SQLite
	}
	excluded := []string{rekeyFile}
	names, err := fs.Glob(migrationFiles, "migrations/*."+string(other)+".sql")
	if err != nil {
		return nil, "", nil, err
	}
	for _, name := range names {
		excluded = append(excluded, path.Base(name))
	}
	options = append(options, goose.WithExcludeNames(excluded))
	if db.Engine == Postgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600)) // seconds, tries
		if err != nil {
			return nil, "", nil, err
		}
		return db.primary, goose.DialectPostgres, append(options, goose.WithSessionLocker(locker)), nil
	}
	pool, err := sql.Open("sqlite", sqliteDSN(db.path, db.opts, false))
	if err != nil {
		return nil, "", nil, err
	}
	pool.SetMaxOpenConns(1)
	return pool, goose.DialectSQLite3, options, nil
}
