package restapi_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
)

// TestAClientThatLeavesWhileTheDatabaseWorks is counted as 499 and logged at debug:
// it waits behind another writer, or reads.
func TestAClientThatLeavesWhileTheDatabaseWorks(t *testing.T) {
	eachAPI(t, func(a *api) {
		var log bytes.Buffer
		metrics, keys := httpserver.NewMetrics(), auth.New(a.db, nil)
		handler := httpserver.Handler(httpserver.Options{
			Keys: keys, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), Metrics: metrics, NewID: a.db.NewID,
		}, restapi.New(restapi.Config{DB: a.db, Keys: keys, Rules: new(ruleset.Store), Version: "test"}))
		told := func() string {
			w := httptest.NewRecorder()
			metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
			return w.Body.String()
		}
		ask := func(ctx context.Context, method, path, body string) {
			r := httptest.NewRequest(method, restapi.Base+path, strings.NewReader(body)).WithContext(ctx)
			r.Header.Set("Authorization", "Bearer "+a.key)
			r.Header.Set("Content-Type", "application/json")
			handler.ServeHTTP(httptest.NewRecorder(), r)
		}
		ask(t.Context(), "GET", "/contacts", "") // so that the key is known
		held, release := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			err := a.db.InTx(context.WithoutCancel(t.Context()), func(tx *database.DB) error {
				_, err := tx.Exec(t.Context(), "UPDATE workspace_counters SET workspace_id = workspace_id WHERE workspace_id = $1", a.ws)
				close(held)
				<-release
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-held
		ctx, leave := context.WithCancel(t.Context())
		all.Go(func() { ask(ctx, "POST", "/contacts", `{"first_name":"Ada"}`) })
		for !strings.Contains(told(), "liaison_http_requests_in_flight 1") {
			time.Sleep(time.Millisecond)
		}
		leave()
		close(release)
		all.Wait()
		ask(ctx, "GET", "/contacts?search=ada", "")
		if text := told(); strings.Count(text, `status="499"`) == 0 || strings.Contains(text, `status="5`) {
			t.Errorf("the metrics say\n%s", text)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		for _, line := range lines[1:] {
			if !strings.Contains(line, `"status":499`) || !strings.Contains(line, `"level":"DEBUG"`) {
				t.Errorf("the log says %s", line)
			}
		}
		if len(lines) != 3 || a.count("contacts") != 0 {
			t.Errorf("%d lines, %d contacts", len(lines), a.count("contacts"))
		}
	})
}
