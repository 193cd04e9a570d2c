package auth

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

const (
	// keySigns is how long tokens are signed with one key; then there is a new one.
	keySigns = 90 * 24 * time.Hour
	// keyVerifies is how long a key is believed: as long as a token that it
	// signed on its last day may live, and a day more.
	keyVerifies = keySigns + refreshLives + 24*time.Hour

	signingBytes = 32
)

// signingKey is what tokens are signed with (HMAC with SHA-256).
type signingKey struct {
	id     string
	secret []byte
	made   database.Time
}

// youngerThan reports whether the key was made less than d ago. One that was made
// at a time to come is not: the clock was ahead then, and it would be good for as
// much longer.
func (k *signingKey) youngerThan(d time.Duration, now database.Time) bool {
	age := now.Sub(k.made.Time)
	return age >= -leeway && age < d
}

// signingKeys remembers keys that were read; a key never changes. The zero value
// is ready to use.
type signingKeys struct {
	mu     sync.Mutex
	byID   map[string]*signingKey
	newest *signingKey
}

func (c *signingKeys) get(id string) *signingKey {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byID[id]
}

func (c *signingKeys) last() *signingKey {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.newest
}

func (c *signingKeys) put(k *signingKey, isNewest bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID = map[string]*signingKey{}
	}
	c.byID[k.id] = k
	if isNewest {
		c.newest = k
	}
}

// signingKey returns the key that new tokens are signed with. The first one, and
// one in the place of another that is too old, is made here.
func (s *Store) signingKey(ctx context.Context) (*signingKey, error) {
	now := s.db.Now()
	if k := s.signing.last(); k != nil && k.youngerThan(keySigns, now) {
		return k, nil
	}
	k, err := s.readSigningKey(ctx, `created_at <= $1 ORDER BY created_at DESC, id DESC LIMIT 1`, database.At(now.Add(leeway)))
	if err != nil {
		return nil, err
	}
	if k == nil || !k.youngerThan(keySigns, now) {
		if k, err = s.newSigningKey(ctx, now); err != nil {
			return nil, err
		}
	}
	s.signing.put(k, true)
	return k, nil
}

func (s *Store) newSigningKey(ctx context.Context, now database.Time) (*signingKey, error) {
	k := &signingKey{id: s.db.NewID(), secret: make([]byte, signingBytes), made: now}
	if _, err := io.ReadFull(s.random, k.secret); err != nil {
		return nil, fmt.Errorf("read random bytes: %w", err)
	}
	err := s.db.InTx(ctx, func(tx *database.DB) error {
		_, err := tx.Exec(ctx, `DELETE FROM signing_keys WHERE created_at < $1`, database.At(now.Add(-keyVerifies)))
		if err != nil {
			return fmt.Errorf("delete old signing keys: %w", err)
		}
		_, err = tx.Exec(ctx, `INSERT INTO signing_keys (id, secret, created_at) VALUES ($1, $2, $3)`,
			k.id, hex.EncodeToString(k.secret), k.made)
		if err != nil {
			return fmt.Errorf("insert signing key: %w", err)
		}
		return nil
	})
	return k, err
}

// verifyingKey returns the key with an id. One that is not there, or too old, is
// an Unauthorized.
func (s *Store) verifyingKey(ctx context.Context, id string) (*signingKey, error) {
	k := s.signing.get(id)
	if k == nil {
		var err error
		if k, err = s.readSigningKey(ctx, `id = $1`, id); err != nil {
			return nil, err
		}
		if k != nil {
			s.signing.put(k, false)
		}
	}
	if k == nil || !k.youngerThan(keyVerifies, s.db.Now()) {
		return nil, problem.New(problem.Unauthorized, "The token was not issued by this server.")
	}
	return k, nil
}

// readSigningKey returns nil where there is none.
func (s *Store) readSigningKey(ctx context.Context, where string, args ...any) (*signingKey, error) {
	var k signingKey
	var secret string
	err := s.db.QueryRow(ctx, `SELECT id, secret, created_at FROM signing_keys WHERE `+where, args...).
		Scan(&k.id, &secret, &k.made)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read signing key: %w", err)
	}
	if k.secret, err = hex.DecodeString(secret); err != nil {
		return nil, fmt.Errorf("read signing key: %w", err)
	}
	return &k, nil
}
