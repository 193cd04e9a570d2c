package tag

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/text"
)

// Used is a tag with the number of contacts and organizations that carry it.
type Used struct {
	Tag
	UseCount int64 // of both
	// Contacts and Organizations are how many of each, where List or GetUsed read
	// the tag.
	Contacts, Organizations int64
}

const usedColumns = columns + ", " + contactCount + ", " + organizationCount

// scan reads a row of usedColumns.
func (u *Used) scan(row listing.Row) error {
	err := row.Scan(append(u.dest(), &u.Contacts, &u.Organizations)...)
	u.UseCount = u.Contacts + u.Organizations
	return err
}

// GetUsed returns the tag with who carries it counted, or ErrNotFound.
func GetUsed(ctx context.Context, db *database.DB, workspace, id string) (*Used, error) {
	var u Used
	err := u.scan(db.QueryRow(ctx, `SELECT `+usedColumns+` FROM tags t WHERE t.workspace_id = $1 AND t.id = $2`, workspace, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read tag: %w", err)
	}
	return &u, nil
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
				Default: listing.IExact, Check: listing.HoldsName(maxName),
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
		Columns:   usedColumns,
		Join:      "tags t ON t.workspace_id = $1 AND t.id = p.id",
	}, func(row listing.Row) (u Used, err error) {
		err = u.scan(row)
		return u, err
	})
}
