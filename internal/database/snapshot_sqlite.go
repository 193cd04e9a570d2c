package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"modernc.org/sqlite"
)

// pagesAtOnce is how many pages are copied between two looks at the context.
const pagesAtOnce = 2000

// scratch are the settings of a file that is being made: if that fails it is
// thrown away, so that nothing needs to protect it.
var scratch = url.Values{"_pragma": {"synchronous(OFF)", "journal_mode(OFF)", "foreign_keys(0)", "cache_size(-65536)"}}

// copyPages copies an SQLite database with the engine's own means. One reading
// transaction is open all the time: it is the moment that the rows are counted
// at and the pages are of, and it keeps no writer waiting.
func (db *DB) copyPages(ctx context.Context, file string, progress Progress) (counts Counts, err error) {
	pool, err := sql.Open("sqlite", sqliteDSN(db.path, db.opts, true))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, err
	}
	defer func() {
		_, ended := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // it has only read
		err = errors.Join(err, ended)
	}()
	tables, err := db.within(conn).tables(ctx)
	if err != nil {
		return nil, err
	}
	if counts, err = count(ctx, conn, tables); err != nil {
		return nil, err
	}
	err = conn.Raw(func(driver any) error {
		from, ok := driver.(interface {
			NewBackup(uri string) (*sqlite.Backup, error)
		})
		if !ok {
			return fmt.Errorf("the driver %T makes no copies", driver)
		}
		work, err := from.NewBackup(fileDSN(file, scratch))
		if err != nil {
			return err
		}
		return errors.Join(steps(ctx, work, progress), work.Finish())
	})
	if err == nil && db.opts.Unwritten {
		err = db.unchanged()
	}
	return counts, err
}

// unchanged returns an error if somebody has written to a file that was read as
// one that nobody writes.
func (db *DB) unchanged() error {
	now, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	if holdsSomething(db.path+"-wal") || now.Size() != db.opened.Size() || !now.ModTime().Equal(db.opened.ModTime()) {
		return fmt.Errorf("%s was written to meanwhile: try again", db.path)
	}
	return nil
}

func steps(ctx context.Context, work *sqlite.Backup, progress Progress) error {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if more, err = work.Step(pagesAtOnce); err != nil {
			return err
		}
		all := int64(work.PageCount())
		progress.Tell("pages copied", all-int64(work.Remaining()), all)
	}
	return nil
}
