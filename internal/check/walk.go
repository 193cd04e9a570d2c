package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
)

// walk is a row of refresh_walks: a way through records that are to be written
// anew, up to a position.
type walk struct {
	cause                              int64
	selection, kind, subject, position string
}

// walks are those under way in a workspace.
type walks []walk

func readWalks(ctx context.Context, db *database.DB, workspace string) (walks, error) {
	rows, err := db.Query(ctx, `SELECT cause, selection, kind, subject, position FROM refresh_walks
		WHERE workspace_id = $1 ORDER BY cause, selection`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read the walks: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all walks
	for rows.Next() {
		var w walk
		if err := rows.Scan(&w.cause, &w.selection, &w.kind, &w.subject, &w.position); err != nil {
			return nil, fmt.Errorf("read the walks: %w", err)
		}
		all = append(all, w)
	}
	return all, rows.Err()
}

// pending reports whether a record waits to be rendered anew: what is kept of it
// may be older than its rows. A walk is not asked whether it will stop there.
func (all walks) pending(kind changelog.Kind, id string) bool {
	for _, w := range all {
		if w.kind == string(kind) && w.position < id {
			return true
		}
	}
	return false
}

// fitting reports whether a record's value of a field has yet to be fitted to
// its definition.
func (all walks) fitting(f *customfield.Field, id string) bool {
	for _, w := range all {
		name := string(f.RecordKind) + "_"
		fits := slices.Contains([]string{name + customfield.FitWalk, name + customfield.FillWalk, name + customfield.BackWalk}, w.selection)
		if fits && w.subject == f.Key && w.position < id {
			return true
		}
	}
	return false
}

// indexing reports whether a record's value of a field has yet to come into the
// index, or to leave it: walks of both have the field as their subject.
func (all walks) indexing(fieldID, id string) bool {
	for _, w := range all {
		if w.subject == fieldID && w.position < id {
			return true
		}
	}
	return false
}

// refreshes checks what waits to be written anew: that the program knows the
// selections, and that the causes are changes.
func (c *Checker) refreshes(ctx context.Context) error {
	return c.twice(ctx, func(db *database.DB) ([]Breach, error) {
		all, err := readWalks(ctx, db, c.id())
		if err != nil {
			return nil, err
		}
		var found []Breach
		kinds := directory.Selections()
		for _, w := range all {
			switch kind, known := kinds[w.selection]; {
			case !known:
				found = append(found, walkBreach(w.cause, "walk_unknown", "Unknown selection of records."))
			case string(kind) != w.kind:
				found = append(found, walkBreach(w.cause, "walk_kind", "The job and its selection are for different kinds of records."))
			}
		}
		lost, err := c.lostCauses(ctx, db)
		return append(found, lost...), err
	})
}

func walkBreach(cause int64, rule, detail string) Breach {
	return Breach{Kind: "refresh_walks", Rule: rule, Detail: fmt.Sprintf("Cause %d: %s", cause, detail)}
}

// lostCauses looks for what waits because of a change that is not there.
func (c *Checker) lostCauses(ctx context.Context, db *database.DB) (found []Breach, err error) {
	for _, table := range []string{"refresh_walks", "pending_refreshes"} {
		var n int64
		err := db.QueryRow(ctx, `SELECT COUNT(*) FROM `+table+` x WHERE x.workspace_id = $1 AND NOT EXISTS (
			SELECT 1 FROM changes h WHERE h.workspace_id = $1 AND h.number = x.cause)`, c.id()).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("look for the causes of %s: %w", table, err)
		}
		if n > 0 {
			found = append(found, Breach{
				Kind: table, Rule: "refresh_cause", Detail: fmt.Sprintf("%d rows have a cause that is not a change.", n),
			})
		}
	}
	return found, nil
}
