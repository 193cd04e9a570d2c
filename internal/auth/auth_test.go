package auth_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var anyVersion = func(int64) error { return nil }

var command = changelog.Actor{Via: changelog.ViaCommand, Name: "test"}

// world is a fresh installation with a clock that stands still and a counter
// of statements.
type world struct {
	*testing.T
	db         *database.DB
	store      *auth.Store
	workspace  string
	now        *time.Time
	statements *int
}

func eachEngine(t *testing.T, fn func(w *world)) {
	t.Helper()
	now, statements := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), 0
	opts := database.Options{
		Fast: true, Now: func() time.Time { return now },
		OnStatement: func(context.Context, string) { statements++ },
	}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		ws, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		fn(&world{t, db, auth.New(db, nil), ws.ID, &now, &statements})
	})
}

func (w *world) key(in auth.NewKey) string {
	w.Helper()
	_, secret, err := w.store.CreateKey(w.Context(), w.workspace, command, in)
	if err != nil {
		w.Fatal(err)
	}
	return secret
}

func (w *world) user(in auth.NewUser) *auth.User {
	w.Helper()
	u, err := w.store.CreateUser(w.Context(), w.workspace, command, in)
	if err != nil {
		w.Fatal(err)
	}
	return u
}

func (w *world) refused(store *auth.Store, key, why string) {
	w.Helper()
	p, err := store.Authenticate(w.Context(), key)
	if p != nil || !problem.Is(err, problem.Unauthorized) || !strings.Contains(err.Error(), why) {
		w.Errorf("principal %v, error %v; want it refused as %q", p, err, why)
	}
}

func pointer(err error) string {
	var p *problem.Error
	if !errors.As(err, &p) || len(p.Fields) == 0 {
		return ""
	}
	return p.Fields[0].Pointer + " " + p.Fields[0].Code
}

func TestKeyActsAsItsServiceUser(t *testing.T) {
	eachEngine(t, func(w *world) {
		secret := w.key(auth.NewKey{Name: "  shop   front ", Role: "EDITOR"})
		p, err := w.store.Authenticate(w.Context(), secret)
		if err != nil {
			w.Fatal(err)
		}
		if p.KeyName != "shop front" || p.WorkspaceID != w.workspace || p.Superuser || p.UserID == "" || p.KeyID == "" {
			w.Errorf("principal is %+v", p)
		}
		for _, c := range []struct {
			permission auth.Permission
			can        bool
		}{{auth.AddContact, true}, {auth.UndoChange, true}, {auth.ViewChange, true}, {auth.EraseContact, false}, {auth.ManageWorkspace, false}} {
			if p.Can(c.permission) != c.can {
				w.Errorf("an editor's key can %s: %v", c.permission, !c.can)
			}
		}
		users, err := w.store.ListUsers(w.Context(), w.workspace)
		if err != nil {
			w.Fatal(err)
		}
		if len(users) != 1 || !users[0].IsService || users[0].ID != p.UserID || users[0].Role != "editor" {
			w.Errorf("users are %+v", users)
		}
		var nobody *auth.Principal
		if nobody.Can(auth.ViewContact) {
			w.Error("nobody can see contacts")
		}
	})
}

func TestKeyCanDoNoMoreThanItsUserAndItsRole(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "vera", Role: "viewer"})
		w.user(auth.NewUser{Username: "root", Superuser: true})
		for _, c := range []struct {
			user, role        string
			view, add, manage bool
		}{
			{"vera", "admin", true, false, false},
			{"root", "viewer", true, false, false},
			{"root", "admin", true, true, true},
		} {
			p, err := w.store.Authenticate(w.Context(), w.key(auth.NewKey{Name: c.user + c.role, Role: c.role, Username: c.user}))
			if err != nil {
				w.Fatal(err)
			}
			if p.Can(auth.ViewContact) != c.view || p.Can(auth.AddContact) != c.add || p.Can(auth.ManageWorkspace) != c.manage ||
				p.Superuser || p.Username != c.user {
				w.Errorf("%s's %s key: %+v", c.user, c.role, p)
			}
		}
	})
}

