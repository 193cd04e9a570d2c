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

// mostSessions bounds the sessions of each kind that a user has; the oldest make
// room.
const mostSessions = 100

// Credentials are what somebody signs in with.
type Credentials struct {
	Username, Password string
	Network            string // where the attempt comes from, for counting; "" for this machine
}

// errWrong is the same for a user who is not there, one who is disabled and a
// password that is not theirs.
var errWrong = problem.New(problem.Unauthorized, "The username or password is wrong.")

// SignIn begins a session. Wrong credentials are an Unauthorized, too many
// attempts a TooManyRequests and too much work at once an Unavailable. It never
// ends a session of the user, whatever the attempts of others.
func (s *Store) SignIn(ctx context.Context, in Credentials) (*Tokens, *Principal, error) {
	var t *Tokens
	u, err := s.signIn(ctx, in, func(u *account) (err error) {
		of := session{
			id: s.db.NewID(), userID: u.ID, kind: KindToken, network: in.Network, expires: database.At(s.db.Now().Add(refreshLives)),
		}
		if t, err = s.tokens(ctx, of); err != nil {
			return err
		}
		return s.db.InTx(ctx, func(tx *database.DB) error { return begin(ctx, tx, of, u.checked, secretHash(t.Refresh)) })
	})
	if err != nil {
		return nil, nil, err
	}
	return t, NewPrincipal(Principal{UserID: u.ID, Username: u.Username}), nil
}

// signIn counts the attempt, checks the password and, if it is right, begins
// the session with start.
func (s *Store) signIn(ctx context.Context, in Credentials, start func(u *account) error) (*account, error) {
	if err := s.networks.take(in.Network, s.db.Now().Time); err != nil {
		return nil, err
	}
	username, fault := cleanUsername(in.Username)
	if fault != nil || len(in.Password) > maxPasswordBytes {
		return nil, errWrong // no user has such ones
	}
	u, err := s.account(ctx, "username_key", text.Fold(username))
	if err != nil {
		s.networks.takeBack(in.Network)
		return nil, err
	}
	name := nameHash(username)
	if err := s.beginAttempt(ctx, name, u.ID); err != nil {
		return nil, err
	}
	if err = s.checkPasswordOf(ctx, u, in.Password); err == nil {
		err = start(u)
	}
	if errors.Is(err, errWrong) {
		return nil, err
	}
	s.networks.takeBack(in.Network)
	if err := errors.Join(err, s.takeBackAttempt(ctx, name, err == nil)); err != nil {
		return nil, err
	}
	return u, nil
}

// account is a user with what signing in needs to know.
type account struct {
	User

	hash    string
	checked checked
}

// checked is a password that was found to be right.
type checked struct {
	hash string // as it was stored
	next string // to be stored from now on
}

// account returns the user with a value in a column, one without an id if there
// is none.
func (s *Store) account(ctx context.Context, column, value string) (*account, error) {
	u := &account{hash: nobodys}
	err := s.db.QueryRow(ctx, `SELECT id, username, email, password_hash, is_superuser, is_active FROM users WHERE `+column+` = $1`,
		value).Scan(&u.ID, &u.Username, &u.Email, &u.hash, &u.IsSuperuser, &u.IsActive)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the user who signs in: %w", err)
	}
	return u, nil
}

// checkPasswordOf returns errWrong unless the password is the user's and they
// are enabled. A hash of older parameters is to be replaced.
func (s *Store) checkPasswordOf(ctx context.Context, u *account, password string) error {
	password, hash := norm.NFC.String(password), u.hash
	if hash == "" {
		hash = nobodys // of those who have no password
	}
	match, old, err := s.hashing.verify(ctx, password, hash)
	if err != nil {
		return err
	}
	if !match || u.ID == "" || !u.IsActive {
		return errWrong
	}
	u.checked = checked{hash: u.hash, next: u.hash}
	if old {
		u.checked.next, err = s.hashing.hash(ctx, password)
	}
	return err
}

// begin writes a session, unless the password was changed or the user disabled
// since the password was checked.
func begin(ctx context.Context, tx *database.DB, of session, password checked, secret string) error {
	n, err := tx.Exec(ctx, `UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND is_active`,
		of.userID, password.hash, password.next)
	if err != nil {
		return fmt.Errorf("lock the user who signs in: %w", err)
	}
	if n == 0 {
		return errWrong
	}
	now := tx.Now()
	_, err = tx.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1 AND (expires_at <= $2 OR id IN (SELECT id FROM sessions
		WHERE user_id = $1 AND kind = $5 ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4))`,
		of.userID, now, mostSessions, mostSessions-1, of.kind)
	if err != nil {
		return fmt.Errorf("end old sessions: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO sessions (id, user_id, kind, secret_hash, created_at, used_at, expires_at, remember,
		device, network) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)`,
		of.id, of.userID, of.kind, secret, now, of.expires, of.remember, of.device, of.network)
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
			WHERE id = $1 AND user_id = $2 AND kind = 'token' AND secret_hash = $3 AND expires_at > $5`,
			of.id, of.userID, secretHash(token), secretHash(t.Refresh), now)
		if err != nil {
			return fmt.Errorf("exchange a refresh token: %w", err)
		}
		if good = n == 1; good {
			return nil
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE id = $1 AND user_id = $2 AND kind = 'token'`, of.id, of.userID); err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !good {
		s.Forget()
		return nil, problem.New(problem.Unauthorized, "The session has ended, or this refresh token has been used already; sign in again.")
	}
	return t, nil
}

// endSessions ends the sessions of a user: those of a kind, or all for "".
func endSessions(ctx context.Context, tx *changelog.Tx, userID string, kind SessionKind) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1 AND ($2 = '' OR kind = $2)`, userID, kind); err != nil {
		return fmt.Errorf("end the sessions of a user: %w", err)
	}
	return nil
}

// sessionUser returns the user of a session of tokens, nil if it has ended.
func (s *Store) sessionUser(ctx context.Context, id, userID string) (*User, error) {
	var u User
	err := s.db.QueryRow(ctx, `SELECT u.id, u.username, u.is_superuser FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = $1 AND s.user_id = $2 AND s.kind = 'token' AND s.expires_at > $3 AND u.is_active`, id, userID, s.db.Now()).
		Scan(&u.ID, &u.Username, &u.IsSuperuser)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up a session: %w", err)
	}
	return &u, nil
}
