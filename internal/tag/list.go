package tag

import (
	"context"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/text"
)

// Used is a tag with the number of contacts and organizations that carry it.
type Used struct {
	Tag
	UseCount int64
}

// JSON returns the tag's record with the number.
func (u *Used) JSON() []byte { return u.UsedJSON(u.UseCount) }

// ListSpec returns what the list of tags may be asked for.
func ListSpec() *listing.Spec {
	ordering := func(name, column string, kind listing.KeyType) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
	}
	return &listing.Spec{
		Name: "tags", Alias: "t", ID: listing.Key{SQL: "t.id"},
		Filters: []listing.Filter{
			{
				Name: "name", Kind: listing.Text, Column: "t.name", Folded: "t.name_alike", Fold: text.Alike,
				Default: listing.IExact,
			},
		},
		Orderings: []listing.Ordering{
			ordering("name", "t.sort_key", listing.BytesKey),
			ordering("use_count", "("+useCount+")", listing.IntKey),
			ordering("created_at", "t.created_at", listing.TextKey),
		},
		Default: "name",
		Fields: []string{
			"id", "name", "slug", "use_count", "created_at", "updated_at", "created_by", "updated_by", "version",
		},
		Searched: true, SearchColumn: "t.search_body",
	}
}

// List returns a page of the tags that a query asks for.
func List(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Used], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "tags t",
		Columns:   columns + ", " + useCount,
		Join:      "tags t ON t.workspace_id = $1 AND t.id = p.id",
	}, func(row listing.Row) (u Used, err error) {
		err = row.Scan(append(u.dest(), &u.UseCount)...)
		return u, err
	})
}
