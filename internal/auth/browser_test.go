package auth_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// browser signs in as a browser does.
func (w *world) browser(username string, remember bool) *auth.BrowserSession {
	w.Helper()
	in := auth.Credentials{Username: username, Password: right, Network: "192.0.2.0/32"}
	b, p, err := w.store.SignInBrowser(w.Context(), in, remember, "Firefox on Linux")
	if err != nil {
		w.Fatal(err)
	}
	if !strings.EqualFold(p.Username, username) || p.SessionID == "" {
		w.Errorf("%+v signed in", p)
	}
	return b
}

// visits returns who a cookie is, or fails the test.
func (w *world) visits(store *auth.Store, b *auth.BrowserSession) *auth.Principal {
	w.Helper()
	p, err := store.AuthenticateCookie(w.Context(), b.Secret, "")
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// keptOut fails the test unless a cookie is good for nothing.
func (w *world) keptOut(why string, b *auth.BrowserSession) {
	w.Helper()
	if p, err := w.store.AuthenticateCookie(w.Context(), b.Secret, ""); p != nil || !problem.Is(err, problem.Unauthorized) {
		w.Errorf("%s: %v, %v", why, p, err)
	}
}

func TestCookieIsKnownAndNotStored(t *testing.T) {
	eachEngine(t, func(w *world) {
		u := w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		b, again := w.browser("ADA", false), w.browser("ada", true)
		if random, err := base64.RawURLEncoding.DecodeString(b.Secret); err != nil || len(random) != 32 || b.Secret == again.Secret {
			w.Errorf("the secret is %s, %v", b.Secret, err)
		}
		if b.Lives != 12*time.Hour || b.Remember || again.Lives != 14*24*time.Hour || !again.Remember || !again.Expires.Equal(w.now.Add(again.Lives)) {
			w.Errorf("they last %+v, %+v", b, again)
		}
		for _, slug := range []string{"", "default"} {
			p, err := w.store.AuthenticateCookie(w.Context(), b.Secret, slug)
			if err != nil || p.UserID != u.ID || p.Username != "ada" || p.WorkspaceID != w.workspace || !p.Can(auth.AddContact) ||
				p.Can(auth.ManageWorkspace) || p.Superuser || p.KeyID != "" || p.Refusal() != nil {
				w.Errorf("in %q: %+v, %v", slug, p, err)
			}
		}
		p, err := w.store.AuthenticateCookie(w.Context(), b.Secret, "elsewhere")
		if err != nil || p.Refusal() == nil || p.Can(auth.ViewContact) || p.UserID != u.ID {
			w.Errorf("in a workspace that is not there: %+v, %v", p, err)
		}
		var n int
		err = w.db.QueryRow(w.Context(), `SELECT COUNT(*) FROM sessions WHERE secret_hash LIKE '%' || $1 || '%'`, b.Secret).Scan(&n)
		if err != nil || n != 0 {
			w.Errorf("the secret is stored: %d, %v", n, err)
		}
		before := *w.statements
		w.visits(w.store, b)
		for _, bad := range []string{"", "x", b.Secret[1:], b.Secret + "A", b.Secret + "=", strings.Repeat("A", 1<<20), b.Secret[:42] + "\x00", b.Secret + "\n"} {
			w.keptOut("a cookie that is none", &auth.BrowserSession{Secret: bad})
		}
		if *w.statements != before {
			w.Errorf("%d statements for what is known and what is no secret", *w.statements-before)
		}
		w.keptOut("another secret", &auth.BrowserSession{Secret: strings.Repeat("A", 43)})
		if _, err := w.store.AuthenticateCookie(w.Context(), b.Secret, strings.Repeat("x", 1<<20)); !problem.Is(err, problem.Unauthorized) {
			w.Errorf("a slug of a megabyte: %v", err)
		}
	})
}

// TestSessionsOfOneKindAreNotTheOther: a cookie is no token, and a token no
// cookie, not even when one was just believed.
func TestSessionsOfOneKindAreNotTheOther_AUT_05(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		b := w.browser("ada", false)
		tokens, _, err := w.store.SignIn(w.Context(), auth.Credentials{Username: "ada", Password: right})
		if err != nil {
			w.Fatal(err)
		}
		w.visits(w.store, b)
		if _, err := w.store.AuthenticateToken(w.Context(), tokens.Access, ""); err != nil {
			w.Fatal(err)
		}
		if p, err := w.store.AuthenticateToken(w.Context(), b.Secret, ""); p != nil || kind(err) != problem.Unauthorized {
			w.Errorf("a cookie as a token: %v, %v", p, err)
		}
		if p, err := w.store.Authenticate(w.Context(), b.Secret); p != nil || kind(err) != problem.Unauthorized {
			w.Errorf("a cookie as a key: %v, %v", p, err)
		}
		if _, err := w.store.Refresh(w.Context(), b.Secret); kind(err) != problem.Unauthorized {
			w.Errorf("a cookie as a refresh token: %v", err)
		}
		w.keptOut("an access token", &auth.BrowserSession{Secret: tokens.Access})
		w.keptOut("a refresh token", &auth.BrowserSession{Secret: tokens.Refresh})

		// Not even a row with the right hash.
		if _, err := w.db.Exec(w.Context(), `UPDATE sessions SET kind = 'token' WHERE kind = 'browser'`); err != nil {
			w.Fatal(err)
		}
		w.store.Forget()
		w.keptOut("a session of tokens", b)
		if _, err := w.db.Exec(w.Context(), `UPDATE sessions SET kind = 'browser'`); err != nil {
			w.Fatal(err)
		}
		w.store.Forget()
		if _, err := w.store.AuthenticateToken(w.Context(), tokens.Access, ""); kind(err) != problem.Unauthorized {
			w.Errorf("the access token of a session that is not of tokens: %v", err)
		}
		if _, err := w.store.Refresh(w.Context(), tokens.Refresh); kind(err) != problem.Unauthorized {
			w.Errorf("the refresh token of a session that is not of tokens: %v", err)
		}
	})
}

