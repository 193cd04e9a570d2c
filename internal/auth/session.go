package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/text/unicode/norm"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// mostSessions bounds the sessions of a user; the oldest make room.
const mostSessions = 100

// Credentials are what somebody signs in with.
type Credentials struct {
	Username, Password string
	Network            string // where the attempt comes from, for counting; "" for this machine
}

// errWrong is the same for a user who is not there, one who is disabled and a
// password that is not theirs.
var errWrong = problem.New(problem.Unauthorized, "The user name or the password is wrong.")

// SignIn begins a session. Wrong credentials are an Unauthorized, too many
// attempts a TooManyRequests and too much work at once an Unavailable. It never
// ends a session of the user, whatever the attempts of others.
func (s *Store) SignIn(ctx context.Context, in Credentials) (*Tokens, *Principal, error) {
	if err := s.networks.take(in.Network, s.db.Now().Time); err != nil {
		return nil, nil, err
	}
	username, fault := cleanUsername(in.Username)
	if fault != nil || len(in.Password) > maxPasswordBytes {
		return nil, nil, errWrong // no user has such ones
	}
	u, err := s.account(ctx, username)
	if err != nil {
		s.networks.takeBack(in.Network)
		return nil, nil, err
	}
	name := nameHash(username)
	if err := s.beginAttempt(ctx, name, u.ID); err != nil {
		return nil, nil, err
	}
	t, err := s.enter(ctx, u, norm.NFC.String(in.Password))
	if errors.Is(err, errWrong) {
		return nil, nil, err
	}
	s.networks.takeBack(in.Network)
	if err := errors.Join(err, s.takeBackAttempt(ctx, name, err == nil)); err != nil {
		return nil, nil, err
	}
	return t, NewPrincipal(Principal{UserID: u.ID, Username: u.Username}), nil
}

// account is a user with what signing in needs to know.
type account struct {
	User

	hash string
}

// account returns the user of a name, one without an id for a name that nobody
// has.
func (s *Store) account(ctx context.Context, username string) (*account, error) {
	u := &account{hash: nobodys}
	err := s.db.QueryRow(ctx, `SELECT id, username, password_hash, is_superuser, is_active FROM users WHERE username_key = $1`,
		text.Fold(username)).Scan(&u.ID, &u.Username, &u.hash, &u.IsSuperuser, &u.IsActive)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the user who signs in: %w", err)
	}
	return u, nil
}

// enter checks the password and begins the session. A hash of older parameters
// is replaced.
func (s *Store) enter(ctx context.Context, u *account, password string) (*Tokens, error) {
	hash := u.hash
	if hash == "" {
		hash = nobodys // of those who have no password
	}
	match, old, err := s.hashing.verify(ctx, password, hash)
	if err != nil {
		return nil, err
	}
	if !match || u.ID == "" || !u.IsActive {
		return nil, errWrong
	}
	if old {
		if hash, err = s.hashing.hash(ctx, password); err != nil {
			return nil, err
		}
	}
	of := session{id: s.db.NewID(), userID: u.ID, expires: database.At(s.db.Now().Add(refreshLives))}
	t, err := s.tokens(ctx, of)
	if err != nil {
		return nil, err
	}
	return t, s.db.InTx(ctx, func(tx *database.DB) error { return begin(ctx, tx, of, u.hash, hash, secretHash(t.Refresh)) })
}

// begin writes a session, unless the password was changed or the user disabled
// since the password was checked.
func begin(ctx context.Context, tx *database.DB, of session, checked, hash, secret string) error {
	n, err := tx.Exec(ctx, `UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND is_active`,
		of.userID, checked, hash)
	if err != nil {
		return fmt.Errorf("lock the user who signs in: %w", err)
	}
	if n == 0 {
		return errWrong
	}
	now := tx.Now()
	_, err = tx.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1 AND (expires_at <= $2 OR id IN (SELECT id FROM sessions
		WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4))`, of.userID, now, mostSessions, mostSessions-1)
	if err != nil {
		return fmt.Errorf("end old sessions: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO sessions (id, user_id, secret_hash, created_at, used_at, expires_at)
		VALUES ($1, $2, $3, $4, $4, $5)`, of.id, of.userID, secret, now, of.expires)
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	return nil
}

// Refresh exchanges a refresh token for new tokens. Each is good once: one that
// comes again has been stolen, or its thief was faster, and ends the session. Any
// that is not good is an Unauthorized.
func (s *Store) Refresh(ctx context.Context, token string) (*Tokens, error) {
	c, err := s.read(ctx, token, refreshType)
	if err != nil {
		return nil, err
	}
	of := session{id: c.Session, userID: c.Subject, expires: database.At(c.ExpiresAt.Time)}
	t, err := s.tokens(ctx, of)
	if err != nil {
		return nil, err
	}
	good := false
	err = s.db.InTx(ctx, func(tx *database.DB) error {
		now := tx.Now()
		n, err := tx.Exec(ctx, `UPDATE sessions SET secret_hash = $4, used_at = $5
			WHERE id = $1 AND user_id = $2 AND secret_hash = $3 AND expires_at > $5`,
			of.id, of.userID, secretHash(token), secretHash(t.Refresh), now)
		if err != nil {
			return fmt.Errorf("exchange a refresh token: %w", err)
		}
		if good = n == 1; good {
			return nil
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE id = $1 AND user_id = $2`, of.id, of.userID); err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !good {
		s.Forget()
		return nil, problem.New(problem.Unauthorized, "The session has ended: it is over, or the token came before.")
	}
	return t, nil
}

// endSessions ends all sessions of a user.
func endSessions(ctx context.Context, tx *changelog.Tx, userID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1`, userID); err != nil {
		return fmt.Errorf("end the sessions of a user: %w", err)
	}
	return nil
}

// sessionUser returns the user of a session, nil if it has ended.
func (s *Store) sessionUser(ctx context.Context, id, userID string) (*User, error) {
	var u User
	err := s.db.QueryRow(ctx, `SELECT u.id, u.username, u.is_superuser FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > $3 AND u.is_active`, id, userID, s.db.Now()).
		Scan(&u.ID, &u.Username, &u.IsSuperuser)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up a session: %w", err)
	}
	return &u, nil
}
