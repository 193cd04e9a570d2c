package promise_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// onDisk is a place whose data lies on a disk.
func onDisk(t *testing.T, engine database.Engine, d *testkit.Disk) *place {
	t.Helper()
	folder := filepath.Join(d.Path, "data")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	p := &place{engine: engine, command: testkit.Command{Dir: folder}}
	if engine == database.Postgres {
		p.command.Dir = t.TempDir()
		p.command.Env = []string{"LIAISON_DATABASE_URL=" + testkit.PostgresURLIn(t, folder)}
	}
	return p
}

// A full disk keeps nobody from reading. Writes are refused with what a client can
// act on, nothing that was acknowledged goes, and once there is room all goes on by
// itself.
func TestDiskIsFull_RES_05(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			over, disk := testkit.SmallDisk(t, map[database.Engine]int{database.SQLite: 8, database.Postgres: 24}[engine])
			if over {
				return
			}
			p := onDisk(t, engine, disk)
			s := p.start(t, "")
			acked := map[string]bool{}
			s.writeUntilFull(acked)
			disk.Fill()
			s.writeUntilFull(acked)
			s.refusesReady("disk is full")
			s.holds(acked)
			if engine == database.SQLite { // PostgreSQL itself may not take a connection then
				p.commandsOnFullDisk(t, s.key, acked)
			}
			if logs := s.Logs(); strings.Count(logs, `"level":"ERROR"`) != 1 || !strings.Contains(logs, "is full: free some space") {
				t.Errorf("the log does not say once what to do:\n%s", logs)
			}

			disk.Grow(64)
			disk.Free()
			s.must(http.StatusOK, "GET", s.URL+"/readyz", nil) // without a write of anybody else
			acked[s.must(http.StatusCreated, "POST", "/contacts", newPerson("after")).json().text("id")] = true
			if !strings.Contains(s.Logs(), "can be written again") {
				t.Errorf("the log does not say that it works again:\n%s", s.Logs())
			}
			s.holds(acked)
			s.stop()
			p.check(t)
		})
	}
}

// commandsOnFullDisk runs commands beside a server on a full disk: one that writes,
// and a backup to another disk, which has all that was acknowledged.
func (p *place) commandsOnFullDisk(t *testing.T, key string, acked map[string]bool) {
	t.Helper()
	if _, stderr, code := p.run(t, "demo", "--contacts=500"); code != 1 || !strings.Contains(stderr, "is full: free some space") {
		t.Errorf("a command that writes ends with %d and says %s", code, stderr)
	}
	backup := filepath.Join(t.TempDir(), "a.backup")
	p.done(t, "backup", backup)
	restored := newPlace(t, p.engine)
	restored.done(t, "restore", backup)
	restored.has(t, key, acked)
}

// writeUntilFull creates contacts until it is refused, and notes those that were
// acknowledged.
func (s *server) writeUntilFull(acked map[string]bool) {
	s.t.Helper()
	for range 20_000 {
		a := s.do("POST", "/contacts", newPerson("full"))
		if a.status == http.StatusCreated {
			acked[a.json().text("id")] = true
			continue
		}
		s.t.Logf("%d contacts are acknowledged", len(acked))
		if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" ||
			a.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(a.json().text("detail"), "disk is full") {
			s.t.Fatalf("on a full disk it answers %v %v", a, a.header)
		}
		return
	}
	s.t.Fatal("the disk does not become full")
}

// refusesReady fails the test unless the server says that it is not ready, and why.
func (s *server) refusesReady(text string) {
	s.t.Helper()
	a := s.must(http.StatusServiceUnavailable, "GET", s.URL+"/readyz", nil)
	if !strings.Contains(string(a.body), text) || a.header.Get("Retry-After") == "" {
		s.t.Errorf("/readyz answers %v %v", a, a.header)
	}
	s.must(http.StatusOK, "GET", s.URL+"/healthz", nil)
}

// holds fails the test unless all contacts that were acknowledged are there.
func (s *server) holds(acked map[string]bool) {
	s.t.Helper()
	found := map[string]bool{}
	for _, c := range s.everything("/contacts?page_size=200") {
		found[c.text("id")] = true
	}
	for id := range acked {
		if !found[id] {
			s.t.Errorf("contact %s was acknowledged and is not there", id)
		}
	}
}

// With no server at work there is no room even for the files that SQLite needs
// beside the database. A backup does without; every other command says that the
// disk is full, and all is as it was once there is room.
func TestCommandsOnAFullDisk_RES_05(t *testing.T) {
	over, disk := testkit.SmallDisk(t, 8)
	if over {
		return
	}
	p := onDisk(t, database.SQLite, disk)
	s := p.start(t, "")
	id := s.must(http.StatusCreated, "POST", "/contacts", newPerson("a")).json().text("id")
	s.stop()
	disk.Fill()
	for _, args := range [][]string{
		{"serve", "--listen=127.0.0.1:0"},
		{"user", "list"},
		{"check"},
		{"demo"},
		{"migrate"},
		{"migrate", "status"},
		{"backup", filepath.Join(disk.Path, "a.backup")},
		{"demo", "--database-url=sqlite:" + filepath.Join(disk.Path, "new.db")},
		{"demo", "--database-url=sqlite:" + filepath.Join(disk.Path, "new", "new.db")},
	} {
		stdout, stderr, code := p.run(t, args...)
		last := stderr[strings.LastIndex(strings.TrimSuffix(stderr, "\n"), "\n")+1:]
		if code != 1 || stdout != "" || !strings.Contains(last, disk.Path) && !strings.Contains(last, "liaison.db") ||
			!strings.Contains(last, " is full: free some space") {
			t.Errorf("%v ends with %d and says %s", args, code, stderr)
		}
	}
	backup := filepath.Join(t.TempDir(), "a.backup")
	p.done(t, "backup", backup)
	if _, stderr, code := p.run(t, "restore", "--database-url=sqlite:"+filepath.Join(disk.Path, "new.db"), backup); code != 1 ||
		!strings.Contains(stderr, " is full: free some space") {
		t.Errorf("a restore onto the full disk ends with %d and says %s", code, stderr)
	}
	for _, name := range []string{"new.db", "new.db-lock", "new", "a.backup"} {
		if _, err := os.Lstat(filepath.Join(disk.Path, name)); err == nil {
			t.Errorf("%s is left behind", name)
		}
	}
	disk.Free()
	p.has(t, s.key, map[string]bool{id: true})
	restored := newPlace(t, database.SQLite)
	restored.done(t, "restore", backup)
	restored.has(t, s.key, map[string]bool{id: true})
}
