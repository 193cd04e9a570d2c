package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
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

// errNoSetUp is the same for a token that is wrong, was used or has expired, and
// where there is a user.
var errNoSetUp = problem.New(problem.Forbidden,
	"The set-up link is not good: it is not whole, was used or is over, or there is a user already.")

// setUp is the one token with which the first user can be made. It is kept
// nowhere but in this process. The zero value is none.
type setUp struct {
	mu   sync.Mutex
	hash [sha256.Size]byte
	made database.Time // zero: there is none
}

func (t *setUp) put(hash [sha256.Size]byte, now database.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hash, t.made = hash, now
}

// clear makes a token worthless.
func (t *setUp) clear(hash [sha256.Size]byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hash == hash {
		t.hash, t.made = [sha256.Size]byte{}, database.Time{}
	}
}

// good reports whether a token is the one. A clock that was set back ends it.
func (t *setUp) good(hash [sha256.Size]byte, now database.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.made.IsZero() {
		return false
	}
	if age := now.Sub(t.made.Time); age < 0 || age >= setUpLives {
		t.hash, t.made = [sha256.Size]byte{}, database.Time{}
		return false
	}
	return subtle.ConstantTimeCompare(hash[:], t.hash[:]) == 1
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

// CanSetUp returns a Forbidden unless the first user can be made with a token.
func (s *Store) CanSetUp(ctx context.Context, token string) error {
	if !s.setUp.good(sha256.Sum256([]byte(token)), s.db.Now()) {
		return errNoSetUp
	}
	some, err := s.HasUsers(ctx)
	if err == nil && some {
		return errNoSetUp
	}
	return err
}

// SetUp makes the first user, who is a superuser and has a password, and makes
// the token worthless. The error for a token that is not good is a Forbidden, as
// it is once there is a user, whoever made it; bad input is a BadInput and leaves
// the token as it is.
func (s *Store) SetUp(ctx context.Context, token string, in NewUser) (*User, error) {
	sum := sha256.Sum256([]byte(token))
	if !s.setUp.good(sum, s.db.Now()) {
		return nil, errNoSetUp
	}
	if in.Password == "" {
		in.Faults.Add("/password", "required", "The first user needs a password.")
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
	if problem.Is(err, problem.Forbidden) || err == nil {
		s.setUp.clear(sum)
	}
	if err != nil {
		return nil, err
	}
	return u, nil
}

// insertFirst writes a user if there is none. Who manages the workspace is locked
// first, so that of several who set up at once, in whatever process, the others
// wait and then see the first one's user.
func insertFirst(ctx context.Context, tx *changelog.Tx, u *User, hash string) error {
	if _, err := lockManaged(ctx, tx, ""); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT id FROM users LIMIT 1) one").Scan(&n); err != nil {
		return fmt.Errorf("count users: %w", err)
	}
	if n > 0 {
		return errNoSetUp
	}
	return insertUser(ctx, tx, u, hash, "")
}
