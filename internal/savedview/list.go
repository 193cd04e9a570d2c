package savedview

import (
	"context"
	"net/url"
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// Format is the number of the format of a view's record.
const Format = 1

// ListSpec returns what the list of views may be asked for.
func ListSpec() *listing.Spec {
	ordering := func(name, column string, kind listing.KeyType) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
	}
	return &listing.Spec{
		Name: "views", Alias: "v", ID: listing.Key{SQL: "v.id"},
		Filters: []listing.Filter{
			{Name: "list", Kind: listing.Choice, Column: "v.list", Choices: Lists},
			{
				Name: "name", Kind: listing.Text, Column: "v.name", Folded: "v.name_key", Fold: text.Fold,
				Default: listing.IExact, Check: listing.HoldsName(maxName),
			},
			{Name: "shared", Kind: listing.Bool, Column: "v.is_shared"},
			{Name: "owner", Kind: listing.ID, Column: "v.owner_id"},
		},
		Orderings: []listing.Ordering{
			ordering("name", "v.sort_key", listing.BytesKey), ordering("created_at", "v.created_at", listing.TextKey),
		},
		Default: "name",
		Fields: []string{
			"id", "list", "name", "query", "columns", "shared", "owner",
			"created_at", "updated_at", "created_by", "updated_by", "version",
		},
	}
}

// Visible returns a page of the views that somebody may see: their own and the
// shared ones, of the lists that they may see.
func Visible(ctx context.Context, db *database.DB, p *auth.Principal, q *listing.Query) (listing.Page[View], error) {
	q.Restrict("(v.is_shared OR v.owner_id = ?)", p.UserID)
	for _, list := range Lists {
		if !p.Can(Permission(list)) {
			q.Restrict("v.list <> ?", list)
		}
	}
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: p.WorkspaceID, From: "saved_views v", Columns: columns,
		Join: "saved_views v ON v.workspace_id = $1 AND v.id = p.id",
	}, func(row listing.Row) (v View, err error) {
		err = row.Scan(v.dest()...)
		return v, err
	})
}

// Permission is what somebody needs to see a list, and so the views of it.
func Permission(list string) auth.Permission {
	if list == Organizations {
		return auth.ViewOrganization
	}
	return auth.ViewContact
}

// Named returns the view of a list that somebody means by its id or its name. Of
// views of the same name their own is meant; else it is a BadInput at /view.
func Named(ctx context.Context, db *database.DB, p *auth.Principal, list, name string) (*View, error) {
	views, err := List(ctx, db, p, list)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(views, func(v View) bool { return v.ID != name && text.Fold(v.Name) != text.Fold(name) })
	switch {
	case len(found) == 0:
		return nil, ErrNotFound
	case len(found) > 1 && !found[0].Mine(p):
		return nil, errSeveral
	}
	return &found[0], nil
}

var errSeveral = problem.New(problem.Conflict, "Several views have the name; name the one meant by its id.")

// CheckQuery notes at /query/NAME what a list does not take of the query of a view,
// and what in it names nothing.
func CheckQuery(ctx context.Context, db *database.DB, workspace string, spec *listing.Spec, query string, faults *problem.Fields) error {
	cleaned, fault := cleanQuery(query)
	if fault != nil {
		return nil //nolint:nilerr // the rules of the view say it
	}
	values, err := url.ParseQuery(cleaned)
	if err != nil {
		return err
	}
	found, err := listing.Faults(ctx, db, workspace, spec, values)
	for _, f := range found {
		faults.Add(problem.Pointer("query", f.Parameter), f.Code, f.Detail)
	}
	return err
}