func TestSessionsEndWhenIdleAndAfterTheirTime_AUT_06(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		start := *w.now
		for _, c := range []struct {
			name     string
			remember bool
			every    time.Duration // between two visits
			lasts    time.Duration
		}{
			{"idle", false, 30 * time.Minute, 0},
			{"nearly idle", false, 30*time.Minute - time.Millisecond, 12 * time.Hour},
			{"used all the time", false, 29 * time.Minute, 12 * time.Hour},
			{"used every 20 seconds at first", false, 20 * time.Second, 12 * time.Hour},
			{"remembered and idle", true, 13 * 24 * time.Hour, 14 * 24 * time.Hour},
			{"remembered and used", true, 20 * time.Hour, 14 * 24 * time.Hour},
		} {
			*w.now = start
			b := w.browser("ada", c.remember)
			good := start
			for p := error(nil); p == nil; {
				*w.now = w.now.Add(c.every)
				if w.now.Sub(start) > 30*24*time.Hour {
					w.Fatalf("%s: it never ends", c.name)
				}
				if _, p = w.store.AuthenticateCookie(w.Context(), b.Secret, ""); p == nil {
					good = *w.now
				}
			}
			if lasted := good.Sub(start); lasted > c.lasts || lasted < c.lasts-c.every {
				w.Errorf("%s: it was good for %v, want %v", c.name, lasted, c.lasts)
			}
			for _, back := range []time.Duration{time.Second, 31 * time.Minute, 13 * time.Hour, 24 * time.Hour} {
				*w.now = w.now.Add(-back)
				w.keptOut(c.name+", the clock set back", b)
				if _, err := auth.New(w.db, nil).AuthenticateCookie(w.Context(), b.Secret, ""); !problem.Is(err, problem.Unauthorized) {
					w.Errorf("%s: revived in another process: %v", c.name, err)
				}
			}
		}
	})
}

