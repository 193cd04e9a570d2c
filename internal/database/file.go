package database

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// applicationID marks the files that Liaison makes (SQLite's PRAGMA
// application_id): "Liai". Those of its first versions have none.
const applicationID = 0x4c696169

// headerSize is the length of the header of an SQLite file, see section 1.3 of
// https://www.sqlite.org/fileformat.html.
const headerSize = 100

// file is what lies at the path of an SQLite database.
type file struct {
	path    string // with symbolic links resolved, as SQLite does
	missing bool   // nothing lies there, so that a database can be made
	ours    bool   // the header says that Liaison made it
	size    int64
}

// CheckFile refuses what lies at the path of an SQLite database and cannot be one
// as its header and its surroundings show, with a StorageError, and changes
// nothing. Nothing at all is fine: a new database can be made there. It returns
// the path with symbolic links resolved.
func CheckFile(path string) (string, error) {
	f, err := look(path)
	if err != nil {
		return "", err
	}
	return f.path, nil
}

func look(path string) (*file, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path
	}
	// First what lies beside it: while the file is being made, nothing is yet.
	var beside []string
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Lstat(real + suffix); err == nil {
			beside = append(beside, real+suffix)
		}
	}
	info, err := os.Lstat(real)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		if len(beside) > 0 {
			return nil, &StorageError{
				Kind: ErrLost, Fact: fmt.Sprintf("the database file %s is missing, but %s, which belongs to it, is there", real, beside[0]),
				Advice: "put the file back beside it; if it is lost, move " + strings.Join(beside, " and ") + " away and restore a backup",
			}
		}
		return &file{path: real, missing: true}, nil
	case err != nil:
		return nil, unreadable(real, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, &StorageError{
			Kind: ErrLost, Fact: fmt.Sprintf("%s is a symbolic link to a file that does not exist", path),
			Advice: "put the database file back, or correct the link; is a disk not mounted?",
		}
	case !info.Mode().IsRegular():
		return nil, notOurs(real, "is a directory or a device, not a file")
	}
	return readHeader(real, info.Size())
}

func unreadable(path string, err error) *StorageError {
	return &StorageError{
		Kind: ErrDiskFails, Fact: fmt.Sprintf("the database file %s cannot be opened (%v)", path, cause(err)),
		Advice: "check its permissions, and run Liaison as the user who owns it", Cause: err,
	}
}

