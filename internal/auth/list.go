package auth

import (
	"context"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

func ordering(name, column string) listing.Ordering {
	return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column}}}
}

// named is the filter of a name that is unique but for case; check says what a
// name can be.
func named(name, column, key string, check func(listing.Lookup, string) (string, *problem.Fault)) listing.Filter {
	return listing.Filter{
		Name: name, Kind: listing.Text, Column: column, Folded: key, Fold: text.Fold, Default: listing.IExact, Check: check,
	}
}

// UserListSpec returns what the list of a workspace's users may be asked for.
func UserListSpec() *listing.Spec {
	return &listing.Spec{
		Name: "users", Alias: "u", ID: listing.Key{SQL: "u.id"},
		Filters: []listing.Filter{
			named("username", "u.username", "u.username_key", listing.Holds(cleanUsername)),
			{Name: "email", Kind: listing.Text, Column: "u.email", AsSent: true, Check: listing.CheckEmail},
			named("role", "u.role", "u.role_key", listing.HoldsName(maxRoleName)),
			{Name: "is_active", Kind: listing.Bool, Column: "u.is_active"},
			{Name: "is_service", Kind: listing.Bool, Column: "u.is_service"},
		},
		Orderings: []listing.Ordering{ordering("username", "u.username_key"), ordering("created_at", "u.created_at")},
		Default:   "username",
		Fields: []string{
			"id", "username", "email", "is_superuser", "is_active", "is_service", "role",
			"created_at", "updated_at", "created_by", "updated_by", "version",
		},
	}
}

// UsersOf returns a page of the users who have a role in a workspace.
func UsersOf(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[User], error) {
	return usersOf(ctx, db, workspace, q, "")
}

// UsersAndSuperusersOf returns those, and the superusers, who may all in every
// workspace and need no role for it.
func UsersAndSuperusersOf(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[User], error) {
	return usersOf(ctx, db, workspace, q, " OR a.is_superuser")
}

func usersOf(ctx context.Context, db *database.DB, workspace string, q *listing.Query, others string) (listing.Page[User], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From: `(SELECT a.*, w.id AS workspace_id, r.name AS role, r.name_key AS role_key FROM users a
			JOIN workspaces w ON w.id = $1
			LEFT JOIN memberships m ON m.workspace_id = $1 AND m.user_id = a.id
			LEFT JOIN roles r ON r.workspace_id = $1 AND r.id = m.role_id
			WHERE m.user_id IS NOT NULL` + others + `) u`,
		Columns: userColumns,
		Join: `users u ON u.id = p.id LEFT JOIN memberships m ON m.workspace_id = $1 AND m.user_id = p.id
			LEFT JOIN roles r ON r.workspace_id = $1 AND r.id = m.role_id`,
	}, func(row listing.Row) (u User, err error) {
		err = row.Scan(u.dest()...)
		return u, err
	})
}

// RoleListSpec returns what the list of roles may be asked for.
func RoleListSpec() *listing.Spec {
	return &listing.Spec{
		Name: "roles", Alias: "r", ID: listing.Key{SQL: "r.id"},
		Filters:   []listing.Filter{named("name", "r.name", "r.name_key", listing.HoldsName(maxRoleName))},
		Orderings: []listing.Ordering{ordering("name", "r.name_key"), ordering("created_at", "r.created_at")},
		Default:   "name",
		Fields:    []string{"id", "name", "permissions", "created_at", "updated_at", "created_by", "updated_by", "version"},
	}
}

// Roles returns a page of the roles of a workspace.
func Roles(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Role], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace, From: "roles r", Columns: roleColumns, Join: "roles r ON r.workspace_id = $1 AND r.id = p.id",
	}, func(row listing.Row) (r Role, err error) {
		err = r.scan(row)
		return r, err
	})
}

// KeyListSpec returns what the list of API keys may be asked for.
func KeyListSpec() *listing.Spec {
	return &listing.Spec{
		Name: "api-keys", Alias: "k", ID: listing.Key{SQL: "k.id"},
		Filters: []listing.Filter{
			named("name", "k.name", "k.name_key", listing.HoldsName(maxKeyName)),
			{Name: "user", Kind: listing.ID, Column: "k.user_id"},
			{Name: "expires_at", Kind: listing.Time, Column: "k.expires_at", Nullable: true},
			{Name: "revoked_at", Kind: listing.Time, Column: "k.revoked_at", Nullable: true},
		},
		Orderings: []listing.Ordering{ordering("created_at", "k.created_at"), ordering("name", "k.name_key")},
		Default:   "created_at",
		Fields: []string{
			"id", "name", "user", "username", "role", "expires_at", "revoked_at",
			"created_at", "updated_at", "created_by", "updated_by", "version",
		},
	}
}

// Keys returns a page of the API keys of a workspace, revoked ones too.
func Keys(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Key], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "api_keys k",
		Columns:   keyColumns,
		Join: `api_keys k ON k.workspace_id = $1 AND k.id = p.id JOIN users u ON u.id = k.user_id
			JOIN roles r ON r.workspace_id = $1 AND r.id = k.role_id`,
	}, func(row listing.Row) (k Key, err error) {
		err = row.Scan(k.dest()...)
		return k, err
	})
}
