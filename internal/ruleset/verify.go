package ruleset

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
)

// ReadStored returns the rules by which stored records are checked, for package
// check: the option lists hold retired values too, which records may keep, and
// definitions of custom fields that cannot be read, which it reports as such,
// are left out.
func ReadStored(ctx context.Context, db *database.DB, workspace string) (*Set, error) {
	set := &Set{Options: option.Lists{}, fields: map[customfield.Kind]*customfield.Fields{}}
	rows, err := db.Query(ctx, "SELECT list, value FROM options WHERE workspace_id = $1", workspace)
	if err != nil {
		return nil, fmt.Errorf("read the option lists: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var list, value string
		if err := rows.Scan(&list, &value); err != nil {
			return nil, fmt.Errorf("read the option lists: %w", err)
		}
		set.Options[list] = append(set.Options[list], value)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the option lists: %w", err)
	}
	fields, err := customfield.ReadSound(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	for kind, list := range fields {
		set.fields[kind] = &customfield.Fields{List: list}
	}
	return set, nil
}
