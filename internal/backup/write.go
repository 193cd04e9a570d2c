package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/liaison/liaison/internal/database"
)

// Options say how a backup is made. The zero value makes one that is not
// encrypted and replaces nothing.
type Options struct {
	Recipients []age.Recipient // whose keys open the backup; none for no encryption
	Force      bool            // replace a backup that has the name already
	Progress   database.Progress
}

// Result is what came of a backup.
type Result struct {
	Path  string
	Rows  int64 // in all tables
	Bytes int64 // of the file
}

// Write makes a backup of the database at target: a file, or a directory in which
// the file is named after the time. The file gets its name when it is whole,
// verified and on the disk; after a failure nothing of it is left.
func Write(ctx context.Context, db *database.DB, target string, o Options) (result *Result, err error) {
	path, err := o.place(db, target)
	if err != nil {
		return nil, err
	}
	work, err := newWorkshop(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	rows, err := db.Snapshot(ctx, work.plain(), o.Progress)
	if err != nil {
		return nil, err
	}
	if err := o.pack(ctx, work.plain(), work.packed()); err != nil {
		return nil, database.OnDisk(path, fmt.Errorf("write the backup: %w", err))
	}
	info, err := os.Stat(work.packed())
	if err == nil {
		err = os.Rename(work.packed(), path)
	}
	if err == nil {
		err = syncFolder(path)
	}
	if err != nil {
		return nil, database.OnDisk(path, fmt.Errorf("name the backup: %w", err))
	}
	return &Result{Path: path, Rows: rows.Sum(), Bytes: info.Size()}, nil
}

// place returns the path of the backup and refuses one that must not be written.
func (o *Options) place(db *database.DB, target string) (string, error) {
	info, err := os.Stat(target)
	if err == nil && info.IsDir() {
		target = filepath.Join(target, name(db.Now(), len(o.Recipients) > 0))
		info, err = os.Stat(target)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return target, nil
	case err != nil:
		return "", fmt.Errorf("look for the backup: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a file", target)
	case !o.Force:
		return "", fmt.Errorf("%s already exists: choose another name, or replace it with --force", target)
	}
	// A slip of the fingers must not replace a database by its own backup.
	if _, err := formOf(target); err != nil {
		return "", fmt.Errorf("--force replaces only a backup: %w", err)
	}
	return target, nil
}
