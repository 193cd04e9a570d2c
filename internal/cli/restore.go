package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/backup"
)

// restoreCommand is `liaison restore`.
type restoreCommand struct {
	File     string `arg:"" name:"file" help:"Backup written by liaison backup, from SQLite or PostgreSQL."`
	Identity string `placeholder:"FILE" help:"File with the age secret key that decrypts the backup."`
}

// Run makes a database of a backup.
func (c restoreCommand) Run(r *run) error {
	if err := r.cfg.CheckDatabase(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(r.ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	progress, end := workProgress(r.Stderr)
	defer end()
	source, err := backup.Open(c.File, c.Identity, progress)
	if err != nil {
		return err
	}
	where, restore := "the database", r.restoreInto
	if path := r.cfg.SQLitePath(); path != "" {
		where, restore = path, r.restoreFile
	}
	rows, err := restore(ctx, source)
	end()
	if err != nil {
		return stopped(ctx, err)
	}
	_, err = fmt.Fprintf(r.Stdout, "%s restored into %s.\n", number(rows, "row"), where)
	return err
}

// restoreFile restores into SQLite. The lock keeps a server from starting on the
// file before it is there.
func (r *run) restoreFile(ctx context.Context, source *backup.Source) (rows int64, err error) {
	path := r.cfg.SQLitePath()
	if err := backup.Vacant(path); err != nil {
		return 0, err
	}
	held, err := app.Hold(path)
	if err != nil {
		return 0, err
	}
	if rows, err = source.ToFile(ctx, path); err != nil {
		return 0, errors.Join(err, held.Abandon())
	}
	return rows, held.Release()
}

// restoreInto restores into PostgreSQL, which lets nobody else in meanwhile.
func (r *run) restoreInto(ctx context.Context, source *backup.Source) (rows int64, err error) {
	db, err := app.Connect(ctx, r.cfg, r.options())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return source.ToDatabase(ctx, db)
}
