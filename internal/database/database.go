package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Engine is the kind of database behind a DB.
type Engine string

// The engines that Liaison runs on.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options are what the opener of a database may decide. The zero value is
// what the program ships with.
type Options struct {
	Now         func() time.Time // the clock; nil means time.Now
	NewID       func() string    // ids of new records; nil means UUIDv7 (RFC 9562, section 5.7)
	OnStatement func(ctx context.Context, query string)
	Readers     int  // SQLite: connections for reading; 0 means 4
	PoolSize    int  // PostgreSQL: connections; 0 means 20
	Fast        bool // SQLite: synchronous=NORMAL, which can lose the last commits when power fails
	// CheckUpTo is how large an SQLite file may be, in bytes, for all of it to be
	// checked before it is opened; 0 leaves it at the header.
	CheckUpTo int64
	// OnStorage is told of damage and of a full or failing disk when statements meet
	// it first, and nil when the database can be written again; nil tells nobody.
	OnStorage func(err error)
	// Unwritten reads an SQLite file that nobody writes, without the files that
	// SQLite needs beside it, for which there may be no room.
	Unwritten bool
}

// DB is a pool of connections or, inside InTx, one transaction. The stores
// take either.
type DB struct {
	Engine Engine

	opts    Options
	path    string // SQLite: the file, with symbolic links resolved
	opened  fs.FileInfo
	read    *pool // where queries outside a transaction go
	writer  *writer
	primary *sql.DB // PostgreSQL: the pool; SQLite: the one writing connection, held by writer
	tx      session // set inside a transaction
	uniques *uniqueIndexes
	// condition is shared by all transactions of the database.
	condition *condition
	stop      context.CancelFunc // PostgreSQL: ends what runs beside the requests
}

// session is what statements are run on: a pool, a connection or a transaction.
type session interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Open opens the database that url names: sqlite:PATH or postgres://…. Where no
// file lies at PATH it creates one; it refuses, with a StorageError, a file that
// is empty, damaged or something else, and changes nothing of it. It does not
// migrate.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.NewID == nil {
		opts.NewID = newUUIDv7
	}
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"), opts)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url, opts)
	default:
		return nil, fmt.Errorf("the database URL must be sqlite:PATH or postgres://…")
	}
}

func newUUIDv7() string { return uuid.Must(uuid.NewV7()).String() }

// Close closes all connections; on SQLite it first writes the log back into
// the file.
func (db *DB) Close() error {
	if db.Engine == SQLite {
		return db.closeSQLite()
	}
	db.stop()
	return db.primary.Close()
}

// Now returns the time of the clock that the database was opened with.
func (db *DB) Now() Time { return At(db.opts.Now()) }

// NewID returns a fresh id, later in order than all before it in this process.
func (db *DB) NewID() string { return db.opts.NewID() }

// Path returns the file of an SQLite database, "" on PostgreSQL.
func (db *DB) Path() string { return db.path }

// Ping asks the database for a sign of life.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return db.QueryRow(ctx, "SELECT 1").Scan(&one)
}

// Examine checks all of an SQLite file that Open did not check for its size, beside
// all other work, and returns damage that it finds: Ready does so from then on, too.
func (db *DB) Examine(ctx context.Context) error {
	if db.Engine != SQLite || db.opened.Size() <= db.opts.CheckUpTo {
		return nil
	}
	f := &file{path: db.path, ours: true}
	return db.readError(f.read(ctx, true, false))
}

// Ready reports why the database cannot be used, nil if it can. Once a write has
// met a full or failing disk it tries whether there is room again.
func (db *DB) Ready(ctx context.Context) error {
	if db.opened != nil {
		if err := sameFile(db.path, db.opened); err != nil {
			return err
		}
	}
	known := db.condition.get()
	switch {
	case known == nil:
		return db.Ping(ctx)
	case errors.Is(known, ErrDamaged):
		return known
	}
	if err := db.tryWrite(ctx); Unavailable(err) {
		return err
	}
	db.condition.clear()
	return db.Ping(ctx)
}

// tryWrite writes something that leaves nothing behind: SQLite's first page as it
// is, and on PostgreSQL a table that needs new blocks. What an SQLite file has room
// for, since a write that failed has made it longer, says nothing of the disk.
func (db *DB) tryWrite(ctx context.Context) error {
	if db.Engine == SQLite && !hasRoom(filepath.Dir(db.path)) {
		return diskFull(db.path, nil)
	}
	return db.InTx(ctx, func(tx *DB) error {
		if db.Engine == Postgres {
			_, err := tx.Exec(ctx, "CREATE TEMPORARY TABLE liaison_room ON COMMIT DROP AS SELECT n FROM generate_series(1, 10000) n")
			return err
		}
		var version int64
		if err := tx.QueryRow(ctx, "PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
		return err
	})
}

// Query runs a query that gives rows.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*Result, error) {
	s, ctx, err := db.session(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, query, args...) //nolint:rowserrcheck // the caller's to check
	if err != nil {
		return nil, db.readError(err)
	}
	return &Result{rows, db}, nil
}

