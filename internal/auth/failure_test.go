package auth_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

// fragile is an installation that can be broken off, with a user, a role and a
// key.
type fragile struct {
	*testing.T
	db             *database.DB
	ws             string
	user, role     string
	key            *auth.Key
	secret         string
	access, unique string
	now            *time.Time
	n              int
}

// TestNoFailureIsSwallowed breaks off everything that reads or writes accounts
// at each of its statements.
func TestNoFailureIsSwallowed(t *testing.T) {
	f, now := &testkit.Failing{}, time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	opts := database.Options{Fast: true, OnStatement: f.OnStatement, Now: func() time.Time { return now }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		w := newFragile(t, db, &now)
		for _, group := range []map[string]func(ctx context.Context) error{w.reads(), w.signingIn(), w.browsers(), w.userWrites(), w.roleAndKeyWrites()} {
			for _, name := range slices.Sorted(maps.Keys(group)) {
				fn := group[name]
				t.Run(name, func(t *testing.T) {
					f.Each(t, func(ctx context.Context) error {
						w.n++
						w.unique = fmt.Sprint("x", w.n)
						return fn(ctx)
					})
				})
			}
		}
	})
}

func newFragile(t *testing.T, db *database.DB, now *time.Time) *fragile {
	t.Helper()
	w := &fragile{T: t, db: db, now: now}
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	ws, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	w.ws = ws.ID
	w.in(func(ctx context.Context, tx *changelog.Tx) error {
		r, err := auth.CreateRole(ctx, tx, &auth.RolePatch{Name: record.Some("clerk")})
		if err == nil {
			w.role = r.ID
		}
		return err
	})(t.Context())
	store := auth.New(db, nil)
	u, err := store.CreateUser(t.Context(), w.ws, command, auth.NewUser{Username: "ada", Role: "clerk", Password: right})
	if err != nil {
		t.Fatal(err)
	}
	w.user = u.ID
	if w.key, w.secret, err = store.CreateKey(t.Context(), w.ws, command, auth.NewKey{Name: "form", Role: "clerk"}); err != nil {
		t.Fatal(err)
	}
	tokens, _, err := store.SignIn(t.Context(), auth.Credentials{Username: "ada", Password: right})
	if err != nil {
		t.Fatal(err)
	}
	w.access = tokens.Access
	return w
}

// in runs fn in a transaction.
func (w *fragile) in(fn func(ctx context.Context, tx *changelog.Tx) error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		return changelog.InTx(ctx, w.db, w.ws, command, func(tx *changelog.Tx) error { return fn(ctx, tx) })
	}
}

func (w *fragile) reads() map[string]func(ctx context.Context) error {
	list := func(spec *listing.Spec, fetch func(ctx context.Context, q *listing.Query) error) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			q, _ := listing.Parse(spec, nil)
			return fetch(ctx, q)
		}
	}
	return map[string]func(ctx context.Context) error{
		"users":  func(ctx context.Context) error { return second(auth.New(w.db, nil).ListUsers(ctx, w.ws)) },
		"user":   func(ctx context.Context) error { return second(auth.New(w.db, nil).User(ctx, w.ws, w.user, nil)) },
		"any":    func(ctx context.Context) error { return second(auth.New(w.db, nil).HasPeople(ctx)) },
		"keys":   func(ctx context.Context) error { return second(auth.New(w.db, nil).ListKeys(ctx, w.ws)) },
		"a key":  func(ctx context.Context) error { return second(auth.GetKey(ctx, w.db, w.ws, w.key.ID)) },
		"a role": func(ctx context.Context) error { return second(auth.GetRole(ctx, w.db, w.ws, w.role)) },
		"list users": list(auth.UserListSpec(), func(ctx context.Context, q *listing.Query) error {
			return second(auth.UsersOf(ctx, w.db, w.ws, q))
		}),
		"list roles": list(auth.RoleListSpec(), func(ctx context.Context, q *listing.Query) error {
			return second(auth.Roles(ctx, w.db, w.ws, q))
		}),
		"list keys": list(auth.KeyListSpec(), func(ctx context.Context, q *listing.Query) error {
			return second(auth.Keys(ctx, w.db, w.ws, q))
		}),
		"authenticate": func(ctx context.Context) error { return second(auth.New(w.db, nil).Authenticate(ctx, w.secret)) },
		"token": func(ctx context.Context) error {
			return second(auth.New(w.db, nil).AuthenticateToken(ctx, w.access, ""))
		},
	}
}

