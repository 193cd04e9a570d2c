package database_test

import (
	"context"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// What is committed while a snapshot is read is not seen in it, however many of
// them are open; and nothing can be written through one.
func TestInSnapshot(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		count := func(db *database.DB) (n int) {
			if err := db.QueryRow(ctx, `SELECT COUNT(*) FROM signing_keys`).Scan(&n); err != nil {
				t.Error(err)
			}
			return n
		}
		write := func(db *database.DB) error {
			_, err := db.Exec(ctx, `DELETE FROM signing_keys WHERE 1 = 0`)
			return err
		}
		const depth = 6 // more than SQLite has connections for reading
		var open func(left int) error
		open = func(left int) error {
			return db.InSnapshot(ctx, func(tx *database.DB) error {
				before := count(tx)
				if left > 0 {
					if err := open(left - 1); err != nil {
						return err
					}
				}
				if left == 0 {
					if _, err := db.Exec(ctx, `INSERT INTO signing_keys (id, secret, created_at) VALUES ($1, $2, $3)`,
						db.NewID(), strings.Repeat("0", 64), db.Now()); err != nil {
						return err
					}
				}
				if after := count(tx); after != before {
					t.Errorf("there were %d rows, then %d", before, after)
				}
				if count(db) != before+1 {
					t.Error("the row is not there for others")
				}
				return nil
			})
		}
		if err := open(depth); err != nil {
			t.Fatal(err)
		}
		if err := db.InSnapshot(ctx, write); err == nil {
			t.Error("a snapshot was written to")
		}
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if err := db.InSnapshot(cancelled, func(*database.DB) error { return nil }); err == nil {
			t.Error("it went on although nobody waits for it")
		}
	})
}
