package auth

import (
	"context"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Undoing takes changes of users, roles and keys back, in a transaction. By is
// who does so and may do no more than by other ways, nil for an operator. After
// the commit the caller makes the Store Forget.
type Undoing struct {
	Tx *changelog.Tx
	By *Principal
}

// anyVersion stands for no precondition.
func anyVersion(int64) error { return nil }

func parseRole(rec []byte) (*Role, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	role := &Role{Meta: r.Meta(), Name: r.Text("name")}
	for _, name := range r.Texts("permissions") {
		role.Permissions = append(role.Permissions, Permission(name))
	}
	return role, nil
}

// Role takes an update of a role back. It returns the names of the fields that
// were changed again since; then, and where there is nothing to do, nothing is
// written.
func (u Undoing) Role(ctx context.Context, c *changelog.Change) (clashes []string, err error) {
	now, _, err := lockRole(ctx, u.Tx, c.Record, anyVersion)
	if err != nil {
		return nil, err
	}
	was, err := parseRole(c.Before)
	if err != nil {
		return nil, err
	}
	became, err := parseRole(c.After)
	if err != nil {
		return nil, err
	}
	var b record.Backing
	p := &RolePatch{By: u.By}
	record.BackField(&b, "name", &p.Name, was.Name, became.Name, now.Name)
	permissions, clash := record.Back(joinPermissions(was.Permissions), joinPermissions(became.Permissions), joinPermissions(now.Permissions))
	if clash {
		b.Clash("permissions")
	}
	if permissions.Given {
		p.Permissions, b.Any = record.Some(strings.Fields(permissions.Value)), true
	}
	if b.Any && len(b.Clashes) == 0 {
		_, err = UpdateRole(ctx, u.Tx, c.Record, p, anyVersion)
	}
	return b.Clashes, err
}

// RestoreRole brings back a deleted role as its record shows it. Permissions that
// there are no more are left out.
func (u Undoing) RestoreRole(ctx context.Context, rec []byte) error {
	r, err := parseRole(rec)
	if err != nil {
		return err
	}
	r.Permissions = slices.DeleteFunc(r.Permissions, func(p Permission) bool { return !slices.Contains(Permissions(), p) })
	if err := u.By.mayGive(r.Permissions); err != nil {
		return err
	}
	r.Touch(u.Tx.At, u.Tx.Actor.UserID)
	return insertRole(ctx, u.Tx, r)
}

func parseUser(rec []byte) (*User, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return &User{
		Meta: r.Meta(), Username: r.Text("username"), Email: r.Text("email"), IsSuperuser: r.Bool("is_superuser"),
		IsActive: r.Bool("is_active"), IsService: r.Bool("is_service"), Role: r.Text("role"),
	}, nil
}

// User is Role for an update of a user. Passwords are never taken back.
func (u Undoing) User(ctx context.Context, c *changelog.Change) (clashes []string, err error) {
	now, err := visibleUser(ctx, u.Tx.DB, u.Tx.Workspace, c.Record, u.By)
	if err != nil {
		return nil, err
	}
	was, err := parseUser(c.Before)
	if err != nil {
		return nil, err
	}
	became, err := parseUser(c.After)
	if err != nil {
		return nil, err
	}
	var b record.Backing
	p := &UserPatch{By: u.By}
	record.BackField(&b, "email", &p.Email, was.Email, became.Email, now.Email)
	record.BackField(&b, "is_superuser", &p.IsSuperuser, was.IsSuperuser, became.IsSuperuser, now.IsSuperuser)
	record.BackField(&b, "is_active", &p.IsActive, was.IsActive, became.IsActive, now.IsActive)
	record.BackField(&b, "role", &p.Role, was.Role, became.Role, now.Role)
	if b.Any && len(b.Clashes) == 0 {
		w := &userWrite{Tx: u.Tx, patch: p}
		_, err = w.update(ctx, c.Record, u.found(now.Version))
	}
	return b.Clashes, err
}

// found returns a precondition: nobody changed the record since it was read.
func (u Undoing) found(version int64) func(int64) error {
	return func(now int64) error {
		if now != version {
			return problem.New(problem.Conflict, "The record was changed at the same time; try again.")
		}
		return nil
	}
}

// Key is Role for an update of an API key. One that is revoked stays so.
func (u Undoing) Key(ctx context.Context, c *changelog.Change) (clashes []string, err error) {
	if err := lockKey(ctx, u.Tx, c.Record); err != nil {
		return nil, err
	}
	now, err := GetKey(ctx, u.Tx.DB, u.Tx.Workspace, c.Record)
	if err != nil {
		return nil, err
	}
	was, err := record.Read(c.Before)
	if err != nil {
		return nil, err
	}
	became, err := record.Read(c.After)
	if err != nil {
		return nil, err
	}
	if was.Text("revoked_at") != became.Text("revoked_at") {
		return nil, problem.New(problem.Conflict, "A revoked API key stays revoked; create a new one.")
	}
	var b record.Backing
	p := &KeyPatch{By: u.By}
	record.BackField(&b, "name", &p.Name, was.Text("name"), became.Text("name"), now.Name)
	record.BackField(&b, "role", &p.Role, was.Text("role"), became.Text("role"), now.Role)
	record.BackField(&b, "expires_at", &p.ExpiresAt, was.Time("expires_at"), became.Time("expires_at"), now.ExpiresAt)
	if b.Any && len(b.Clashes) == 0 {
		_, err = updateKey(ctx, u.Tx, c.Record, p, anyVersion)
	}
	return b.Clashes, err
}
