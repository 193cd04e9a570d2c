package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrUnavailable is wrapped by every error that says that the database cannot
// be reached or is overloaded, so that trying again later may help.
var ErrUnavailable = errors.New("the database is not available")

// Violation is the error of a constraint that refused a statement.
type Violation struct {
	Constraint string // its name in the schema; "" for foreign keys on SQLite
	Kind       ViolationKind
	Err        error
}

// ViolationKind is the kind of constraint.
type ViolationKind int

// The kinds of constraint that a Violation can come from.
const (
	Unique ViolationKind = iota + 1
	ForeignKey
	Check
	NotNull
)

// Error returns the constraint's name and the cause.
func (v *Violation) Error() string { return fmt.Sprintf("constraint %s: %v", v.Constraint, v.Err) }

// Unwrap returns the cause.
func (v *Violation) Unwrap() error { return v.Err }

// Violates reports whether err comes from the named constraint. A sharded
// PostgreSQL puts a number behind the name.
func Violates(err error, constraint string) bool {
	var v *Violation
	if !errors.As(err, &v) {
		return false
	}
	rest, ok := strings.CutPrefix(v.Constraint, constraint)
	return ok && (rest == "" || shardSuffix.MatchString(rest))
}

var shardSuffix = regexp.MustCompile(`^_\d+$`)

// readError gives an error of the driver its meaning; nil stays nil.
func (db *DB) readError(err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if db.Engine == SQLite {
		return db.readSQLiteError(err)
	}
	err = readPostgresError(err)
	var found *StorageError
	if errors.As(err, &found) {
		db.condition.note(found)
	}
	return err
}

func (db *DB) readSQLiteError(err error) error {
	primary, extended := sqliteCode(err)
	switch extended {
	case 2067, 1555: // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
		return &Violation{Constraint: db.uniqueName(err.Error()), Kind: Unique, Err: err}
	case 787: // SQLITE_CONSTRAINT_FOREIGNKEY
		return &Violation{Kind: ForeignKey, Err: err}
	case 275: // SQLITE_CONSTRAINT_CHECK
		return &Violation{Constraint: between(err.Error(), "CHECK constraint failed: ", " ("), Kind: Check, Err: err}
	case 1299: // SQLITE_CONSTRAINT_NOTNULL
		return &Violation{Kind: NotNull, Err: err}
	}
	if primary == 5 || primary == 6 { // BUSY, LOCKED
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if found := storageError(db.path, err); found != nil {
		db.condition.note(found)
		return found
	}
	return err
}

var postgresViolations = map[string]ViolationKind{
	"23505": Unique, "23503": ForeignKey, "23001": ForeignKey, "23514": Check, "23502": NotNull,
}

func readPostgresError(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		if kind, ok := postgresViolations[e.Code]; ok {
			name := e.ConstraintName
			if name == "" {
				name = between(e.Message, `constraint "`, `"`)
			}
			return &Violation{Constraint: name, Kind: kind, Err: err}
		}
		if found := postgresStorage(e); found != nil {
			return found
		}
		switch {
		case strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "57P"),
			strings.HasPrefix(e.Code, "53"), e.Code == "25006", e.Code == "57014":
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		case strings.HasPrefix(e.Code, "22"): // a data exception: its message quotes the value, which no log may have
			return fmt.Errorf("PostgreSQL cannot use a value (SQLSTATE %s)", e.Code)
		}
		return err
	}
	if connectionLost(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// postgresStorage reads what a server says about its storage, nil for nothing.
func postgresStorage(e *pgconn.PgError) *StorageError {
	found := &StorageError{Cause: e}
	switch e.Code {
	case "53100": // disk_full
		found.Kind, found.Fact, found.Advice = ErrDiskFull, "the disk of PostgreSQL is full", "free some space there; nothing needs to be restarted"
	case "58030": // io_error
		found.Kind, found.Fact, found.Advice = ErrDiskFails, "PostgreSQL cannot read or write its disk", "look at its log and its disk"
	case "XX001", "XX002": // data_corrupted, index_corrupted
		found.Kind, found.Fact = ErrDamaged, "the PostgreSQL database is damaged ("+e.Message+")"
		found.Advice = "look at its log; repair it or restore a backup into another database, and start Liaison again"
	default:
		if !strings.Contains(e.Message, "could not write init file") { // what a new connection meets on a full disk
			return nil
		}
		found.Kind, found.Fact, found.Advice = ErrDiskFails, "PostgreSQL cannot write to its disk", "look at its log and its disk"
	}
	return found
}

// Unavailable reports whether a failure is the database's, of the sort that may be
// gone when the same is asked again: it cannot be reached, is overloaded, cannot be
// read or written, or gave up a transaction that others stood in the way of for too
// long.
func Unavailable(err error) bool {
	var storage *StorageError
	var e *pgconn.PgError
	if errors.Is(err, ErrUnavailable) || errors.As(err, &storage) {
		return true
	}
	if !errors.As(err, &e) {
		return false
	}
	read := readPostgresError(e)
	return errors.Is(read, ErrUnavailable) || errors.As(read, &storage) || retryable(e)
}

// connectionLost reports whether the link to the server is down or was cut.
func connectionLost(err error) bool {
	var netErr net.Error
	var connErr *pgconn.ConnectError
	return errors.As(err, &netErr) || errors.As(err, &connErr) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "closed pool")
}

