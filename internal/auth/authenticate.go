package auth

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Authenticate returns who a key is. The error for any key that is not good is
// a problem.Error of kind Unauthorized; others come from the database.
//
// A key may do what both its role and the user that it acts as may do: the
// user's role in the workspace or, for a superuser, all. It reaches nothing
// outside its workspace, so the principal is never a superuser.
func (s *Store) Authenticate(ctx context.Context, key string) (*Principal, error) {
	if !wellFormed(key) {
		return nil, problem.New(problem.Unauthorized, "The API key is malformed or incomplete; copy it again.")
	}
	sum := sha256.Sum256([]byte(key))
	now := s.db.Now()
	found, ok := s.known.get(sum, now)
	if !ok {
		var err error
		if found, err = s.lookUp(ctx, hex.EncodeToString(sum[:])); err != nil {
			return nil, err
		}
		found.at = now
		s.known.put(sum, found)
	}
	if found.refused == nil && !found.expires.IsZero() && !now.Before(found.expires.Time) {
		return nil, problem.New(problem.Unauthorized, "The API key has expired.")
	}
	if found.refused != nil {
		return nil, found.refused
	}
	return found.principal, nil
}

// knownKey is what is known of a key: a principal, or why it is refused.
type knownKey struct {
	principal *Principal
	refused   *problem.Error
	expires   database.Time
	at        database.Time // when it was read
}

func (s *Store) lookUp(ctx context.Context, hash string) (knownKey, error) {
	var p Principal
	var k knownKey
	var revoked database.Time
	var superuser, active bool
	var ofKey, ofUser string
	err := s.db.QueryRow(ctx, `SELECT k.id, k.name, k.workspace_id, w.slug, k.user_id, k.expires_at, k.revoked_at,
			kr.permissions, u.username, u.is_superuser, u.is_active, ur.permissions
		FROM api_keys k
		JOIN workspaces w ON w.id = k.workspace_id
		JOIN users u ON u.id = k.user_id
		JOIN roles kr ON kr.workspace_id = k.workspace_id AND kr.id = k.role_id
		LEFT JOIN memberships m ON m.workspace_id = k.workspace_id AND m.user_id = k.user_id
		LEFT JOIN roles ur ON ur.workspace_id = m.workspace_id AND ur.id = m.role_id
		WHERE k.key_hash = $1`, hash).Scan(&p.KeyID, &p.KeyName, &p.WorkspaceID, &p.Workspace, &p.UserID, &k.expires, &revoked,
		&ofKey, &p.Username, &superuser, &active, record.Null(&ofUser))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		k.refused = problem.New(problem.Unauthorized, "Unknown API key.")
	case err != nil:
		return k, fmt.Errorf("look up the API key: %w", err)
	case !revoked.IsZero():
		k.refused = problem.New(problem.Unauthorized, "The API key has been revoked.")
	case !active:
		k.refused = problem.New(problem.Unauthorized, "The API key's user is disabled.")
	default:
		allowed := splitPermissions(ofKey)
		if !superuser {
			theirs := splitPermissions(ofUser)
			allowed = slices.DeleteFunc(allowed, func(name Permission) bool { return !slices.Contains(theirs, name) })
		}
		k.principal = NewPrincipal(p, allowed...)
	}
	return k, nil
}

const (
	// knownFor is how long a key is believed: below the second after which a
	// revoked one must be refused everywhere.
	knownFor = 900 * time.Millisecond
	// mostKnown bounds how many keys are remembered, good and bad ones each.
	mostKnown = 4096
)

// keyCache remembers keys by their hashes. Bad ones have a map of their own,
// so that guessing does not drive out the good ones.
type keyCache struct {
	mu   sync.RWMutex
	good map[[sha256.Size]byte]knownKey
	bad  map[[sha256.Size]byte]knownKey
}

func newKeyCache() *keyCache {
	return &keyCache{good: map[[sha256.Size]byte]knownKey{}, bad: map[[sha256.Size]byte]knownKey{}}
}

func (c *keyCache) get(sum [sha256.Size]byte, now database.Time) (knownKey, bool) {
	c.mu.RLock()
	k, ok := c.good[sum]
	if !ok {
		k, ok = c.bad[sum]
	}
	c.mu.RUnlock()
	age := now.Sub(k.at.Time)
	return k, ok && age >= 0 && age < knownFor
}

func (c *keyCache) put(sum [sha256.Size]byte, k knownKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.good, sum)
	delete(c.bad, sum)
	into := c.good
	if k.refused != nil {
		into = c.bad
	}
	if len(into) >= mostKnown {
		// All are less than a second old or worthless: begin anew.
		clear(into)
	}
	into[sum] = k
}

func (c *keyCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.good)
	clear(c.bad)
}
