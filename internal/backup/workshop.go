package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/liaison/liaison/internal/database"
)

const (
	workshops = ".liaison-backup-*"
	// abandoned is the age at which a workshop cannot be in use any more: its
	// process was killed, or the power failed.
	abandoned = 24 * time.Hour
)

// workshop is a folder beside a file that is being made, so that the file has
// only to be renamed. What is in it is readable by its owner alone, and goes.
type workshop struct{ folder string }

func newWorkshop(path string) (*workshop, error) {
	parent := filepath.Dir(path)
	sweep(parent)
	folder, err := os.MkdirTemp(parent, workshops)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the directory %s does not exist", parent)
	}
	if err != nil {
		return nil, database.OnDisk(path, fmt.Errorf("make a folder to work in: %w", err))
	}
	return &workshop{folder}, nil
}

// sweep removes what killed processes have left in a folder. What cannot be
// removed, perhaps because it is somebody else's, stops nothing.
func sweep(parent string) {
	left, _ := filepath.Glob(filepath.Join(parent, workshops))
	for _, folder := range left {
		info, err := os.Lstat(folder)
		if err == nil && info.IsDir() && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(folder)
		}
	}
}

// plain is where the database lies while it is put together.
func (w *workshop) plain() string { return filepath.Join(w.folder, "liaison.db") }

// packed is where the backup lies while it is written.
func (w *workshop) packed() string { return filepath.Join(w.folder, "packed") }

func (w *workshop) remove() error {
	if err := os.RemoveAll(w.folder); err != nil {
		return fmt.Errorf("remove the folder that was worked in: %w", err)
	}
	return nil
}

// syncFolder brings the name of a file to the disk.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path)) //nolint:gosec // the operator's choice
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// syncFile brings a file's content to the disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a file of ours
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
