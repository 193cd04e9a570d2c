package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// InSnapshot runs fn in a transaction that only reads: whatever it asks, and
// however long it takes, it sees the database as it was at one moment. It does not
// take a connection away from other readers of SQLite, and the limits of time that
// hold for requests on PostgreSQL do not hold for it: end it by ctx. fn must not
// write, not even by InTx of what it is given.
func (db *DB) InSnapshot(ctx context.Context, fn func(tx *DB) error) error {
	if db.Engine == SQLite {
		return db.inSQLiteSnapshot(ctx, fn)
	}
	tx, err := db.primary.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return db.readError(fmt.Errorf("begin: %w", err))
	}
	_, err = tx.ExecContext(ctx, unhurried)
	if err = db.readError(err); err == nil {
		err = fn(db.within(tx))
	}
	return errors.Join(err, ignoreDone(tx.Rollback())) // it has only read
}

// inSQLiteSnapshot opens a connection of its own. While its transaction is open,
// the log of SQLite grows by what others write.
func (db *DB) inSQLiteSnapshot(ctx context.Context, fn func(tx *DB) error) (err error) {
	pool, err := sql.Open("sqlite", sqliteDSN(db.path, db.opts, true))
	if err != nil {
		return fmt.Errorf("open %s: %w", db.path, err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return db.readError(fmt.Errorf("open %s: %w", db.path, err))
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// BeginTx would take the lock for writing (_txlock).
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return db.readError(fmt.Errorf("begin: %w", err))
	}
	err = fn(db.within(conn))
	_, ended := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return errors.Join(err, ended)
}
