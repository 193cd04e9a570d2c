package database

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// attempts bounds how often a transaction that lost a race is run again.
const attempts = 5

// InTx runs fn in a transaction that can write, and commits it if fn returns
// nil. fn must be able to run again: serialization failures, deadlocks and
// connections lost before COMMIT are retried with a growing pause. Inside a
// transaction, InTx runs fn in that one.
func (db *DB) InTx(ctx context.Context, fn func(tx *DB) error) error {
	if db.tx != nil {
		return fn(db)
	}
	var err error
	for attempt := range attempts {
		if attempt > 0 {
			pause(ctx, attempt)
		}
		if err = db.runTx(ctx, fn); !retryable(err) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (db *DB) runTx(ctx context.Context, fn func(tx *DB) error) error {
	if db.Engine == SQLite {
		return db.writer.run(ctx, func(s session) error { return fn(db.within(s)) })
	}
	tx, err := db.primary.BeginTx(ctx, nil)
	if err != nil {
		return db.readError(fmt.Errorf("begin: %w", err))
	}
	if err := fn(db.within(tx)); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return db.commitError(err)
	}
	return nil
}

// within returns a DB whose statements run on s.
func (db *DB) within(s session) *DB {
	inner := *db
	inner.tx = s
	return &inner
}

// Savepoint runs fn inside a transaction. If it fails, what it did is undone and
// the transaction can go on; the error is that of fn.
func (db *DB) Savepoint(ctx context.Context, fn func() error) error {
	if _, err := db.Exec(ctx, "SAVEPOINT part"); err != nil {
		return fmt.Errorf("begin a part of the transaction: %w", err)
	}
	failed := fn()
	if failed != nil {
		if _, err := db.Exec(ctx, "ROLLBACK TO SAVEPOINT part"); err != nil {
			return fmt.Errorf("undo a part of the transaction: %w (it failed with: %v)", err, failed) //nolint:errorlint // fatal
		}
	}
	if _, err := db.Exec(ctx, "RELEASE SAVEPOINT part"); err != nil {
		return fmt.Errorf("end a part of the transaction: %w (its own error: %v)", err, failed) //nolint:errorlint // fatal
	}
	return failed
}

func pause(ctx context.Context, attempt int) {
	d := time.Duration(1<<attempt) * 5 * time.Millisecond
	d += rand.N(d) //nolint:gosec // jitter, not a secret
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// ForShare ends a query whose rows nobody may change until the transaction
// ends, because a record is about to be rendered from them. SQLite, where one
// transaction writes at a time, needs and knows no such words.
func (db *DB) ForShare() string {
	if db.Engine == Postgres {
		return " FOR SHARE"
	}
	return ""
}
