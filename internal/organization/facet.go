package organization

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/tag"
)

// shownTypes is how many organization types a facet has at most.
const shownTypes = 50

// Facets returns the filters that stand beside the list of organizations, each
// value with the number of organizations that it would leave of what the query
// asks for otherwise, as far as there is time to count. fields are the custom fields of organizations.
func Facets(ctx context.Context, db *database.DB, workspace string, q *listing.Query, fields *customfield.Fields,
) ([]listing.Facet, error) {
	status := listing.Facet{Filter: "status", Key: "o.status"}
	for _, s := range Statuses {
		status.Values = append(status.Values, listing.FacetValue{Value: s})
	}
	types, err := typeFacet(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	tags, err := tag.Facet(ctx, db, workspace, tagged())
	if err != nil {
		return nil, err
	}
	facets := append([]listing.Facet{status, types, tags}, customfield.Facets(fields)...)
	return facets, listing.CountFacetsIn(ctx, listing.FacetTime, db, q, Select(workspace), facets)
}

// typeFacet is the filter by type. Its values are ids, which stay when a type is
// renamed.
func typeFacet(ctx context.Context, db *database.DB, workspace string) (listing.Facet, error) {
	f := listing.Facet{Filter: "organization_type", Key: "o.organization_type_id"}
	rows, err := db.Query(ctx, `SELECT id, name FROM organization_types WHERE workspace_id = $1
		ORDER BY sort_key, id LIMIT $2`, workspace, shownTypes)
	if err != nil {
		return f, fmt.Errorf("read organization types: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v listing.FacetValue
		if err := rows.Scan(&v.Value, &v.Label); err != nil {
			return f, fmt.Errorf("read organization types: %w", err)
		}
		f.Values = append(f.Values, v)
	}
	return f, rows.Err()
}
