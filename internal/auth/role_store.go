package auth

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

const (
	maxRoleName = 100 // code points
	adminRole   = "admin"
	// mostShown bounds how many users and keys are written anew with their role's
	// new name.
	mostShown = 10_000
)

// ErrNoRole says that the workspace has no such role.
var ErrNoRole = problem.New(problem.NotFound, "No role has this id.")

const roleTaken = "A role with this name already exists (case is ignored)."

// errRoleTaken is for who loses a race; others are told whose the name is.
var errRoleTaken = taken("/name", roleTaken, "")

func (r *Role) nameIsFree(ctx context.Context, tx *changelog.Tx) error {
	return nameIsFree(ctx, tx, `SELECT id FROM roles WHERE workspace_id = $1 AND name_key = $2 AND id <> $3`, r.Name, r.ID, roleTaken)
}

// RolePatch is what a writer says of a role; what is left out stays.
type RolePatch struct {
	Name        record.Opt[string]
	Permissions record.Opt[[]string]
	By          *Principal     // nil for an operator, who may all
	Faults      problem.Fields // what was found wrong while the input was read
}

// isBuiltIn reports whether a role was there from the start.
func isBuiltIn(name string) bool {
	return slices.ContainsFunc(builtInRoles(), func(r Role) bool { return r.Name == text.Fold(name) })
}

// apply returns the role with what the patch says, and notes what breaks a rule.
func (p *RolePatch) apply(r Role, faults *problem.Fields) Role {
	before := r
	if p.Name.Given {
		var fault *problem.Fault
		r.Name, fault = text.Clean(text.Squeeze(p.Name.Value), maxRoleName)
		faults.Fault("/name", fault)
	}
	if r.Name == "" {
		faults.Add("/name", "required", "The name of the role is required.")
	}
	if isBuiltIn(before.Name) && r.Name != before.Name {
		faults.Add("/name", "built_in", "The built-in roles viewer, editor and admin cannot be renamed.")
	}
	if p.Permissions.Given {
		r.Permissions = nil
		for i, name := range p.Permissions.Value {
			if !slices.Contains(Permissions(), Permission(name)) {
				faults.Add("/permissions/"+strconv.Itoa(i), "unknown_value", "Unknown permission."+problem.DidYouMean(name, permissionNames(Permissions()))+" The role admin has all permissions there are.")
			}
			r.Permissions = append(r.Permissions, Permission(name))
		}
		slices.Sort(r.Permissions)
		r.Permissions = slices.Compact(r.Permissions)
	}
	if before.Name == adminRole && len(r.Permissions) != len(Permissions()) {
		faults.Add("/permissions", "built_in", "The role admin always has all permissions.")
	}
	return r
}

// GetRole returns the role with an id, or ErrNoRole.
func GetRole(ctx context.Context, db *database.DB, workspace, id string) (*Role, error) {
	var r Role
	err := r.scan(db.QueryRow(ctx, `SELECT `+roleColumns+` FROM roles r WHERE r.workspace_id = $1 AND r.id = $2`, workspace, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoRole
	}
	if err != nil {
		return nil, fmt.Errorf("read role: %w", err)
	}
	return &r, nil
}

// CreateRole makes a role. Permissions that its maker does not have are a
// Forbidden.
func CreateRole(ctx context.Context, tx *changelog.Tx, p *RolePatch) (*Role, error) {
	faults := slices.Clone(p.Faults)
	r := p.apply(Role{}, &faults)
	if err := faults.Look("/name", func() error { return r.nameIsFree(ctx, tx) }); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := p.By.mayGive(r.Permissions); err != nil {
		return nil, err
	}
	r.Meta = tx.NewMeta()
	return &r, insertRole(ctx, tx, &r)
}

// UpdateRole changes the role with an id, or returns ErrNoRole. check may refuse
// the version that it has. Its users and keys, which show its name, are written
// anew when that changes. A role that gives what the writer does not have is not
// theirs to change: Forbidden. After the commit the caller makes the Store
// Forget; the same goes for DeleteRole.
func UpdateRole(ctx context.Context, tx *changelog.Tx, id string, p *RolePatch, check func(version int64) error) (*Role, error) {
	before, managed, err := lockRole(ctx, tx, id, check)
	if err != nil {
		return nil, err
	}
	faults := slices.Clone(p.Faults)
	r := p.apply(*before, &faults)
	if err := faults.Look("/name", func() error { return r.nameIsFree(ctx, tx) }); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if bytes.Equal(before.JSON(), r.JSON()) {
		return before, nil
	}
	if err := p.By.mayGive(append(slices.Clone(before.Permissions), r.Permissions...)); err != nil {
		return nil, err
	}
	cause, err := saveRole(ctx, tx, before, &r)
	if err != nil {
		return nil, err
	}
	if r.Name != before.Name {
		if err := renamed(ctx, tx, before, &r, cause); err != nil {
			return nil, err
		}
	}
	return &r, managed.stillManaged(ctx, tx)
}

// DeleteRole deletes the role with an id, or returns ErrNoRole. check may refuse
// the version that it has. One that is built in, or that users or keys have, is
// a Conflict.
func DeleteRole(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	r, _, err := lockRole(ctx, tx, id, check)
	if err != nil {
		return err
	}
	if isBuiltIn(r.Name) {
		return problem.New(problem.Conflict, "The built-in roles viewer, editor and admin cannot be deleted.")
	}
	var users, keys int
	err = tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM memberships WHERE workspace_id = $1 AND role_id = $2),
		(SELECT COUNT(*) FROM api_keys WHERE workspace_id = $1 AND role_id = $2)`, tx.Workspace, id).Scan(&users, &keys)
	if err != nil {
		return fmt.Errorf("count who has a role: %w", err)
	}
	if users+keys > 0 {
		return problem.New(problem.Conflict, "The role is in use by "+problem.Count(users, "user")+
			" and "+problem.Count(keys, "API key")+" (revoked ones included); give them another role first.")
	}
	if _, err := tx.Exec(ctx, `DELETE FROM roles WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete role: %w", err)
	}
	_, err = tx.Append(changelog.Role, id, r.JSON(), nil, nil)
	return err
}

