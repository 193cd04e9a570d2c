package customfield

import (
	"context"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
)

// ListSpec returns what the list of definitions may be asked for.
func ListSpec() *listing.Spec {
	key := func(column string) listing.Key { return listing.Key{SQL: column, Type: listing.TextKey} }
	return &listing.Spec{
		Name: "custom fields", Alias: "f", ID: listing.Key{SQL: "f.id"},
		Filters: []listing.Filter{
			{Name: "record_kind", Kind: listing.Choice, Column: "f.record_kind", Choices: Kinds},
			{Name: "key", Kind: listing.Text, Column: "f.key", Check: listing.Holds(checkKey)},
			{Name: "type", Kind: listing.Choice, Column: "f.type", Choices: Types},
			{Name: "filterable", Kind: listing.Bool, Column: "f.is_filterable"},
		},
		Orderings: []listing.Ordering{
			{Name: "key", Keys: []listing.Key{key("f.key"), key("f.record_kind")}},
			{Name: "created_at", Keys: []listing.Key{key("f.created_at")}},
		},
		Default: "key", Fields: FieldNames(),
		Searched: true, SearchColumn: "f.search_body",
	}
}

// checkKey refuses what is no key.
func checkKey(key string) (string, *problem.Fault) {
	if !validKey.MatchString(key) {
		return "", &problem.Fault{Code: "invalid_key", Detail: "A key has 1 to 50 lowercase letters (a to z), digits and underscores."}
	}
	return key, nil
}

// List returns a page of the definitions that a query asks for.
func List(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Field], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "custom_fields f",
		Columns:   columns,
		Join:      "custom_fields f ON f.workspace_id = $1 AND f.id = p.id",
	}, func(row listing.Row) (Field, error) { return scan(row) })
}
