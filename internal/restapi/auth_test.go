package restapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/workspace"
)

const password = "violet tram over Lisbon"

// nobody sends no key.
const nobody = "Authorization: "

var operator = changelog.Actor{Via: changelog.ViaCommand}

func bearer(token string) string { return "Authorization: Bearer " + token }

// newUser makes a user with the password.
func (a *api) newUser(in auth.NewUser) *auth.User {
	a.Helper()
	in.Password = password
	u, err := auth.New(a.db, nil).CreateUser(a.Context(), a.ws, operator, in)
	if err != nil {
		a.Fatal(err)
	}
	return u
}

// signIn returns the tokens of a user.
func (a *api) signIn(username string) (access, refresh string) {
	a.Helper()
	got := a.post("/auth/token", object{"username": username, "password": password}, nobody).want(http.StatusOK).json()
	return got.text("access"), got.text("refresh")
}

// newWorkspace makes another workspace.
func (a *api) newWorkspace(slug string) string {
	a.Helper()
	id := a.db.NewID()
	err := changelog.InTx(a.Context(), a.db, id, operator, func(tx *changelog.Tx) error {
		_, err := workspace.Create(a.Context(), tx, &workspace.Patch{Slug: record.Some(slug), Name: record.Some(slug)})
		return err
	})
	if err != nil {
		a.Fatal(err)
	}
	return id
}

// join gives a user a role in a workspace.
func (a *api) join(workspace, userID, role string) {
	a.Helper()
	_, err := a.db.Exec(a.Context(), `INSERT INTO memberships (workspace_id, user_id, role_id, created_at)
		SELECT r.workspace_id, $2, r.id, r.created_at FROM roles r WHERE r.workspace_id = $1 AND r.name = $3`, workspace, userID, role)
	if err != nil {
		a.Fatal(err)
	}
}

func TestSignInAndWhoAmI(t *testing.T) {
	eachAPI(t, func(a *api) {
		ada := a.newUser(auth.NewUser{Username: "Ada", Role: "editor", Email: "ada@example.org"})
		access, refresh := a.signIn(" ADA ")
		me := a.get("/auth/me", bearer(access)).want(http.StatusOK).json()
		places := me.list("workspaces")
		if me.text("via") != "session" || me["key"] != nil || me.text("workspace") != "default" || me.object("user").text("id") != ada.ID ||
			len(places) != 1 || places[0].text("role") != "editor" || places[0].text("slug") != "default" || len(places[0]["permissions"].([]any)) < 20 {
			t.Errorf("got %v", me)
		}
		made := a.post("/contacts", object{"first_name": "Bob"}, bearer(access)).want(http.StatusCreated).json()
		if made.text("created_by") != ada.ID {
			t.Errorf("created by %v", made["created_by"])
		}
		change := a.get("/changes?record=" + made.text("id")).results()[0].object("actor")
		if change.text("via") != "session" || change.text("user") != ada.ID {
			t.Errorf("the log says %v", change)
		}
		a.get("/users", bearer(access)).want(http.StatusForbidden)
		next := a.post("/auth/token/refresh", object{"refresh": refresh}, bearer("stale")).want(http.StatusOK).json()
		a.get("/contacts", bearer(next.text("access"))).want(http.StatusOK)
		a.get("/contacts", bearer(access)).want(http.StatusOK) // until it expires
		a.get("/contacts", bearer(next.text("refresh"))).want(http.StatusUnauthorized)
		a.post("/auth/token/refresh", object{"refresh": access}, nobody).want(http.StatusUnauthorized)
		a.get("/auth/me", nobody).want(http.StatusUnauthorized)
		a.get("/auth/me?x=1").wantFault("x")
		key := a.get("/auth/me").want(http.StatusOK).json()
		if key.text("via") != "key" || !strings.HasPrefix(key.text("key"), "admin ") || len(key.list("workspaces")) != 1 ||
			len(key.list("workspaces")[0]["permissions"].([]any)) != len(auth.Permissions()) {
			t.Errorf("got %v", key)
		}
		a.clock.ahead = 15*time.Minute + 20*time.Second // the leeway
		a.get("/contacts", bearer(access)).want(http.StatusOK)
		a.clock.ahead = 16*time.Minute + 30*time.Second
		a.get("/contacts", bearer(access)).want(http.StatusUnauthorized)
	})
}

