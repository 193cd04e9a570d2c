package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// setUpLives is how long the first user can be made with a token.
const setUpLives = 30 * time.Minute

// tokenLength is how many characters a set-up token has.
var tokenLength = base64.RawURLEncoding.EncodedLen(cookieBytes)

// makeUser is the way to the first user that needs no link.
const makeUser = "`liaison user create --username NAME --email ADDRESS --superuser`"

// Why a set-up link is refused. None of them says anything of the token that is
// good.
var (
	errSetUpCut = problem.New(problem.Forbidden,
		"The set-up link is not complete. Copy all of it from the server's output, or make the first user with "+makeUser+".")
	errSetUpUnknown = problem.New(problem.Forbidden,
		"The set-up link is not the one that the server printed when it was last started: each link stops working when the server stops. "+
			"Open the latest one, restart the server to get a new one, or make the first user with "+makeUser+".")
	errSetUpOld = problem.New(problem.Forbidden,
		"The set-up link is older than 30 minutes. Restart the server to get a new one, or make the first user with "+makeUser+".")
	errSetUpUsed = problem.New(problem.Forbidden,
		"The set-up link was used already. Sign in as the user it made; `liaison user set-password NAME` gives a new password.")
	errSetUpDone = problem.New(problem.Forbidden,
		"The set-up link makes the first user only, and there is a user already. Sign in, or make another user with "+makeUser+".")
)

// setUp is the one token with which the first user can be made. It is kept
// nowhere but in this process. The zero value is none.
type setUp struct {
	mu   sync.Mutex
	hash [sha256.Size]byte
	made database.Time // zero: there is none
	used bool
	old  bool
}

func (t *setUp) put(hash [sha256.Size]byte, now database.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hash, t.made, t.used, t.old = hash, now, false, false
}

// use makes a token worthless, if it is still the one.
func (t *setUp) use(hash [sha256.Size]byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.used = t.used || t.hash == hash
}

// refusal returns why a token is not good, nil for the one that is. A clock that
// was set back ends it for good, as time does.
func (t *setUp) refusal(hash [sha256.Size]byte, now database.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	age := now.Sub(t.made.Time)
	t.old = t.old || age < 0 || age >= setUpLives
	switch {
	case t.made.IsZero(), subtle.ConstantTimeCompare(hash[:], t.hash[:]) != 1:
		return errSetUpUnknown
	case t.used:
		return errSetUpUsed
	case t.old:
		return errSetUpOld
	}
	return nil
}

// NewSetUp returns a token with which the first user can be made within 30
// minutes, by this process alone. It takes the place of the one before.
func (s *Store) NewSetUp() (token string, err error) {
	var random [cookieBytes]byte
	if _, err := io.ReadFull(s.random, random[:]); err != nil {
		return "", fmt.Errorf("read random bytes: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(random[:])
	s.setUp.put(sha256.Sum256([]byte(token)), s.db.Now())
	return token, nil
}

// CanSetUp returns nil if the first user can be made with a token. Otherwise the
// error is a Forbidden that says why, and which command helps.
func (s *Store) CanSetUp(ctx context.Context, token string) error {
	if len(token) != tokenLength {
		return errSetUpCut
	}
	refusal := s.setUp.refusal(sha256.Sum256([]byte(token)), s.db.Now())
	if errors.Is(refusal, errSetUpUsed) {
		return refusal
	}
	some, err := s.HasPeople(ctx)
	switch {
	case err != nil:
		return err
	case some:
		return errSetUpDone
	}
	return refusal
}

// SetUp makes the first user, who is a superuser and has a password, and makes
// the token worthless. The errors for a token that is not good are those of
// CanSetUp; bad input is a BadInput and leaves the token as it is.
func (s *Store) SetUp(ctx context.Context, token string, in NewUser) (*User, error) {
	if err := s.CanSetUp(ctx, token); err != nil {
		return nil, err
	}
	if in.Password == "" {
		in.Faults.Add("/password", "required", "The password of the first user is required.")
	}
	u := &User{IsSuperuser: true, IsActive: true}
	password, err := u.take(in)
	if err != nil {
		return nil, err
	}
	hash, err := s.hashing.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	workspace, err := s.firstWorkspace(ctx)
	if err != nil {
		return nil, err
	}
	actor := changelog.Actor{Via: changelog.ViaSystem, Name: "set-up"}
	err = changelog.InTx(ctx, s.db, workspace, actor, func(tx *changelog.Tx) error {
		u.Meta = tx.NewMeta()
		return insertFirst(ctx, tx, u, hash)
	})
	if err != nil {
		return nil, err
	}
	s.setUp.use(sha256.Sum256([]byte(token)))
	return u, nil
}

// insertFirst writes a user if there is no person yet. Who manages the workspace
// is locked first, so that of several who set up at once, in whatever process, the
// others wait and then see the first one's user.
func insertFirst(ctx context.Context, tx *changelog.Tx, u *User, hash string) error {
	if _, err := lockManaged(ctx, tx, ""); err != nil {
		return err
	}
	some, err := hasPeople(ctx, tx.DB)
	if err != nil {
		return err
	}
	if some {
		return errSetUpDone
	}
	return insertUser(ctx, tx, u, hash, "")
}
