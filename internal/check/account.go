package check

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
	"github.com/liaison/liaison/internal/workspace"
)

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// users checks the users of the installation. A breach never names one but by
// the id.
func (c *Checker) users(ctx context.Context) error {
	return c.accountRows(ctx, "user", `SELECT id, username, username_key, email, is_superuser, is_active, is_service, `+
		record.Columns+` FROM users WHERE id > $1 AND $2 <> '' ORDER BY id`, func(scan scanner) (string, problem.Fields, error) {
		var u auth.User
		var usernameKey string
		err := scan(append([]any{&u.ID, &u.Username, &usernameKey, &u.Email, &u.IsSuperuser, &u.IsActive, &u.IsService},
			u.Meta.Dest()...)...)
		if err != nil {
			return u.ID, nil, err
		}
		var f problem.Fields
		const longest = 150
		textFaults(&f, "username", u.Username, longest)
		if u.Email != "" {
			_, fault := email.Parse(u.Email)
			f.Fault("/email", fault)
		}
		keyFaults(&f, key{"username_key", usernameKey, text.Fold(u.Username)})
		metaFaults("", &u.Meta, &f)
		return u.ID, f, nil
	})
}

// scanner reads one row.
type scanner func(dest ...any) error

// accountRows checks rows of which there are few or which are small. $1 of the
// query is the id behind which it begins, $2 the workspace.
func (c *Checker) accountRows(ctx context.Context, kind, query string, check func(scan scanner) (string, problem.Fields, error)) error {
	where := "none"
	if c.workspace != nil {
		where = c.id()
	}
	for last := ""; ; {
		next, n := "", 0
		err := c.twice(ctx, func(db *database.DB) ([]Breach, error) {
			rows, err := db.Query(ctx, query+" LIMIT 1000", last, where)
			if err != nil {
				return nil, err
			}
			defer func() { _ = rows.Close() }()
			var found []Breach
			for n = 0; rows.Next(); n++ {
				id, faults, err := check(rows.Scan)
				if err != nil && id == "" {
					return nil, err
				}
				if err != nil {
					faults.Add("", "unreadable", "The row holds an unreadable value.")
				}
				found = append(found, breaches(kind, id, faults)...)
				next = id
			}
			return found, rows.Err()
		})
		if err != nil || n == 0 {
			return err
		}
		c.checked(kind, n)
		last = next
	}
}

// ownRow checks the row of the workspace itself, and that the change log ends
// with it.
func (c *Checker) ownRow(ctx context.Context) error {
	c.checked("workspace", 1)
	return c.twice(ctx, func(db *database.DB) ([]Breach, error) {
		w, err := workspace.ByID(ctx, db, c.id())
		if err != nil {
			return nil, err
		}
		var f problem.Fields
		normal := *w
		normal.Validate(&f)
		normalFaults(&f, w.JSON(), normal.JSON())
		metaFaults("", &w.Meta, &f)
		r := reader{db: db, workspace: w.ID}
		newest, err := r.newest(ctx, changelog.Workspace, []string{w.ID})
		if err != nil {
			return nil, err
		}
		it := item{id: w.ID, record: w.JSON(), faults: f}
		it.logFaults(newest[w.ID])
		return breaches("workspace", w.ID, it.faults), nil
	})
}

// accounts checks the roles and the keys of the workspace.
func (c *Checker) accounts(ctx context.Context) error {
	if err := c.roles(ctx); err != nil {
		return err
	}
	return c.accountRows(ctx, "api_key", `SELECT id, name, name_key, key_hash, expires_at, revoked_at, `+record.Columns+`
		FROM api_keys WHERE id > $1 AND workspace_id = $2 ORDER BY id`, func(scan scanner) (string, problem.Fields, error) {
		var k auth.Key
		var nameKey, hash string
		err := scan(append([]any{&k.ID, &k.Name, &nameKey, &hash, &k.ExpiresAt, &k.RevokedAt}, k.Meta.Dest()...)...)
		if err != nil {
			return k.ID, nil, err
		}
		var f problem.Fields
		textFaults(&f, "name", k.Name, 100)
		keyFaults(&f, key{"name_key", nameKey, text.Fold(k.Name)})
		if !sha256Hex.MatchString(hash) {
			f.Add("/key_hash", "invalid_hash", "The hash is not a hexadecimal SHA-256.")
		}
		metaFaults("", &k.Meta, &f)
		return k.ID, f, nil
	})
}

func (c *Checker) roles(ctx context.Context) error {
	return c.accountRows(ctx, "role", `SELECT id, name, name_key, permissions, `+record.Columns+`
		FROM roles WHERE id > $1 AND workspace_id = $2 ORDER BY id`, func(scan scanner) (string, problem.Fields, error) {
		var r auth.Role
		var nameKey, permissions string
		if err := scan(append([]any{&r.ID, &r.Name, &nameKey, &permissions}, r.Meta.Dest()...)...); err != nil {
			return r.ID, nil, err
		}
		var f problem.Fields
		textFaults(&f, "name", r.Name, 100)
		keyFaults(&f, key{"name_key", nameKey, text.Fold(r.Name)})
		names := strings.Fields(permissions)
		if !slices.IsSorted(names) || strings.Join(names, " ") != permissions {
			f.Add("/permissions", notNormal, notNormalDetail)
		}
		for _, name := range names {
			if !slices.Contains(auth.Permissions(), auth.Permission(name)) {
				f.Add("/permissions", "unknown_value", "A permission does not exist.")
			}
		}
		metaFaults("", &r.Meta, &f)
		return r.ID, f, nil
	})
}
