package workspace

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

const maxName = 100 // code points

// Patch is what a writer says of a workspace; what is left out stays.
type Patch struct {
	Slug                record.Opt[string] // it never changes
	Name, DefaultRegion record.Opt[string]
	StrictCustomFields  record.Opt[bool]
	Faults              problem.Fields // what was found wrong while the input was read
}

// Validate brings the settings into their normal form and notes what breaks a
// rule.
func (w *Workspace) Validate(faults *problem.Fields) {
	var fault *problem.Fault
	faults.Fault("/slug", checkSlug(w.Slug))
	w.Name, fault = text.Clean(w.Name, maxName)
	faults.Fault("/name", fault)
	if fault == nil && w.Name == "" {
		faults.Add("/name", "required", "The name of the workspace is required.")
	}
	w.DefaultRegion = strings.ToUpper(text.Trim(w.DefaultRegion))
	if w.DefaultRegion != "" && !phone.ValidRegion(w.DefaultRegion) {
		faults.Add("/default_region", "unknown_value", "The region must be a country code, such as DE, or empty.")
	}
}

// Update changes the settings of the transaction's workspace; another id is
// ErrNotFound. check may refuse the version that it has. Stored values of custom
// fields stay as they are, whether a definition is needed from now on or not.
// After the commit of a change the caller makes the ruleset.Store forget the
// workspace.
func Update(
	ctx context.Context, tx *changelog.Tx, id string, p *Patch, check func(version int64) error,
) (*Workspace, error) {
	w, err := lock(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := check(w.Version); err != nil {
		return nil, err
	}
	before, strict := w.JSON(), w.StrictCustomFields
	p.Name.To(&w.Name)
	p.DefaultRegion.To(&w.DefaultRegion)
	p.StrictCustomFields.To(&w.StrictCustomFields)
	faults := slices.Clone(p.Faults)
	if p.Slug.Given && p.Slug.Value != w.Slug {
		faults.Add("/slug", "immutable", "The slug of a workspace cannot be changed, since programs and bookmarks use it.")
	}
	w.Validate(&faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if bytes.Equal(before, w.JSON()) {
		return w, nil
	}
	if w.StrictCustomFields != strict {
		if err := tx.LockRules(ctx); err != nil {
			return nil, err
		}
	}
	w.Touch(tx.At, tx.Actor.UserID)
	_, err = tx.Exec(ctx, `UPDATE workspaces SET name = $2, default_region = $3, strict_custom_fields = $4, created_at = $5,
		updated_at = $6, created_by = $7, updated_by = $8, version = $9 WHERE id = $1`,
		append([]any{w.ID, w.Name, w.DefaultRegion, w.StrictCustomFields}, w.Values()...)...)
	if err != nil {
		return nil, fmt.Errorf("update workspace: %w", err)
	}
	_, err = tx.Append(changelog.Workspace, w.ID, before, w.JSON(), nil)
	return w, err
}

// lock returns the transaction's workspace, which nobody else can change until
// the transaction ends.
func lock(ctx context.Context, tx *changelog.Tx, id string) (*Workspace, error) {
	if id != tx.Workspace {
		return nil, ErrNotFound
	}
	if _, err := tx.Exec(ctx, `UPDATE workspaces SET version = version WHERE id = $1`, id); err != nil {
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	return ByID(ctx, tx.DB, id)
}

// ListSpec returns what the list of workspaces may be asked for.
func ListSpec() *listing.Spec {
	ordering := func(name, column string) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column}}}
	}
	return &listing.Spec{
		Name: "workspaces", Alias: "w", ID: listing.Key{SQL: "w.id"},
		Filters:   []listing.Filter{{Name: "slug", Kind: listing.Text, Column: "w.slug", Check: listing.Holds(existingSlug)}},
		Orderings: []listing.Ordering{ordering("slug", "w.slug"), ordering("name", "w.name")},
		Default:   "slug",
		Fields: []string{
			"id", "slug", "name", "default_region", "strict_custom_fields",
			"created_at", "updated_at", "created_by", "updated_by", "version",
		},
	}
}

// Visible returns a page of the workspaces that a query from inside one asks
// for: of that one or, for somebody who may see all, of all.
func Visible(
	ctx context.Context, db *database.DB, workspace string, all bool, q *listing.Query,
) (listing.Page[Workspace], error) {
	sel := listing.Select{
		Workspace: workspace,
		From:      "(SELECT a.*, a.id AS workspace_id FROM workspaces a) w",
		Columns:   columns,
		Join:      "workspaces w ON w.id = $1 AND w.id = p.id",
	}
	if all { // the one table whose rows are not those of a workspace
		sel.From = "(SELECT a.*, CAST($1 AS TEXT) AS workspace_id FROM workspaces a) w"
		sel.Join = "workspaces w ON w.id = p.id"
	}
	return listing.Fetch(ctx, db, q, sel, func(row listing.Row) (w Workspace, err error) {
		err = row.Scan(w.dest()...)
		return w, err
	})
}