func TestBadKeysAreRefusedAndNotStored_AUT_08(t *testing.T) {
	eachEngine(t, func(w *world) {
		secret := w.key(auth.NewKey{Name: "one", Role: "viewer"})
		last := secret[len(secret)-1]
		slip := secret[:len(secret)-1] + string(rune('0'+(last-'0'+1)%10))
		for _, bad := range []string{"", "liaison_", secret[:40], secret + "0", " " + secret, slip, strings.ToUpper(secret), strings.Repeat("x", 1<<20)} {
			before := *w.statements
			w.refused(w.store, bad, "malformed")
			if *w.statements != before {
				w.Errorf("the database was asked for a key of %d characters that is none", len(bad))
			}
		}
		other := auth.New(w.db, bytes.NewReader(make([]byte, 64)))
		_, unknown, err := other.CreateKey(w.Context(), w.workspace, command, auth.NewKey{Name: "gone", Role: "viewer"})
		if err != nil {
			w.Fatal(err)
		}
		if !strings.Contains(unknown, "_"+strings.Repeat("0", 43)+"_") {
			w.Errorf("the key of 32 zero bytes is %s", unknown)
		}
		if _, err := w.db.Exec(w.Context(), "DELETE FROM api_keys WHERE name = 'gone'"); err != nil {
			w.Fatal(err)
		}
		w.refused(w.store, unknown, "Unknown API key")
		before := *w.statements
		w.refused(w.store, unknown, "Unknown API key")
		if *w.statements != before {
			w.Error("an unknown key is looked up twice within a second")
		}
		sum := sha256.Sum256([]byte(secret))
		var hash, logged string
		if err := w.db.QueryRow(w.Context(), "SELECT key_hash FROM api_keys").Scan(&hash); err != nil {
			w.Fatal(err)
		}
		if hash != hex.EncodeToString(sum[:]) {
			w.Errorf("stored is %s", hash)
		}
		if err := w.db.QueryRow(w.Context(), "SELECT after FROM changes WHERE kind = 'api_key' AND after LIKE '%\"one\"%'").Scan(&logged); err != nil {
			w.Fatal(err)
		}
		if strings.Contains(logged, hash) || strings.Contains(logged, secret[8:]) {
			w.Errorf("the log holds the key or its hash: %s", logged)
		}
	})
}

func TestRevokedAndExpiredKeysEndWithinASecondEverywhere_AUT_08(t *testing.T) {
	eachEngine(t, func(w *world) {
		elsewhere := auth.New(w.db, nil) // another process
		secret := w.key(auth.NewKey{Name: "one", Role: "viewer"})
		for _, s := range []*auth.Store{w.store, elsewhere} {
			if _, err := s.Authenticate(w.Context(), secret); err != nil {
				w.Fatal(err)
			}
		}
		before := *w.statements
		if _, err := w.store.Authenticate(w.Context(), secret); err != nil || *w.statements != before {
			w.Errorf("a known key cost %d statements, error %v", *w.statements-before, err)
		}
		if err := w.store.RevokeKey(w.Context(), w.workspace, command, "ONE", anyVersion); err != nil {
			w.Fatal(err)
		}
		w.refused(w.store, secret, "revoked")
		*w.now = w.now.Add(time.Second)
		w.refused(elsewhere, secret, "revoked")

		again := w.key(auth.NewKey{Name: "one", Role: "viewer"}) // the name is free again
		if _, err := w.store.Authenticate(w.Context(), again); err != nil {
			w.Fatal(err)
		}
		*w.now = w.now.Add(365*24*time.Hour - time.Second)
		if _, err := w.store.Authenticate(w.Context(), again); err != nil {
			w.Errorf("refused before its year is over: %v", err)
		}
		*w.now = w.now.Add(time.Second)
		w.refused(w.store, again, "expired")
		*w.now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	})
}

