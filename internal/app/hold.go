package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/liaison/liaison/internal/database"
)

// Held is an SQLite file that other servers are kept from.
type Held struct {
	lock   *flock.Flock // nil for no file
	folder string       // that was made for it, "" for none
	fresh  bool         // whether the file of the lock was made
}

// Hold keeps other servers from the SQLite file at path until it is released, and
// does nothing for an empty path. It refuses a file that is no database, and makes
// the folder of the file if that is not there. A restore holds the file, too; other
// commands do not: SQLite itself lets them work beside a server.
func Hold(path string) (*Held, error) {
	if path == "" {
		return &Held{}, nil
	}
	path, err := database.CheckFile(path)
	if err != nil {
		return nil, err
	}
	h := &Held{}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		h.folder = filepath.Dir(path)
	}
	if err := database.MakeFolder(path); err != nil {
		return nil, err
	}
	name := path + "-lock"
	_, missing := os.Lstat(name)
	h.fresh = missing != nil
	for !h.holds(name) {
		h.lock = flock.New(name, flock.SetPermissions(0o600))
		got, err := h.lock.TryLock()
		if err != nil {
			return nil, database.OnDisk(path, fmt.Errorf("lock the database: %w", err))
		}
		if !got {
			return nil, errors.Join(
				fmt.Errorf("another Liaison serves %s: stop it, or name another database with --database-url", path), h.lock.Close())
		}
	}
	return h, nil
}

// holds reports whether the lock is on the file that has the name: another process
// may have removed that between opening and locking it.
func (h *Held) holds(name string) bool {
	if h.lock == nil {
		return false
	}
	locked, err := h.lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(name)
	if err == nil && os.SameFile(locked, named) {
		return true
	}
	_ = h.lock.Close() // it is on a file that is gone
	return false
}

// Release lets other servers in.
func (h *Held) Release() error {
	if h.lock == nil {
		return nil
	}
	return h.lock.Close()
}

// Abandon is Release after a failure: it leaves nothing behind that Hold has made.
func (h *Held) Abandon() error {
	if h.lock == nil {
		return nil
	}
	if h.fresh {
		_ = os.Remove(h.lock.Path()) // what cannot be removed is in nobody's way
	}
	if h.folder != "" {
		_ = os.Remove(h.folder) // unless something is in it
	}
	return h.lock.Close()
}
