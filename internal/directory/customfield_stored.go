package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// FieldValues says what records have under the key of a custom field, and what a
// definition would make of it.
type FieldValues struct {
	Held  int // records with a value
	Unfit int // with one that is not as the definition wants it
	Short int // with a list of which some items do not fit
	Lost  int // with one that cannot be converted
}

// FieldValuesAfter counts what records have of the custom field with an id by the
// definition that p would make of it; "" is a new field, p nil leaves the
// definition as it is. It reads every record that has a value. The zero value
// answers a patch that breaks a rule, which its writer will say.
func FieldValuesAfter(ctx context.Context, db *database.DB, workspace, id string, p *customfield.Patch) (FieldValues, error) {
	f := &customfield.Field{}
	if id != "" {
		var err error
		if f, err = customfield.Get(ctx, db, workspace, id); err != nil {
			return FieldValues{}, err
		}
	}
	if p != nil {
		var faults problem.Fields
		if f.Change(p, &faults); len(faults) > 0 {
			return FieldValues{}, nil
		}
	}
	n, err := in(&changelog.Tx{DB: db, Workspace: workspace}).count(ctx, f)
	return FieldValues{Held: n.held, Unfit: n.unfit, Short: n.short, Lost: n.lost}, err
}

// FieldWalk is work on the stored values of a custom field that is still under
// way: too many records were concerned for the transaction of the change.
type FieldWalk struct {
	Kind    customfield.Kind
	Work    string // customfield.IndexWalk …; "field_unindex" is tidying up that nobody waits for
	Subject string // the field's key or, of IndexWalk, its id
	Cause   int64  // number of the change
	Percent int    // of the records of the kind that have been passed
}

// FieldWalks returns the work on custom fields that is under way in a workspace,
// the oldest first.
func FieldWalks(ctx context.Context, db *database.DB, workspace string) ([]FieldWalk, error) {
	rows, err := db.Query(ctx, `SELECT selection, subject, cause, position FROM refresh_walks WHERE workspace_id = $1
		ORDER BY cause, selection`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read what is under way: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var walks []FieldWalk
	var positions []string
	for rows.Next() {
		var w FieldWalk
		var selection, position string
		if err := rows.Scan(&selection, &w.Subject, &w.Cause, &position); err != nil {
			return nil, fmt.Errorf("read what is under way: %w", err)
		}
		kind, work, _ := strings.Cut(selection, "_")
		if w.Kind, w.Work = customfield.Kind(kind), work; slices.Contains(customfield.Kinds, kind) && strings.HasPrefix(work, "field_") {
			walks, positions = append(walks, w), append(positions, position)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read what is under way: %w", err)
	}
	for i := range walks {
		if walks[i].Percent, err = percentPassed(ctx, db, workspace, walks[i].Kind, positions[i]); err != nil {
			return nil, err
		}
	}
	return walks, nil
}

// percentPassed is how many of the records of a kind lie before a position.
func percentPassed(ctx context.Context, db *database.DB, workspace string, kind customfield.Kind, position string) (int, error) {
	var passed, all int64
	err := db.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN id <= $2 THEN 1 ELSE 0 END), 0), COUNT(*) FROM `+fieldTables[kind]+`
		WHERE workspace_id = $1`, workspace, position).Scan(&passed, &all)
	if err != nil {
		return 0, fmt.Errorf("count how far it is: %w", err)
	}
	if all == 0 {
		return 100, nil
	}
	return int(passed * 100 / all), nil
}
