package auth_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

var firstUser = auth.NewUser{Username: "ada", Email: "ada@example.org", Password: right}

func (w *world) setUp(store *auth.Store) string {
	w.Helper()
	token, err := store.NewSetUp()
	if err != nil {
		w.Fatal(err)
	}
	return token
}

// noSetUp fails the test unless a token is good for nothing, for the reason given.
func (w *world) noSetUp(store *auth.Store, why, token, says string) {
	w.Helper()
	in := firstUser
	in.Username = "mallory"
	u, err := store.SetUp(w.Context(), token, in)
	if u != nil || !problem.Is(err, problem.Forbidden) || !strings.Contains(err.Error(), says) {
		w.Errorf("%s: %v, %v", why, u, err)
	}
	if can := store.CanSetUp(w.Context(), token); !errors.Is(can, err) {
		w.Errorf("%s: it is told apart: %v, %v", why, can, err)
	}
	if err != nil && !strings.Contains(err.Error(), "`liaison user ") {
		w.Errorf("%s: no command is named: %v", why, err)
	}
}

// What is said of a link that is not good.
const (
	notWhole   = "is not complete"
	notThis    = "not the one that the server printed when it was last started"
	tooOld     = "older than 30 minutes"
	usedUp     = "was used already"
	notTheOnly = "there is a user already"
)

func TestSetUpMakesTheFirstUserOnce_AUT_01(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.noSetUp(w.store, "before there is a token", "", notWhole)
		w.noSetUp(w.store, "the hash of none", strings.Repeat("A", 43), notThis)
		replaced, token := w.setUp(w.store), w.setUp(w.store)
		if random, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(random) != 32 || token == replaced {
			w.Errorf("the token is %s, %v", token, err)
		}
		w.noSetUp(w.store, "the one before", replaced, notThis)
		w.noSetUp(auth.New(w.db, nil), "after a restart", token, notThis)
		for _, bad := range []string{"", token[1:], token + "A", strings.Repeat("x", 1<<20)} {
			w.noSetUp(w.store, "a part of one", bad, notWhole)
		}
		w.noSetUp(w.store, "another one", strings.ToUpper(token), notThis)
		w.key(auth.NewKey{Name: "before the first user", Role: "editor"}) // its service user is nobody
		_, err := w.store.SetUp(w.Context(), token, auth.NewUser{Username: "a b", Email: "x"})
		if want := []string{"/password required", "/username invalid_username", "/email invalid_email"}; !slices.Equal(faults(err), want) {
			w.Errorf("bad input: %v", faults(err))
		}
		if _, err := w.store.SetUp(w.Context(), token, auth.NewUser{Username: "ada", Password: "password1234"}); pointer(err) != "/password common" {
			w.Errorf("a common password: %v", err)
		}
		if err := w.store.CanSetUp(w.Context(), token); err != nil {
			w.Errorf("after bad input: %v", err)
		}
		in := firstUser
		in.Role, in.Disabled = "viewer", true // no part of it
		u, err := w.store.SetUp(w.Context(), token, in)
		if err != nil || !u.IsSuperuser || !u.IsActive || u.IsService || u.Username != "ada" || u.Email != "ada@example.org" {
			w.Fatalf("%+v, %v", u, err)
		}
		if err := w.try(w.store, "ada", right); err != nil {
			w.Error(err)
		}
		p := w.visits(w.store, w.browser("ada", false))
		if !p.Superuser || !p.Can(auth.ManageWorkspace) {
			w.Errorf("the first user is %+v", p)
		}
		w.noSetUp(w.store, "used", token, usedUp)
		w.noSetUp(w.store, "another one, now that there is a user", strings.Repeat("A", 43), notTheOnly)
		w.noSetUp(w.store, "a new one, now that there is a user", w.setUp(w.store), notTheOnly)
		var n int
		err = w.db.QueryRow(w.Context(), `SELECT COUNT(*) FROM changes WHERE kind = 'user' AND record_id = $1 AND via = 'system'`, u.ID).Scan(&n)
		if err != nil || n != 1 {
			w.Errorf("%d changes, %v", n, err)
		}
	})
}

func TestSetUpEndsAfterHalfAnHour_AUT_01(t *testing.T) {
	eachEngine(t, func(w *world) {
		start := *w.now
		token := w.setUp(w.store)
		*w.now = start.Add(30*time.Minute - time.Millisecond)
		if err := w.store.CanSetUp(w.Context(), token); err != nil {
			w.Error(err)
		}
		*w.now = start.Add(30 * time.Minute)
		w.noSetUp(w.store, "after half an hour", token, tooOld)
		w.noSetUp(w.store, "another one after half an hour", strings.Repeat("A", 43), notThis)
		*w.now = start
		w.noSetUp(w.store, "the clock set back", token, tooOld)
		token = w.setUp(w.store)
		*w.now = start.Add(-24 * time.Hour)
		w.noSetUp(w.store, "the clock set back by a day", token, tooOld)
		*w.now = start
		w.noSetUp(w.store, "and forward again", token, tooOld)
	})
}

// TestSetUpAtOnce: of several at the same time, in one process and in two, one
// makes a user.
func TestSetUpAtOnce_AUT_01(t *testing.T) {
	eachEngine(t, func(w *world) {
		stores := []*auth.Store{w.store, auth.New(w.db, nil)}
		tokens := []string{w.setUp(stores[0]), w.setUp(stores[1])}
		users, failed := make([]*auth.User, 8), make([]error, 8)
		var all sync.WaitGroup
		for i := range users {
			all.Go(func() {
				in := firstUser
				in.Username = "somebody" + string(rune('a'+i))
				users[i], failed[i] = stores[i%2].SetUp(w.Context(), tokens[i%2], in)
			})
		}
		all.Wait()
		made := 0
		for i, u := range users {
			if u != nil {
				made++
			} else if !problem.Is(failed[i], problem.Forbidden) {
				w.Errorf("%d: %v", i, failed[i])
			}
		}
		var n int
		if err := w.db.QueryRow(w.Context(), `SELECT COUNT(*) FROM users`).Scan(&n); err != nil || n != 1 || made != 1 {
			w.Errorf("%d of %d are users, %v", made, n, err)
		}
	})
}
