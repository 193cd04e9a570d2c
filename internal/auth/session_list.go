package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// SessionKind is what goes on with a session. One never works as the other.
type SessionKind string

// The kinds of session.
const (
	KindToken   SessionKind = "token"   // access and refresh tokens
	KindBrowser SessionKind = "browser" // a cookie
)

// Session is a session as its user sees it in a list.
type Session struct {
	ID        string
	Kind      SessionKind
	Remember  bool          // of a browser: lasts for days
	Device    string        // in a few words, "" for unknown
	Network   string        // where it began, "" for unknown
	CreatedAt database.Time // when somebody signed in
	UsedAt    database.Time // to the minute
	ExpiresAt database.Time // however it is used
}

const sessionColumns = `s.id, s.kind, s.remember, s.device, s.network, s.created_at, s.used_at, s.expires_at`

func (of *Session) dest() []any {
	return []any{&of.ID, &of.Kind, &of.Remember, &of.Device, &of.Network, &of.CreatedAt, &of.UsedAt, &of.ExpiresAt}
}

// ends returns when the session is over if it is not used any more.
func (of *Session) ends() database.Time {
	if of.Kind == KindBrowser && !of.Remember {
		if idle := of.UsedAt.Add(browserIdle); idle.Before(of.ExpiresAt.Time) {
			return database.At(idle)
		}
	}
	return of.ExpiresAt
}

// over reports whether the session has ended. A browser's that was used at a time
// to come has, too: the clock was set back, and nobody knows for how long it lay
// idle.
func (of *Session) over(now database.Time) bool {
	return !now.Before(of.ends().Time) || of.Kind == KindBrowser && of.UsedAt.Sub(now.Time) > leeway
}

// Sessions returns the sessions of a user that are not over, of browsers and of
// tokens, the last used first.
func (s *Store) Sessions(ctx context.Context, userID string) ([]Session, error) {
	rows, err := s.db.Query(ctx, `SELECT `+sessionColumns+` FROM sessions s WHERE s.user_id = $1
		ORDER BY s.used_at DESC, s.id DESC`, userID)
	if err != nil {
		return nil, fmt.Errorf("list the sessions of a user: %w", err)
	}
	defer func() { _ = rows.Close() }()
	now := s.db.Now()
	var list []Session
	for rows.Next() {
		var of Session
		if err := rows.Scan(of.dest()...); err != nil {
			return nil, fmt.Errorf("list the sessions of a user: %w", err)
		}
		if !of.over(now) {
			list = append(list, of)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the sessions of a user: %w", err)
	}
	return list, nil
}

// ErrNoSession says that a user has no such session.
var ErrNoSession = problem.New(problem.NotFound, "No such session; it may have ended.")

// SignOut ends the session of a principal; it does nothing if it has ended.
func (s *Store) SignOut(ctx context.Context, p *Principal) error {
	_, err := s.endSession(ctx, p.UserID, p.SessionID)
	return err
}

// EndSession ends a session of a user, or returns ErrNoSession.
func (s *Store) EndSession(ctx context.Context, userID, sessionID string) error {
	if !record.ValidID(sessionID) {
		return ErrNoSession
	}
	n, err := s.endSession(ctx, userID, sessionID)
	if err == nil && n == 0 {
		return ErrNoSession
	}
	return err
}

func (s *Store) endSession(ctx context.Context, userID, sessionID string) (n int64, err error) {
	n, err = s.db.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id = $2`, userID, sessionID)
	s.Forget()
	if err != nil {
		return 0, fmt.Errorf("end a session: %w", err)
	}
	return n, nil
}

// EndOtherSessions ends the sessions of a principal's user, of browsers and of
// tokens, all but the principal's own.
func (s *Store) EndOtherSessions(ctx context.Context, p *Principal) error {
	_, err := s.db.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id <> $2`, p.UserID, p.SessionID)
	s.Forget()
	if err != nil {
		return fmt.Errorf("end the other sessions of a user: %w", err)
	}
	return nil
}

// ForgetSessions deletes the sessions of everybody that are over.
func (s *Store) ForgetSessions(ctx context.Context) error {
	now := s.db.Now()
	idle, ahead := database.At(now.Add(-browserIdle)), database.At(now.Add(leeway+time.Millisecond))
	_, err := s.db.Exec(ctx, `DELETE FROM sessions WHERE expires_at <= $1
		OR kind = 'browser' AND (used_at >= $3 OR NOT remember AND used_at <= $2)`, now, idle, ahead)
	if err != nil {
		return fmt.Errorf("forget sessions that are over: %w", err)
	}
	return nil
}
