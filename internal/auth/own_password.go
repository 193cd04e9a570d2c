package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
)

var errWrongPresent = badField("/current_password", "wrong", "The current password is wrong.")

// ChangeOwnPassword gives the user of a browser's session a new password and
// returns the session that the browser goes on with; all their sessions until
// then end. A wrong present password is a BadInput at /current_password, and
// after some of them a TooManyRequests; a new one that breaks the rules is a
// BadInput at /new_password.
func (s *Store) ChangeOwnPassword(
	ctx context.Context, p *Principal, current, next string, actor changelog.Actor,
) (*BrowserSession, error) {
	if p.SessionID == "" {
		return nil, errNoSession // a key is not good for guessing passwords
	}
	u, err := s.account(ctx, "id", p.UserID)
	if err != nil {
		return nil, err
	}
	if err := s.confirmPassword(ctx, u, current); err != nil {
		return nil, withNewPassword(err, next, u)
	}
	next, fault := checkPassword(next, u.Username, u.Email)
	if fault != nil {
		return nil, badField("/new_password", fault.Code, fault.Detail)
	}
	hash, err := s.hashing.hash(ctx, next)
	if err != nil {
		return nil, err
	}
	workspace, err := s.logOf(ctx, p)
	if err != nil {
		return nil, err
	}
	var b *BrowserSession
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		b, err = s.replacePassword(ctx, tx, p, u.hash, hash)
		return err
	})
	s.Forget()
	if errors.Is(err, errWrong) { // somebody else changed it meanwhile
		err = errWrongPresent
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// confirmPassword counts an attempt and returns errWrongPresent if the password
// is not the user's.
func (s *Store) confirmPassword(ctx context.Context, u *account, password string) error {
	if len(password) > maxPasswordBytes {
		return errWrongPresent // nobody has such a one
	}
	name := ownHash(u.ID)
	if err := s.beginAttempt(ctx, name, u.ID); err != nil {
		return err
	}
	err := s.checkPasswordOf(ctx, u, password)
	if errors.Is(err, errWrong) {
		return errWrongPresent
	}
	return errors.Join(err, s.takeBackAttempt(ctx, name, err == nil))
}

// withNewPassword adds to a wrong present password what is wrong with the new
// one, so that both are told at once.
func withNewPassword(err error, next string, u *account) error {
	var wrong *problem.Error
	_, fault := checkPassword(next, u.Username, u.Email)
	if fault == nil || !errors.As(err, &wrong) || wrong.Kind != problem.BadInput {
		return err
	}
	faults := slices.Clone(wrong.Fields)
	faults.Fault("/new_password", fault)
	return faults.Err()
}

// replacePassword writes the new password, if the one before is still that of
// the hash checked, ends all sessions of the user and begins the present one
// anew.
func (s *Store) replacePassword(ctx context.Context, tx *changelog.Tx, p *Principal, checkedHash, hash string) (*BrowserSession, error) {
	of := session{userID: p.UserID, kind: KindBrowser}
	err := tx.QueryRow(ctx, `DELETE FROM sessions WHERE id = $1 AND user_id = $2 AND kind = 'browser'
		RETURNING remember, device, network`, p.SessionID, p.UserID).Scan(&of.remember, &of.device, &of.network)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoSession
	}
	if err != nil {
		return nil, fmt.Errorf("end the session to go on with: %w", err)
	}
	w := &userWrite{Tx: tx, patch: &UserPatch{}, hash: hash, checked: checkedHash}
	if _, err := w.update(ctx, p.UserID, func(int64) error { return nil }); err != nil {
		return nil, err
	}
	b, err := s.newBrowserSession(&of)
	if err != nil {
		return nil, err
	}
	return b, begin(ctx, tx.DB, of, checked{hash: hash, next: hash}, cookieHash(b.Secret))
}

// logOf returns the workspace whose log shows what a principal does with their
// own account: the one that they are in or, where that is not clear, their first
// one, else the installation's first.
func (s *Store) logOf(ctx context.Context, p *Principal) (string, error) {
	if p.WorkspaceID != "" {
		return p.WorkspaceID, nil
	}
	list, err := s.memberships(ctx, p.UserID, p.Superuser, "", 1)
	if err != nil {
		return "", err
	}
	if len(list) > 0 {
		return list[0].WorkspaceID, nil
	}
	return s.firstWorkspace(ctx)
}

// firstWorkspace returns the id of the oldest workspace.
func (s *Store) firstWorkspace(ctx context.Context) (id string, err error) {
	err = s.db.QueryRow(ctx, `SELECT id FROM workspaces ORDER BY created_at, id LIMIT 1`).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("find the first workspace: %w", err)
	}
	return id, nil
}
