// Package auth owns who may do what: users, their passwords, sessions and
// tokens, roles and their permissions, and API keys. It does not know HTTP: a
// door brings the key or the token and gets a Principal.
package auth

import (
	"crypto/rand"
	"io"

	"github.com/liaison/liaison/internal/database"
)

// Format is the number of the format of the records of users, roles and keys;
// it is part of their ETags.
const Format = 1

// Store reads and writes users, keys and sessions. It is safe for use by many
// goroutines.
type Store struct {
	db       *database.DB
	random   io.Reader
	known    *keyCache
	signing  signingKeys
	hashing  *hashing
	networks *networks
	setUp    setUp
}

// New returns a store on db that takes the bytes of new keys from random; nil
// means crypto/rand.
func New(db *database.DB, random io.Reader) *Store {
	if random == nil {
		random = rand.Reader
	}
	return &Store{db: db, random: random, known: newKeyCache(), hashing: newHashing(), networks: newNetworks()}
}

// Forget makes the store read anew who keys and sessions are: what was changed
// holds at once. Other processes notice within a second.
func (s *Store) Forget() { s.known.clear() }
