package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
)

// rowsAtOnce is how many rows are copied between two lines of progress.
const rowsAtOnce = 1000

// copyRows copies the rows of a PostgreSQL database, as one transaction sees
// them, into an SQLite file with the same version of the schema.
func (db *DB) copyRows(ctx context.Context, file string, progress Progress) (counts Counts, err error) {
	tx, err := db.primary.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }() // it has only read
	if _, err := tx.ExecContext(ctx, unhurried); err != nil {
		return nil, err
	}
	source := db.within(tx)
	version, err := source.schemaVersion(ctx)
	if err != nil {
		return nil, err
	}
	tables, err := emptyFile(ctx, file, version)
	if err != nil {
		return nil, err
	}
	if counts, err = count(ctx, tx, tables); err != nil {
		return nil, err
	}
	return counts, source.fill(ctx, file, tables, &tally{progress: progress, all: counts.Sum()})
}

// unhurried lifts the limits of time, which are those of requests, from a
// transaction of PostgreSQL.
const unhurried = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"

// emptyFile makes an SQLite file with a version of the schema and without rows,
// and lists its tables.
func emptyFile(ctx context.Context, file string, version int64) (tables []string, err error) {
	db, err := Open(ctx, "sqlite:"+file, Options{Readers: 1, Fast: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.withGoose(ctx, func(p *goose.Provider) error {
		_, err := p.UpTo(ctx, version)
		return err
	})
	if err != nil {
		return nil, err
	}
	return db.tables(ctx)
}

// tally counts the rows that are copied.
type tally struct {
	progress  Progress
	done, all int64
}

func (t *tally) row() {
	if t.done++; t.done%rowsAtOnce == 0 || t.done == t.all {
		t.progress.Tell("rows copied", t.done, t.all)
	}
}

// fill writes the rows of tables into an SQLite file, all in one transaction.
func (db *DB) fill(ctx context.Context, file string, tables []string, t *tally) (err error) {
	pool, err := sql.Open("sqlite", fileDSN(file, scratch))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	to, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreDone(to.Rollback())) }()
	for _, table := range tables {
		if err := db.copyTable(ctx, to, table, t); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
		if table == "contact_search" {
			if _, err := to.ExecContext(ctx, indexSearch); err != nil {
				return fmt.Errorf("index the search texts: %w", err)
			}
		}
	}
	return to.Commit()
}

// indexSearch makes SQLite's index for search anew, see migration 25.
const indexSearch = `INSERT INTO contact_search_index (rowid, body) SELECT search_id, body FROM contact_search ORDER BY search_id`

func (db *DB) copyTable(ctx context.Context, to *sql.Tx, table string, t *tally) error {
	columns, err := db.columns(ctx, table)
	if err != nil {
		return err
	}
	insert, err := to.PrepareContext(ctx, "INSERT INTO "+table+" ("+columns.list()+") VALUES "+Rows(1, len(columns)))
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }()
	rows, err := db.tx.QueryContext(ctx, "SELECT "+columns.list()+" FROM "+table)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	values, targets := scanTargets(len(columns))
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
		t.row()
	}
	return rows.Err()
}

// scanTargets returns room for a row and the pointers to scan it with.
func scanTargets(n int) (values, targets []any) {
	values, targets = make([]any, n), make([]any, n)
	for i := range values {
		targets[i] = &values[i]
	}
	return values, targets
}

// column is a column of a table of PostgreSQL.
type column struct{ name, kind string }

type columns []column

func (c columns) names() []string {
	names := make([]string, len(c))
	for i, column := range c {
		names[i] = column.name
	}
	return names
}

func (c columns) list() string { return strings.Join(c.names(), ", ") }

// columns reads the columns of a table of PostgreSQL. SQLite has them all, and
// search_id of contact_search besides, which it numbers by itself.
func (db *DB) columns(ctx context.Context, table string) (columns, error) {
	rows, err := db.Query(ctx, `SELECT column_name, data_type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`, table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list columns
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.kind); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}
