package tag

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// Filter is a filter by the names or ids of the tags that records carry. within
// is the table that says who carries which, under the alias t and with a column
// tag_id.
func Filter(name string, match listing.Match, within *listing.Related) listing.Filter {
	const most = 50 // each may be a look into an index for every record in question
	return listing.Filter{
		Name: name, Kind: listing.Custom, Lookups: []listing.Lookup{listing.Exact, listing.In}, MaxValues: most,
		Within: within, Match: match, Resolve: known,
		Condition: func(w *database.Where, in listing.Input) string {
			return listing.OneOf(w, "t.tag_id", in.Values)
		},
	}
}

// known turns the names and ids of tags into ids, and refuses those that do not
// exist.
func known(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
	keys := make([]string, len(in.Values))
	for i, v := range in.Values {
		keys[i] = text.Fold(text.Squeeze(v))
	}
	w := &database.Where{Args: []any{workspace}}
	rows, err := db.Query(ctx, `SELECT t.id, t.name_key FROM tags t WHERE t.workspace_id = $1 AND (`+
		listing.OneOf(w, "t.name_key", keys)+` OR `+listing.OneOf(w, "t.id", keys)+`)`, w.Args...)
	if err != nil {
		return nil, nil, fmt.Errorf("read tags: %w", err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string]string{}
	for rows.Next() {
		var id, key string
		if err := rows.Scan(&id, &key); err != nil {
			return nil, nil, fmt.Errorf("read tags: %w", err)
		}
		found[key], found[id] = id, id
	}
	ids := make([]string, 0, len(keys))
	for _, key := range keys {
		if found[key] == "" {
			return nil, &problem.Fault{Code: listing.CodeNotFound, Detail: "There is no such tag."}, rows.Err()
		}
		ids = append(ids, found[key])
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil, rows.Err()
}
