package auth

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// UserPatch is what a writer says of a user; what is left out stays.
type UserPatch struct {
	Username, Email, Password record.Opt[string]
	Role                      record.Opt[string] // in the workspace; "" takes the user out of it
	IsSuperuser, IsActive     record.Opt[bool]
	By                        *Principal     // nil for an operator, who may all
	Faults                    problem.Fields // what was found wrong while the input was read
}

// SetPassword gives the user of a name a new password, which ends their
// sessions and forgets failed attempts to sign in. The change log shows that it
// was changed and nothing else of it.
func (s *Store) SetPassword(ctx context.Context, workspace string, actor changelog.Actor, username, password string) error {
	return s.updateNamed(ctx, workspace, actor, username, &UserPatch{Password: record.Some(password)})
}

// DisableUser keeps the user of a name and all that acts as them out: sessions
// end, and keys stop working within a second. It changes nothing if the user is
// disabled already.
func (s *Store) DisableUser(ctx context.Context, workspace string, actor changelog.Actor, username string) error {
	return s.updateNamed(ctx, workspace, actor, username, &UserPatch{IsActive: record.Some(false)})
}

// UnlockUser forgets the failed attempts to sign in with a name. It is no change
// of the user.
func (s *Store) UnlockUser(ctx context.Context, workspace string, actor changelog.Actor, username string) error {
	return changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		u, err := userByName(ctx, tx.DB, workspace, username)
		if err != nil {
			return err
		}
		return unlock(ctx, tx, u)
	})
}

func (s *Store) updateNamed(ctx context.Context, workspace string, actor changelog.Actor, username string, p *UserPatch) error {
	u, err := userByName(ctx, s.db, workspace, username)
	if err != nil {
		return err
	}
	_, err = s.UpdateUser(ctx, workspace, actor, u.ID, p, func(int64) error { return nil })
	return err
}

// UpdateUser changes the user of an id, or returns ErrNoUser. check may refuse
// the version that the user has. What the writer may not do is a Forbidden; what
// would leave a workspace without anybody who manages it is a Conflict, unless an
// operator does it. A new password and disabling end the user's sessions; another
// role or rank ends those of browsers.
func (s *Store) UpdateUser(
	ctx context.Context, workspace string, actor changelog.Actor, id string, p *UserPatch, check func(version int64) error,
) (*User, error) {
	u, err := visibleUser(ctx, s.db, workspace, id, p.By)
	if err != nil {
		return nil, err
	}
	hash := ""
	faults := slices.Clone(p.Faults)
	after := p.apply(*u, &faults)
	if p.Password.Given {
		password, fault := p.newPassword(&after)
		faults.Fault("/password", fault)
		if p.Role.Value != "" && p.Role.Value != u.Role { // else it is looked up beside the rest below
			_, err := roleByName(ctx, s.db, workspace, p.Role.Value)
			if err := faults.Gather(err); err != nil {
				return nil, err
			}
		}
		if err := faults.Err(); err != nil {
			return nil, err
		}
		if hash, err = s.hashing.hash(ctx, password); err != nil {
			return nil, err
		}
	}
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		w := &userWrite{Tx: tx, patch: p, hash: hash}
		u, err = w.update(ctx, id, check)
		return err
	})
	s.Forget()
	if err != nil {
		return nil, err
	}
	return u, nil
}

// newPassword checks the new password of a user.
func (p *UserPatch) newPassword(u *User) (string, *problem.Fault) {
	if u.IsService {
		return "", &problem.Fault{Code: "service_user", Detail: "A service user cannot sign in: it exists for an API key."}
	}
	return checkPassword(p.Password.Value, u.Username, u.Email)
}

// apply returns the user with what the patch says, but for the role, and notes
// what breaks a rule.
func (p *UserPatch) apply(u User, faults *problem.Fields) User {
	if p.Username.Given && p.Username.Value != u.Username {
		faults.Add("/username", "immutable", "A username cannot be changed: API keys and the change log show it.")
	}
	if p.Email.Given {
		u.Email = ""
		if p.Email.Value != "" {
			var fault *problem.Fault
			u.Email, fault = email.Parse(p.Email.Value)
			faults.Fault("/email", fault)
		}
	}
	p.IsSuperuser.To(&u.IsSuperuser)
	p.IsActive.To(&u.IsActive)
	return u
}

// userWrite is one change of a user in its transaction.
type userWrite struct {
	*changelog.Tx

	patch   *UserPatch
	hash    string // of the new password, "" for none
	checked string // the hash that the new one may take the place of, "" for any
}

