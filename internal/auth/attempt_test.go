package auth_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

const (
	right = "violet tram over Lisbon"
	wrong = "kettle moss ferry"
)

// try signs in from a network of its own, so that accounts alone count.
func (w *world) try(store *auth.Store, username, password string) error {
	w.Helper()
	_, _, err := store.SignIn(w.Context(), auth.Credentials{Username: username, Password: password, Network: w.db.NewID()})
	return err
}

func kind(err error) problem.Kind {
	for _, k := range []problem.Kind{problem.Unauthorized, problem.TooManyRequests, problem.Unavailable} {
		if problem.Is(err, k) {
			return k
		}
	}
	return 0
}

// TestAHundredTriesADay_AUT_04: however many processes there are and however
// they are restarted, and then none until the password is set anew or an
// operator unlocks the account.
func TestAHundredTriesADay_AUT_04(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right})
		// The password is not looked at here: that takes long, and its outcome is known.
		if _, err := w.db.Exec(w.Context(), `UPDATE users SET password_hash = (SELECT $1)`, cheapHash(w, right)); err != nil {
			w.Fatal(err)
		}
		tries, from := 0, *w.now
		for range 400 {
			err := w.try(auth.New(w.db, nil), "ada", wrong)
			if kind(err) == problem.Unauthorized {
				tries++
				continue
			}
			var wait *problem.Error
			if !errors.As(err, &wait) || wait.Kind != problem.TooManyRequests || wait.RetryAfter < 1 {
				w.Fatalf("after %d tries: %v", tries, err)
			}
			*w.now = w.now.Add(time.Duration(wait.RetryAfter) * time.Second)
		}
		if tries != 100 || w.now.Sub(from) < 48*time.Hour {
			w.Errorf("%d tries in %v", tries, w.now.Sub(from))
		}
		if err := w.try(w.store, "ada", right); kind(err) != problem.TooManyRequests {
			w.Errorf("a stopped account: %v", err)
		}
		if err := w.store.UnlockUser(w.Context(), w.workspace, command, "ADA"); err != nil {
			w.Fatal(err)
		}
		if err := w.try(w.store, "ada", right); err != nil {
			w.Errorf("an unlocked account: %v", err)
		}
		for range 5 {
			_ = w.try(w.store, "ada", wrong)
		}
		if err := w.store.SetPassword(w.Context(), w.workspace, command, "ada", right); err != nil {
			w.Fatal(err)
		}
		if err := w.try(w.store, "ada", right); err != nil {
			w.Errorf("a new password: %v", err)
		}
		*w.now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		if err := w.try(w.store, "ada", right); err != nil {
			w.Errorf("with the clock set back: %v", err)
		}
		if err := w.store.UnlockUser(w.Context(), w.workspace, command, "nobody"); !problem.Is(err, problem.NotFound) {
			w.Errorf("unlocking nobody: %v", err)
		}
	})
}

// cheapHash is a hash that is quick to compare.
func cheapHash(w *world, password string) string {
	w.Helper()
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		w.Fatal(err)
	}
	return hash
}

// TestManyTriesAtOnce_AUT_04 are no more than as many one after the other.
func TestManyTriesAtOnce_AUT_04(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right})
		var tried atomic.Int64
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				_, _, err := w.store.SignIn(context.WithoutCancel(w.Context()), auth.Credentials{Username: "ada", Password: wrong})
				if kind(err) == problem.Unauthorized {
					tried.Add(1)
				}
			})
		}
		all.Wait()
		if n := tried.Load(); n != 5 {
			w.Errorf("%d passwords were tried", n)
		}
	})
}

// TestHashesOfOldParametersAreReplaced when their user signs in.
func TestHashesOfOldParametersAreReplaced(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right})
		old := cheapHash(w, right)
		if _, err := w.db.Exec(w.Context(), `UPDATE users SET password_hash = $1`, old); err != nil {
			w.Fatal(err)
		}
		hash := func() (h string) {
			w.Helper()
			if err := w.db.QueryRow(w.Context(), `SELECT password_hash FROM users`).Scan(&h); err != nil {
				w.Fatal(err)
			}
			return h
		}
		if err := w.try(w.store, "ada", wrong); kind(err) != problem.Unauthorized || hash() != old {
			w.Errorf("a wrong password: %v", err)
		}
		if err := w.try(w.store, "ada", right); err != nil || !strings.HasPrefix(hash(), "$argon2id$v=19$m=19456,t=2,p=1$") {
			w.Errorf("the hash is %s, %v", hash(), err)
		}
		if err := w.try(w.store, "ada", right); err != nil {
			w.Error(err)
		}
		if _, err := w.db.Exec(w.Context(), `UPDATE users SET password_hash = 'broken'`); err != nil {
			w.Fatal(err)
		}
		if err := w.try(w.store, "ada", right); err == nil || kind(err) != 0 {
			w.Errorf("a broken hash: %v", err)
		}
	})
}