// QueryOnce is Query for a text that is made for one request, such as a list
// with filters. PostgreSQL plans it for the values at hand: a plan for any value
// would not know a rare tag from a common one.
func (db *DB) QueryOnce(ctx context.Context, query string, args ...any) (*Result, error) {
	return db.Query(ctx, query, db.plannedOnce(args)...)
}

// QueryRowOnce is to QueryRow what QueryOnce is to Query.
func (db *DB) QueryRowOnce(ctx context.Context, query string, args ...any) *Row {
	return db.QueryRow(ctx, query, db.plannedOnce(args)...)
}

func (db *DB) plannedOnce(args []any) []any {
	if db.Engine != Postgres {
		return args
	}
	return append([]any{pgx.QueryExecModeCacheDescribe}, args...)
}

// QueryRow runs a query that gives at most one row.
func (db *DB) QueryRow(ctx context.Context, query string, args ...any) *Row {
	s, ctx, err := db.session(ctx, query)
	if err != nil {
		return &Row{err: err}
	}
	return &Row{db: db, row: s.QueryRowContext(ctx, query, args...)}
}

// Exec runs a statement and returns how many rows it touched. Outside a
// transaction it makes one of its own.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	if db.tx == nil {
		err = db.InTx(ctx, func(tx *DB) error {
			n, err = tx.Exec(ctx, query, args...)
			return err
		})
		return n, err
	}
	s, ctx, err := db.session(ctx, query)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, db.readError(err)
	}
	n, err = res.RowsAffected()
	return n, db.readError(err)
}

// session picks what a statement runs on. Inside an SQLite transaction a
// cancelled context must not interrupt a statement: SQLite would roll back
// the transactions of others that are committed in the same group. It ends the
// transaction between two statements instead.
func (db *DB) session(ctx context.Context, query string) (session, context.Context, error) {
	if db.opts.OnStatement != nil {
		db.opts.OnStatement(ctx, query)
	}
	switch {
	case db.tx == nil:
		return db.read, ctx, nil
	case db.Engine == SQLite && ctx.Err() != nil:
		return nil, ctx, fmt.Errorf("the transaction is given up: %w", ctx.Err())
	case db.Engine == SQLite:
		return db.tx, context.WithoutCancel(ctx), nil
	}
	return db.tx, ctx, nil
}

// Result is the rows that Query returns, whose errors have their meaning.
// A damaged page may turn up between two rows.
type Result struct {
	*sql.Rows

	db *DB
}

// Err returns what ended the rows too early, nil for nothing.
func (r *Result) Err() error { return r.db.readError(r.Rows.Err()) }

// Row is the result of QueryRow.
type Row struct {
	db  *DB
	row *sql.Row
	err error
}

// Scan reads the row; without one the error is sql.ErrNoRows.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.db.readError(r.row.Scan(dest...))
}

// pool runs statements on a *sql.DB or *sql.Conn and keeps the prepared ones:
// preparing costs SQLite as much as running.
type pool struct {
	preparer interface {
		session
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt // nil: keep none (pgx keeps its own)
}

// keptStatements bounds how many statements a pool keeps; filters make texts
// without end.
const keptStatements = 400

func (p *pool) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.RLock()
	stmt, full := p.stmts[query], p.stmts == nil || len(p.stmts) >= keptStatements
	p.mu.RUnlock()
	if stmt != nil || full {
		return stmt, nil
	}
	stmt, err := p.preparer.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if kept := p.stmts[query]; kept != nil {
		return kept, stmt.Close()
	}
	p.stmts[query] = stmt
	return stmt, nil
}

// finalize closes the statements that are kept. SQLite closes a connection, and
// writes back its log, only when it has none left.
func (p *pool) finalize() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for query, stmt := range p.stmts {
		err = errors.Join(err, stmt.Close())
		delete(p.stmts, query)
	}
	return err
}

func (p *pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return p.preparer.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

func (p *pool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt, err := p.stmt(ctx, query); err == nil && stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return p.preparer.QueryRowContext(ctx, query, args...)
}

func (p *pool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return p.preparer.ExecContext(ctx, query, args...)
	}
	return stmt.ExecContext(ctx, args...)
}