// Cause returns what kept PostgreSQL from answering, in one line. The driver's
// own error has a line for each address and way that it tried.
func Cause(err error) string {
	var refused *pgconn.PgError
	var network *net.OpError
	switch {
	case errors.As(err, &refused):
		return refused.Message
	case errors.As(err, &network):
		return network.Error()
	}
	tries := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return strings.TrimSpace(tries[len(tries)-1])
}

// ErrUncertain is wrapped by the error of a COMMIT whose answer was lost: it
// may or may not have happened, so it must not simply be run again.
var ErrUncertain = errors.New("it is unknown whether the transaction was committed")

func (db *DB) commitError(err error) error {
	err = db.readError(err)
	if errors.Is(err, ErrUnavailable) {
		return fmt.Errorf("commit: %w: %w", ErrUncertain, err)
	}
	return fmt.Errorf("commit: %w", err)
}

// retryable reports whether running the transaction again can succeed.
func retryable(err error) bool {
	if err == nil || errors.Is(err, ErrUncertain) || errors.Is(err, context.Canceled) {
		return false
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code == "40001" || e.Code == "40P01" || strings.HasPrefix(e.Code, "57P")
	}
	return errors.Is(err, errGroupLost) || busy(err) || connectionLost(err)
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) || (err != nil && connectionLost(err)) {
		return nil
	}
	return err
}

// between returns the part of s after start and before end, "" without start.
func between(s, start, end string) string {
	_, rest, ok := strings.Cut(s, start)
	if !ok {
		return ""
	}
	inner, _, _ := strings.Cut(rest, end)
	return inner
}

// uniqueIndexes knows the names of SQLite's unique indexes by their columns,
// which is all that its error messages give.
type uniqueIndexes struct {
	mu    sync.Mutex
	names map[string]string
}

// uniqueName finds the index that a message such as "UNIQUE constraint failed:
// contacts.workspace_id, contacts.id (2067)" speaks of.
func (db *DB) uniqueName(message string) string {
	columns := between(message, "UNIQUE constraint failed: ", " (")
	if name := between(columns, "index '", "'"); name != "" {
		return name
	}
	db.uniques.mu.Lock()
	defer db.uniques.mu.Unlock()
	if db.uniques.names[columns] == "" {
		if names, err := db.readUniqueIndexes(); err == nil {
			db.uniques.names = names
		}
	}
	return db.uniques.names[columns]
}

func (db *DB) readUniqueIndexes() (map[string]string, error) {
	rows, err := db.read.QueryContext(context.Background(), `
		SELECT il.name, group_concat(m.name || '.' || ii.name, ', ')
		FROM sqlite_master m, pragma_index_list(m.name) il, pragma_index_info(il.name) ii
		WHERE m.type = 'table' AND il."unique" = 1
		GROUP BY m.name, il.name`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	names := map[string]string{}
	for rows.Next() {
		var name, columns string
		if err := rows.Scan(&name, &columns); err != nil {
			return nil, err
		}
		names[columns] = name
	}
	return names, rows.Err()
}