func second[T any](_ T, err error) error { return err }

func (w *fragile) signingIn() map[string]func(ctx context.Context) error {
	signIn := func(ctx context.Context, store *auth.Store) (*auth.Tokens, error) {
		*w.now = w.now.Add(time.Hour) // a failure may have counted
		tokens, _, err := store.SignIn(ctx, auth.Credentials{Username: "ada", Password: right})
		return tokens, err
	}
	return map[string]func(ctx context.Context) error{
		"sign in": func(ctx context.Context) error {
			if _, err := w.db.Exec(w.Context(), `DELETE FROM sign_in_attempts`); err != nil {
				return err
			}
			return second(signIn(ctx, auth.New(w.db, nil)))
		},
		"first key": func(ctx context.Context) error {
			if _, err := w.db.Exec(w.Context(), `DELETE FROM signing_keys`); err != nil {
				return err
			}
			return second(signIn(ctx, auth.New(w.db, nil)))
		},
		"refresh": func(ctx context.Context) error {
			store := auth.New(w.db, nil)
			tokens, err := signIn(ctx, store)
			if err != nil {
				return err
			}
			if _, err = store.Refresh(ctx, tokens.Refresh); err != nil {
				return err
			}
			if _, again := store.Refresh(ctx, tokens.Refresh); kind(again) == 0 {
				return again
			}
			return nil
		},
	}
}

func (w *fragile) browsers() map[string]func(ctx context.Context) error {
	enter := func(ctx context.Context, store *auth.Store) (*auth.BrowserSession, error) {
		*w.now = w.now.Add(time.Hour) // a failure may have counted
		b, _, err := store.SignInBrowser(ctx, auth.Credentials{Username: "ada", Password: right}, false, "")
		return b, err
	}
	// visit signs in beforehand, and visits a minute later.
	visit := func(fn func(ctx context.Context, store *auth.Store, p *auth.Principal) error) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			b, err := enter(w.Context(), auth.New(w.db, nil))
			if err != nil {
				return err
			}
			*w.now = w.now.Add(time.Minute)
			store := auth.New(w.db, nil)
			p, err := store.AuthenticateCookie(ctx, b.Secret, "")
			if err != nil {
				return err
			}
			return fn(ctx, store, p)
		}
	}
	return map[string]func(ctx context.Context) error{
		"browser": func(ctx context.Context) error { return second(enter(ctx, auth.New(w.db, nil))) },
		"visit":   visit(func(context.Context, *auth.Store, *auth.Principal) error { return nil }),
		"list sessions": visit(func(ctx context.Context, s *auth.Store, p *auth.Principal) error {
			return second(s.Sessions(ctx, p.UserID))
		}),
		"sign out": visit(func(ctx context.Context, s *auth.Store, p *auth.Principal) error { return s.SignOut(ctx, p) }),
		"end a session": visit(func(ctx context.Context, s *auth.Store, p *auth.Principal) error {
			return s.EndSession(ctx, p.UserID, p.SessionID)
		}),
		"end others": visit(func(ctx context.Context, s *auth.Store, p *auth.Principal) error { return s.EndOtherSessions(ctx, p) }),
		"forget":     func(ctx context.Context) error { return auth.New(w.db, nil).ForgetSessions(ctx) },
		"own password": visit(func(ctx context.Context, s *auth.Store, p *auth.Principal) error {
			return second(s.ChangeOwnPassword(ctx, p, right, right, command))
		}),
		"idle": func(ctx context.Context) error {
			b, err := enter(w.Context(), auth.New(w.db, nil))
			if err != nil {
				return err
			}
			*w.now = w.now.Add(time.Hour)
			if _, err := auth.New(w.db, nil).AuthenticateCookie(ctx, b.Secret, ""); kind(err) != problem.Unauthorized {
				return err
			}
			return nil
		},
	}
}

