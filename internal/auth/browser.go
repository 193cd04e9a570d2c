package auth

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// How long the session of a browser lasts: unused, and in all. One that is to be
// remembered lasts for its whole time, used or not.
const (
	browserIdle     = 30 * time.Minute
	browserLives    = 12 * time.Hour
	rememberedLives = 14 * 24 * time.Hour
)

const (
	usedEvery   = time.Minute // how often using a session is written down, at most
	cookieBytes = 32
	maxDevice   = 100 // code points
)

// BrowserSession is what a browser that signed in goes on with.
type BrowserSession struct {
	Secret   string        // for the cookie: 256 random bits, base64url
	Expires  time.Time     // when it ends, however it is used
	Lives    time.Duration // from now until then
	Remember bool          // whether the browser keeps the cookie when it is closed
}

// SignInBrowser begins a session for a browser, with the errors of SignIn.
// device says in a few words what it is, "" for unknown; remember makes the
// session last for days.
func (s *Store) SignInBrowser(
	ctx context.Context, in Credentials, remember bool, device string,
) (*BrowserSession, *Principal, error) {
	var b *BrowserSession
	var of session
	u, err := s.signIn(ctx, in, func(u *account) (err error) {
		of = session{userID: u.ID, kind: KindBrowser, remember: remember, device: cleanDevice(device), network: in.Network}
		if b, err = s.newBrowserSession(&of); err != nil {
			return err
		}
		return s.db.InTx(ctx, func(tx *database.DB) error { return begin(ctx, tx, of, u.checked, cookieHash(b.Secret)) })
	})
	if err != nil {
		return nil, nil, err
	}
	return b, NewPrincipal(Principal{UserID: u.ID, Username: u.Username, SessionID: of.id}), nil
}

// newBrowserSession gives a session of a browser its id, its secret and its end.
func (s *Store) newBrowserSession(of *session) (*BrowserSession, error) {
	var random [cookieBytes]byte
	if _, err := io.ReadFull(s.random, random[:]); err != nil {
		return nil, fmt.Errorf("read random bytes: %w", err)
	}
	b := &BrowserSession{Secret: base64.RawURLEncoding.EncodeToString(random[:]), Lives: browserLives, Remember: of.remember}
	if of.remember {
		b.Lives = rememberedLives
	}
	of.id, of.expires = s.db.NewID(), database.At(s.db.Now().Add(b.Lives))
	b.Expires = of.expires.Time
	return b, nil
}

// cleanDevice drops what cannot be shown in a list.
func cleanDevice(device string) string {
	device, fault := text.Clean(device, maxDevice)
	if fault != nil {
		return ""
	}
	return device
}

// cookieHash is the form of a cookie's secret that is stored. It has 256 random
// bits, so a plain hash is as good as a slow one.
func cookieHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

var errNoSession = problem.New(problem.Unauthorized, "Your session has ended; sign in again.")

// AuthenticateCookie returns who the secret of a cookie is, in the workspace
// named by its slug, "" for none named. The error for one that is not good, or
// whose session is over, is an Unauthorized; others come from the database.
// Where it is not clear which workspace is meant, the principal can do nothing,
// and its Refusal says why. It keeps the session from being idle.
func (s *Store) AuthenticateCookie(ctx context.Context, secret, workspaceSlug string) (*Principal, error) {
	if !isCookieSecret(secret) || len(workspaceSlug) > maxToken {
		return nil, errNoSession
	}
	// The prefix keeps what is known of cookies apart from what is known of tokens.
	sum := sha256.Sum256([]byte("cookie\n" + secret + "\n" + workspaceSlug))
	now := s.db.Now()
	found, ok := s.known.get(sum, now)
	if !ok {
		var err error
		if found, err = s.lookUpCookie(ctx, secret, workspaceSlug, now); err != nil {
			return nil, err
		}
		found.at = now
		s.known.put(sum, found)
	}
	if found.refused != nil {
		return nil, found.refused
	}
	if !now.Before(found.expires.Time) {
		return nil, errNoSession
	}
	return found.principal, nil
}

// isCookieSecret reports whether a text has the form of a cookie's secret.
func isCookieSecret(text string) bool {
	random, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(random) == cookieBytes && len(text) == base64.RawURLEncoding.EncodedLen(cookieBytes)
}

func (s *Store) lookUpCookie(ctx context.Context, secret, slug string, now database.Time) (knownKey, error) {
	hash := cookieHash(secret)
	of, u, err := s.browserSession(ctx, hash)
	if err != nil {
		return knownKey{}, err
	}
	if of == nil || !u.IsActive {
		return knownKey{refused: errNoSession}, nil
	}
	if of.over(now) {
		// Deleted, so that a clock that is set back does not bring it back, unless
		// it was used since by a process whose clock is another.
		_, err := s.db.Exec(ctx, `DELETE FROM sessions WHERE secret_hash = $1 AND used_at = $2`, hash, of.UsedAt)
		if err != nil {
			return knownKey{}, fmt.Errorf("end a session that is over: %w", err)
		}
		return knownKey{refused: errNoSession}, nil
	}
	if err := s.noteUse(ctx, hash, of, now); err != nil {
		return knownKey{}, err
	}
	p, err := s.principalIn(ctx, u, slug)
	if err != nil {
		return knownKey{}, err
	}
	p.SessionID = of.ID
	return knownKey{principal: p, expires: of.ends()}, nil
}

// browserSession returns a browser's session and its user by the hash of the
// cookie's secret, nil if there is none.
func (s *Store) browserSession(ctx context.Context, hash string) (*Session, *User, error) {
	var of Session
	var u User
	err := s.db.QueryRow(ctx, `SELECT `+sessionColumns+`, u.id, u.username, u.is_superuser, u.is_active
		FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.secret_hash = $1 AND s.kind = 'browser'`, hash).
		Scan(append(of.dest(), &u.ID, &u.Username, &u.IsSuperuser, &u.IsActive)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look up a session: %w", err)
	}
	return &of, &u, nil
}

// noteUse writes down that a session is used, at most once a minute. Without
// room on the disk it is not written down, and pages can still be read.
func (s *Store) noteUse(ctx context.Context, hash string, of *Session, now database.Time) error {
	if now.Sub(of.UsedAt.Time) < usedEvery {
		return nil
	}
	_, err := s.db.Exec(ctx, `UPDATE sessions SET used_at = $2 WHERE secret_hash = $1 AND used_at < $2`, hash, now)
	if err != nil && ctx.Err() == nil && database.Unavailable(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("note that a session is used: %w", err)
	}
	of.UsedAt = now
	return nil
}
