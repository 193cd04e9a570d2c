package check

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
)

// optionLists checks the lists as such: positions run from 1 without gaps, and
// an active value is there to be taken.
func (c *Checker) optionLists(ctx context.Context) error {
	return c.twice(ctx, func(db *database.DB) ([]Breach, error) {
		rows, err := db.Query(ctx, `SELECT list, COUNT(*), COUNT(DISTINCT position), MIN(position), MAX(position),
				SUM(CASE WHEN is_active THEN 1 ELSE 0 END)
			FROM options WHERE workspace_id = $1 GROUP BY list`, c.id())
		if err != nil {
			return nil, fmt.Errorf("read the option lists: %w", err)
		}
		defer func() { _ = rows.Close() }()
		lists := map[string]optionList{}
		for rows.Next() {
			var name string
			var l optionList
			if err := rows.Scan(&name, &l.values, &l.positions, &l.first, &l.last, &l.active); err != nil {
				return nil, fmt.Errorf("read the option lists: %w", err)
			}
			lists[name] = l
		}
		var found []Breach
		for _, name := range option.Names() {
			found = append(found, lists[name].breaches(name)...)
		}
		return found, rows.Err()
	})
}

// optionList is what is counted of a list.
type optionList struct{ values, positions, first, last, active int64 }

func (l optionList) breaches(name string) (found []Breach) {
	if l.values > 0 && (l.positions != l.values || l.first != 1 || l.last != l.values) {
		found = append(found, Breach{
			Kind: "options", Rule: "option_positions",
			Detail: fmt.Sprintf("%s: The positions of its %d values do not run from 1 without gaps.", name, l.values),
		})
	}
	if l.active == 0 {
		found = append(found, Breach{
			Kind: "options", Rule: "option_active", Detail: name + ": The list has no active value.",
		})
	}
	return found
}
