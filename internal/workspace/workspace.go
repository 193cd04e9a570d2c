// Package workspace owns the tenants, what a fresh one starts with and how an
// empty one goes. Users, roles and keys are those of package auth, option lists
// those of package option.
package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Format is the number of the record's format; it is part of the ETag.
const Format = 1

// Default is the slug of the workspace that every installation has.
const Default = "default"

// Workspace is a tenant: every other record belongs to exactly one.
type Workspace struct {
	record.Meta
	Slug               string // how commands, headers and the paths of pages name it; it never changes
	Name               string
	DefaultRegion      string // ISO 3166-1 alpha-2, for phone numbers without a country; "" for none
	StrictCustomFields bool   // refuses custom fields without a definition
}

// ErrNotFound says that there is no such workspace.
var ErrNotFound = problem.New(problem.NotFound, "No such workspace.")

// JSON returns the workspace's record.
func (w *Workspace) JSON() []byte {
	var o record.Object
	o.Text("id", w.ID)
	o.Text("slug", w.Slug)
	o.Text("name", w.Name)
	o.Text("default_region", w.DefaultRegion)
	o.Bool("strict_custom_fields", w.StrictCustomFields)
	o.Meta(&w.Meta)
	return o.JSON()
}

const columns = "w.id, w.slug, w.name, w.default_region, w.strict_custom_fields, w.created_at, w.updated_at, w.created_by, " +
	"w.updated_by, w.version"

func (w *Workspace) dest() []any {
	return append([]any{&w.ID, &w.Slug, &w.Name, &w.DefaultRegion, &w.StrictCustomFields}, w.Dest()...)
}

// BySlug returns the workspace of that slug, or ErrNotFound.
func BySlug(ctx context.Context, db *database.DB, slug string) (*Workspace, error) {
	return one(ctx, db, "w.slug", slug)
}

// ByID returns the workspace of that id, or ErrNotFound.
func ByID(ctx context.Context, db *database.DB, id string) (*Workspace, error) {
	return one(ctx, db, "w.id", id)
}

func one(ctx context.Context, db *database.DB, column, value string) (*Workspace, error) {
	var w Workspace
	err := db.QueryRow(ctx, "SELECT "+columns+" FROM workspaces w WHERE "+column+" = $1", value).Scan(w.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read workspace: %w", err)
	}
	return &w, nil
}

// List returns all workspaces, ordered by slug.
func List(ctx context.Context, db *database.DB) ([]Workspace, error) {
	rows, err := db.Query(ctx, "SELECT "+columns+" FROM workspaces w ORDER BY w.slug")
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Workspace
	for rows.Next() {
		var w Workspace
		if err := rows.Scan(w.dest()...); err != nil {
			return nil, fmt.Errorf("list workspaces: %w", err)
		}
		list = append(list, w)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	return list, nil
}

// errThere ends a transaction in which another process was faster.
var errThere = errors.New("the workspace already exists")

// Ensure makes the workspace Default, with its roles, option lists and
// organization types, in a database that has no workspace. Of several
// processes that do so at once, one makes it.
func Ensure(ctx context.Context, db *database.DB) error {
	var n int
	if err := db.QueryRow(ctx, "SELECT COUNT(*) FROM workspaces").Scan(&n); err != nil {
		return fmt.Errorf("count workspaces: %w", err)
	}
	if n > 0 {
		return nil
	}
	w := &Workspace{Slug: Default, Name: "Default"}
	actor := changelog.Actor{Via: changelog.ViaSystem}
	id := db.NewID()
	err := changelog.InTx(ctx, db, id, actor, func(tx *changelog.Tx) error {
		w.Meta = record.NewMeta(id, tx.At, "")
		return create(ctx, tx, w)
	})
	if errors.Is(err, errThere) {
		return nil
	}
	return err
}

func create(ctx context.Context, tx *changelog.Tx, w *Workspace) error {
	args := append([]any{w.ID, w.Slug, w.Name, w.DefaultRegion, w.StrictCustomFields}, w.Values()...)
	n, err := tx.Exec(ctx, `INSERT INTO workspaces (id, slug, name, default_region, strict_custom_fields, `+record.Columns+
		`) VALUES `+database.Rows(1, len(args))+` ON CONFLICT (slug) DO NOTHING`, args...)
	if err != nil {
		return fmt.Errorf("insert workspace: %w", err)
	}
	if n == 0 {
		return errThere
	}
	if _, err := tx.Exec(ctx, "INSERT INTO workspace_counters (workspace_id) VALUES ($1)", w.ID); err != nil {
		return fmt.Errorf("insert workspace counters: %w", err)
	}
	if _, err := tx.Exec(ctx, "INSERT INTO organization_trees (workspace_id) VALUES ($1)", w.ID); err != nil {
		return fmt.Errorf("insert the lock of the tree: %w", err)
	}
	if _, err := tx.Append(changelog.Workspace, w.ID, nil, w.JSON(), nil); err != nil {
		return err
	}
	if err := auth.CreateBuiltInRoles(ctx, tx); err != nil {
		return err
	}
	if err := option.CreateBuiltIn(ctx, tx); err != nil {
		return err
	}
	return createOrganizationTypes(ctx, tx)
}

// createOrganizationTypes writes the organization types of a fresh workspace.
// It is the one place outside package organization that does: that package is
// above this one.
func createOrganizationTypes(ctx context.Context, tx *changelog.Tx) error {
	names := []string{"Company", "Division", "Department", "Team", "Branch", "Customer", "Supplier", "Partner"}
	for _, name := range names {
		meta := tx.NewMeta()
		args := append([]any{
			tx.Workspace, meta.ID, name, text.Fold(name), text.SortKey(name), "", text.SearchBody(name),
		}, meta.Values()...)
		_, err := tx.Exec(ctx, `INSERT INTO organization_types (workspace_id, id, name, name_key, sort_key, description,
			search_body, `+record.Columns+`) VALUES `+database.Rows(1, len(args)), args...)
		if err != nil {
			return fmt.Errorf("insert organization type: %w", err)
		}
		var o record.Object
		o.Text("id", meta.ID)
		o.Text("name", name)
		o.Text("description", "")
		o.Meta(&meta)
		if _, err := tx.Append(changelog.OrganizationType, meta.ID, nil, o.JSON(), nil); err != nil {
			return err
		}
	}
	return nil
}
