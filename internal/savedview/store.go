package savedview

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// mostShown bounds how many views of a list are shown.
const mostShown = 500

const columns = `v.id, v.list, v.name, v.query, v.columns, v.is_shared, v.owner_id, v.created_at, v.updated_at,
	v.created_by, v.updated_by, v.version`

func (v *View) dest() []any {
	return append([]any{&v.ID, &v.List, &v.Name, &v.Query, columnList{&v.Columns}, &v.Shared, &v.Owner}, v.Meta.Dest()...)
}

// List returns the views of a list that somebody may see, their own first, each
// by their names; at most 500.
func List(ctx context.Context, db *database.DB, p *auth.Principal, list string) ([]View, error) {
	rows, err := db.Query(ctx, `SELECT `+columns+` FROM saved_views v
		WHERE v.workspace_id = $1 AND v.list = $2 AND (v.is_shared OR v.owner_id = $3)
		ORDER BY CASE WHEN v.owner_id = $3 THEN 0 ELSE 1 END, v.sort_key, v.id LIMIT $4`,
		p.WorkspaceID, list, p.UserID, mostShown)
	if err != nil {
		return nil, fmt.Errorf("read saved views: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var views []View
	for rows.Next() {
		var v View
		if err := rows.Scan(v.dest()...); err != nil {
			return nil, fmt.Errorf("read saved views: %w", err)
		}
		views = append(views, v)
	}
	return views, rows.Err()
}

// Get returns the view with an id, or ErrNotFound if it is not there or not for
// those eyes.
func Get(ctx context.Context, db *database.DB, p *auth.Principal, id string) (*View, error) {
	v, err := read(ctx, db, p.WorkspaceID, id)
	if err == nil && !v.Sees(p) {
		return nil, ErrNotFound
	}
	return v, err
}

func read(ctx context.Context, db *database.DB, workspace, id string) (*View, error) {
	var v View
	err := db.QueryRow(ctx, `SELECT `+columns+` FROM saved_views v WHERE v.workspace_id = $1 AND v.id = $2`,
		workspace, id).Scan(v.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read a saved view: %w", err)
	}
	return &v, nil
}

// Create makes a view, which is the principal's own. A name that they have for
// the list already, but for case, is a fault at /name.
func Create(ctx context.Context, tx *changelog.Tx, by *auth.Principal, p *Patch) (*View, error) {
	v := &View{Meta: tx.NewMeta(), List: p.List.Value, Owner: by.UserID}
	faults := slices.Clone(p.Faults)
	p.apply(v, &faults)
	if err := faults.Look("/name", func() error { return v.nameIsFree(ctx, tx) }); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	args := append([]any{tx.Workspace, v.ID, v.List, v.Owner}, v.values()...)
	_, err := tx.Exec(ctx, `INSERT INTO saved_views (workspace_id, id, list, owner_id, name, name_key, sort_key, query,
		columns, is_shared, `+record.Columns+`) VALUES `+database.Rows(1, len(args)), args...)
	if err != nil {
		return nil, written(err)
	}
	_, err = tx.Append(changelog.SavedView, v.ID, nil, v.Logged(), nil)
	return v, err
}

// values are the columns that a view can change in.
func (v *View) values() []any {
	names, err := json.Marshal(v.Columns)
	if err != nil {
		names = []byte("[]") // a list of texts always can be
	}
	return append([]any{v.Name, text.Fold(v.Name), text.SortKey(v.Name), v.Query, string(names), v.Shared}, v.Values()...)
}

const nameTaken = "Its owner already has another view with this name."

// nameIsFree returns a BadInput if the owner has another view of the name.
func (v *View) nameIsFree(ctx context.Context, tx *changelog.Tx) error {
	var other string
	err := tx.QueryRow(ctx, `SELECT id FROM saved_views WHERE workspace_id = $1 AND owner_id = $2 AND list = $3
		AND name_key = $4 AND id <> $5`, tx.Workspace, v.Owner, v.List, text.Fold(v.Name), v.ID).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the name of a view: %w", err)
	}
	return problem.Fields{{Pointer: "/name", Code: "unique", Detail: nameTaken, Conflict: other}}.Err()
}

// written gives the error of a write its meaning.
func written(err error) error {
	if database.Violates(err, "saved_views_name_unique") {
		var faults problem.Fields
		faults.Add("/name", "unique", nameTaken)
		return faults.Err()
	}
	return fmt.Errorf("write a saved view: %w", err)
}

// lock reads a view that somebody wants to change and that nobody else can
// change until the transaction ends.
func lock(ctx context.Context, tx *changelog.Tx, by *auth.Principal, id string, check func(version int64) error) (*View, error) {
	_, err := tx.Exec(ctx, `UPDATE saved_views SET version = version WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id)
	if err != nil {
		return nil, fmt.Errorf("lock a saved view: %w", err)
	}
	v, err := read(ctx, tx.DB, tx.Workspace, id)
	if err != nil {
		return nil, err
	}
	if err := v.allow(by); err != nil {
		return nil, err
	}
	return v, check(v.Version)
}

// Update changes a view as p says; its list and its owner stay. check is asked
// whether the version found may be changed. Somebody else's own view is
// ErrNotFound, a shared one Forbidden but for who manages the workspace.
func Update(ctx context.Context, tx *changelog.Tx, by *auth.Principal, id string, p *Patch, check func(version int64) error,
) (*View, error) {
	v, err := lock(ctx, tx, by, id, check)
	if err != nil {
		return nil, err
	}
	before, logged := v.JSON(), v.Logged()
	faults := slices.Clone(p.Faults)
	if p.List.Given && p.List.Value != v.List {
		faults.Add("/list", "immutable", "A view stays one of its list; make another for another list.")
	}
	p.apply(v, &faults)
	if err := faults.Look("/name", func() error { return v.nameIsFree(ctx, tx) }); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if bytes.Equal(before, v.JSON()) {
		return v, nil
	}
	v.Touch(tx.At, tx.Actor.UserID)
	_, err = tx.Exec(ctx, `UPDATE saved_views SET name = $3, name_key = $4, sort_key = $5, query = $6, columns = $7,
		is_shared = $8, created_at = $9, updated_at = $10, created_by = $11, updated_by = $12, version = $13
		WHERE workspace_id = $1 AND id = $2`, append([]any{tx.Workspace, v.ID}, v.values()...)...)
	if err != nil {
		return nil, written(err)
	}
	_, err = tx.Append(changelog.SavedView, v.ID, logged, v.Logged(), nil)
	return v, err
}

// Delete deletes a view. Who may is as in Update.
func Delete(ctx context.Context, tx *changelog.Tx, by *auth.Principal, id string, check func(version int64) error) error {
	v, err := lock(ctx, tx, by, id, check)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM saved_views WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete a saved view: %w", err)
	}
	_, err = tx.Append(changelog.SavedView, id, v.Logged(), nil, nil)
	return err
}
