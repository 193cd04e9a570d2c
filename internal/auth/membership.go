package auth

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// WorkspaceHeader names the workspace that somebody who signed in means.
const WorkspaceHeader = "Liaison-Workspace"

// Membership is what a user is in a workspace.
type Membership struct {
	WorkspaceID, Slug, Name string
	Role                    string // "" for a superuser who has none
	Permissions             []Permission
}

// JSON returns the membership as /auth/me shows it.
func (m *Membership) JSON() []byte {
	var o record.Object
	o.Text("id", m.WorkspaceID)
	o.Text("slug", m.Slug)
	o.Text("name", m.Name)
	o.TextOrNull("role", m.Role)
	o.Texts("permissions", permissionNames(m.Permissions))
	return o.JSON()
}

// mostMemberships bounds how many workspaces of a user are listed.
const mostMemberships = 1_000

// memberships returns the workspace of a slug, or all for "", if the user has a
// role there or is a superuser.
func (s *Store) memberships(ctx context.Context, userID string, superuser bool, slug string, most int) ([]Membership, error) {
	join := "JOIN"
	if superuser {
		join = "LEFT JOIN"
	}
	rows, err := s.db.Query(ctx, `SELECT w.id, w.slug, w.name, r.name, r.permissions FROM workspaces w
		`+join+` memberships m ON m.workspace_id = w.id AND m.user_id = $1
		`+join+` roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
		WHERE ($2 = '' OR w.slug = $2) ORDER BY w.slug LIMIT $3`, userID, slug, most)
	if err != nil {
		return nil, fmt.Errorf("read the workspaces of a user: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Membership
	for rows.Next() {
		var m Membership
		var permissions string
		if err := rows.Scan(&m.WorkspaceID, &m.Slug, &m.Name, record.Null(&m.Role), record.Null(&permissions)); err != nil {
			return nil, fmt.Errorf("read the workspaces of a user: %w", err)
		}
		m.Permissions = splitPermissions(permissions)
		if superuser {
			m.Permissions = Permissions()
		}
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the workspaces of a user: %w", err)
	}
	return list, nil
}

// principalIn returns a user in the workspace of a slug or, for "", in the one
// that they have. Where there is none, or none is named of several, the
// principal can do nothing and says why.
func (s *Store) principalIn(ctx context.Context, u *User, slug string) (*Principal, error) {
	list, err := s.memberships(ctx, u.ID, u.IsSuperuser, slug, 2)
	if err != nil {
		return nil, err
	}
	p := Principal{UserID: u.ID, Username: u.Username, Superuser: u.IsSuperuser}
	switch {
	case len(list) == 1:
		m := list[0]
		p.WorkspaceID, p.Workspace = m.WorkspaceID, m.Slug
		return NewPrincipal(p, m.Permissions...), nil
	case len(list) > 1:
		var faults problem.Fields
		faults.Parameter(WorkspaceHeader, "required", "You are a member of several workspaces; name one by its slug.")
		p.refusal = faults.Err()
	case slug != "":
		p.refusal = problem.New(problem.Forbidden, "No such workspace, or you are not a member of it.")
	default:
		p.refusal = problem.New(problem.Forbidden, "You are not a member of any workspace.")
	}
	return NewPrincipal(p), nil
}

// MembershipsOf returns the workspaces that a principal may work in, ordered by
// slug: for a key the one that it belongs to, with what the key may do there.
func (s *Store) MembershipsOf(ctx context.Context, p *Principal) ([]Membership, error) {
	if p.KeyID == "" {
		return s.memberships(ctx, p.UserID, p.Superuser, "", mostMemberships)
	}
	list, err := s.memberships(ctx, p.UserID, true, p.Workspace, 1)
	for i := range list {
		list[i].Permissions = slices.DeleteFunc(Permissions(), func(name Permission) bool { return !p.Can(name) })
	}
	return list, err
}
