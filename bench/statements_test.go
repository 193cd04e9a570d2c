package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

// counted is an API whose statements are noted.
type counted struct {
	handler    http.Handler
	key        string
	statements []string // of the request at work
}

func newCounted(t *testing.T, db *database.DB, c *counted) {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	keys := auth.New(db, nil)
	_, c.key, err = keys.CreateKey(t.Context(), w.ID, changelog.Actor{Via: changelog.ViaCommand},
		auth.NewKey{Name: "test", Role: "editor"})
	if err != nil {
		t.Fatal(err)
	}
	c.handler = httpserver.Handler(httpserver.Options{
		Keys: keys, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: db.NewID,
	}, restapi.New(restapi.Config{DB: db, Keys: keys, Rules: new(ruleset.Store), Version: "test"}))
}

// do sends a request, notes its statements and returns the answer.
func (c *counted) do(t *testing.T, method, path, body string) (answer struct{ ID, Next string }) {
	t.Helper()
	c.statements = nil
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.key)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code >= http.StatusBadRequest {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if err := json.NewDecoder(w.Body).Decode(&answer); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return answer
}

// TestStatementsOfARequest counts what a request asks of the database beside the
// key, which is known from the request before: the clock stands still.
func TestStatementsOfARequest(t *testing.T) {
	var c counted
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	testkit.EachEngineWith(t, database.Options{
		Fast: true, Now: func() time.Time { return now },
		OnStatement: func(_ context.Context, query string) { c.statements = append(c.statements, query) },
	}, func(t *testing.T, db *database.DB) {
		newCounted(t, db, &c)
		var id string
		r := rand.New(rand.NewPCG(3, 3))
		for range 40 {
			p := newPerson(r)
			p.Tags = []string{"first", "second"}
			body, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			id = c.do(t, "POST", "/api/v1/contacts", string(body)).ID
		}
		next := c.do(t, "GET", "/api/v1/contacts", "").Next
		for _, test := range []struct {
			path string
			want int
		}{
			{"/api/v1/contacts/" + id, 1},
			{"/api/v1/contacts/" + id + "?fields=id,full_name", 1},
			{"/api/v1/contacts/" + id + "/channels", 1},
			{"/api/v1/contacts/" + id + "/email_addresses", 1},
			{"/api/v1/contacts", 2},
			{"/api/v1/contacts?page_size=200", 2},
			{next, 2},
			{"/api/v1/contacts?search=anna&ordering=-created_at", 2},
			{"/api/v1/contacts?status=active&has_email=true&last_name=a", 2},
			{"/api/v1/contacts?tags=first", 3},
			{"/api/v1/contacts?tags=first,second", 3},
			{"/api/v1/contacts?tags=first&tags_none=second", 4},
			{"/api/v1/contacts?contact_type=primary&tags_all=first", 4},
		} {
			c.do(t, "GET", test.path, "")
			if got := len(c.statements); got != test.want {
				t.Errorf("GET %s: %d statements, want %d:\n%s", test.path, got, test.want, strings.Join(c.statements, "\n"))
			}
		}
	})
}
