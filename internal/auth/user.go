package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

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
	Disabled  bool
	Role      string         // in the workspace; "" for none
	Password  string         // "" for a user who cannot sign in
	By        *Principal     // who makes the user; nil for an operator, who may all
	Faults    problem.Fields // what was found wrong while the input was read
}

// CreateUser makes a user, whose change goes into the log of the workspace.
// All that is wrong with the input is reported at once, as a BadInput; a role
// or a rank that the maker cannot give is a Forbidden.
func (s *Store) CreateUser(ctx context.Context, workspace string, actor changelog.Actor, in NewUser) (*User, error) {
	u := &User{IsSuperuser: in.Superuser, IsActive: !in.Disabled}
	var faults problem.Fields
	password, err := u.take(in)
	if err := faults.Gather(err); err != nil {
		return nil, err
	}
	if err := s.lookAtNew(ctx, workspace, u.Username, in.Role, &faults); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if in.Superuser && !in.By.mayAll() {
		return nil, errSuperusersAlone
	}
	hash := ""
	if password != "" {
		if hash, err = s.hashing.hash(ctx, password); err != nil {
			return nil, err
		}
	}
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		u.Meta = tx.NewMeta()
		roleID := ""
		if in.Role != "" {
			role, err := roleByName(ctx, tx.DB, workspace, in.Role)
			if err != nil {
				return err
			}
			if err := in.By.mayGive(role.Permissions); err != nil {
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

// lookAtNew notes what the database does not let a new user have, so that it is reported
// with all else that is wrong: what changes until the user is written is found then.
func (s *Store) lookAtNew(ctx context.Context, workspace, username, role string, faults *problem.Fields) error {
	if role != "" {
		_, err := roleByName(ctx, s.db, workspace, role)
		if err := faults.Gather(err); err != nil {
			return err
		}
	}
	return faults.Look("/username", func() error {
		switch _, err := userByName(ctx, s.db, workspace, username); {
		case err == nil:
			return errUserTaken
		case errors.Is(err, ErrNoUser):
			return nil
		default:
			return err
		}
	})
}

// take checks the input and returns the form of the password that is hashed.
func (u *User) take(in NewUser) (password string, err error) {
	faults := slices.Clone(in.Faults)
	var fault *problem.Fault
	u.Username, fault = cleanUsername(in.Username)
	faults.Fault("/username", fault)
	if in.Email != "" {
		u.Email, fault = email.Parse(in.Email)
		faults.Fault("/email", fault)
	}
	if in.Password != "" {
		password, fault = checkPassword(in.Password, in.Username, in.Email)
		faults.Fault("/password", fault)
	}
	return password, faults.Err()
}

var errUserTaken = taken("/username", "A user with this name already exists (case is ignored).", "")

// insertUser writes u, who becomes a member of the workspace unless roleID is
// "".
func insertUser(ctx context.Context, tx *changelog.Tx, u *User, hash, roleID string) error {
	args := append([]any{
		u.ID, u.Username, text.Fold(u.Username), u.Email, hash, u.IsSuperuser, u.IsActive, u.IsService,
	}, u.Values()...)
	_, err := tx.Exec(ctx, `INSERT INTO users (id, username, username_key, email, password_hash, is_superuser,
		is_active, is_service, `+record.Columns+`) VALUES `+database.Rows(1, len(args)), args...)
	if database.Violates(err, "users_username_unique") {
		return errUserTaken
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

const userColumns = `u.id, u.username, u.email, u.is_superuser, u.is_active, u.is_service, r.name,
	u.created_at, u.updated_at, u.created_by, u.updated_by, u.version`

const userQuery = `SELECT ` + userColumns + ` FROM users u
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
	return listUsers(ctx, s.db, userQuery+" ORDER BY u.username_key", workspace)
}

func listUsers(ctx context.Context, db *database.DB, query string, args ...any) ([]User, error) {
	rows, err := db.Query(ctx, query, args...)
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

// HasPeople reports whether there is anybody among the users. Service users, which
// are made for keys, are not people.
func (s *Store) HasPeople(ctx context.Context) (bool, error) { return hasPeople(ctx, s.db) }

func hasPeople(ctx context.Context, db *database.DB) (bool, error) {
	var n int
	err := db.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT id FROM users WHERE NOT is_service LIMIT 1) one").Scan(&n)
	if err != nil {
		return false, fmt.Errorf("count people: %w", err)
	}
	return n > 0, nil
}

// ErrNoUser says that there is no such user.
var ErrNoUser = problem.New(problem.NotFound, "No such user.")

// userByName returns a user, or ErrNoUser.
func userByName(ctx context.Context, db *database.DB, workspace, username string) (*User, error) {
	return oneUser(ctx, db, workspace, " WHERE u.username_key = $2", text.Fold(username))
}

func oneUser(ctx context.Context, db *database.DB, workspace, where, value string) (*User, error) {
	var u User
	err := db.QueryRow(ctx, userQuery+where, workspace, value).Scan(u.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoUser
	}
	if err != nil {
		return nil, fmt.Errorf("read user: %w", err)
	}
	return &u, nil
}

// User returns the user of an id as somebody sees them: the members of the
// workspace or, for a superuser, all. Others are ErrNoUser.
func (s *Store) User(ctx context.Context, workspace, id string, by *Principal) (*User, error) {
	return visibleUser(ctx, s.db, workspace, id, by)
}

func visibleUser(ctx context.Context, db *database.DB, workspace, id string, by *Principal) (*User, error) {
	u, err := oneUser(ctx, db, workspace, " WHERE u.id = $2", id)
	if err == nil && u.Role == "" && !by.mayAll() {
		return nil, ErrNoUser
	}
	return u, err
}
