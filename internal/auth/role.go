package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Role is a named set of permissions in a workspace.
type Role struct {
	record.Meta
	Name        string // unique in the workspace but for case
	Permissions []Permission
}

// JSON returns the role's record.
func (r *Role) JSON() []byte {
	var o record.Object
	o.Text("id", r.ID)
	o.Text("name", r.Name)
	o.Texts("permissions", permissionNames(r.Permissions))
	o.Meta(&r.Meta)
	return o.JSON()
}

// CreateBuiltInRoles writes the roles viewer, editor and admin of a fresh
// workspace.
func CreateBuiltInRoles(ctx context.Context, tx *changelog.Tx) error {
	for _, r := range builtInRoles() {
		r.Meta = tx.NewMeta()
		args := append([]any{tx.Workspace, r.ID, r.Name, text.Fold(r.Name), joinPermissions(r.Permissions)}, r.Values()...)
		_, err := tx.Exec(ctx, "INSERT INTO roles (workspace_id, id, name, name_key, permissions, "+record.Columns+
			") VALUES "+database.Rows(1, len(args)), args...)
		if err != nil {
			return fmt.Errorf("insert role: %w", err)
		}
		if _, err := tx.Append(changelog.Role, r.ID, nil, r.JSON(), nil); err != nil {
			return err
		}
	}
	return nil
}

// roleByName returns a role of the workspace; one that is not there is an
// error of the input at /role.
func roleByName(ctx context.Context, db *database.DB, workspace, name string) (*Role, error) {
	var r Role
	var permissions string
	err := db.QueryRow(ctx, `SELECT id, name, permissions, `+record.Columns+` FROM roles
		WHERE workspace_id = $1 AND name_key = $2`, workspace, text.Fold(name)).
		Scan(append([]any{&r.ID, &r.Name, &permissions}, r.Dest()...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, badField("/role", "not_found", "The workspace has no such role; viewer, editor and admin are built in.")
	}
	if err != nil {
		return nil, fmt.Errorf("read role: %w", err)
	}
	r.Permissions = splitPermissions(permissions)
	return &r, nil
}

// addMember gives a user a role in the workspace of tx.
func addMember(ctx context.Context, tx *changelog.Tx, userID, roleID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO memberships (workspace_id, user_id, role_id, created_at)
		VALUES ($1, $2, $3, $4)`, tx.Workspace, userID, roleID, tx.At)
	if err != nil {
		return fmt.Errorf("insert membership: %w", err)
	}
	return nil
}

// badField is the error of one wrong value.
func badField(pointer, code, detail string) error {
	var faults problem.Fields
	faults.Add(pointer, code, detail)
	return faults.Err()
}
