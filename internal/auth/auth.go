// Package auth owns who may do what: users, their passwords, roles and their
// permissions, and API keys. It does not know HTTP: a door brings the key and
// gets a Principal.
package auth

import (
	"crypto/rand"
	"io"

	"github.com/liaison/liaison/internal/database"
)

// Store reads and writes users and keys. It is safe for use by many
// goroutines.
type Store struct {
	db     *database.DB
	random io.Reader
	known  *keyCache
}

// New returns a store on db that takes the bytes of new keys from random; nil
// means crypto/rand.
func New(db *database.DB, random io.Reader) *Store {
	if random == nil {
		random = rand.Reader
	}
	return &Store{db: db, random: random, known: newKeyCache()}
}