// TestClockSetBackEndsSessions: how long one lay idle is not known then, but a
// clock that differs by seconds is another machine's.
func TestClockSetBackEndsSessions_AUT_06(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		near, far := w.browser("ada", false), w.browser("ada", true)
		*w.now = w.now.Add(-50 * time.Second)
		w.visits(w.store, near)
		w.visits(auth.New(w.db, nil), far)
		*w.now = w.now.Add(-24 * time.Hour)
		w.keptOut("a day back", near)
		if list, err := w.store.Sessions(w.Context(), w.idOf("ada")); err != nil || len(list) != 0 {
			w.Errorf("a day back there are the sessions %v, %v", list, err)
		}
		w.keptOut("a day back, remembered", far)
		*w.now = w.now.Add(24 * time.Hour)
		w.keptOut("forward again", near)
		w.keptOut("forward again, remembered", far)
	})
}

func (w *world) idOf(username string) (id string) {
	w.Helper()
	if err := w.db.QueryRow(w.Context(), `SELECT id FROM users WHERE username = $1`, username).Scan(&id); err != nil {
		w.Fatal(err)
	}
	return id
}

func TestUseIsWrittenDownOnceAMinute(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		b := w.browser("ada", false)
		used := func() (at string) {
			w.Helper()
			if err := w.db.QueryRow(w.Context(), `SELECT used_at FROM sessions`).Scan(&at); err != nil {
				w.Fatal(err)
			}
			return at
		}
		written := map[string]bool{used(): true}
		for range 60 {
			*w.now = w.now.Add(5 * time.Second)
			w.visits(w.store, b)
			written[used()] = true
		}
		if len(written) != 6 {
			w.Errorf("in five minutes it was written %d times: %v", len(written)-1, written)
		}
		before := *w.statements
		for range 100 {
			w.visits(w.store, b)
		}
		if *w.statements != before {
			w.Errorf("%d statements for a cookie that is known", *w.statements-before)
		}
	})
}

// TestCookiesEnd: at once where it was done, and within a second elsewhere and
// after a restart.
func TestCookiesEnd_AUT_05(t *testing.T) {
	eachEngine(t, func(w *world) {
		u := w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		patch := func(p auth.UserPatch) func() error {
			return func() error {
				_, err := w.store.UpdateUser(w.Context(), w.workspace, command, u.ID, &p, anyVersion)
				return err
			}
		}
		for _, c := range []struct {
			name string
			do   func() error
		}{
			{"password", func() error { return w.store.SetPassword(w.Context(), w.workspace, command, "ada", right) }},
			{"role", patch(auth.UserPatch{Role: record.Some("viewer")})},
			{"no role", patch(auth.UserPatch{Role: record.Some("")})},
			{"superuser", patch(auth.UserPatch{IsSuperuser: record.Some(true)})},
			{"no superuser any more", patch(auth.UserPatch{IsSuperuser: record.Some(false)})},
			{"disabled", func() error { return w.store.DisableUser(w.Context(), w.workspace, command, "ada") }},
		} {
			b, elsewhere := w.browser("ada", true), auth.New(w.db, nil)
			p := w.visits(w.store, b)
			if other := w.visits(elsewhere, b); other.SessionID != p.SessionID {
				w.Errorf("%s: the session has the ids %s and %s", c.name, p.SessionID, other.SessionID)
			}
			if err := c.do(); err != nil {
				w.Fatalf("%s: %v", c.name, err)
			}
			w.keptOut(c.name, b)
			*w.now = w.now.Add(time.Second)
			for _, store := range []*auth.Store{elsewhere, auth.New(w.db, nil)} {
				if _, err := store.AuthenticateCookie(w.Context(), b.Secret, ""); !problem.Is(err, problem.Unauthorized) {
					w.Errorf("%s, elsewhere: %v", c.name, err)
				}
			}
		}
		if err := patch(auth.UserPatch{IsActive: record.Some(true)})(); err != nil {
			w.Fatal(err)
		}
		b := w.browser("ada", false)
		if err := patch(auth.UserPatch{Email: record.Some("ada@example.org")})(); err != nil {
			w.Fatal(err)
		}
		p := w.visits(w.store, b)
		for range 2 { // the second ends nothing
			if err := w.store.SignOut(w.Context(), p); err != nil {
				w.Fatal(err)
			}
			w.keptOut("signed out", b)
		}
	})
}

