package auth

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"github.com/liaison/liaison/internal/problem"
)

// mostWaiting bounds how many passwords wait to be hashed.
const mostWaiting = 64

// hashing bounds how many passwords are hashed at once, each of which takes a
// core for some 27 ms and 19 MiB.
type hashing struct {
	atWork  chan struct{}
	waiting atomic.Int64
	params  argon2id.Params
}

// newHashing returns OWASP's smallest parameters for Argon2id.
func newHashing() *hashing {
	return &hashing{
		atWork: make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
		params: argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	}
}

// nobodys is the hash of no password that anybody knows. A password for a user
// who is not there is held against it, so that the answer takes as long as for
// one who is.
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// enter waits for a place at work. With too many waiting before it, it returns
// an Unavailable at once.
func (h *hashing) enter(ctx context.Context) error {
	if h.waiting.Add(1) > mostWaiting+int64(cap(h.atWork)) {
		h.waiting.Add(-1)
		return &problem.Error{Kind: problem.Unavailable, Detail: "The server is busy checking passwords; try again.", RetryAfter: 1}
	}
	select {
	case h.atWork <- struct{}{}:
		return nil
	case <-ctx.Done():
		h.waiting.Add(-1)
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
}

func (h *hashing) leave() {
	<-h.atWork
	h.waiting.Add(-1)
}

// hash returns the PHC string of a checked password.
func (h *hashing) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	hash, err := argon2id.CreateHash(password, &h.params)
	if err != nil {
		return "", fmt.Errorf("hash the password: %w", err)
	}
	return hash, nil
}

// verify reports whether a password is the one of a hash, and whether the hash
// was made with other parameters than those of today.
func (h *hashing) verify(ctx context.Context, password, hash string) (match, old bool, err error) {
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer h.leave()
	match, params, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("check the password: %w", err)
	}
	return match, *params != h.params, nil
}
