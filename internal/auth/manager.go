package auth

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
)

// errSuperusersAlone answers who wants to make, be or change a superuser without
// being one.
var errSuperusersAlone = problem.New(problem.Forbidden, "Only superusers who sign in make and change superusers; a key cannot.")

// mayAll reports whether somebody may all: an operator, who is nil, or a
// superuser.
func (p *Principal) mayAll() bool { return p == nil || p.refusal == nil && p.Superuser }

// mayGive returns a Forbidden unless somebody has the permissions themselves.
func (p *Principal) mayGive(permissions []Permission) error {
	if p.mayAll() {
		return nil
	}
	for _, name := range permissions {
		if !p.Can(name) {
			return problem.New(problem.Forbidden, "This requires the permission "+string(name)+".")
		}
	}
	return nil
}

// managed are workspaces that had somebody who manages them when they were
// locked.
type managed []string

// lockManaged locks who manages the workspace of the transaction and all others
// that a user works in, until the transaction ends. userID may be "".
func lockManaged(ctx context.Context, tx *changelog.Tx, userID string) (managed, error) {
	rows, err := tx.Query(ctx, `SELECT workspace_id FROM memberships WHERE user_id = $1`, userID)
	if err != nil {
		return nil, fmt.Errorf("read the workspaces of a user: %w", err)
	}
	defer func() { _ = rows.Close() }()
	all := []string{tx.Workspace}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read the workspaces of a user: %w", err)
		}
		all = append(all, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the workspaces of a user: %w", err)
	}
	slices.Sort(all)
	var list managed
	for _, id := range slices.Compact(all) {
		// The role admin is always there: its row stands for all.
		_, err := tx.Exec(ctx, `UPDATE roles SET version = version WHERE workspace_id = $1 AND name_key = $2`, id, adminRole)
		if err != nil {
			return nil, fmt.Errorf("lock who manages a workspace: %w", err)
		}
		n, err := managers(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			list = append(list, id)
		}
	}
	return list, nil
}

// stillManaged returns a Conflict if one of the workspaces has nobody any more
// who manages it.
func (m managed) stillManaged(ctx context.Context, tx *changelog.Tx) error {
	for _, id := range m {
		n, err := managers(ctx, tx, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return problem.New(problem.Conflict, "This would leave nobody who can manage the workspace; make someone else an admin first.")
		}
	}
	return nil
}

// managers counts the people who manage a workspace: its members who are
// enabled and whose role lets them. Users who were made for keys are not people.
func managers(ctx context.Context, tx *changelog.Tx, workspace string) (n int, err error) {
	rows, err := tx.Query(ctx, `SELECT r.permissions, COUNT(*) FROM memberships m
		JOIN users u ON u.id = m.user_id
		JOIN roles r ON r.workspace_id = $1 AND r.id = m.role_id
		WHERE m.workspace_id = $1 AND u.is_active AND NOT u.is_service GROUP BY r.id, r.permissions`, workspace)
	if err != nil {
		return 0, fmt.Errorf("count who manages a workspace: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var permissions string
		var members int
		if err := rows.Scan(&permissions, &members); err != nil {
			return 0, fmt.Errorf("count who manages a workspace: %w", err)
		}
		if slices.Contains(splitPermissions(permissions), ManageWorkspace) {
			n += members
		}
	}
	return n, rows.Err()
}
