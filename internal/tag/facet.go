package tag

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
)

const (
	shownTags = 20 // values of a facet
	// sampled is how many of the newest tagged records are looked at for them: to
	// count how often each tag is used would go through all of a million records.
	sampled = 20_000
)

// byID are values of the facet by the ids of their tags.
func byID(ctx context.Context, db *database.DB, workspace string, ids []string) (map[string]listing.FacetValue, error) {
	w := database.Where{Args: []any{workspace}}
	rows, err := db.Query(ctx, `SELECT n.id, n.name FROM tags n WHERE n.workspace_id = $1 AND n.id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	defer func() { _ = rows.Close() }()
	values := map[string]listing.FacetValue{}
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("read tags: %w", err)
		}
		values[id] = listing.FacetValue{Value: name, Label: name}
	}
	return values, rows.Err()
}

// Facet returns a filter by the tags that most of the newest records carry. within
// is the table that says who carries which, as in Filter.
func Facet(ctx context.Context, db *database.DB, workspace string, within *listing.Related) (listing.Facet, error) {
	f := listing.Facet{
		Filter: "tags", Key: "t.tag_id",
		Others: func(ctx context.Context, ids []string) (map[string]listing.FacetValue, error) {
			return byID(ctx, db, workspace, ids)
		},
	}
	rows, err := db.Query(ctx,
		`SELECT n.name FROM (SELECT u.tag_id, COUNT(*) AS uses FROM (
				SELECT t.tag_id FROM `+within.From+` WHERE `+within.Where+` ORDER BY `+within.ID+` DESC LIMIT $2) u
			GROUP BY u.tag_id) m
		JOIN tags n ON n.workspace_id = $1 AND n.id = m.tag_id
		ORDER BY m.uses DESC, n.sort_key, n.id LIMIT $3`, workspace, sampled, shownTags)
	if err != nil {
		return f, fmt.Errorf("read the tags that are used most: %w", err)
	}
	names, err := database.Texts(rows)
	if err != nil {
		return f, fmt.Errorf("read the tags that are used most: %w", err)
	}
	for _, name := range names {
		f.Values = append(f.Values, listing.FacetValue{Value: name, Label: name})
	}
	return f, nil
}
