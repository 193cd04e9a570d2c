package organization

import (
	"context"
	"fmt"
	"time"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/tag"
)

// shownTypes is how many organization types a facet has at most.
const shownTypes = 50

// Counting says what Facets counts, and for how long.
type Counting struct {
	Fields *customfield.Fields // of organizations
	Within time.Duration       // what is not counted by then is marked so
}

// Facets returns the filters that stand beside the list of organizations, each
// value with the number of organizations that it would leave of what the query
// asks for otherwise, and how many have no parent.
func Facets(ctx context.Context, db *database.DB, workspace string, q *listing.Query, by Counting) ([]listing.Facet, error) {
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
	facets := append([]listing.Facet{status, types, tags}, customfield.Facets(by.Fields)...)
	facets = append(facets, listing.Facet{Filter: "parent", Values: []listing.FacetValue{{Value: "null"}}})
	return facets, listing.CountFacetsIn(ctx, by.Within, db, q, Select(workspace), facets)
}

// typeFacet is the filter by type. Its values are ids, which stay when a type is
// renamed.
func typeFacet(ctx context.Context, db *database.DB, workspace string) (listing.Facet, error) {
	f := listing.Facet{Filter: "organization_type", Key: "o.organization_type_id"}
	f.Others = func(ctx context.Context, ids []string) (map[string]listing.FacetValue, error) {
		w := database.Where{Args: []any{workspace}}
		list, err := typeValues(ctx, db, "AND id IN ("+database.List(&w, ids)+")", w.Args)
		others := map[string]listing.FacetValue{}
		for _, v := range list {
			others[v.Value] = v
		}
		return others, err
	}
	var err error
	f.Values, err = typeValues(ctx, db, "ORDER BY sort_key, id LIMIT $2", []any{workspace, shownTypes})
	return f, err
}

// typeValues are some of the types, of the workspace that is the first of args.
func typeValues(ctx context.Context, db *database.DB, which string, args []any) (list []listing.FacetValue, err error) {
	rows, err := db.Query(ctx, `SELECT id, name FROM organization_types WHERE workspace_id = $1 `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("read organization types: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v listing.FacetValue
		if err := rows.Scan(&v.Value, &v.Label); err != nil {
			return nil, fmt.Errorf("read organization types: %w", err)
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
