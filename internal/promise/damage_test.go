package promise_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/database"
)

// What turns out to be damaged while it is served is answered as something that the
// operator must see to, not as a fault of the program, and the server is not ready
// from then on.
func TestDamagedWhileServing(t *testing.T) {
	p := newPlace(t, database.SQLite)
	s := p.start(t, "")
	for range 20 {
		s.must(http.StatusCreated, "POST", "/contacts", newPerson("a"))
	}
	s.stop()
	s = p.start(t, s.key)
	file := filepath.Join(p.command.Dir, "liaison.db")
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", int(info.Size())-page)), page); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/contacts", "/organizations", "/contacts?search=a"} {
		a := s.must(http.StatusServiceUnavailable, "GET", path, nil)
		if a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Retry-After") == "" ||
			!strings.Contains(a.json().text("detail"), "The database is damaged") {
			t.Errorf("%s: %v %v", path, a, a.header)
		}
	}
	s.must(http.StatusServiceUnavailable, "POST", "/contacts", newPerson("b"))
	s.refusesReady("The database is damaged")
	if logs := s.Logs(); strings.Count(logs, `"level":"ERROR"`) != 1 || !strings.Contains(logs, "restore a backup") {
		t.Errorf("the log does not say once what to do:\n%s", logs)
	}
}

// A database that was moved away while its log stayed behind, with acknowledged
// writes in it, comes back whole when it is put back.
func TestLogLeftAloneIsKept(t *testing.T) {
	p := newPlace(t, database.SQLite)
	s := p.start(t, "")
	id := s.must(http.StatusCreated, "POST", "/contacts", newPerson("a")).json().text("id")
	s.Kill()
	file := filepath.Join(p.command.Dir, "liaison.db")
	if err := os.Rename(file, file+".moved"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"user", "list"}, {"serve", "--listen=127.0.0.1:0"}, {"check"}, {"backup", "b"}} {
		_, stderr, code := p.run(t, args...)
		if code != 1 || !strings.Contains(stderr, "liaison.db is missing, but liaison.db-wal, which belongs to it, is there") {
			t.Errorf("%v ends with %d and says %s", args, code, stderr)
		}
	}
	if err := os.Rename(file+".moved", file); err != nil {
		t.Fatal(err)
	}
	p.has(t, s.key, map[string]bool{id: true})
}