// TestRefreshTokensAreGoodOnce: who comes again with one ends the session, and
// after two weeks there is nothing to refresh any more.
func TestRefreshTokensAreGoodOnce_AUT_05(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		refresh := func(token string) *answer { return a.post("/auth/token/refresh", object{"refresh": token}, nobody) }
		_, first := a.signIn("ada")
		other, _ := a.signIn("ada")
		second := refresh(first).want(http.StatusOK).json()
		refresh(first).want(http.StatusUnauthorized)
		refresh(second.text("refresh")).want(http.StatusUnauthorized)
		a.get("/contacts", bearer(second.text("access"))).want(http.StatusUnauthorized)
		a.get("/contacts", bearer(other)).want(http.StatusOK)

		_, raced := a.signIn("ada")
		var wg sync.WaitGroup
		statuses := make([]int, 4)
		for i := range statuses {
			wg.Go(func() { statuses[i] = refresh(raced).status })
		}
		wg.Wait()
		if slices.Sort(statuses); statuses[0] > statuses[1] || statuses[1] != http.StatusUnauthorized {
			t.Errorf("at the same time: %v", statuses)
		}
		_, long := a.signIn("ada")
		for _, ahead := range []time.Duration{7, 13} {
			a.clock.ahead = ahead * 24 * time.Hour
			long = refresh(long).want(http.StatusOK).json().text("refresh")
		}
		a.clock.ahead = 14*24*time.Hour + time.Minute
		refresh(long).want(http.StatusUnauthorized)
		for _, body := range []string{`{}`, `{"refresh":null}`, `{"refresh":1}`} {
			a.post("/auth/token/refresh", body, nobody).wantFault("/refresh")
		}
		var n int
		if err := a.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM sessions`).Scan(&n); err != nil || n > 2 {
			t.Errorf("%d sessions are left, %v", n, err)
		}
	})
}

// TestSessionsEndWithWhatTheyStandOn: a new password and disabling end all, a
// new role holds at once.
func TestSessionsEndWithWhatTheyStandOn_AUT_05(t *testing.T) {
	eachAPI(t, func(a *api) {
		ada := "/users/" + a.newUser(auth.NewUser{Username: "ada", Role: "editor"}).ID
		access, refresh := a.signIn("ada")
		contact := func() *answer { return a.post("/contacts", object{"first_name": "Bob"}, bearer(access)) }
		contact().want(http.StatusCreated)
		a.patch(ada, object{"role": "viewer"}).want(http.StatusOK)
		contact().want(http.StatusForbidden)
		a.get("/contacts", bearer(access)).want(http.StatusOK)
		role := a.get("/roles?name=viewer").results()[0]
		a.patch("/roles/"+role.text("id"), object{"permissions": []string{"view_tag"}}).want(http.StatusOK)
		a.get("/contacts", bearer(access)).want(http.StatusForbidden)
		a.patch(ada, object{"role": nil}).want(http.StatusOK)
		a.get("/tags", bearer(access)).want(http.StatusForbidden)
		a.get(ada).want(http.StatusNotFound)
		a.join(a.ws, strings.TrimPrefix(ada, "/users/"), "editor")

		a.patch(ada, object{"password": "kettle moss ferry 2"}).want(http.StatusOK)
		a.get("/auth/me", bearer(access)).want(http.StatusUnauthorized)
		a.post("/auth/token/refresh", object{"refresh": refresh}, nobody).want(http.StatusUnauthorized)
		a.patch(ada, object{"password": password}).want(http.StatusOK)
		access, _ = a.signIn("ada")
		a.get("/auth/me", bearer(access)).want(http.StatusOK)
		a.do("DELETE", ada, nil).want(http.StatusNoContent)
		a.get("/auth/me", bearer(access)).want(http.StatusUnauthorized)
		a.post("/auth/token", object{"username": "ada", "password": password}, nobody).want(http.StatusUnauthorized)
	})
}

// TestOneOfSeveralWorkspacesIsNamed in the header; who works in one alone need
// not.
func TestOneOfSeveralWorkspacesIsNamed(t *testing.T) {
	eachAPI(t, func(a *api) {
		b := a.newWorkspace("b")
		ada := a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		a.newUser(auth.NewUser{Username: "nowhere"})
		a.newUser(auth.NewUser{Username: "root", Superuser: true})
		access, _ := a.signIn("ada")
		a.get("/contacts", bearer(access)).want(http.StatusOK)
		a.join(b, ada.ID, "viewer")
		a.clock.ahead = time.Second
		in := func(slug string) string { return auth.WorkspaceHeader + ": " + slug }
		a.get("/contacts", bearer(access)).wantFault(auth.WorkspaceHeader)
		if me := a.get("/auth/me", bearer(access)).want(http.StatusOK).json(); len(me.list("workspaces")) != 2 || me["workspace"] != nil {
			t.Errorf("got %v", me)
		}
		a.get("/openapi.json", bearer(access)).want(http.StatusOK)
		a.post("/contacts", object{"first_name": "Bob"}, bearer(access), in("default")).want(http.StatusCreated)
		a.post("/contacts", object{"first_name": "Bob"}, bearer(access), in("b")).want(http.StatusForbidden)
		if n := len(a.get("/contacts", bearer(access), in("b")).results()); n != 0 {
			t.Errorf("the other workspace shows %d contacts", n)
		}
		a.get("/contacts", bearer(access), in("c")).want(http.StatusForbidden)
		a.get("/contacts", bearer(access), in(strings.Repeat("x", 5000))).want(http.StatusUnauthorized)
		access, _ = a.signIn("nowhere")
		a.get("/contacts", bearer(access)).want(http.StatusForbidden)
		a.get("/contacts", bearer(access), in("default")).want(http.StatusForbidden)
		access, _ = a.signIn("root")
		a.get("/contacts", bearer(access)).wantFault(auth.WorkspaceHeader)
		for _, slug := range []string{"default", "b"} {
			a.get("/users", bearer(access), in(slug)).want(http.StatusOK)
		}
		a.get("/contacts", in("default")).want(http.StatusOK) // a key of it
		a.get("/contacts", in("b")).want(http.StatusForbidden)
	})
}

// TestTokensThatAreNotGood_AUT_07: each is refused, with one line in the log
// that does not have it.
func TestTokensThatAreNotGood_AUT_07(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		access, _ := a.signIn("ada")
		var log bytes.Buffer
		keys := auth.New(a.db, nil)
		server := httptest.NewServer(httpserver.Handler(httpserver.Options{
			Keys: keys, Log: slog.New(slog.NewJSONHandler(&log, nil)), Metrics: httpserver.NewMetrics(), NewID: a.db.NewID,
		}, restapi.New(restapi.Config{DB: a.db, Keys: keys, Rules: new(ruleset.Store), Version: "test"})))
		defer server.Close()
		inner := *a
		inner.server = server
		inner.get("/contacts", bearer(access)).want(http.StatusOK)
		for name, token := range forgeries(a, access) {
			log.Reset()
			got := inner.get("/contacts", bearer(token))
			if got.status != http.StatusUnauthorized || got.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: %d", name, got.status)
			}
			if lines := strings.Count(log.String(), "\n"); lines != 1 || strings.Contains(log.String(), token[:20]) {
				t.Errorf("%s: %d lines: %.300s", name, lines, log.String())
			}
			a.post("/auth/token/refresh", object{"refresh": token}, nobody).want(http.StatusUnauthorized)
		}
	})
}

// forgeries are tokens that are not good, by what is wrong with them.
func forgeries(a *api, good string) map[string]string {
	a.Helper()
	var kid, secret string
	if err := a.db.QueryRow(a.Context(), `SELECT id, secret FROM signing_keys`).Scan(&kid, &secret); err != nil {
		a.Fatal(err)
	}
	key := make([]byte, 32)
	if _, err := fmt.Sscanf(secret, "%64x", &key); err != nil {
		a.Fatal(err)
	}
	var claims map[string]any
	parts := strings.Split(good, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		a.Fatal(err)
	}
	make := func(method jwt.SigningMethod, key any, header, over map[string]any) string {
		a.Helper()
		token := jwt.NewWithClaims(method, jwt.MapClaims(maps.Clone(claims)))
		token.Header["typ"], token.Header["kid"] = "at+jwt", kid
		maps.Copy(token.Header, header)
		for name, value := range over {
			if token.Claims.(jwt.MapClaims)[name] = value; value == nil {
				delete(token.Claims.(jwt.MapClaims), name)
			}
		}
		signed, err := token.SignedString(key)
		if err != nil {
			a.Fatal(err)
		}
		return signed
	}
	a.get("/auth/me", bearer(make(jwt.SigningMethodHS256, key, nil, nil))).want(http.StatusOK) // the forger forges well
	now := time.Now()
	type m = map[string]any
	list := map[string]string{
		"alg none":            make(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil, nil),
		"another alg":         make(jwt.SigningMethodHS512, key, nil, nil),
		"alg by name alone":   make(jwt.SigningMethodHS256, key, m{"alg": "RS256"}, nil),
		"kid of a path":       make(jwt.SigningMethodHS256, key, m{"kid": "../../etc/passwd"}, nil),
		"kid of nobody":       make(jwt.SigningMethodHS256, key, m{"kid": a.db.NewID()}, nil),
		"kid that is no text": make(jwt.SigningMethodHS256, key, m{"kid": 1}, nil),
		"jku":                 make(jwt.SigningMethodHS256, key, m{"jku": "https://example.org/keys"}, nil),
		"jwk":                 make(jwt.SigningMethodHS256, key, m{"jwk": m{"kty": "oct", "k": "AA"}}, nil),
		"type of a refresh":   make(jwt.SigningMethodHS256, key, m{"typ": "JWT"}, nil),
		"another key":         make(jwt.SigningMethodHS256, []byte(strings.Repeat("x", 32)), nil, nil),
		"the secret as text":  make(jwt.SigningMethodHS256, []byte(secret), nil, nil),
		"expired":             make(jwt.SigningMethodHS256, key, nil, m{"exp": now.Add(-2 * time.Minute).Unix()}),
		"nbf to come":         make(jwt.SigningMethodHS256, key, nil, m{"nbf": now.Add(2 * time.Minute).Unix()}),
		"iat to come":         make(jwt.SigningMethodHS256, key, nil, m{"iat": now.Add(2 * time.Minute).Unix()}),
		"another aud":         make(jwt.SigningMethodHS256, key, nil, m{"aud": "somebody"}),
		"another iss":         make(jwt.SigningMethodHS256, key, nil, m{"iss": "somebody"}),
		"another sub":         make(jwt.SigningMethodHS256, key, nil, m{"sub": a.db.NewID()}),
		"another session":     make(jwt.SigningMethodHS256, key, nil, m{"sid": a.db.NewID()}),
		"64 kB":               make(jwt.SigningMethodHS256, key, nil, m{"x": strings.Repeat("x", 64<<10)}),
		"signature stripped":  parts[0] + "." + parts[1] + ".",
		"no signature":        parts[0] + "." + parts[1],
		"padding":             good + "=",
		"another last digit":  good[:len(good)-1] + string(good[len(good)-1]+1),
		"no header":           "." + parts[1] + "." + parts[2],
		"three dots......":    strings.Repeat(".", 2) + strings.Repeat("x", 20),
	}
	for _, name := range []string{"iss", "aud", "sub", "sid", "jti", "exp", "nbf"} {
		list["without "+name] = make(jwt.SigningMethodHS256, key, nil, m{name: nil})
	}
	return list
}

// TestWrongPasswordsWaitLongerAndLonger_AUT_04 whoever has the name, and never
// end a session that is there.
func TestWrongPasswordsWaitLongerAndLonger_AUT_04(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.clock.stop()
		a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		access, _ := a.signIn("ada")
		var told [2][]string
		for i, name := range []string{"ada", "nobody"} {
			for n := range 9 {
				got := a.post("/auth/token", object{"username": name, "password": "kettle moss ferry"}, nobody)
				told[i] = append(told[i], fmt.Sprint(got.status, got.header.Get("Retry-After"), got.json()["detail"]))
				want := http.StatusUnauthorized
				if n >= 5 {
					want = http.StatusTooManyRequests
				}
				got.want(want)
			}
		}
		if !slices.Equal(told[0], told[1]) {
			t.Errorf("somebody and nobody are told apart: %v", told)
		}
		right := object{"username": "ada", "password": password}
		a.post("/auth/token", right, nobody).want(http.StatusTooManyRequests)
		a.get("/auth/me", bearer(access)).want(http.StatusOK)
		for _, wait := range []time.Duration{1, 2, 4, 8} {
			a.clock.ahead += wait * time.Second
			a.post("/auth/token", object{"username": "ADA", "password": "kettle moss ferry"}, nobody).want(http.StatusUnauthorized)
		}
		got := a.post("/auth/token", right, nobody).want(http.StatusTooManyRequests)
		if after := got.header.Get("Retry-After"); after != "16" {
			t.Errorf("got Retry-After %s", after)
		}
		a.clock.ahead += 16 * time.Second
		a.post("/auth/token", right, nobody).want(http.StatusOK)
		a.post("/auth/token", object{"username": "ada", "password": "kettle moss ferry"}, nobody).want(http.StatusUnauthorized)
		a.post("/auth/token", right, nobody).want(http.StatusOK)
	})
}

// TestFloodsOfPasswords_AUT_04: from one network there are thirty wrong ones in
// five minutes, over all names.
func TestFloodsOfPasswords_AUT_04(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.clock.stop()
		a.newUser(auth.NewUser{Username: "ada", Role: "editor"})
		for range 3 { // right ones do not count
			a.signIn("ada")
		}
		for n := range 30 {
			a.post("/auth/token", object{"username": fmt.Sprint("u", n), "password": "x"}, nobody).want(http.StatusUnauthorized)
		}
		got := a.post("/auth/token", object{"username": "ada", "password": password}, nobody).want(http.StatusTooManyRequests)
		if after := got.header.Get("Retry-After"); len(after) != 3 {
			t.Errorf("got Retry-After %q", after)
		}
		a.clock.ahead = 5 * time.Minute
		a.signIn("ada")
	})
}

func TestBadCredentials(t *testing.T) {
	eachAPI(t, func(a *api) {
		for at, body := range map[string]string{
			"/username": `{"username":1,"password":"x"}`, "/password": `{"username":"x"}`, "/remember": `{"username":"x","password":"x","remember":true}`,
			"": `[]`,
		} {
			a.post("/auth/token", body, nobody).wantFault(at)
		}
		a.post("/auth/token", `{"username":"x\u0000","password":"x"}`, nobody).wantFault("/username")
		a.post("/auth/token?x=1", object{}, nobody).wantFault("x")
		a.post("/auth/token", "username=x", nobody, "Content-Type: application/x-www-form-urlencoded").want(http.StatusUnsupportedMediaType)
		a.post("/auth/token", object{"username": "ada", "password": strings.Repeat("x", 1<<20)}, nobody).want(http.StatusRequestEntityTooLarge)
		a.get("/auth/token").want(http.StatusMethodNotAllowed)
		for _, username := range []string{"", "a b", "no\tbody", "api-key-"} {
			body := object{"username": username, "password": ""}
			if got := a.post("/auth/token", body, nobody); got.status != http.StatusUnauthorized && got.status != http.StatusBadRequest {
				t.Errorf("%q: %d", username, got.status)
			}
		}
	})
}
