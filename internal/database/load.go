package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// ErrNotEmpty says that a database that is to be filled has rows already.
var ErrNotEmpty = errors.New("it already contains data")

// Load fills an empty PostgreSQL database with the rows of an SQLite file, which
// has the newest schema, all in one transaction. It returns ErrNotEmpty, and
// changes nothing, if a table has a row.
func (db *DB) Load(ctx context.Context, file string, progress Progress) (counts Counts, err error) {
	from, err := Open(ctx, "sqlite:"+file, Options{Readers: 1})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	tables, err := from.tables(ctx)
	if err != nil {
		return nil, err
	}
	if err := db.empty(ctx, tables); err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	if counts, err = count(ctx, from.read, tables); err != nil {
		return nil, err
	}
	l := loader{db: db, from: from, tables: tables, tally: &tally{progress: progress, all: counts.Sum()}}
	if err := l.load(ctx); err != nil {
		return nil, fmt.Errorf("fill the database: %w", db.readError(err))
	}
	return counts, nil
}

// empty returns ErrNotEmpty if one of the tables is there and has a row.
func (db *DB) empty(ctx context.Context, tables []string) error {
	present, err := db.tables(ctx)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if !slices.Contains(present, table) {
			continue
		}
		var some bool
		if err := db.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+table+")").Scan(&some); err != nil {
			return fmt.Errorf("look into %s: %w", table, err)
		}
		if some {
			return fmt.Errorf("%w: %s has rows", ErrNotEmpty, table)
		}
	}
	return nil
}

// loader carries the rows of an SQLite file over to PostgreSQL.
type loader struct {
	db, from *DB
	tables   []string
	tally    *tally
}

// load copies all tables. Contacts and organizations point to each other, so that
// no order of tables would satisfy the foreign keys: they are dropped and made
// again behind the rows, which is checking them, in the same transaction.
func (l *loader) load(ctx context.Context) (err error) {
	conn, err := l.db.primary.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }()
	keys, err := l.begin(ctx, tx)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if _, err := tx.ExecContext(ctx, key.drop); err != nil {
			return err
		}
	}
	for _, table := range l.tables {
		if err := l.copyTable(ctx, conn, l.db.within(tx), table); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
	}
	for _, key := range keys {
		if _, err := tx.ExecContext(ctx, key.add); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// begin keeps everybody else out of the tables, looks once more whether they are
// empty, and reads their foreign keys.
func (l *loader) begin(ctx context.Context, tx *sql.Tx) ([]foreignKey, error) {
	list := strings.Join(l.tables, ", ")
	if _, err := tx.ExecContext(ctx, unhurried+"; LOCK TABLE "+list+" IN ACCESS EXCLUSIVE MODE"); err != nil {
		return nil, err
	}
	if err := l.db.within(tx).empty(ctx, l.tables); err != nil {
		return nil, err
	}
	return foreignKeys(ctx, tx, l.tables)
}

// foreignKey is what drops a key of PostgreSQL and what makes it again.
type foreignKey struct{ drop, add string }

func foreignKeys(ctx context.Context, tx *sql.Tx, tables []string) ([]foreignKey, error) {
	rows, err := tx.QueryContext(ctx, `SELECT 'ALTER TABLE ' || conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
		FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
			AND conrelid::regclass::text = ANY ($1) ORDER BY conname`, tables)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var keys []foreignKey
	for rows.Next() {
		var alter, name, definition string
		if err := rows.Scan(&alter, &name, &definition); err != nil {
			return nil, err
		}
		keys = append(keys, foreignKey{alter + " DROP CONSTRAINT " + name, alter + " ADD CONSTRAINT " + name + " " + definition})
	}
	return keys, rows.Err()
}

// copyTable copies one table; tx is the transaction that is open on conn.
func (l *loader) copyTable(ctx context.Context, conn *sql.Conn, tx *DB, table string) error {
	columns, err := tx.columns(ctx, table)
	if err != nil {
		return err
	}
	rows, err := l.from.Query(ctx, "SELECT "+columns.list()+" FROM "+table)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	values, targets := scanTargets(len(columns))
	source := pgx.CopyFromFunc(func() ([]any, error) {
		if !rows.Next() {
			return nil, rows.Err()
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		for i, c := range columns {
			values[i] = c.fromSQLite(values[i])
		}
		l.tally.row()
		return values, nil
	})
	return conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns.names(), source)
		return err
	})
}

// fromSQLite is a value that SQLite gives as PostgreSQL takes it: a number may be
// a boolean, and the driver gives nothing for bytes of which there are none.
func (c column) fromSQLite(value any) any {
	switch v := value.(type) {
	case int64:
		if c.kind == "boolean" {
			return v != 0
		}
	case []byte:
		if v == nil {
			return []byte{}
		}
	}
	return value
}
