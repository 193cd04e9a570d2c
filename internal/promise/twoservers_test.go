package promise_test

import (
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// Of servers that start at once on a fresh folder one serves, and a further one
// that starts while it is at work is refused too; nothing is hurt. PostgreSQL
// lets them all serve.
func TestTwoServersOnOneDatabase_DUR_09(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			for range sized(1, 20) {
				p := newPlace(t, engine)
				servers := p.startTogether(t, sized(3, 4))
				ws := newWriters(t, 16)
				ws.start(servers[0])
				if engine == database.SQLite {
					p.refused(t)
				}
				ws.await(sized[int64](200, 500))
				for _, s := range servers {
					s.Kill()
				}
				ws.all.Wait()
				p.check(t)
				s := p.start(t, servers[0].key)
				ws.verify(s)
				ws.retry(s)
				ws.verify(s)
				s.stop()
				p.check(t)
			}
		})
	}
}

// startTogether starts servers at once and returns those that serve: one on
// SQLite, where the others say why they do not, and all on PostgreSQL.
func (p *place) startTogether(t *testing.T, n int) []*server {
	t.Helper()
	testkit.Binary(t)
	processes := make([]*testkit.Process, n)
	for i := range processes {
		processes[i] = testkit.Start(t, p.serveArgs())
	}
	var serving []*server
	refused := 0
	const listens, another = "Liaison listens on", "another Liaison serves"
	for deadline := time.Now().Add(testkit.Patience); len(serving)+refused < n; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d serve, %d are refused", len(serving), refused)
		}
		for i, process := range processes {
			switch {
			case process == nil:
				continue
			case strings.Contains(process.Logs(), listens):
				process.AwaitURL(t)
				serving = append(serving, p.serve(t, process, ""))
			case strings.Contains(process.Logs(), another):
				refused++
				if code := process.Wait(); code != 1 || strings.Count(process.Logs(), another) != 1 {
					t.Errorf("it ended with %d:\n%s", code, process.Logs())
				}
			default:
				continue
			}
			processes[i] = nil
		}
	}
	if p.engine == database.SQLite && len(serving) != 1 || p.engine == database.Postgres && refused > 0 {
		t.Fatalf("%d serve, %d are refused", len(serving), refused)
	}
	key := serving[0].Key(t, "admin")
	for _, s := range serving {
		s.key = key
		s.must(200, "GET", "/contacts", nil)
	}
	return serving
}

// refused starts another server, which must say in one line why it does not
// serve.
func (p *place) refused(t *testing.T) {
	t.Helper()
	_, stderr, code := testkit.Run(t, p.serveArgs())
	if code != 1 || !strings.Contains(stderr, "another Liaison serves liaison.db: stop it") {
		t.Errorf("another server ends with %d:\n%s", code, stderr)
	}
	if strings.Contains(stderr, "goroutine ") {
		t.Errorf("it shows its stack:\n%s", stderr)
	}
}
