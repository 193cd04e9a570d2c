package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// User is somebody who can be the author of a change. Users are of the whole
// installation; what they may do is said by workspace. They are disabled and
// never deleted.
type User struct {
	record.Meta
	Username    string // unique but for case
	Email       string // "" for none
	IsSuperuser bool
	IsActive    bool
	IsService   bool   // made for an API key, without a password
	Role        string // in the workspace that was asked about, "" for none; read only
}

// JSON returns the user's record. It never holds the password's hash.
func (u *User) JSON() []byte {
	var o record.Object
	o.Text("id", u.ID)
	o.Text("username", u.Username)
	o.Text("email", u.Email)
	o.Bool("is_superuser", u.IsSuperuser)
	o.Bool("is_active", u.IsActive)
	o.Bool("is_service", u.IsService)
	o.TextOrNull("role", u.Role)
	o.Meta(&u.Meta)
	return o.JSON()
}

// NewUser is what CreateUser needs to know.
type NewUser struct {
	Username  string
	Email     string // "" for none
	Superuser bool
	Role      string // in the workspace; "" for none
	Password  string // "" for a user who cannot sign in
}

// CreateUser makes a user, whose change goes into the log of the workspace.
// All that is wrong with the input is reported at once, as a BadInput.
func (s *Store) CreateUser(ctx context.Context, workspace string, actor changelog.Actor, in NewUser) (*User, error) {
	u := &User{IsSuperuser: in.Superuser, IsActive: true}
	hash, err := u.take(in)
	if err != nil {
		return nil, err
	}
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		u.Meta = tx.NewMeta()
		roleID := ""
		if in.Role != "" {
			role, err := roleByName(ctx, tx.DB, workspace, in.Role)
			if err != nil {
				return err
			}
			u.Role, roleID = role.Name, role.ID
		}
		return insertUser(ctx, tx, u, hash, roleID)
	})
	if err != nil {
		return nil, err
	}
	return u, nil
}

// take checks the input and returns the hash of the password.
func (u *User) take(in NewUser) (hash string, err error) {
	var faults problem.Fields
	var fault *problem.Fault
	u.Username, fault = cleanUsername(in.Username)
	faults.Fault("/username", fault)
	if in.Email != "" {
		u.Email, fault = email.Parse(in.Email)
		faults.Fault("/email", fault)
	}
	password := ""
	if in.Password != "" {
		password, fault = checkPassword(in.Password, in.Username)
		faults.Fault("/password", fault)
	}
	if err := faults.Err(); err != nil || password == "" {
		return "", err
	}
	return hashPassword(password)
}

// insertUser writes u, who becomes a member of the workspace unless roleID is
// "".
func insertUser(ctx context.Context, tx *changelog.Tx, u *User, hash, roleID string) error {
	args := append([]any{
		u.ID, u.Username, text.Fold(u.Username), u.Email, hash, u.IsSuperuser, u.IsActive, u.IsService,
	}, u.Values()...)
	_, err := tx.Exec(ctx, `INSERT INTO users (id, username, username_key, email, password_hash, is_superuser,
		is_active, is_service, `+record.Columns+`) VALUES `+database.Rows(1, len(args)), args...)
	if database.Violates(err, "users_username_unique") {
		return badField("/username", "unique", "There is a user of that name already, perhaps in other case.")
	}
	if err != nil {
		return fmt.Errorf("insert user: %w", err)
	}
	if roleID != "" {
		if err := addMember(ctx, tx, u.ID, roleID); err != nil {
			return err
		}
	}
	_, err = tx.Append(changelog.User, u.ID, nil, u.JSON(), nil)
	return err
}

const userQuery = `SELECT u.id, u.username, u.email, u.is_superuser, u.is_active, u.is_service, r.name,
	u.created_at, u.updated_at, u.created_by, u.updated_by, u.version FROM users u
	LEFT JOIN memberships m ON m.workspace_id = $1 AND m.user_id = u.id
	LEFT JOIN roles r ON r.workspace_id = $1 AND r.id = m.role_id`

