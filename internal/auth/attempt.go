package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// How attempts to sign in as one user are slowed down: some failures in a row
// are free, then each doubles the wait. Too many within a day stop the account
// until it gets a new password or an operator unlocks it.
const (
	freeFailures = 5
	firstWait    = time.Second
	longestWait  = 15 * time.Minute
	mostOfDay    = 100
	day          = 24 * time.Hour
	// mostUnknown bounds how many names that nobody has are remembered.
	mostUnknown = 10_000
)

// How attempts from one network are slowed down.
const (
	mostOfNetwork = 30
	networkWindow = 5 * time.Minute
	mostNetworks  = 16384 // that are remembered
)

// tooManyAttempts answers an attempt that comes too soon. It is the same for
// every name, whether somebody has it or not.
func tooManyAttempts(wait time.Duration) error {
	return &problem.Error{
		Kind: problem.TooManyRequests, Detail: "Too many sign-in attempts; try again later.",
		RetryAfter: max(1, int(math.Ceil(wait.Seconds()))),
	}
}

// attempts are the failed ones to sign in with one name.
type attempts struct {
	failures, ofDay int64
	dayAt, lastAt   database.Time
}

// wait returns how long the next attempt has to wait, 0 for not at all.
func (a *attempts) wait(now database.Time) time.Duration {
	if a.ofDay >= mostOfDay {
		return day
	}
	if a.failures < freeFailures {
		return 0
	}
	pause := longestWait
	if doublings := a.failures - freeFailures; doublings < 10 {
		pause = min(pause, firstWait<<doublings)
	}
	age := now.Sub(a.lastAt.Time)
	if age < 0 { // the clock was set back
		return 0
	}
	return max(0, pause-age)
}

// nameHash is what attempts are counted by: a name that somebody mistyped may
// be a password.
func nameHash(username string) string {
	sum := sha256.Sum256([]byte(text.Fold(username)))
	return hex.EncodeToString(sum[:])
}

// beginAttempt counts an attempt as a failed one before the password is looked
// at: many at the same time get no more than as many one after the other. The
// error is a TooManyRequests if it comes too soon, and then it does not count.
// userID is "" for a name that nobody has.
func (s *Store) beginAttempt(ctx context.Context, name, userID string) error {
	return s.db.InTx(ctx, func(tx *database.DB) error {
		now := tx.Now()
		var a attempts
		// One statement: a new password deletes the row at any moment.
		err := tx.QueryRow(ctx, `INSERT INTO sign_in_attempts (name_hash, user_id, failures, of_day, day_at, last_at)
			VALUES ($1, $2, 0, 0, $3, $3) ON CONFLICT (name_hash) DO UPDATE SET failures = sign_in_attempts.failures
			RETURNING failures, of_day, day_at, last_at`, name, record.OrNull(userID), now).
			Scan(&a.failures, &a.ofDay, &a.dayAt, &a.lastAt)
		if err != nil {
			return fmt.Errorf("read the attempts to sign in: %w", err)
		}
		isNew := a.ofDay == 0 && a.dayAt.Equal(now.Time)
		if age := now.Sub(a.dayAt.Time); a.ofDay < mostOfDay && (age < 0 || age >= day) {
			a.ofDay, a.dayAt = 0, now
		}
		if wait := a.wait(now); wait > 0 {
			return tooManyAttempts(wait)
		}
		_, err = tx.Exec(ctx, `UPDATE sign_in_attempts SET user_id = $2, failures = $3, of_day = $4, day_at = $5, last_at = $6
			WHERE name_hash = $1`, name, record.OrNull(userID), a.failures+1, a.ofDay+1, a.dayAt, now)
		if err != nil {
			return fmt.Errorf("count the attempt to sign in: %w", err)
		}
		if !isNew {
			return nil
		}
		return forgetAttempts(ctx, tx, now)
	})
}

// forgetAttempts deletes what slows nobody down any more, and of the names that
// nobody has all but the newest.
func forgetAttempts(ctx context.Context, tx *database.DB, now database.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_attempts WHERE last_at < $1 AND of_day < $2`,
		database.At(now.Add(-day)), mostOfDay)
	if err != nil {
		return fmt.Errorf("forget old attempts to sign in: %w", err)
	}
	_, err = tx.Exec(ctx, `DELETE FROM sign_in_attempts WHERE name_hash IN (SELECT name_hash FROM sign_in_attempts
		WHERE user_id IS NULL ORDER BY last_at DESC, name_hash LIMIT 100 OFFSET $1)`, mostUnknown)
	if err != nil {
		return fmt.Errorf("forget attempts on names that nobody has: %w", err)
	}
	return nil
}

// takeBackAttempt makes an attempt one that did not fail. With a right password
// the failures in a row are over; those of the day stay, so that an owner who
// signs in now and then gives nobody more tries.
func (s *Store) takeBackAttempt(ctx context.Context, name string, succeeded bool) error {
	failures := "failures - 1"
	if succeeded {
		failures = "0"
	}
	_, err := s.db.Exec(ctx, `UPDATE sign_in_attempts SET failures = `+failures+`, of_day = of_day - 1
		WHERE name_hash = $1 AND failures > 0 AND of_day > 0`, name)
	if err != nil {
		return fmt.Errorf("take back an attempt to sign in: %w", err)
	}
	return nil
}

// ownHash is what attempts to give the present password are counted by, where
// somebody who is signed in changes it: apart from those to sign in, with which
// anybody can make the user wait. No user name has a space in it.
func ownHash(userID string) string { return nameHash("own password of " + userID) }

// unlock forgets the failed attempts with the password of a user.
func unlock(ctx context.Context, tx *changelog.Tx, u *User) error {
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_attempts WHERE name_hash IN ($1, $2)`, nameHash(u.Username), ownHash(u.ID))
	if err != nil {
		return fmt.Errorf("forget the attempts to sign in: %w", err)
	}
	return nil
}

// networks counts attempts to sign in by the network that they come from.
// Counts are those of this process.
type networks struct {
	mu sync.Mutex
	of map[string]*window
}

// window is the attempts since a point in time.
type window struct {
	from time.Time
	n    int
}

func newNetworks() *networks { return &networks{of: map[string]*window{}} }

// take counts an attempt, or returns a TooManyRequests.
func (n *networks) take(network string, now time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	w := n.of[network]
	if w == nil || w.over(now) {
		n.makeRoom(now)
		w = &window{from: now}
		n.of[network] = w
	}
	if w.n >= mostOfNetwork {
		return tooManyAttempts(networkWindow - now.Sub(w.from))
	}
	w.n++
	return nil
}

func (w *window) over(now time.Time) bool {
	age := now.Sub(w.from)
	return age < 0 || age >= networkWindow
}

// makeRoom forgets windows that are over and, if that is not enough, some others.
func (n *networks) makeRoom(now time.Time) {
	if len(n.of) < mostNetworks {
		return
	}
	for network, w := range n.of {
		if w.over(now) {
			delete(n.of, network)
		}
	}
	for network := range n.of {
		if len(n.of) <= mostNetworks*3/4 {
			return
		}
		delete(n.of, network)
	}
}

// takeBack makes an attempt one that does not count.
func (n *networks) takeBack(network string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if w := n.of[network]; w != nil && w.n > 0 {
		w.n--
	}
}
