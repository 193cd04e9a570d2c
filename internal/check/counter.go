package check

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/database"
)

// counters holds the numbers of records that are kept against those that there
// are, in one statement, so at one moment.
func (c *Checker) counters(ctx context.Context) error {
	var rows int64
	var kept, counted [3]int64
	names := [3]string{"contacts", "organizations", "addresses"}
	query := `SELECT COUNT(*), COALESCE(MAX(contacts), 0), COALESCE(MAX(organizations), 0), COALESCE(MAX(addresses), 0)`
	for _, name := range names {
		query += `, (SELECT COUNT(*) FROM ` + name + ` WHERE workspace_id = $1)`
	}
	err := c.DB.QueryRow(ctx, query+` FROM workspace_counters WHERE workspace_id = $1`, c.id()).
		Scan(&rows, &kept[0], &kept[1], &kept[2], &counted[0], &counted[1], &counted[2])
	if err != nil {
		return fmt.Errorf("count the records: %w", err)
	}
	if rows != 1 {
		c.report(Breach{Kind: "workspace_counters", Rule: "counter_missing", Detail: fmt.Sprintf("The workspace has %d rows of counters instead of one.", rows)})
		return nil
	}
	for i, name := range names {
		if kept[i] != counted[i] {
			c.report(Breach{
				Kind: "workspace_counters", Rule: "counter_differs",
				Detail: fmt.Sprintf("%s: the counter says %d, but there are %d.", name, kept[i], counted[i]),
			})
		}
	}
	return nil
}

// searchIndex looks, on SQLite, for rows of the search index that belong to no
// contact's text.
func (c *Checker) searchIndex(ctx context.Context) error {
	if c.DB.Engine != database.SQLite {
		return nil
	}
	return c.twice(ctx, func(db *database.DB) ([]Breach, error) {
		var n int64
		err := db.QueryRow(ctx, `SELECT COUNT(*) FROM contact_search_index_docsize d
			WHERE NOT EXISTS (SELECT 1 FROM contact_search s WHERE s.search_id = d.id)`).Scan(&n)
		if err != nil || n == 0 {
			return nil, err
		}
		return []Breach{{
			Kind: "contact_search_index", Rule: "search_index_stray",
			Detail: fmt.Sprintf("%d rows of the search index belong to no contact.", n),
		}}, nil
	})
}

// Expected returns about how many records a check will go through, for a
// progress bar.
func Expected(ctx context.Context, db *database.DB) (n int64, err error) {
	err = db.QueryRow(ctx, `SELECT CAST(COALESCE(SUM(change_number + contacts + organizations + addresses), 0) AS BIGINT)
		+ (SELECT COUNT(*) FROM tags) + (SELECT COUNT(*) FROM options) + (SELECT COUNT(*) FROM custom_fields) + (SELECT COUNT(*) FROM organization_types)
		FROM workspace_counters`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the records: %w", err)
	}
	return n, nil
}