// TestNoFailureOfSettingUpIsSwallowed: and the token is good until it works.
func TestNoFailureOfSettingUpIsSwallowed(t *testing.T) {
	f := &testkit.Failing{}
	testkit.EachEngineWith(t, database.Options{Fast: true, OnStatement: f.OnStatement}, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		store := auth.New(db, nil)
		token, err := store.NewSetUp()
		if err != nil {
			t.Fatal(err)
		}
		f.Each(t, func(ctx context.Context) error {
			if err := store.CanSetUp(ctx, token); err != nil {
				return err
			}
			return second(store.SetUp(ctx, token, firstUser))
		})
	})
}

func (w *fragile) userWrites() map[string]func(ctx context.Context) error {
	update := func(p *auth.UserPatch) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			return second(auth.New(w.db, nil).UpdateUser(ctx, w.ws, command, w.user, p, anyVersion))
		}
	}
	may := auth.NewPrincipal(auth.Principal{}, auth.Permissions()...)
	return map[string]func(ctx context.Context) error{
		"create user": func(ctx context.Context) error {
			return second(auth.New(w.db, nil).CreateUser(ctx, w.ws, command, auth.NewUser{Username: w.unique, Role: "clerk"}))
		},
		"password": update(&auth.UserPatch{Password: record.Some(right)}),
		"set by name": func(ctx context.Context) error {
			return auth.New(w.db, nil).SetPassword(ctx, w.ws, command, "ada", right)
		},
		"unlock": func(ctx context.Context) error { return auth.New(w.db, nil).UnlockUser(ctx, w.ws, command, "ada") },
		"role": func(ctx context.Context) error {
			for _, role := range []string{"viewer", "clerk"} {
				if err := update(&auth.UserPatch{Role: record.Some(role), Email: record.Some(w.unique + role + "@example.org"), By: may})(ctx); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (w *fragile) roleAndKeyWrites() map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"create key": func(ctx context.Context) error {
			_, _, err := auth.New(w.db, nil).CreateKey(ctx, w.ws, command, auth.NewKey{Name: w.unique, Role: "clerk"})
			return err
		},
		"create key of": func(ctx context.Context) error {
			_, _, err := auth.New(w.db, nil).CreateKey(ctx, w.ws, command, auth.NewKey{Name: w.unique, Role: "clerk", Username: "ada"})
			return err
		},
		"change key": func(ctx context.Context) error {
			p := &auth.KeyPatch{Name: record.Some(w.unique)}
			return second(auth.New(w.db, nil).UpdateKey(ctx, w.ws, command, w.key.ID, p, anyVersion))
		},
		"revoke": func(ctx context.Context) error {
			if _, err := w.db.Exec(w.Context(), `UPDATE api_keys SET revoked_at = NULL WHERE id = $1`, w.key.ID); err != nil {
				return err
			}
			return auth.New(w.db, nil).RevokeKey(ctx, w.ws, command, w.key.ID, anyVersion)
		},
		"create and delete role": w.in(func(ctx context.Context, tx *changelog.Tx) error {
			r, err := auth.CreateRole(ctx, tx, &auth.RolePatch{Name: record.Some(w.unique)})
			if err != nil {
				return err
			}
			return auth.DeleteRole(ctx, tx, r.ID, anyVersion)
		}),
		"rename role": w.in(func(ctx context.Context, tx *changelog.Tx) error {
			if _, err := auth.UpdateRole(ctx, tx, w.role, &auth.RolePatch{Name: record.Some(w.unique)}, anyVersion); err != nil {
				return err
			}
			return second(auth.UpdateRole(ctx, tx, w.role, &auth.RolePatch{Name: record.Some("clerk")}, anyVersion))
		}),
		"built-in roles": func(ctx context.Context) error {
			id := w.db.NewID()
			_, err := w.db.Exec(w.Context(), `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version)
				SELECT $2, $2, name, created_at, updated_at, version FROM workspaces WHERE id = $1`, w.ws, id)
			if err != nil {
				return err
			}
			if _, err := w.db.Exec(w.Context(), `INSERT INTO workspace_counters (workspace_id) VALUES ($1)`, id); err != nil {
				return err
			}
			return changelog.InTx(ctx, w.db, id, command, func(tx *changelog.Tx) error { return auth.CreateBuiltInRoles(ctx, tx) })
		},
	}
}
