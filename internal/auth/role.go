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
		if err := insertRole(ctx, tx, &r); err != nil {
			return err
		}
	}
	return nil
}

func insertRole(ctx context.Context, tx *changelog.Tx, r *Role) error {
	if err := r.nameIsFree(ctx, tx); err != nil {
		return err
	}
	args := append([]any{tx.Workspace, r.ID, r.Name, text.Fold(r.Name), joinPermissions(r.Permissions)}, r.Values()...)
	_, err := tx.Exec(ctx, "INSERT INTO roles (workspace_id, id, name, name_key, permissions, "+record.Columns+
		") VALUES "+database.Rows(1, len(args)), args...)
	if database.Violates(err, "roles_name_unique") {
		return errRoleTaken
	}
	if err != nil {
		return fmt.Errorf("insert role: %w", err)
	}
	_, err = tx.Append(changelog.Role, r.ID, nil, r.JSON(), nil)
	return err
}

const roleColumns = `r.id, r.name, r.permissions, r.created_at, r.updated_at, r.created_by, r.updated_by, r.version`

// scan reads a row of roleColumns.
func (r *Role) scan(row interface{ Scan(dest ...any) error }) error {
	var permissions string
	if err := row.Scan(append([]any{&r.ID, &r.Name, &permissions}, r.Dest()...)...); err != nil {
		return err
	}
	r.Permissions = splitPermissions(permissions)
	return nil
}

// roleByName returns a role of the workspace, which nobody deletes until the
// transaction ends; one that is not there is an error of the input at /role.
func roleByName(ctx context.Context, db *database.DB, workspace, name string) (*Role, error) {
	var r Role
	err := r.scan(db.QueryRow(ctx, `SELECT `+roleColumns+` FROM roles r WHERE r.workspace_id = $1 AND r.name_key = $2`+
		db.ForShare(), workspace, text.Fold(name)))
	if errors.Is(err, sql.ErrNoRows) {
		detail, err := rolesThereAre(ctx, db, workspace)
		if err != nil {
			return nil, err
		}
		return nil, badField("/role", "not_found", detail)
	}
	if err != nil {
		return nil, fmt.Errorf("read role: %w", err)
	}
	return &r, nil
}

// rolesThereAre is the sentence that says which roles a workspace has.
func rolesThereAre(ctx context.Context, db *database.DB, workspace string) (string, error) {
	rows, err := db.Query(ctx,
		`SELECT name FROM roles WHERE workspace_id = $1 ORDER BY name_key LIMIT $2`, workspace, problem.MostValues+1)
	if err != nil {
		return "", fmt.Errorf("read roles: %w", err)
	}
	names, err := database.Texts(rows)
	if err != nil {
		return "", fmt.Errorf("read roles: %w", err)
	}
	if len(names) > problem.MostValues {
		return "No role has this name; see the list of roles.", nil
	}
	return problem.MustBe("The role", names, "create one first"), nil
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

// setMember gives a user another role in the workspace of tx, or takes them out
// of it if role is nil.
func setMember(ctx context.Context, tx *changelog.Tx, userID string, role *Role) error {
	_, err := tx.Exec(ctx, `DELETE FROM memberships WHERE workspace_id = $1 AND user_id = $2`, tx.Workspace, userID)
	if err != nil {
		return fmt.Errorf("delete membership: %w", err)
	}
	if role == nil {
		return nil
	}
	return addMember(ctx, tx, userID, role.ID)
}

// taken is the error of a value that another record has; other is its id, "" to
// keep it to ourselves.
func taken(pointer, detail, other string) error {
	return problem.Fields{{Pointer: pointer, Code: "unique", Detail: detail, Conflict: other}}.Err()
}

// nameIsFree returns a BadInput at /name, with the id of the record that has the
// name, if there is one: a query finds it by workspace, folded name and the id of
// the record that is written.
func nameIsFree(ctx context.Context, tx *changelog.Tx, query, name, id, detail string) error {
	var other string
	err := tx.QueryRow(ctx, query, tx.Workspace, text.Fold(name), id).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the name: %w", err)
	}
	return taken("/name", detail, other)
}

// badField is the error of one wrong value.
func badField(pointer, code, detail string) error {
	var faults problem.Fields
	faults.Add(pointer, code, detail)
	return faults.Err()
}
