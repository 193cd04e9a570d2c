package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Acting returns a user in a workspace as they are now, for work that goes on
// when the request that began it is answered. Who was disabled or is no member
// any more is Forbidden.
func Acting(ctx context.Context, db *database.DB, workspace, userID string) (*Principal, error) {
	p := Principal{UserID: userID, WorkspaceID: workspace}
	var active bool
	var permissions string
	err := db.QueryRow(ctx, `SELECT u.username, u.is_superuser, u.is_active, w.slug, r.permissions FROM users u
		JOIN workspaces w ON w.id = $1
		LEFT JOIN memberships m ON m.workspace_id = $1 AND m.user_id = u.id
		LEFT JOIN roles r ON r.workspace_id = $1 AND r.id = m.role_id
		WHERE u.id = $2`, workspace, userID).Scan(&p.Username, &p.Superuser, &active, &p.Workspace, record.Null(&permissions))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read who acts: %w", err)
	}
	if err != nil || !active || !p.Superuser && permissions == "" {
		return nil, problem.New(problem.Forbidden, "The user is disabled or no longer a member of the workspace.")
	}
	return NewPrincipal(p, splitPermissions(permissions)...), nil
}