func (w *userWrite) update(ctx context.Context, id string, check func(version int64) error) (*User, error) {
	managed, err := lockManaged(ctx, w.Tx, id)
	if err != nil {
		return nil, err
	}
	if _, err := w.Exec(ctx, "UPDATE users SET version = version WHERE id = $1", id); err != nil {
		return nil, fmt.Errorf("lock user: %w", err)
	}
	u, err := visibleUser(ctx, w.DB, w.Workspace, id, w.patch.By)
	if err != nil {
		return nil, err
	}
	if err := check(u.Version); err != nil {
		return nil, err
	}
	faults := slices.Clone(w.patch.Faults)
	after := w.patch.apply(*u, &faults)
	role, err := w.newRole(ctx, u, &after)
	if err := faults.Gather(err); err != nil {
		return nil, err
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := w.allowed(ctx, u, &after, role); err != nil {
		return nil, err
	}
	if w.hash == "" && bytes.Equal(u.JSON(), after.JSON()) {
		return u, nil
	}
	if err := w.save(ctx, u, &after, role); err != nil {
		return nil, err
	}
	if w.patch.By == nil {
		return &after, nil // an operator can make the next admin
	}
	return &after, managed.stillManaged(ctx, w.Tx)
}

// EndSessionsOf signs a user out everywhere. It is for those who may set the user's
// password; for others it is a Forbidden.
func (s *Store) EndSessionsOf(ctx context.Context, workspace, id string, by *Principal) error {
	err := changelog.InTx(ctx, s.db, workspace, changelog.Actor{}, func(tx *changelog.Tx) error {
		w := userWrite{Tx: tx, patch: &UserPatch{By: by}, hash: "none is set", checked: "none is"}
		u, err := visibleUser(ctx, tx.DB, workspace, id, by)
		if err != nil {
			return err
		}
		if err := w.allowed(ctx, u, u, nil); err != nil {
			return err
		}
		return endSessions(ctx, tx, id, "")
	})
	s.Forget()
	return err
}

// newRole returns the role that the patch gives, nil for none, and shows it in
// the user.
func (w *userWrite) newRole(ctx context.Context, before, after *User) (*Role, error) {
	if !w.patch.Role.Given || w.patch.Role.Value == before.Role {
		return nil, nil
	}
	if after.Role = ""; w.patch.Role.Value == "" {
		return nil, nil
	}
	role, err := roleByName(ctx, w.DB, w.Workspace, w.patch.Role.Value)
	if err != nil {
		return nil, err
	}
	after.Role = role.Name
	return role, nil
}

// allowed returns a Forbidden if the writer may not change the user so. Nobody
// gives what they do not have, and nobody takes over a user who may more: whoever
// could set such a user's password could sign in as them.
func (w *userWrite) allowed(ctx context.Context, before, after *User, role *Role) error {
	by := w.patch.By
	if by != nil && by.UserID == before.ID && w.hash != "" && w.checked == "" {
		var faults problem.Fields // else whoever holds a session or a key would hold the account
		faults.Add("/password", "own_password", "To change your own password, use your account page in the admin, which asks for the current one.")
		return faults.Err()
	}
	if by.mayAll() {
		return nil
	}
	if before.IsSuperuser || after.IsSuperuser != before.IsSuperuser {
		return errSuperusersAlone
	}
	if role != nil {
		if err := by.mayGive(role.Permissions); err != nil {
			return err
		}
	}
	if before.Role != "" {
		held, err := roleByName(ctx, w.DB, w.Workspace, before.Role)
		if err != nil {
			return err
		}
		if err := by.mayGive(held.Permissions); err != nil {
			return err
		}
	}
	return w.allowedElsewhere(ctx, before, after)
}

// allowedElsewhere returns a Forbidden where the change of a user would reach into
// other workspaces that they work in. Who signs in may still change the role that
// they have here; a key may change nothing of them.
func (w *userWrite) allowedElsewhere(ctx context.Context, before, after *User) error {
	byKey := w.patch.By.KeyID != ""
	if w.hash == "" && after.Email == before.Email && after.IsActive == before.IsActive && (!byKey || after.Role == before.Role) {
		return nil
	}
	var others int
	err := w.QueryRow(ctx, `SELECT COUNT(*) FROM memberships WHERE user_id = $1 AND workspace_id <> $2`,
		before.ID, w.Workspace).Scan(&others)
	if err != nil {
		return fmt.Errorf("count the workspaces of a user: %w", err)
	}
	switch {
	case others == 0:
		return nil
	case byKey:
		return problem.New(problem.Forbidden,
			"The user works in other workspaces too, and a key reaches nothing outside its own: sign in to change them.")
	}
	return problem.New(problem.Forbidden,
		"The user works in other workspaces too: you can change their role here, and only superusers the rest.")
}

func (w *userWrite) save(ctx context.Context, before, after *User, role *Role) error {
	after.Touch(w.At, w.Actor.UserID)
	_, err := w.Exec(ctx, `UPDATE users SET email = $2, is_superuser = $3, is_active = $4, updated_at = $5, updated_by = $6,
		version = $7 WHERE id = $1`, after.ID, after.Email, after.IsSuperuser, after.IsActive, after.UpdatedAt,
		record.OrNull(after.UpdatedBy), after.Version)
	if err != nil {
		return fmt.Errorf("update user: %w", err)
	}
	if after.Role != before.Role {
		if err := setMember(ctx, w.Tx, after.ID, role); err != nil {
			return err
		}
	}
	if w.hash != "" {
		if err := w.savePassword(ctx, after); err != nil {
			return err
		}
	}
	if err := w.endSessions(ctx, before, after); err != nil {
		return err
	}
	entry, err := w.Append(changelog.User, after.ID, before.JSON(), after.JSON(), nil)
	if err == nil && w.hash != "" {
		entry.Changed = append(entry.Changed, "password")
		slices.Sort(entry.Changed)
	}
	return err
}

// endSessions ends what was begun before the change: all sessions at a new
// password, and those of browsers when the user may do other things than before.
func (w *userWrite) endSessions(ctx context.Context, before, after *User) error {
	switch {
	case w.hash != "", !after.IsActive:
		return endSessions(ctx, w.Tx, after.ID, "")
	case after.Role != before.Role, after.IsSuperuser != before.IsSuperuser:
		return endSessions(ctx, w.Tx, after.ID, KindBrowser)
	}
	return nil
}

func (w *userWrite) savePassword(ctx context.Context, u *User) error {
	n, err := w.Exec(ctx, `UPDATE users SET password_hash = $2 WHERE id = $1 AND ($3 = '' OR password_hash = $3)`,
		u.ID, w.hash, w.checked)
	if err != nil {
		return fmt.Errorf("set the password: %w", err)
	}
	if n == 0 {
		return errWrong
	}
	return unlock(ctx, w.Tx, u)
}