func TestSessionsAreListedAndEnded_AUT_05(t *testing.T) {
	eachEngine(t, func(w *world) {
		ada := w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		w.user(auth.NewUser{Username: "bob", Password: right, Role: "editor"})
		first := w.browser("ada", false)
		*w.now = w.now.Add(time.Minute)
		tokens, _, err := w.store.SignIn(w.Context(), auth.Credentials{Username: "ada", Password: right, Network: "2001:db8::/64"})
		if err != nil {
			w.Fatal(err)
		}
		*w.now = w.now.Add(time.Minute)
		own, bobs := w.browser("ada", true), w.browser("bob", false)
		p := w.visits(w.store, own)
		list, err := w.store.Sessions(w.Context(), ada.ID)
		if err != nil || len(list) != 3 {
			w.Fatalf("%v, %v", list, err)
		}
		now := w.db.Now()
		want := []auth.Session{
			{p.SessionID, auth.KindBrowser, true, "Firefox on Linux", "192.0.2.0/32", now, now, list[0].ExpiresAt},
			{list[1].ID, auth.KindToken, false, "", "2001:db8::/64", list[1].CreatedAt, list[1].CreatedAt, list[1].ExpiresAt},
			{list[2].ID, auth.KindBrowser, false, "Firefox on Linux", "192.0.2.0/32", list[2].CreatedAt, list[2].CreatedAt, list[2].ExpiresAt},
		}
		for i := range want {
			if list[i] != want[i] {
				w.Errorf("session %d is %+v", i, list[i])
			}
		}
		if lasts := list[2].ExpiresAt.Sub(list[2].CreatedAt.Time); lasts != 12*time.Hour {
			w.Errorf("the first one lasts %v", lasts)
		}
		foreign := w.visits(w.store, bobs).SessionID
		for _, id := range []string{foreign, w.db.NewID(), "", "x\x00", strings.ToUpper(list[2].ID)} {
			if err := w.store.EndSession(w.Context(), ada.ID, id); !errors.Is(err, auth.ErrNoSession) {
				w.Errorf("end %q: %v", id, err)
			}
		}
		if err := w.store.EndSession(w.Context(), ada.ID, list[2].ID); err != nil {
			w.Fatal(err)
		}
		w.keptOut("ended", first)
		if _, err := w.store.AuthenticateToken(w.Context(), tokens.Access, ""); err != nil {
			w.Errorf("a session beside the one that was ended: %v", err)
		}
		if err := w.store.EndOtherSessions(w.Context(), p); err != nil {
			w.Fatal(err)
		}
		if _, err := w.store.AuthenticateToken(w.Context(), tokens.Access, ""); kind(err) != problem.Unauthorized {
			w.Errorf("an access token of an ended session: %v", err)
		}
		w.visits(w.store, own)
		w.visits(w.store, bobs)
	})
}

// TestSessionsThatAreOverAreForgotten: those, and no others.
func TestSessionsThatAreOverAreForgotten(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		left := func(want int) {
			w.Helper()
			if err := w.store.ForgetSessions(w.Context()); err != nil {
				w.Fatal(err)
			}
			var n int
			if err := w.db.QueryRow(w.Context(), `SELECT COUNT(*) FROM sessions`).Scan(&n); err != nil || n != want {
				w.Errorf("%d sessions are left, %v; want %d", n, err, want)
			}
		}
		start := *w.now
		w.browser("ada", false)
		w.browser("ada", true)
		if _, _, err := w.store.SignIn(w.Context(), auth.Credentials{Username: "ada", Password: right}); err != nil {
			w.Fatal(err)
		}
		*w.now = start.Add(30*time.Minute - time.Millisecond)
		left(3)
		*w.now = start.Add(30 * time.Minute)
		left(2)
		*w.now = start.Add(14*24*time.Hour - time.Millisecond)
		left(2)
		*w.now = start.Add(14 * 24 * time.Hour)
		left(0)
		b := w.browser("ada", true)
		*w.now = w.now.Add(-time.Minute)
		left(1)
		w.visits(w.store, b)
		*w.now = w.now.Add(-time.Millisecond)
		left(0)
	})
}
