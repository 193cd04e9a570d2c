package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite" // the driver, and its Error
)

// oldestSQLite is the oldest release without known faults in its write-ahead
// log.
const oldestSQLite = "3.51.3"

// sqlitePragmas are set on every connection. FULL syncs the log at each
// commit, so that what was acknowledged survives a cut power supply.
var sqlitePragmas = []string{
	"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "trusted_schema(0)",
	"cell_size_check(1)", "mmap_size(0)", "secure_delete(FAST)", "journal_size_limit(67108864)",
	"cache_size(-16384)", "temp_store(MEMORY)",
}

func openSQLite(ctx context.Context, path string, opts Options) (*DB, error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return nil, errors.New("the database URL sqlite:PATH must contain a file path")
	}
	path, opened, err := prepare(ctx, path, opts.CheckUpTo)
	if err != nil {
		return nil, err
	}
	if opts.Readers == 0 {
		opts.Readers = 4
	}
	db := &DB{
		Engine: SQLite, opts: opts, path: path, opened: opened, uniques: &uniqueIndexes{}, condition: &condition{tell: opts.OnStorage},
	}
	if db.primary, err = sql.Open("sqlite", sqliteDSN(path, opts, false)); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.primary.SetMaxOpenConns(1)
	if err := retryBusy(ctx, db.startWriter); err != nil {
		return nil, errors.Join(OnDisk(path, fmt.Errorf("open %s: %w", path, err)), db.primary.Close())
	}
	readers, err := sql.Open("sqlite", sqliteDSN(path, opts, true))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.primary.Close())
	}
	readers.SetMaxOpenConns(opts.Readers)
	readers.SetMaxIdleConns(opts.Readers)
	db.read = &pool{preparer: readers, stmts: map[string]*sql.Stmt{}}
	return db, nil
}

// prepare sees to it that there is a sound file at path, and makes a new one where
// nothing lies. It returns the path with symbolic links resolved.
func prepare(ctx context.Context, path string, checkUpTo int64) (string, fs.FileInfo, error) {
	f, err := look(path)
	if err == nil && f.missing {
		if err = create(ctx, f.path); err == nil {
			f, err = look(f.path)
		}
	}
	if err == nil {
		err = f.probe(ctx, f.size <= checkUpTo)
	}
	if err != nil {
		return "", nil, err
	}
	info, err := os.Stat(f.path)
	return f.path, info, err
}

func sqliteDSN(path string, opts Options, readOnly bool) string {
	if opts.Unwritten {
		return fileDSN(path, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	}
	q := url.Values{"_txlock": {"immediate"}}
	for _, p := range sqlitePragmas {
		q.Add("_pragma", p)
	}
	switch {
	case opts.Fast:
		q.Add("_pragma", "synchronous(NORMAL)")
	default:
		q.Add("_pragma", "synchronous(FULL)")
	}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	}
	return fileDSN(path, q)
}

func fileDSN(path string, q url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// createPrivately makes an empty file that its owner alone can read.
func createPrivately(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's choice
	if err != nil {
		return err
	}
	return f.Close()
}

// MakeFolder makes the folder of an SQLite file if it is not there yet. The
// folder that it is in must be there: where more is missing the path is rather
// mistyped, or a disk is not mounted.
func MakeFolder(path string) error {
	folder := filepath.Dir(path)
	err := os.Mkdir(folder, 0o700)
	switch info, missing := os.Stat(folder); {
	case missing == nil && info.IsDir():
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("create the folder of the database: neither %s nor the folder around it is there", folder)
	case err == nil:
		err = missing
	}
	return OnDisk(path, fmt.Errorf("create the folder of the database: %w", err))
}

func (db *DB) startWriter(ctx context.Context) error {
	w, err := newWriter(ctx, db.primary, db.readError)
	if err != nil {
		return err
	}
	db.writer = w
	var version string
	if err := w.conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return fmt.Errorf("ask for the version: %w", err)
	}
	if olderVersion(version, oldestSQLite) {
		return fmt.Errorf("SQLite %s is too old; at least %s is required", version, oldestSQLite)
	}
	return nil
}

// olderVersion compares versions of the form 3.51.3.
func olderVersion(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, _ := strconv.Atoi(as[i])
		y, _ := strconv.Atoi(bs[i])
		if x != y {
			return x < y
		}
	}
	return len(as) < len(bs)
}

// retryBusy runs f again while it fails because another process creates the
// same file at the same moment: switching a fresh file to WAL does not wait
// for the busy timeout.
func retryBusy(ctx context.Context, f func(context.Context) error) error {
	var err error
	for range 100 {
		if err = f(ctx); !busy(err) || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// sqliteCode returns the primary and the extended result code of an error, 0
// for others.
func sqliteCode(err error) (primary, extended int) {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff, e.Code()
	}
	return 0, 0
}

func busy(err error) bool {
	code, _ := sqliteCode(err)
	return code == 5 || code == 6 // SQLITE_BUSY, SQLITE_LOCKED
}

// Broken runs SQLite's quick_check over the whole file and returns what it
// finds, nothing when the file is sound.
func (db *DB) Broken(ctx context.Context) ([]string, error) {
	s, ctx, err := db.session(ctx, "PRAGMA quick_check")
	if err != nil {
		return nil, err
	}
	found, err := broken(ctx, s)
	return found, db.readError(err)
}

// closeSQLite closes the readers first: SQLite writes the log back into the
// file and deletes it when its last connection, which can write, is closed.
func (db *DB) closeSQLite() error {
	readers := db.read.preparer.(*sql.DB)
	conn := db.writer.conn.preparer.(*sql.Conn)
	return errors.Join(db.read.finalize(), readers.Close(), db.writer.conn.finalize(), conn.Close(), db.primary.Close())
}
