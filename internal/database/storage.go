package database

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// The kinds of a StorageError.
var (
	// ErrDamaged says that stored data cannot be read as it was written.
	ErrDamaged = errors.New("the database is damaged")
	// ErrDiskFull says that there is no room to write. Reading works.
	ErrDiskFull = errors.New("the disk of the database is full")
	// ErrDiskFails says that the disk, or the way to it, refuses to work.
	ErrDiskFails = errors.New("the disk of the database fails")
	// ErrLost says that the file of a database is not where it should be.
	ErrLost = errors.New("the file of the database is lost")
)

// StorageError says what is wrong with the place where a database is stored, in
// one line with what to do about it.
type StorageError struct {
	Kind   error  // ErrDamaged, ErrDiskFull, …; never nil
	Fact   string // names the file or the server
	Advice string
	Cause  error // may be nil
}

// Error returns the fact and the advice, if there is one.
func (e *StorageError) Error() string {
	if e.Advice == "" {
		return e.Fact
	}
	return e.Fact + ": " + e.Advice
}

// Unwrap returns the kind and the cause.
func (e *StorageError) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

const restoreBackup = "move it away together with its -wal and -shm files, and restore a backup"

func damaged(path, what string, cause error) *StorageError {
	return &StorageError{
		Kind: ErrDamaged, Fact: fmt.Sprintf("the database file %s is damaged (%s)", path, what),
		Advice: "stop Liaison, " + restoreBackup, Cause: cause,
	}
}

func diskFull(path string, cause error) *StorageError {
	return &StorageError{
		Kind: ErrDiskFull, Fact: fmt.Sprintf("the disk of %s is full", path),
		Advice: "free some space; nothing needs to be restarted", Cause: cause,
	}
}

func diskFails(path string, cause error) *StorageError {
	return &StorageError{
		Kind: ErrDiskFails, Fact: fmt.Sprintf("%s cannot be read or written (%v)", path, cause),
		Advice: "check its permissions, the disk that it is on and the system's log", Cause: cause,
	}
}

// storageError reads what an error of SQLite or of the system says about the file
// at path or the disk that it is on; it returns nil if that is nothing.
func storageError(path string, err error) *StorageError {
	var known *StorageError
	if errors.As(err, &known) {
		return known
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return diskFull(path, err)
	}
	switch code, _ := sqliteCode(err); code {
	case 11, 26: // SQLITE_CORRUPT, SQLITE_NOTADB
		return damaged(path, err.Error(), err)
	case 13: // SQLITE_FULL
		return diskFull(path, err)
	case 10: // SQLITE_IOERR, which is also what a file beside the database meets on a full disk
		if !hasRoom(filepath.Dir(path)) {
			return diskFull(path, err)
		}
		return diskFails(path, err)
	case 8, 14: // SQLITE_READONLY, SQLITE_CANTOPEN
		return diskFails(path, err)
	}
	return nil
}

// OnDisk returns the StorageError that an error of writing the file at path means,
// or the error itself.
func OnDisk(path string, err error) error {
	if found := storageError(path, err); found != nil {
		return found
	}
	return err
}

// room is what a disk must have left to pass for one that is not full, in bytes:
// what a few writes take.
const room = 256 << 10

// hasRoom tries whether a folder takes another small file: nothing else tells that
// a quota or the inodes are used up.
func hasRoom(folder string) bool {
	f, err := os.CreateTemp(folder, ".liaison-room-*")
	if err == nil {
		_, err = f.Write(make([]byte, room))
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT)
}

// condition is what statements have met of the storage's faults. Damage stays
// until the database is opened again, a full or failing disk until something could
// be written.
type condition struct {
	mu   sync.Mutex
	err  *StorageError
	tell func(error) // may be nil
}

// note keeps an error of the storage; a lesser one does not replace damage.
func (c *condition) note(err *StorageError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil && (errors.Is(c.err, ErrDamaged) || c.err.Kind == err.Kind) { //nolint:errorlint // kinds are ours, not wrapped
		return
	}
	c.err = err
	if c.tell != nil {
		c.tell(err)
	}
}

func (c *condition) get() *StorageError {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// clear forgets what was noted, since the storage works again.
func (c *condition) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = nil
	if c.tell != nil {
		c.tell(nil)
	}
}

// sameFile reports whether the file at path is still the one that was opened.
func sameFile(path string, opened fs.FileInfo) error {
	now, err := os.Stat(path)
	if err == nil && os.SameFile(now, opened) {
		return nil
	}
	return &StorageError{
		Kind: ErrLost, Fact: fmt.Sprintf("the database file %s was moved, deleted or replaced while it is in use", path),
		Advice: "stop Liaison, put the file back, and start it again", Cause: err,
	}
}
