package organization

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// ListSpec returns what the list of organizations may be asked for; fields are
// the custom fields of organizations, nil for none.
func ListSpec(fields *customfield.Fields) *listing.Spec {
	return &listing.Spec{
		Name: "organizations", Alias: "o", ID: listing.Key{SQL: "o.id"},
		Filters: slices.Concat(filters(), customfield.Filters(fields)),
		Orderings: []listing.Ordering{
			ordering("name", "o.sort_key", listing.BytesKey),
			ordering("code", "o.code_sort_key", listing.BytesKey),
			ordering("status", "o.status", listing.TextKey),
			createdAt("o"),
			ordering("updated_at", "o.updated_at", listing.TextKey),
		},
		Default: "name",
		Fields: []string{
			"id", "name", "legal_name", "code", "organization_type", "organization_type_name", "status", "parent",
			"effective_date", "end_date", "website", "tax_id", "primary_contact", "primary_address", "currency",
			"timezone", "language", "tags", "metadata", "custom_fields", "external_ids", "depth", "path",
			"children_count", "contacts_count", "created_at", "updated_at", "created_by", "updated_by", "version",
		},
		Searched: true, SearchColumn: "o.search_body",
	}
}

func filters() []listing.Filter {
	tags := tagged()
	return []listing.Filter{
		{Name: "id", Kind: listing.ID, Column: "o.id"},
		{Name: "status", Kind: listing.Choice, Column: "o.status", Choices: Statuses},
		{Name: "organization_type", Kind: listing.Choice, Column: "o.organization_type_id", Resolve: knownTypes},
		{Name: "parent", Kind: listing.ID, Column: "o.parent_id", Nullable: true, Resolve: knownParents},
		{Name: "code", Kind: listing.Text, Folded: "o.code_key", Fold: text.Fold, Check: listing.HoldsText(maxCode)},
		{
			Name: "name", Kind: listing.Text, Column: "o.name", Folded: "o.name_alike", Fold: text.Alike,
			Default: listing.Contains, Check: listing.HoldsText(maxName),
		},
		address.PostalCodeFilter(&listing.Related{
			ID: "po.id", From: "addresses a JOIN organizations po ON po.workspace_id = $1 AND po.primary_address_id = a.id",
			Where: "a.workspace_id = $1", Once: true,
		}),
		{
			Name: "currency", Kind: listing.Text, Column: "o.currency", Nullable: true, Check: checkCurrency,
			Lookups: []listing.Lookup{listing.Exact, listing.In, listing.IsNull},
		},
		tag.Filter("tags", listing.Any, tags),
		tag.Filter("tags_all", listing.All, tags),
		tag.Filter("tags_none", listing.None, tags),
		listing.PairFilter("external_id", "SYSTEM:ID", record.MaxExternalID, [2]string{"x.system", "x.external_id"}, &listing.Related{
			ID: "x.organization_id", From: "organization_external_ids x", Where: "x.workspace_id = $1", Once: true,
		}),
		{Name: "created_at", Kind: listing.Time, Column: "o.created_at"},
		{Name: "updated_at", Kind: listing.Time, Column: "o.updated_at"},
	}
}

// tagged is the table that says which organization carries which tags.
func tagged() *listing.Related {
	return &listing.Related{ID: "t.organization_id", From: "organization_tags t", Where: "t.workspace_id = $1", Once: true}
}

func ordering(name, column string, kind listing.KeyType) listing.Ordering {
	return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
}

func createdAt(alias string) listing.Ordering {
	return ordering("created_at", alias+".created_at", listing.TextKey)
}

// knownTypes turns the ids and names of types into ids, and refuses those that
// do not exist.
func knownTypes(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
	keys := make([]string, len(in.Values))
	for i, v := range in.Values {
		keys[i] = text.Fold(strings.TrimSpace(v))
	}
	w := &database.Where{Args: []any{workspace}}
	rows, err := db.Query(ctx, `SELECT t.id, t.name_key FROM organization_types t WHERE t.workspace_id = $1 AND (`+
		listing.OneOf(w, "t.name_key", keys)+` OR `+listing.OneOf(w, "t.id", keys)+`)`, w.Args...)
	if err != nil {
		return nil, nil, fmt.Errorf("read organization types: %w", err)
	}
	defer func() { _ = rows.Close() }()
	known := map[string]string{}
	for rows.Next() {
		var id, key string
		if err := rows.Scan(&id, &key); err != nil {
			return nil, nil, fmt.Errorf("read organization types: %w", err)
		}
		known[id], known[key] = id, id
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, nil, fmt.Errorf("read organization types: %w", err)
	}
	ids := make([]string, len(keys))
	for i, key := range keys {
		if ids[i] = known[key]; ids[i] == "" {
			detail, err := typesThereAre(ctx, db, workspace)
			return nil, &problem.Fault{Code: listing.CodeNotFound, Detail: detail}, err
		}
	}
	return ids, nil, nil
}

// knownParents refuses ids of organizations that do not exist.
func knownParents(ctx context.Context, db *database.DB, workspace string, in listing.Input) ([]string, *problem.Fault, error) {
	wanted := slices.DeleteFunc(slices.Clone(in.Values), func(v string) bool { return v == "null" })
	slices.Sort(wanted)
	if wanted = slices.Compact(wanted); len(wanted) == 0 {
		return in.Values, nil, nil
	}
	w := &database.Where{Args: []any{workspace}}
	var known int
	err := db.QueryRow(ctx, `SELECT COUNT(*) FROM organizations WHERE workspace_id = $1 AND `+
		listing.OneOf(w, "id", wanted), w.Args...).Scan(&known)
	if err != nil {
		return nil, nil, fmt.Errorf("count organizations: %w", err)
	}
	if known < len(wanted) {
		return nil, &problem.Fault{Code: listing.CodeNotFound, Detail: "No organization has this id; see the list of organizations."}, nil
	}
	return in.Values, nil, nil
}

func checkCurrency(_ listing.Lookup, value string) (string, *problem.Fault) {
	if value = strings.ToUpper(value); !validCurrency(value) && !RetiredCurrency(value) {
		return "", &problem.Fault{Code: listing.CodeInvalidChoice, Detail: "The currency must be an ISO 4217 code, such as EUR."}
	}
	return value, nil
}

// List returns a page of the organizations that a query asks for.
func List(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Placed], error) {
	return fetch(ctx, db, q, Select(workspace))
}

// Select says where the rows of a list of organizations come from.
func Select(workspace string) listing.Select {
	return listing.Select{
		Workspace: workspace,
		From:      "organizations o",
		Total:     "SELECT organizations FROM workspace_counters WHERE workspace_id = $1",
	}
}

// fetch runs a query over the organizations that sel says.
func fetch(ctx context.Context, db *database.DB, q *listing.Query, sel listing.Select) (listing.Page[Placed], error) {
	sel.Columns = placedColumns
	sel.Join = `organizations o ON o.workspace_id = $1 AND o.id = p.id
		LEFT JOIN organization_records r ON r.workspace_id = $1 AND r.organization_id = p.id`
	page, err := listing.Fetch(ctx, db, q, sel, func(row listing.Row) (p Placed, err error) {
		err = row.Scan(p.dest()...)
		return p, err
	})
	if err != nil {
		return page, err
	}
	page.Items, err = complete(ctx, db, sel.Workspace, page.Items)
	return page, err
}
