// Package app owns the wiring: it opens the database, makes the stores, puts
// the doors on one server and runs it. It has no rules of its own.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/workspace"
)

// Options are what the caller decides beside the settings.
type Options struct {
	Log     *slog.Logger
	Stderr  io.Writer // for the operator to read: the address and first steps
	Version string
	// Fill fills an empty database for --demo; nil if there is nothing to fill
	// it with.
	Fill func(ctx context.Context, db *database.DB) error
}

const (
	// patience is how long a start waits for PostgreSQL.
	patience   = 60 * time.Second
	retryEvery = time.Second
)

// Connect opens the database without changing it, and says so on o.Stderr when
// it makes the file of a new one. It waits up to a minute for a PostgreSQL that
// does not answer, with one log line a try.
func Connect(ctx context.Context, cfg *config.Config, o Options) (*database.DB, error) {
	if err := cfg.CheckDatabase(); err != nil {
		return nil, err
	}
	return connect(ctx, cfg, o, database.Options{CheckUpTo: checkedAtOnce})
}

// checkedAtOnce is how large an SQLite file may be, in bytes, for every command to
// check all of it, which takes half a second.
const checkedAtOnce = 32 << 20

func connect(ctx context.Context, cfg *config.Config, o Options, with database.Options) (*database.DB, error) {
	path := cfg.SQLitePath()
	_, missing := os.Lstat(path)
	with.PoolSize, with.Fast = cfg.PoolSize, cfg.SQLiteFast
	db, err := database.Open(ctx, cfg.DatabaseURL, with)
	if err != nil {
		return nil, err
	}
	if path != "" && errors.Is(missing, fs.ErrNotExist) {
		fmt.Fprintf(o.Stderr, "liaison: created a new database at %s\n", path)
	}
	if err := wait(ctx, db, o.Log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func wait(ctx context.Context, db *database.DB, log *slog.Logger) error {
	give, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := db.Ping(give)
		if err == nil || !errors.Is(err, database.ErrUnavailable) && give.Err() == nil {
			return err
		}
		log.Warn("waiting for the database", "error", database.Cause(err))
		select {
		case <-give.Done():
			return fmt.Errorf("the database is still unreachable: %s", database.Cause(err))
		case <-time.After(retryEvery):
		}
	}
}

// Open opens the database, brings its schema up to date and sees to it that it
// has a workspace.
func Open(ctx context.Context, cfg *config.Config, o Options) (*database.DB, error) {
	db, err := Connect(ctx, cfg, o)
	if err != nil {
		return nil, err
	}
	return upToDate(ctx, db)
}

// upToDate brings the schema of a database up to date, or closes it.
func upToDate(ctx context.Context, db *database.DB) (*database.DB, error) {
	err := db.Migrate(ctx)
	if err == nil {
		err = workspace.Ensure(ctx, db)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