// TestPasswordsOfEveryKind_AUT_09: the same characters are the same password
// however they are composed, and every one of them counts.
func TestPasswordsOfEveryKind_AUT_09(t *testing.T) {
	eachEngine(t, func(w *world) {
		long := strings.Repeat("kettle moss ", 6) + "A"
		for i, c := range []struct {
			set, right string
			wrong      string
		}{
			{"caf\u00e9 au lait \u00e0 Lyon", "cafe\u0301 au lait a\u0300 Lyon", "cafe au lait a Lyon"},
			{"🦊 by the river at noon", "🦊 by the river at noon", "🦊 by the river at noon "},
			{long, long, long[:72]},
			{"  two blanks around  ", "  two blanks around  ", "two blanks around"},
			{strings.Repeat("é", 128), strings.Repeat("e\u0301", 128), strings.Repeat("é", 127)},
		} {
			name := fmt.Sprint("ada", i)
			w.user(auth.NewUser{Username: name, Password: c.set})
			if err := w.try(w.store, name, c.wrong); kind(err) != problem.Unauthorized {
				w.Errorf("%q for %q: %v", c.wrong, c.set, err)
			}
			if err := w.try(w.store, name, c.right); err != nil {
				w.Errorf("%q for %q: %v", c.right, c.set, err)
			}
		}
		if err := w.try(w.store, "ada0", strings.Repeat("x", 1<<20)); kind(err) != problem.Unauthorized {
			w.Errorf("1 MB: %v", err)
		}
		_, err := w.store.CreateUser(w.Context(), w.workspace, command, auth.NewUser{
			Username: "kate", Email: "beatrix.kiddo@example.org", Password: "my beatrix.kiddo password",
		})
		if pointer(err) != "/password has_email" {
			w.Errorf("the email address in the password: %v", err)
		}
	})
}

// TestWhoCannotSignIn: the disabled and those who have no password, as nobody.
func TestWhoCannotSignIn(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Disabled: true})
		w.user(auth.NewUser{Username: "bob"})
		text := ""
		for _, name := range []string{"ada", "bob", "nobody", "no body", "", "\x00"} {
			err := w.try(w.store, name, right)
			if kind(err) != problem.Unauthorized || text != "" && err.Error() != text {
				w.Errorf("%q: %v", name, err)
			}
			text = err.Error()
		}
	})
}

// TestTooManyPasswordsAtOnce are refused for the moment, and not counted.
func TestTooManyPasswordsAtOnce(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right})
		var all sync.WaitGroup
		var unavailable, fine atomic.Int64
		for i := range 120 {
			all.Go(func() {
				name := fmt.Sprint("nobody", i)
				switch kind(w.try(w.store, name, wrong)) {
				case problem.Unavailable:
					unavailable.Add(1)
				case problem.Unauthorized:
					fine.Add(1)
				default:
					w.Errorf("%s: neither", name)
				}
			})
		}
		all.Wait()
		w.Logf("%d were told to come again, %d were checked", unavailable.Load(), fine.Load())
		var counted int64
		if err := w.db.QueryRow(w.Context(), `SELECT SUM(failures) FROM sign_in_attempts`).Scan(&counted); err != nil || counted != fine.Load() {
			w.Errorf("%d failures are counted, %v", counted, err)
		}
		gone, cancel := context.WithCancel(w.Context())
		cancel()
		if _, _, err := w.store.SignIn(gone, auth.Credentials{Username: "ada", Password: right}); err == nil {
			w.Error("a client who is gone signed in")
		}
	})
}

// TestSessionsAndSigningKeysStayFew: the oldest sessions make room, old keys go
// when their tokens have, and a token outlives the key's last day.
func TestSessionsAndSigningKeysStayFew(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "viewer"})
		if _, err := w.db.Exec(w.Context(), `UPDATE users SET password_hash = $1`, cheapHash(w, right)); err != nil {
			w.Fatal(err)
		}
		count := func(table string) (n int) {
			w.Helper()
			if err := w.db.QueryRow(w.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
				w.Fatal(err)
			}
			return n
		}
		in := func(store *auth.Store) *auth.Tokens {
			w.Helper()
			tokens, _, err := store.SignIn(w.Context(), auth.Credentials{Username: "ada", Password: right})
			if err != nil {
				w.Fatal(err)
			}
			return tokens
		}
		browser := w.browser("ada", false)
		first := in(w.store)
		for range 105 {
			*w.now = w.now.Add(time.Second)
			in(w.store)
		}
		if n := count("sessions"); n != 101 {
			w.Errorf("%d sessions", n)
		}
		w.visits(w.store, browser) // a script's sessions do not end a browser's
		if _, err := w.store.AuthenticateToken(w.Context(), first.Access, ""); kind(err) != problem.Unauthorized {
			w.Errorf("the first session: %v", err)
		}
		*w.now = w.now.Add(90*24*time.Hour - 10*time.Minute)
		last := in(w.store)
		if n := count("sessions"); n != 1 {
			w.Errorf("%d sessions, of which all but one are over", n)
		}
		*w.now = w.now.Add(13 * time.Minute)
		other := auth.New(w.db, nil) // another process
		tokens := in(other)
		if n := count("signing_keys"); n != 2 {
			w.Errorf("%d signing keys", n)
		}
		for _, token := range []string{last.Access, tokens.Access} {
			for _, store := range []*auth.Store{w.store, other} {
				if p, err := store.AuthenticateToken(w.Context(), token, ""); err != nil || p.Username != "ada" || !p.Can(auth.ViewContact) {
					w.Errorf("%v, %v", p, err)
				}
			}
		}
		*w.now = w.now.Add(106 * 24 * time.Hour)
		in(w.store)
		if n := count("signing_keys"); n != 1 {
			w.Errorf("%d signing keys", n)
		}
	})
}