// cause is an error of the system without the path, which is said already.
func cause(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

func notOurs(path, fact string) *StorageError {
	return &StorageError{
		Kind: ErrNoSchema, Fact: path + " " + fact, Advice: "name the database file with --database-url",
	}
}

// readHeader refuses a file by its header and its length.
func readHeader(path string, size int64) (*file, error) {
	if size == 0 {
		return nil, &StorageError{
			Kind: ErrLost, Fact: fmt.Sprintf("the database file %s is empty", path),
			Advice: restoreBackup + "; if it never held data, delete it and Liaison makes a new database",
		}
	}
	in, err := os.Open(path) //nolint:gosec // the path is the operator's setting
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() { _ = in.Close() }()
	head := make([]byte, headerSize)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, unreadable(path, err)
	}
	if magic := []byte("SQLite format 3\x00"); !bytes.HasPrefix(head[:n], magic[:min(n, len(magic))]) {
		return nil, &StorageError{
			Kind: ErrDamaged, Fact: fmt.Sprintf("the file %s is not an SQLite database", path),
			Advice: "name another file with --database-url; if this was the database, " + restoreBackup,
		}
	}
	if n < headerSize {
		return nil, damaged(path, fmt.Sprintf("it ends after %d bytes", n), nil)
	}
	pageSize := int64(binary.BigEndian.Uint16(head[16:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	if pageSize < 512 || pageSize&(pageSize-1) != 0 || head[21] != 64 || head[22] != 32 || head[23] != 32 {
		return nil, damaged(path, "its header makes no sense", nil)
	}
	// While there is a log, the file is whole only together with it.
	want := pageSize * int64(binary.BigEndian.Uint32(head[28:]))
	if size < want && !holdsSomething(path+"-wal") && !holdsSomething(path+"-journal") {
		return nil, damaged(path, fmt.Sprintf("it ends after %d of %d bytes", size, want), nil)
	}
	return &file{path: path, size: size, ours: binary.BigEndian.Uint32(head[68:]) == applicationID}, nil
}

// holdsSomething reports whether there is a file with something in it.
func holdsSomething(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// probe reads a file without changing it, and refuses another program's database
// and, if all of it is to be checked, a damaged one.
func (f *file) probe(ctx context.Context, whole bool) error {
	if f.ours && !whole {
		return nil
	}
	still := f.still()
	err := f.read(ctx, whole, still)
	if err != nil && still && !f.still() { // somebody has begun to write meanwhile
		err = f.read(ctx, whole, false)
	}
	return err
}

// still reports whether all of the database is in the file, and nobody is at work
// on it.
func (f *file) still() bool {
	_, err := os.Lstat(f.path + "-shm")
	return errors.Is(err, fs.ErrNotExist) && !holdsSomething(f.path+"-wal")
}

// read looks into a file with a connection of its own, which cannot write; one
// that is still is read as if nobody could write.
func (f *file) read(ctx context.Context, whole, still bool) (err error) {
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "trusted_schema(0)", "cell_size_check(1)"}}
	if still {
		q.Set("immutable", "1")
	}
	pool, err := sql.Open("sqlite", fileDSN(f.path, q))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1)
	if !f.ours {
		var tables int
		err := pool.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('workspaces', 'goose_db_version')").Scan(&tables)
		switch {
		case err != nil:
			return OnDisk(f.path, err)
		case tables < 2:
			return notOurs(f.path, "is the database of another program ("+ErrNoSchema.Error()+")")
		}
	}
	if !whole {
		return nil
	}
	return f.quickCheck(ctx, pool)
}

func (f *file) quickCheck(ctx context.Context, s session) error {
	found, err := broken(ctx, s)
	switch {
	case err != nil:
		return OnDisk(f.path, err)
	case len(found) > 0:
		first, _, _ := strings.Cut(strings.TrimSpace(found[0]), "\n")
		return damaged(f.path, strings.TrimSpace(first), nil)
	}
	return nil
}

// broken runs SQLite's quick_check and returns what it finds.
func broken(ctx context.Context, s session) ([]string, error) {
	rows, err := s.QueryContext(ctx, "PRAGMA quick_check(20)") //nolint:rowserrcheck // Texts does
	if err != nil {
		return nil, err
	}
	found, err := Texts(rows)
	for i, text := range found {
		if first, rest, headed := strings.Cut(text, "\n"); headed && strings.HasPrefix(first, "***") {
			found[i] = rest // SQLite's heading names the database, which is always main
		}
	}
	if len(found) == 1 && found[0] == "ok" {
		found = nil
	}
	return found, err
}

// create makes an empty database that its owner alone can read, and its folder if
// that is not there yet. The file gets its name when it is whole: who finds it
// there finds a database. If another process was faster, its file stays.
func create(ctx context.Context, path string) (err error) {
	_, missing := os.Stat(filepath.Dir(path))
	if err := MakeFolder(path); err != nil {
		return err
	}
	defer func() {
		if err != nil && missing != nil {
			_ = os.Remove(filepath.Dir(path)) // unless somebody uses it already
		}
	}()
	page, err := firstPage(ctx)
	if err != nil {
		return fmt.Errorf("make a database: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".liaison-new-*")
	if err != nil {
		return OnDisk(path, fmt.Errorf("create the database file: %w", err))
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(page)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Link(f.Name(), path)
	}
	if errors.Is(err, syscall.EPERM) || errors.Is(err, errors.ErrUnsupported) { // a file has but one name there
		err = writeNew(path, page)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return OnDisk(path, fmt.Errorf("create the database file: %w", err))
	}
	return nil
}

// writeNew writes a file that is not there yet.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the operator's setting
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// firstPage is the content of an empty database in WAL mode with our mark.
func firstPage(ctx context.Context) (page []byte, err error) {
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return nil, err
	}
	err = conn.Raw(func(driver any) error {
		page, err = driver.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	if err != nil || len(page) < headerSize {
		return nil, errors.Join(err, errors.New("SQLite gives no first page"))
	}
	page[18], page[19] = 2, 2 // the versions that write and read it: WAL
	return page, nil
}
