package option

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
)

// Facet returns a filter by the values of an option list, in their order:
// those that were retired come last, because records may still have them.
func Facet(ctx context.Context, db *database.DB, workspace, list string) (listing.Facet, error) {
	f := listing.Facet{Filter: list}
	rows, err := db.Query(ctx, `SELECT value, label FROM options WHERE workspace_id = $1 AND list = $2
		ORDER BY CASE WHEN is_active THEN 0 ELSE 1 END, position, value`, workspace, list)
	if err != nil {
		return f, fmt.Errorf("read an option list: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v listing.FacetValue
		if err := rows.Scan(&v.Value, &v.Label); err != nil {
			return f, fmt.Errorf("read an option list: %w", err)
		}
		f.Values = append(f.Values, v)
	}
	return f, rows.Err()
}
