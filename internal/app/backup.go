package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
)

// Existing opens the database as it is, for a backup: it makes none where there is
// none, since the setting is rather mistyped, and does not bring the schema up to
// date, since an upgrade is what people make a backup before.
func Existing(ctx context.Context, cfg *config.Config, o Options) (*database.DB, error) {
	if err := cfg.CheckDatabase(); err != nil {
		return nil, err
	}
	if path := cfg.SQLitePath(); path != "" {
		real, err := database.CheckFile(path)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(real); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("no database at %s: set its location with --database-url", path)
		}
	}
	db, err := Connect(ctx, cfg, o)
	if errors.Is(err, database.ErrDiskFull) {
		return unwritten(ctx, cfg, o, err)
	}
	return db, err
}

// unwritten opens an SQLite file on a disk that has no room even for the files that
// SQLite needs beside it. That is safe while it has no log: then nobody writes.
func unwritten(ctx context.Context, cfg *config.Config, o Options, full error) (*database.DB, error) {
	path, err := database.CheckFile(cfg.SQLitePath())
	if err != nil || leftBehind(path) {
		return nil, full
	}
	return connect(ctx, cfg, o, database.Options{Unwritten: true})
}
