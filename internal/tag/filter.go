package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
		Within: within, Match: match, AsSent: true, Resolve: known,
		Condition: func(w *database.Where, in listing.Input) string {
			return listing.OneOf(w, "t.tag_id", in.Values)
		},
	}
}

// known turns the names and ids of tags into ids, and refuses those that do not
// exist.
func known(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
	var keys []string
	for _, v := range in.Values {
		keys = append(keys, spellings(v)...)
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
	ids := make([]string, 0, len(in.Values))
	for _, v := range in.Values {
		i := slices.IndexFunc(spellings(v), func(key string) bool { return found[key] != "" })
		if i < 0 {
			return nil, &problem.Fault{Code: listing.CodeNotFound, Detail: missing(v)}, rows.Err()
		}
		ids = append(ids, found[spellings(v)[i]])
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil, rows.Err()
}

// spellings are the keys of the tags that a value can mean: the name as it was
// sent, else the one with a + for each blank, since a + that was not escaped
// arrives as one. No name has a blank at an end or two in a row, so a value that
// has is never the name as it was sent: "c++" must not list the tag "c".
func spellings(value string) []string {
	plus := text.Fold(text.Squeeze(listing.WithPlus(value)))
	if strings.Trim(value, " ") != value || strings.Contains(value, "  ") {
		return []string{plus}
	}
	return []string{text.Fold(text.Squeeze(value)), plus}
}

func missing(value string) string {
	if strings.Contains(value, " ") {
		return "No tag has this name or id; see the list of tags. A + in a name must be written as %2B."
	}
	return "No tag has this name or id; see the list of tags."
}
