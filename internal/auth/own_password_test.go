package auth_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
)

const next = "a quiet harbour at noon"

// faults returns where input is wrong, and how.
func faults(err error) (list []string) {
	var p *problem.Error
	if errors.As(err, &p) && p.Kind == problem.BadInput {
		for _, f := range p.Fields {
			list = append(list, f.Pointer+" "+f.Code)
		}
	}
	return list
}

func (w *world) change(p *auth.Principal, current, next string) (*auth.BrowserSession, error) {
	return w.store.ChangeOwnPassword(w.Context(), p, current, next, changelog.Actor{UserID: p.UserID, Via: changelog.ViaSession})
}

func TestOwnPasswordEndsAllOtherSessions_AUT_05(t *testing.T) {
	eachEngine(t, func(w *world) {
		u := w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		other, own := w.browser("ada", false), w.browser("ada", true)
		tokens, _, err := w.store.SignIn(w.Context(), auth.Credentials{Username: "ada", Password: right})
		if err != nil {
			w.Fatal(err)
		}
		p := w.visits(w.store, own)
		*w.now = w.now.Add(time.Hour)
		b, err := w.change(p, right, next)
		if err != nil {
			w.Fatal(err)
		}
		if !b.Remember || b.Secret == own.Secret || b.Lives != 14*24*time.Hour || !b.Expires.Equal(w.now.Add(b.Lives)) {
			w.Errorf("the session that goes on is %+v", b)
		}
		w.keptOut("another browser", other)
		w.keptOut("the secret until then", own)
		if _, err := w.store.AuthenticateToken(w.Context(), tokens.Access, ""); kind(err) != problem.Unauthorized {
			w.Errorf("an access token: %v", err)
		}
		if after := w.visits(w.store, b); after.UserID != u.ID || after.SessionID == p.SessionID {
			w.Errorf("the session goes on as %+v", after)
		}
		list, err := w.store.Sessions(w.Context(), u.ID)
		if err != nil || len(list) != 1 || list[0].Device != "Firefox on Linux" || list[0].Network != "192.0.2.0/32" {
			w.Errorf("sessions are %+v, %v", list, err)
		}
		if err := w.try(w.store, "ada", right); kind(err) != problem.Unauthorized {
			w.Errorf("the password until then: %v", err)
		}
		if err := w.try(w.store, "ada", next); err != nil {
			w.Errorf("the new password: %v", err)
		}
		var changed, by string
		err = w.db.QueryRow(w.Context(), `SELECT changed, user_id FROM changes WHERE kind = 'user' AND action = 'update'`).Scan(&changed, &by)
		if err != nil || changed != `["password"]` || by != u.ID {
			w.Errorf("the log says %s by %s, %v", changed, by, err)
		}
		if _, err := w.change(p, next, right); kind(err) != problem.Unauthorized {
			w.Errorf("a session that has ended changes the password: %v", err)
		}
	})
}

func TestOwnPasswordThatIsNotTaken(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor", Email: "lovelace@example.org"})
		b := w.browser("ada", false)
		p := w.visits(w.store, b)
		for _, c := range []struct {
			current, next string
			want          []string
		}{
			{wrong, next, []string{"/current_password wrong"}},
			{"", next, []string{"/current_password wrong"}},
			{strings.Repeat("x", 1<<20), next, []string{"/current_password wrong"}},
			{right, "short", []string{"/new_password too_short"}},
			{right, "", []string{"/new_password too_short"}},
			{right, "I am Ada, let me in", []string{"/new_password has_username"}},
			{right, "lovelace, let me in", []string{"/new_password has_email"}},
			{wrong, "password1234", []string{"/current_password wrong", "/new_password common"}},
		} {
			if _, err := w.change(p, c.current, c.next); !slices.Equal(faults(err), c.want) {
				w.Errorf("%.20q, %.20q: %v, want %v", c.current, c.next, err, c.want)
			}
		}
		w.visits(w.store, b)
		if err := w.try(w.store, "ada", right); err != nil {
			w.Errorf("the password was changed: %v", err)
		}
		for _, nobody := range []auth.Principal{{UserID: p.UserID, KeyID: "k"}, {UserID: p.UserID}} {
			if _, err := w.change(&nobody, right, next); kind(err) != problem.Unauthorized {
				w.Errorf("without a session: %v", err)
			}
		}
		tokens, _, err := w.store.SignIn(w.Context(), auth.Credentials{Username: "ada", Password: right})
		if err != nil {
			w.Fatal(err)
		}
		by, err := w.store.AuthenticateToken(w.Context(), tokens.Access, "")
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.change(by, right, next); kind(err) != problem.Unauthorized {
			w.Errorf("with an access token: %v", err)
		}
		w.visits(w.store, b)
	})
}

