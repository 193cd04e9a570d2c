package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestPurgeForgetsIdempotencyKeysOfYesterday_OPS_06(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		if err := workspace.Ensure(ctx, db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(ctx, db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		now := db.Now()
		insert := func(n int, age time.Duration) {
			err := db.InTx(ctx, func(tx *database.DB) error {
				for i := range n {
					_, err := tx.Exec(ctx, `INSERT INTO idempotency_keys (workspace_id, user_id, route, key, body_hash, status,
						headers, body, created_at) VALUES ($1, 'u', 'POST /', $2, '', 201, '', '', $3)`,
						w.ID, fmt.Sprint(age, i), database.At(now.Add(-age)))
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		insert(2*purgeBatch+7, 25*time.Hour)
		insert(3, 23*time.Hour)
		insert(purgeBatch+3, -10*365*24*time.Hour) // written while the clock was ten years ahead
		insert(2, -23*time.Hour)                   // and while it was a day ahead
		if err := purgeKeys(ctx, db); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := db.QueryRow(ctx, "SELECT COUNT(*) FROM idempotency_keys").Scan(&left); err != nil || left != 5 {
			t.Errorf("%d keys are left, error %v; want the 5 of the last day and the next", left, err)
		}
	})
}

func TestGivesUpClearlyWithOneLineATry_PG_04(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	log := countingLog{most: 2, stop: cancel}
	_, err = Open(ctx, &config.Config{DatabaseURL: "postgres://u:secret@" + address + "/x?sslmode=disable", PoolSize: 2},
		Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err == nil || !strings.Contains(err.Error(), "the database is still unreachable") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error is %v", err)
	}
	if strings.Contains(log.String(), `\n`) || strings.Count(log.String(), "refused") != strings.Count(log.String(), "\n") {
		t.Errorf("a line has more than one cause:\n%s", log.String())
	}
	if lines := strings.Count(log.String(), "\n"); lines != 2 || strings.Contains(log.String(), "secret") {
		t.Errorf("%d lines of two tries:\n%s", lines, log.String())
	}
}

// countingLog is a log that calls stop after its last line.
type countingLog struct {
	strings.Builder
	most int
	stop func()
}

func (l *countingLog) Write(line []byte) (int, error) {
	if l.most--; l.most == 0 {
		l.stop()
	}
	return l.Builder.Write(line)
}

func TestWrongDatabaseIsRefusedAtOnce(t *testing.T) {
	url := testkit.PostgresURL(t)
	for name, wrong := range map[string]string{
		"a name": url[:strings.LastIndex(url, "/")] + "/nothing?sslmode=disable", "a password": strings.Replace(url, "postgres:", "postgres:x", 2),
		"a scheme": "mysql://localhost/x", "a path": "sqlite:",
	} {
		db, err := Open(t.Context(), &config.Config{DatabaseURL: wrong, PoolSize: 2}, Options{Log: slog.New(slog.DiscardHandler), Stderr: io.Discard})
		if err == nil {
			t.Errorf("%s: opened", name)
			_ = db.Close()
		}
		if err != nil && strings.Contains(err.Error(), "gave up waiting") {
			t.Errorf("%s: tried again: %v", name, err)
		}
	}
}

func TestCauseIsOneLine(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("connect:\n\ta: %w", &pgconn.PgError{Message: "the database system is starting up"}), "the database system is starting up"},
		{errors.New("connect to x:\n\ta: timeout\n\tb: timeout\n"), "b: timeout"},
	} {
		if got := database.Cause(c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestNewDatabaseIsToldOf(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "x.db")
	for i, want := range []string{"liaison: created a new database at " + path + "\n", ""} {
		var stderr strings.Builder
		db, err := Open(t.Context(), &config.Config{DatabaseURL: "sqlite:" + path}, Options{Log: slog.New(slog.DiscardHandler), Stderr: &stderr})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if stderr.String() != want {
			t.Errorf("opened %d times before: %q, want %q", i, stderr.String(), want)
		}
	}
	far := filepath.Join(dir, "not", "there", "x.db")
	_, err := Open(t.Context(), &config.Config{DatabaseURL: "sqlite:" + far}, Options{Log: slog.New(slog.DiscardHandler), Stderr: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "neither "+filepath.Dir(far)) {
		t.Errorf("two folders are missing: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "not")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}

func TestLeftBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	for _, c := range []struct {
		wal  []byte
		want bool
	}{{nil, false}, {[]byte{}, false}, {[]byte("x"), true}} {
		if c.wal != nil {
			if err := os.WriteFile(path+"-wal", c.wal, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := leftBehind(path); got != c.want {
			t.Errorf("a log of %d bytes: %v", len(c.wal), got)
		}
	}
	if leftBehind("") {
		t.Error("PostgreSQL leaves no file behind")
	}
}

// lines gathers what is written by one goroutine and read by another.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// after returns the rest of the line that begins with a text, "" for none.
func (l *lines) after(start string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, rest, _ := strings.Cut(l.text.String(), start)
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

func TestServeUntilToldToStop(t *testing.T) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			cfg := &config.Config{
				DatabaseURL: testkit.MigratedURL(t, engine), PoolSize: 4, Listen: "127.0.0.1:0", MetricsListen: "127.0.0.1:0", Demo: true,
			}
			var stderr, log lines
			filled := 0
			o := Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Stderr: &stderr, Version: "1.2.3", Fill: func(context.Context, *database.DB) error {
				filled++
				return nil
			}}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- Serve(ctx, cfg, o) }()
			testkit.Until(t, "it listens", func() bool { return stderr.after("Liaison listens on ") != "" })
			for path, status := range map[string]int{"/": 200, "/docs": 200, "/docs/": 200, "/docs/nothing": 404, "/readyz": 200, "/nowhere": 404, "/api/v1/nowhere": 404, "/api/v1/contacts//": 404, "//contacts": 404} {
				resp, err := http.DefaultTransport.RoundTrip(httptest.NewRequest("GET", stderr.after("Liaison listens on ")+path, nil))
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != status || resp.Header.Get("X-Request-ID") == "" {
					t.Errorf("%s: %d, want %d", path, resp.StatusCode, status)
				}
			}
			if engine == database.SQLite {
				if err := Serve(t.Context(), cfg, o); err == nil || !strings.Contains(err.Error(), "another Liaison serves") {
					t.Errorf("a second server: %v", err)
				}
			}
			stop()
			if err := <-ended; err != nil || filled != 1 {
				t.Errorf("it ended with %v, filled %d times", err, filled)
			}
			if log.after(`msg="stopping:`) == "" || !strings.HasSuffix(log.text.String(), "msg=stopped\n") || strings.Count(log.text.String(), "stopp") != 2 {
				t.Errorf("the log does not say that it stops:\n%s", log.text.String())
			}
		})
	}
}

func TestRootNamesTheDoors(t *testing.T) {
	none := http.NotFoundHandler()
	w := httptest.NewRecorder()
	doors(none, none, none, `1.2"3`).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	var got map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"name": "Liaison", "version": `1.2"3`, "api": "/api/v1", "openapi": "/api/v1/openapi.json", "docs": "/docs", "admin": "/admin/",
	}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestServeRefusesWhatItCannotServe(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	sqlite := testkit.MigratedURL(t, database.SQLite)
	for _, c := range []struct {
		cfg  config.Config
		want string
	}{
		{config.Config{DatabaseURL: sqlite, Listen: taken.Addr().String()}, "already in use by another program"},
		{config.Config{DatabaseURL: sqlite, Listen: "127.0.0.1:0", MetricsListen: taken.Addr().String()}, "already in use by another program"},
		{config.Config{DatabaseURL: "sqlite:/dev/null/x.db", Listen: "127.0.0.1:0"}, "create the folder"},
		{config.Config{DatabaseURL: "sqlite:" + t.TempDir() + "/a/b/x.db", Listen: "127.0.0.1:0"}, "nor the folder around it is there"},
		{config.Config{DatabaseURL: sqlite, Listen: "0.0.0.0:0"}, "can be reached from other machines"},
	} {
		c.cfg.PoolSize = 1
		err := Serve(t.Context(), &c.cfg, Options{Log: slog.New(slog.DiscardHandler), Stderr: io.Discard})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.cfg, err, c.want)
		}
	}
}

func TestTheLinkLeadsToThisMachine(t *testing.T) {
	for at, want := range map[string]string{
		"127.0.0.1:8080": "127.0.0.1:8080", "192.0.2.1:80": "192.0.2.1:80", "0.0.0.0:8080": "127.0.0.1:8080",
		"[::]:8080": "127.0.0.1:8080", "[::1]:8080": "[::1]:8080",
	} {
		address, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := reachable(address); got != want {
			t.Errorf("a server at %s is reached at %s, want %s", at, got, want)
		}
	}
}
