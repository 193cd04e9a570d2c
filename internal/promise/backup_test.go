package promise_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/testkit"
)

// run runs a command at the place and returns what it printed and its exit code.
func (p *place) run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	c := p.command
	c.Args = args
	return testkit.Run(t, c)
}

// done runs a command that must succeed.
func (p *place) done(t *testing.T, args ...string) {
	t.Helper()
	if _, stderr, code := p.run(t, args...); code != 0 {
		t.Fatalf("liaison %v ended with %d: %s", args, code, stderr)
	}
}

// load makes contacts, one after the other and many at once, until it is told to
// stop.
type load struct {
	mu      sync.Mutex
	acked   map[string]bool
	slowest time.Duration
	stop    chan struct{}
	all     sync.WaitGroup
}

func newLoad(s *server, name string, writers int) *load {
	l := &load{acked: map[string]bool{}, stop: make(chan struct{})}
	for i := range writers {
		l.all.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-l.stop:
					return
				default:
				}
				began := time.Now()
				got := s.do("POST", "/contacts", newPerson(fmt.Sprintf("%s-%d-%d", name, i, n)))
				if got.status != http.StatusCreated {
					s.t.Errorf("a writer beside the backup is answered %v", got)
					return
				}
				l.note(got.json().text("id"), time.Since(began))
			}
		})
	}
	return l
}

func (l *load) note(id string, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked[id] = true
	l.slowest = max(l.slowest, took)
}

// soFar is what was acknowledged up to now.
func (l *load) soFar() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.acked)
}

func (l *load) end() {
	close(l.stop)
	l.all.Wait()
}

// Backups that are made while many write have all that was acknowledged before
// they began, nothing that is torn, and keys and rules as they were. They are
// restored on both engines in turn. How long the slowest writer waited is logged.
func TestBackupsUnderLoad_OPS_01(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine)
			s := p.start(t, "")
			for round := range sized(2, 20) {
				l := newLoad(s, fmt.Sprint(round), 16)
				for deadline := time.Now().Add(testkit.Patience); len(l.soFar()) < 50 && time.Now().Before(deadline) && !t.Failed(); {
					time.Sleep(time.Millisecond)
				}
				before := l.soFar()
				file := filepath.Join(t.TempDir(), "liaison.backup")
				p.done(t, "backup", file)
				l.end()
				t.Logf("%d contacts were acknowledged before the backup; the slowest writer waited %v", len(before), l.slowest)
				restored := newPlace(t, engines[(round+1)%len(engines)])
				restored.done(t, "restore", file)
				restored.has(t, s.key, before)
				if t.Failed() {
					return
				}
			}
			s.stop()
		})
	}
}

// has fails the test unless a server of the place, asked with a key of before, has
// the contacts, all are whole, and `liaison check` finds nothing.
func (p *place) has(t *testing.T, key string, contacts map[string]bool) {
	t.Helper()
	p.check(t)
	s := p.start(t, key)
	found := map[string]bool{}
	for _, c := range s.everything("/contacts?page_size=200&ordering=created_at") {
		found[c.text("id")] = true
		if _, torn := look(c); torn != "" {
			t.Errorf("a contact is torn:%s: %v", torn, c)
		}
	}
	for id := range contacts {
		if !found[id] {
			t.Errorf("contact %s was acknowledged before the backup, and is not in it", id)
		}
	}
	s.must(http.StatusCreated, "POST", "/contacts", object{"first_name": "Ada"}) // numbers and ids go on
	s.stop()
}

// A restore by the commands of docs/operations.md brings back what was there; a
// backup that is cut off, damaged or no backup, and a place where something is,
// are refused before anything is touched.
func TestRestoreDrill_OPS_02(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine)
			s := p.start(t, "")
			ada := s.must(http.StatusCreated, "POST", "/contacts", newPerson("ada")).json()
			s.stop()
			folder := t.TempDir()
			file := filepath.Join(folder, "liaison.backup")
			p.done(t, "backup", file)
			for name, content := range spoilt(t, file) {
				path := filepath.Join(folder, "spoilt")
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				empty := newPlace(t, engine)
				if _, stderr, code := empty.run(t, "restore", path); code != 1 || strings.Count(stderr, "\n") != 1 {
					t.Errorf("%s: the restore ends with %d and says %q", name, code, stderr)
				}
				if empty.done(t, "restore", file); t.Failed() { // nothing is in its way
					return
				}
			}
			if _, stderr, code := p.run(t, "restore", file); code != 1 || !strings.Contains(stderr, "empty") {
				t.Errorf("a restore over data ends with %d and says %q", code, stderr)
			}
			for _, at := range []*place{p, newPlace(t, engine)} {
				if at != p {
					at.done(t, "restore", file)
				}
				at.has(t, s.key, map[string]bool{ada.text("id"): true})
			}
		})
	}
}

// spoilt are files that are not the backup any more.
func spoilt(t *testing.T, file string) map[string][]byte {
	t.Helper()
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte{}, whole...)
	flipped[len(flipped)/2] ^= 1
	list := map[string][]byte{"a flipped bit": flipped, "nothing": {}, "a text": []byte("Dear diary\n")}
	for _, percent := range sized([]int{50}, []int{1, 10, 50, 90, 99}) {
		list[fmt.Sprintf("%d %% of it", percent)] = whole[:len(whole)*percent/100]
	}
	return list
}