func TestDisabledUsersKeysAreRefused(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.user(auth.NewUser{Username: "Zoë", Role: "admin"})
		secret := w.key(auth.NewKey{Name: "hers", Role: "admin", Username: "zoë", Forever: true})
		if _, err := w.store.Authenticate(w.Context(), secret); err != nil {
			w.Fatal(err)
		}
		for range 2 { // the second changes nothing
			if err := w.store.DisableUser(w.Context(), w.workspace, command, "ZOË"); err != nil {
				w.Fatal(err)
			}
		}
		w.refused(w.store, secret, "disabled")
		var n int
		if err := w.db.QueryRow(w.Context(), "SELECT COUNT(*) FROM changes WHERE kind = 'user' AND action = 'update'").Scan(&n); err != nil || n != 1 {
			w.Errorf("%d changes of users, error %v; want one", n, err)
		}
		_, _, err := w.store.CreateKey(w.Context(), w.workspace, command, auth.NewKey{Name: "x", Role: "admin", Username: "zoë"})
		if pointer(err) != "/user disabled" {
			w.Errorf("a key for a disabled user: %v", err)
		}
	})
}

func TestKeysThatCannotBeMade(t *testing.T) {
	eachEngine(t, func(w *world) {
		w.key(auth.NewKey{Name: "Straße", Role: "viewer"})
		w.user(auth.NewUser{Username: "nobody"})
		for _, c := range []struct {
			in   auth.NewKey
			want string
		}{
			{auth.NewKey{Role: "viewer"}, "/name required"},
			{auth.NewKey{Name: strings.Repeat("é", 101), Role: "viewer"}, "/name too_long"},
			{auth.NewKey{Name: "STRASSE", Role: "viewer"}, "/name unique"},
			{auth.NewKey{Name: "x", Role: "owner"}, "/role not_found"},
			{auth.NewKey{Name: "x", Role: "viewer", Username: "who"}, "/user not_found"},
			{auth.NewKey{Name: "x", Role: "viewer", Username: "nobody"}, "/user no_role"},
			{auth.NewKey{Name: "x", Role: "viewer", ExpiresAt: w.db.Now()}, "/expires_at past"},
		} {
			if _, _, err := w.store.CreateKey(w.Context(), w.workspace, command, c.in); pointer(err) != c.want {
				w.Errorf("%+v: %v, want %s", c.in, err, c.want)
			}
		}
		if err := w.store.RevokeKey(w.Context(), w.workspace, command, "none", anyVersion); !problem.Is(err, problem.NotFound) {
			w.Errorf("revoke an unknown key: %v", err)
		}
		keys, err := w.store.ListKeys(w.Context(), w.workspace)
		if err != nil || len(keys) != 1 {
			w.Fatalf("keys are %v, %v", keys, err)
		}
		for range 2 { // by id, and again
			if err := w.store.RevokeKey(w.Context(), w.workspace, command, keys[0].ID, anyVersion); err != nil {
				w.Fatal(err)
			}
		}
		keys, err = w.store.ListKeys(w.Context(), w.workspace)
		if err != nil || keys[0].RevokedAt.IsZero() || keys[0].Version != 2 {
			w.Errorf("after revoking twice: %+v, %v", keys[0], err)
		}
	})
}

func TestUsersThatCannotBeMade(t *testing.T) {
	eachEngine(t, func(w *world) {
		if some, err := w.store.HasPeople(w.Context()); err != nil || some {
			w.Errorf("a fresh installation has users: %v, %v", some, err)
		}
		for _, good := range []string{"jane.doe+x@example.org", "Ян_1", "太郎カナ", "עברית", strings.Repeat("a", 150), "हिन्दी"} {
			w.user(auth.NewUser{Username: good})
		}
		if some, err := w.store.HasPeople(w.Context()); err != nil || !some {
			w.Errorf("HasPeople: %v, %v", some, err)
		}
		for name, want := range map[string]string{
			"": "/username required", "a b": "/username invalid_username", "a\x00": "/username invalid_text",
			"аdmin": "/username mixed_scripts", "JANE.DOE+X@EXAMPLE.ORG": "/username unique", "ＪＡＮＥ.doe+x@example.org": "/username unique",
			strings.Repeat("a", 151): "/username too_long",
		} {
			if _, err := w.store.CreateUser(w.Context(), w.workspace, command, auth.NewUser{Username: name}); pointer(err) != want {
				w.Errorf("%q: %v, want %s", name, err, want)
			}
		}
		_, err := w.store.CreateUser(w.Context(), w.workspace, command, auth.NewUser{Username: "!", Email: "x", Password: "short"})
		if e := (*problem.Error)(nil); !errors.As(err, &e) || len(e.Fields) != 3 {
			w.Errorf("all that is wrong is not reported at once: %v", err)
		}
		_, err = w.store.CreateUser(w.Context(), w.workspace, command, auth.NewUser{Username: "r", Role: "none"})
		if pointer(err) != "/role not_found" {
			w.Errorf("unknown role: %v", err)
		}
	})
}

