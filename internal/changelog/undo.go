package changelog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Watch returns a function that returns the first change of a record that was
// noted in the transaction since, nil for none.
func (tx *Tx) Watch(kind Kind, id string) func() *Change {
	from := len(tx.changes)
	return func() *Change {
		for _, c := range tx.changes[min(from, len(tx.changes)):] {
			if c.Kind == kind && c.Record == id {
				return c
			}
		}
		return nil
	}
}

// Deleted returns a record as it was when it was last deleted, nil where the
// newest change of it before this transaction is no deletion.
func (tx *Tx) Deleted(ctx context.Context, kind Kind, id string) (rec []byte, err error) {
	err = tx.QueryRow(ctx, `SELECT CASE WHEN after IS NULL THEN before END FROM changes
		WHERE workspace_id = $1 AND kind = $2 AND record_id = $3 ORDER BY number DESC LIMIT 1`,
		tx.Workspace, string(kind), id).Scan(&rec)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read how a record was deleted: %w", err)
	}
	return rec, nil
}

// Later is a change of a record that came after another one.
type Later struct {
	Number  int64
	Action  Action
	Changed []string // names of the fields that differ
}

// mostLater bounds how many later changes are looked at.
const mostLater = 1_000

// LaterChanges returns the newest changes of the record of c that came after c,
// oldest first.
func (tx *Tx) LaterChanges(ctx context.Context, c *Change) ([]Later, error) {
	rows, err := tx.Query(ctx, `SELECT number, action, changed FROM (
			SELECT number, action, changed FROM changes
			WHERE workspace_id = $1 AND kind = $2 AND record_id = $3 AND number > $4 ORDER BY number DESC LIMIT $5) h
		ORDER BY number`, tx.Workspace, string(c.Kind), c.Record, c.Number, mostLater)
	if err != nil {
		return nil, fmt.Errorf("read the later changes of a record: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Later
	for rows.Next() {
		var l Later
		var changed string
		if err := rows.Scan(&l.Number, &l.Action, &changed); err != nil {
			return nil, fmt.Errorf("read the later changes of a record: %w", err)
		}
		if err := json.Unmarshal([]byte(changed), &l.Changed); err != nil {
			return nil, fmt.Errorf("read the names of changed fields: %w", err)
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

// Following calls fn with each change that follows from the one with a number,
// in their order, until fn returns an error.
func (tx *Tx) Following(ctx context.Context, number int64, fn func(c *Change) error) error {
	const batch = 500
	for last := int64(0); ; {
		some, err := tx.following(ctx, number, last, batch)
		if err != nil {
			return err
		}
		for i := range some {
			if err := fn(&some[i]); err != nil {
				return err
			}
		}
		if len(some) < batch {
			return nil
		}
		last = some[len(some)-1].Number
	}
}

func (tx *Tx) following(ctx context.Context, number, last int64, limit int) ([]Change, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM changes h
		WHERE h.workspace_id = $1 AND h.cause = $2 AND h.number > $3 ORDER BY h.number LIMIT $4`,
		tx.Workspace, number, last, limit)
	if err != nil {
		return nil, fmt.Errorf("read what follows from a change: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Change
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read what follows from a change: %w", err)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}
