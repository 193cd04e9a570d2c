package option

import (
	"context"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/text"
)

// ListSpec returns what the list of options may be asked for.
func ListSpec() *listing.Spec {
	ordering := func(name, column string, kind listing.KeyType) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
	}
	return &listing.Spec{
		Name: "options", Alias: "o", ID: listing.Key{SQL: "o.id"},
		Filters: []listing.Filter{
			{Name: "list", Kind: listing.Choice, Column: "o.list", Choices: Names()},
			{
				Name: "value", Kind: listing.Text, Column: "o.value", Folded: "o.value_key", Fold: text.Fold,
				Default: listing.IExact, Check: listing.Holds(cleanValue),
			},
			{Name: "is_active", Kind: listing.Bool, Column: "o.is_active"},
		},
		Orderings: []listing.Ordering{
			ordering("list", "o.list", listing.TextKey),
			ordering("position", "o.position", listing.IntKey),
			ordering("created_at", "o.created_at", listing.TextKey),
		},
		Default: "list,position",
		Fields: []string{
			"id", "list", "value", "label", "position", "is_active",
			"created_at", "updated_at", "created_by", "updated_by", "version",
		},
		Searched: true, SearchColumn: "o.search_body",
	}
}

// List returns a page of the options that a query asks for.
func List(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Option], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "options o",
		Columns:   columns,
		Join:      "options o ON o.workspace_id = $1 AND o.id = p.id",
	}, func(row listing.Row) (o Option, err error) {
		err = row.Scan(o.dest()...)
		return o, err
	})
}