func TestPasswords(t *testing.T) {
	eachEngine(t, func(w *world) {
		u := w.user(auth.NewUser{Username: "Jane", Password: "correct horse battery", Email: "jane@example.org"})
		hash := func() (h string) {
			w.Helper()
			if err := w.db.QueryRow(w.Context(), "SELECT password_hash FROM users WHERE id = $1", u.ID).Scan(&h); err != nil {
				w.Fatal(err)
			}
			return h
		}
		first := hash()
		if !strings.HasPrefix(first, "$argon2id$v=19$m=19456,t=2,p=1$") {
			w.Errorf("the hash is %s", first)
		}
		for password, want := range map[string]string{
			strings.Repeat("a", 11): "/password too_short", strings.Repeat("é", 129): "/password too_long",
			strings.Repeat("a", 1<<20): "/password too_long", "correct\x00horse battery": "/password invalid_text",
			"I am jAnE, let me in": "/password has_username", "correct horse \xff battery": "/password invalid_text",
			strings.Repeat("e\u0301", 11): "/password too_short", "password1234": "/password common", "Passw0rd!2026": "/password common",
			"PasswordPassword": "/password common", "123456789012": "/password common", "correct horse battery staple": "/password common",
			"Liaison-2026!": "/password common", "2026 Liaison": "/password common", "qwertyuiop12": "/password common",
		} {
			if err := w.store.SetPassword(w.Context(), w.workspace, command, "jane", password); pointer(err) != want {
				w.Errorf("password of %d bytes: %v, want %s", len(password), err, want)
			}
		}
		if hash() != first {
			w.Error("a refused password changed the hash")
		}
		if err := w.store.SetPassword(w.Context(), w.workspace, command, "JANE", strings.Repeat("é", 128)); err != nil {
			w.Error(err)
		}
		if hash() == first {
			w.Error("the password was not set")
		}
		var changed, after string
		err := w.db.QueryRow(w.Context(), "SELECT changed, after FROM changes WHERE kind = 'user' AND action = 'update'").Scan(&changed, &after)
		if err != nil || changed != `["password"]` || strings.Contains(after, "argon2") {
			w.Errorf("the log says %s, %s, %v", changed, after, err)
		}
		if err := w.store.SetPassword(w.Context(), w.workspace, command, "nobody", strings.Repeat("x", 20)); !problem.Is(err, problem.NotFound) {
			w.Errorf("unknown user: %v", err)
		}
	})
}

func TestPermissionsAreThoseOfTheContract(t *testing.T) {
	all := auth.Permissions()
	if len(all) != 30 || !slices.IsSorted(all) {
		t.Errorf("%d permissions, sorted: %v", len(all), slices.IsSorted(all))
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	db, err := database.Open(b.Context(), testkit.MigratedURL(b, database.SQLite), database.Options{Fast: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := workspace.Ensure(b.Context(), db); err != nil {
		b.Fatal(err)
	}
	w, err := workspace.BySlug(b.Context(), db, workspace.Default)
	if err != nil {
		b.Fatal(err)
	}
	store := auth.New(db, nil)
	_, secret, err := store.CreateKey(b.Context(), w.ID, command, auth.NewKey{Name: "x", Role: "editor"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := store.Authenticate(b.Context(), secret); err != nil {
			b.Fatal(err)
		}
	}
}
