package example_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/example"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// fixed is a clock that goes on by a second with each step, and ids in a row.
type fixed struct {
	seconds atomic.Int64
	ids     atomic.Int64
	numbers atomic.Int64
}

func (f *fixed) now() time.Time {
	return time.Date(2026, 11, 3, 9, 15, 0, 0, time.UTC).Add(time.Duration(f.seconds.Load()) * time.Second)
}

func (f *fixed) newID() string { return fmt.Sprintf("019a4900-8d20-7000-8000-%012x", f.ids.Add(1)) }

func (f *fixed) newRequestID() string { return fmt.Sprintf("request-%d", f.numbers.Add(1)) }

// superuser and administrator are the users that a tour is made as: both have the
// permissions of the role admin, and the former more.
var (
	superuser     = auth.NewUser{Username: "ada", Email: "ada@example.com", Superuser: true, Password: "violet tram over Lisbon"}
	administrator = auth.NewUser{Username: "charles", Role: "admin", Password: "violet tram over Lisbon"}
)

// freshServer starts a server with a fresh database, a user and a key that acts as
// the user, of which everything is the same each time.
func freshServer(t *testing.T, document *example.Document, user auth.NewUser) (*example.Runner, *fixed) {
	t.Helper()
	ctx, f := t.Context(), &fixed{}
	db, err := database.Open(ctx, testkit.MigratedURL(t, database.SQLite), database.Options{Now: f.now, NewID: f.newID, Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := workspace.Ensure(ctx, db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	keys := auth.New(db, rand.NewChaCha8([32]byte{}))
	operator := changelog.Actor{Via: changelog.ViaCommand, Name: "user create"}
	if _, err := keys.CreateUser(ctx, w.ID, operator, user); err != nil {
		t.Fatal(err)
	}
	_, key, err := keys.CreateKey(ctx, w.ID, operator, auth.NewKey{Name: "tour", Role: "admin", Username: user.Username})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(httpserver.Handler(httpserver.Options{
		Keys: keys, Ping: db.Ping, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: f.newRequestID,
	}, restapi.New(restapi.Config{DB: db, Keys: keys, Rules: new(ruleset.Store), Version: "dev"})))
	t.Cleanup(server.Close)
	return &example.Runner{
		Document: document, BaseURL: origin, Client: to(server.Listener.Addr().String()),
		Variables: example.Variables{
			"base_url": origin, "api_key": key, "username": user.Username, "password": user.Password, "run": "2026",
		},
	}, f
}

// origin is where the server of the documents is. The addresses of pages begin
// with it, so it does not depend on the port that the test found free.
const origin = "http://127.0.0.1:8080"

// to is a client that finds every server at one address.
func to(address string) *http.Client {
	var d net.Dialer
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return d.DialContext(ctx, network, address)
		},
	}}
}

// theDocument is the OpenAPI document of the program.
func theDocument(t *testing.T) *example.Document {
	t.Helper()
	encoded, err := restapi.Document("dev")
	if err != nil {
		t.Fatal(err)
	}
	document, err := example.ReadDocument(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// madeTour makes the tour on a fresh server.
func madeTour(t *testing.T, document *example.Document) []*example.Exchange {
	t.Helper()
	runner, clock := freshServer(t, document, superuser)
	var made []*example.Exchange
	for _, step := range example.Tour() {
		clock.seconds.Add(1)
		x, err := runner.Make(t.Context(), &step)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, x)
	}
	return made
}