// TestOwnPasswordIsNotGuessed: who finds a browser open gets five tries, then has
// to wait. Who hammers at the front door does not keep the owner, who is in, from
// taking another password; and neither does the one at the other's.
func TestOwnPasswordIsNotGuessed_AUT_04(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		p := w.visits(w.store, w.browser("ada", false))
		for i := range 6 {
			err := w.try(w.store, "ada", wrong)
			if want := problem.Unauthorized; i < 5 && kind(err) != want {
				w.Fatalf("attempt %d to sign in: %v", i, err)
			}
		}
		if err := w.try(w.store, "ada", right); kind(err) != problem.TooManyRequests {
			w.Fatalf("the account is not slowed down: %v", err)
		}
		for i := range 5 {
			if _, err := w.change(p, wrong, next); len(faults(err)) != 1 {
				w.Fatalf("attempt %d: %v", i, err)
			}
		}
		var wait *problem.Error
		if _, err := w.change(p, right, next); !errors.As(err, &wait) || wait.Kind != problem.TooManyRequests || wait.RetryAfter < 1 {
			w.Fatalf("too soon: %v", err)
		}
		*w.now = w.now.Add(time.Duration(wait.RetryAfter) * time.Second)
		b, err := w.change(p, right, next)
		if err != nil {
			w.Fatalf("after the wait: %v", err)
		}
		if err := w.try(w.store, "ada", next); err != nil {
			w.Errorf("the new password does not forget attempts at the old one: %v", err)
		}
		var n int
		if err := w.db.QueryRow(w.Context(), `SELECT COALESCE(SUM(failures), 0) FROM sign_in_attempts`).Scan(&n); err != nil || n != 0 {
			w.Errorf("%d failures are counted still, %v", n, err)
		}
		w.visits(w.store, b)
	})
}

// TestOwnPasswordOfManyWorkspacesAndOfNone: it is shown in one log or another.
func TestOwnPasswordOfManyWorkspacesAndOfNone(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "nowhere", Password: right})
		w.user(auth.NewUser{Username: "root", Password: right, Superuser: true})
		_, err := w.db.Exec(w.Context(), `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version)
			SELECT $2, 'another', name, updated_at, updated_at, version FROM workspaces WHERE id = $1`, w.workspace, w.db.NewID())
		if err == nil {
			_, err = w.db.Exec(w.Context(), `INSERT INTO workspace_counters (workspace_id) SELECT id FROM workspaces WHERE slug = 'another'`)
		}
		if err != nil {
			w.Fatal(err)
		}
		for name, slug := range map[string]string{"nowhere": "default", "root": "another"} {
			p := w.visits(w.store, w.browser(name, false))
			if p.Refusal() == nil {
				w.Fatalf("%s is in %s", name, p.Workspace)
			}
			if _, err := w.change(p, right, next); err != nil {
				w.Errorf("%s: %v", name, err)
			}
			var n int
			err := w.db.QueryRow(w.Context(), `SELECT COUNT(*) FROM changes c JOIN workspaces w ON w.id = c.workspace_id
				WHERE c.record_id = $1 AND c.action = 'update' AND w.slug = $2`, p.UserID, slug).Scan(&n)
			if err != nil || n != 1 {
				w.Errorf("%s: %d changes in the log of %s, %v", name, n, slug, err)
			}
		}
	})
}

// TestOwnPasswordAtOnce: of two changes at the same time one wins, and the other
// one's session is over.
func TestOwnPasswordAtOnce_AUT_05(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "ada", Password: right, Role: "editor"})
		principals := []*auth.Principal{w.visits(w.store, w.browser("ada", false)), w.visits(w.store, w.browser("ada", false))}
		news := []string{next, "the moon over Trieste"}
		won := make([]*auth.BrowserSession, 2)
		failed := make([]error, 2)
		var all sync.WaitGroup
		for i := range won {
			all.Go(func() { won[i], failed[i] = w.change(principals[i], right, news[i]) })
		}
		all.Wait()
		if (won[0] == nil) == (won[1] == nil) {
			w.Fatalf("%v, %v", failed[0], failed[1])
		}
		winner := slices.IndexFunc(won, func(b *auth.BrowserSession) bool { return b != nil })
		if err := failed[1-winner]; kind(err) != problem.Unauthorized && !slices.Equal(faults(err), []string{"/current_password wrong"}) {
			w.Errorf("the other one: %v", err)
		}
		w.visits(w.store, won[winner])
		if err := w.try(w.store, "ada", news[winner]); err != nil {
			w.Error(err)
		}
		if list, err := w.store.Sessions(w.Context(), principals[0].UserID); err != nil || len(list) != 2 {
			w.Errorf("%d sessions, %v", len(list), err)
		}
	})
}
