package app

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// A file that is too large to be checked before it is served is checked beside the
// requests, and what is found turns the readiness red although nobody has met it.
func TestLargeFileIsCheckedWhileServing(t *testing.T) {
	url := testkit.MigratedURL(t, database.SQLite)
	path := strings.TrimPrefix(url, "sqlite:")
	enlarge(t, path)
	server := start(t, url)
	if status, _ := ready(t, server.url); status != http.StatusOK {
		t.Errorf("a sound one is answered %d", status)
	}
	server.stop()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := len(content) / 2; at < len(content)/2+4096; at++ {
		content[at] = 0xa5
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	server = start(t, url)
	defer server.stop()
	status, body := http.StatusOK, ""
	for status == http.StatusOK {
		status, body = ready(t, server.url)
		time.Sleep(10 * time.Millisecond)
	}
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "The database is damaged") {
		t.Errorf("a damaged one is answered %d %s", status, body)
	}
	if log := server.log.all(); !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "is damaged (") || !strings.Contains(log, "restore a backup") {
		t.Errorf("the log does not say what to do:\n%s", log)
	}
}

// A file that is moved, deleted or replaced beneath a server takes what is written
// with it.
func TestFileGoesWhileServing(t *testing.T) {
	url := testkit.MigratedURL(t, database.SQLite)
	path := strings.TrimPrefix(url, "sqlite:")
	server := start(t, url)
	defer server.stop()
	for _, c := range []struct {
		from, to string
		want     int
	}{{path, path + ".old", 503}, {path + ".old", path, 200}} {
		if err := os.Rename(c.from, c.to); err != nil {
			t.Fatal(err)
		}
		if status, body := ready(t, server.url); status != c.want {
			t.Errorf("after %s became %s: %d %s", c.from, c.to, status, body)
		}
	}
	other, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Clone(other), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, body := ready(t, server.url); status != 503 {
		t.Errorf("with another file in its place: %d %s", status, body)
	}
	if err := os.Rename(path+".old", path); err != nil {
		t.Fatal(err)
	}
}

// enlarge makes a file too large to be checked at once.
func enlarge(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("CREATE TABLE filling (content BLOB); INSERT INTO filling VALUES (randomblob(?))", checkedAtOnce)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// running is a server in this process.
type running struct {
	url  string
	log  *lines
	stop func()
}

func start(t *testing.T, url string) *running {
	t.Helper()
	var stderr, log lines
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	cfg := &config.Config{DatabaseURL: url, Listen: "127.0.0.1:0", PoolSize: 4}
	go func() {
		ended <- Serve(ctx, cfg, Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Stderr: &stderr})
	}()
	r := &running{log: &log, stop: func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}}
	for r.url == "" {
		select {
		case err := <-ended:
			t.Fatalf("it ended with %v", err)
		case <-time.After(5 * time.Millisecond):
			r.url = stderr.after("Liaison listens on ")
		}
	}
	return r
}

func (l *lines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func ready(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.DefaultTransport.RoundTrip(httptest.NewRequest("GET", url+"/readyz", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b.String()
}