// lockRole returns a role that nobody else can change, or be given, until the
// transaction ends.
func lockRole(
	ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error,
) (*Role, managed, error) {
	managed, err := lockManaged(ctx, tx, "")
	if err != nil {
		return nil, nil, err
	}
	if _, err := tx.Exec(ctx, `UPDATE roles SET version = version WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return nil, nil, fmt.Errorf("lock role: %w", err)
	}
	r, err := GetRole(ctx, tx.DB, tx.Workspace, id)
	if err != nil {
		return nil, nil, err
	}
	return r, managed, check(r.Version)
}

func saveRole(ctx context.Context, tx *changelog.Tx, before, r *Role) (*changelog.Change, error) {
	if err := r.nameIsFree(ctx, tx); err != nil {
		return nil, err
	}
	r.Touch(tx.At, tx.Actor.UserID)
	_, err := tx.Exec(ctx, `UPDATE roles SET name = $3, name_key = $4, permissions = $5, updated_at = $6, updated_by = $7,
		version = $8 WHERE workspace_id = $1 AND id = $2`, tx.Workspace, r.ID, r.Name, text.Fold(r.Name),
		joinPermissions(r.Permissions), r.UpdatedAt, record.OrNull(r.UpdatedBy), r.Version)
	if database.Violates(err, "roles_name_unique") {
		return nil, errRoleTaken
	}
	if err != nil {
		return nil, fmt.Errorf("update role: %w", err)
	}
	return tx.Append(changelog.Role, r.ID, before.JSON(), r.JSON(), nil)
}

// renamed writes the users and the keys of a role anew.
func renamed(ctx context.Context, tx *changelog.Tx, before, r *Role, cause *changelog.Change) error {
	users, err := listUsers(ctx, tx.DB, userQuery+" WHERE m.role_id = $2 ORDER BY u.id LIMIT $3", tx.Workspace, r.ID, mostShown+1)
	if err != nil {
		return err
	}
	keys, err := listKeys(ctx, tx.DB, keyQuery+" AND k.role_id = $2 ORDER BY k.id LIMIT $3", tx.Workspace, r.ID, mostShown+1)
	if err != nil {
		return err
	}
	if len(users)+len(keys) > mostShown {
		return problem.New(problem.Conflict, "More than 10,000 users and API keys have this role; create another role instead of renaming it.")
	}
	for i := range users {
		u := &users[i]
		u.Role = before.Name
		shown := u.JSON()
		u.Role = r.Name
		if err := show(ctx, tx, changelog.User, &u.Meta, shown, u.JSON, cause); err != nil {
			return err
		}
	}
	for i := range keys {
		k := &keys[i]
		k.Role = before.Name
		shown := k.JSON()
		k.Role = r.Name
		if err := show(ctx, tx, changelog.APIKey, &k.Meta, shown, k.JSON, cause); err != nil {
			return err
		}
	}
	return nil
}

// show raises the version of a user or a key that shows something new.
func show(
	ctx context.Context, tx *changelog.Tx, kind changelog.Kind, meta *record.Meta, before []byte, after func() []byte,
	cause *changelog.Change,
) error {
	meta.Touch(tx.At, tx.Actor.UserID)
	table := "users"
	if kind == changelog.APIKey {
		table = "api_keys"
	}
	_, err := tx.Exec(ctx, `UPDATE `+table+` SET updated_at = $2, updated_by = $3, version = $4 WHERE id = $1`,
		meta.ID, meta.UpdatedAt, record.OrNull(meta.UpdatedBy), meta.Version)
	if err != nil {
		return fmt.Errorf("write what shows a role: %w", err)
	}
	_, err = tx.Append(kind, meta.ID, before, after(), cause)
	return err
}