func (u *User) dest() []any {
	return append([]any{
		&u.ID, &u.Username, &u.Email, &u.IsSuperuser, &u.IsActive, &u.IsService, record.Null(&u.Role),
	}, u.Dest()...)
}

// ListUsers returns all users of the installation with their roles in a
// workspace, ordered by name.
func (s *Store) ListUsers(ctx context.Context, workspace string) ([]User, error) {
	rows, err := s.db.Query(ctx, userQuery+" ORDER BY u.username_key", workspace)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []User
	for rows.Next() {
		var u User
		if err := rows.Scan(u.dest()...); err != nil {
			return nil, fmt.Errorf("list users: %w", err)
		}
		list = append(list, u)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return list, nil
}

// HasUsers reports whether anybody was ever made a user.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	var n int
	err := s.db.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT id FROM users LIMIT 1) one").Scan(&n)
	if err != nil {
		return false, fmt.Errorf("count users: %w", err)
	}
	return n > 0, nil
}

// ErrNoUser says that there is no user of that name.
var ErrNoUser = problem.New(problem.NotFound, "There is no user of that name.")

// userByName returns a user, locked until the end of the transaction if write
// is set, or ErrNoUser.
func userByName(ctx context.Context, tx *changelog.Tx, username string, write bool) (*User, error) {
	key := text.Fold(username)
	if write {
		if _, err := tx.Exec(ctx, "UPDATE users SET version = version WHERE username_key = $1", key); err != nil {
			return nil, fmt.Errorf("lock user: %w", err)
		}
	}
	var u User
	err := tx.QueryRow(ctx, userQuery+" WHERE u.username_key = $2", tx.Workspace, key).Scan(u.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoUser
	}
	if err != nil {
		return nil, fmt.Errorf("read user: %w", err)
	}
	return &u, nil
}

// SetPassword gives a user a new password. The change log shows that it was
// changed and nothing else of it.
func (s *Store) SetPassword(ctx context.Context, workspace string, actor changelog.Actor, username, password string) error {
	password, fault := checkPassword(password, username)
	var faults problem.Fields
	faults.Fault("/password", fault)
	if err := faults.Err(); err != nil {
		return err
	}
	hash, err := hashPassword(password)
	if err != nil {
		return err
	}
	return s.update(ctx, workspace, actor, username, func(u *User) (string, any, string) {
		if u.IsService {
			return "", nil, ""
		}
		return "password_hash", hash, "password"
	})
}

// DisableUser keeps a user and all that acts as them out: keys stop working
// within a second. It changes nothing if the user is disabled already.
func (s *Store) DisableUser(ctx context.Context, workspace string, actor changelog.Actor, username string) error {
	err := s.update(ctx, workspace, actor, username, func(u *User) (string, any, string) {
		if !u.IsActive {
			return "", nil, ""
		}
		u.IsActive = false
		return "is_active", false, ""
	})
	s.known.clear()
	return err
}

// update changes one column of a user and appends the change. change alters
// the user and returns the column, its value and the name that the log shows
// for what the record does not; without a column nothing is written.
func (s *Store) update(ctx context.Context, workspace string, actor changelog.Actor, username string,
	change func(*User) (column string, value any, unseen string),
) error {
	return changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		u, err := userByName(ctx, tx, username, true)
		if err != nil {
			return err
		}
		before := u.JSON()
		column, value, unseen := change(u)
		if column == "" {
			return nil
		}
		u.Touch(tx.At, actor.UserID)
		_, err = tx.Exec(ctx, "UPDATE users SET "+column+" = $2, updated_at = $3, updated_by = $4, version = $5 WHERE id = $1",
			u.ID, value, u.UpdatedAt, record.OrNull(u.UpdatedBy), u.Version)
		if err != nil {
			return fmt.Errorf("update user: %w", err)
		}
		entry, err := tx.Append(changelog.User, u.ID, before, u.JSON(), nil)
		if err == nil && unseen != "" {
			entry.Changed = append(entry.Changed, unseen)
		}
		return err
	})
}
