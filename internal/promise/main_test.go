package promise_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// sized is brief in a plain run of the tests, and whole with LIAISON_SOAK=1.
func sized[T any](brief, whole T) T {
	if os.Getenv("LIAISON_SOAK") == "1" {
		return whole
	}
	return brief
}

// engines are the databases that a promise holds on.
var engines = []database.Engine{database.SQLite, database.Postgres}

// place is where a server has its data: it outlives the server.
type place struct {
	engine  database.Engine
	command testkit.Command
}

// newPlace is an empty one. SQLite syncs each commit, as it ships.
func newPlace(t *testing.T, engine database.Engine) *place {
	t.Helper()
	p := &place{engine: engine, command: testkit.Command{Dir: t.TempDir()}}
	if engine == database.Postgres {
		p.command.Env = []string{"LIAISON_DATABASE_URL=" + testkit.PostgresURL(t), "LIAISON_POOL_SIZE=20"}
	}
	return p
}

// url is that of the database, for looking into it beside or after a server.
func (p *place) url() string {
	if p.engine == database.Postgres {
		_, url, _ := strings.Cut(p.command.Env[0], "=")
		return url
	}
	return "sqlite:" + p.command.Dir + "/liaison.db"
}

// open opens the database beside the server.
func (p *place) open(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), p.url(), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// check fails the test if the database is not sound: the file on SQLite, and
// on both engines what `liaison check` looks at.
func (p *place) check(t *testing.T) {
	t.Helper()
	if p.engine == database.SQLite {
		db := p.open(t)
		if found, err := db.Broken(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("the file is broken: %v %v", found, err)
		}
		_ = db.Close()
	}
	c := p.command
	c.Args = []string{"check"}
	if stdout, stderr, code := testkit.Run(t, c); code != 0 {
		t.Errorf("liaison check ends with %d:\n%s%s", code, stdout, stderr)
	}
}

// server is a running one with a key to it.
type server struct {
	*testkit.Process

	t      *testing.T
	place  *place
	key    string
	client *http.Client
}

// start starts a server and waits until it is ready. key is one that an earlier
// server of the place had, "" to make a new one.
func (p *place) start(t *testing.T, key string) *server {
	t.Helper()
	testkit.Binary(t) // so that building it is not part of the time
	began := time.Now()
	s := p.serve(t, testkit.StartServer(t, p.command), key)
	s.must(http.StatusOK, "GET", s.URL+"/readyz", nil)
	took := time.Since(began)
	t.Logf("ready after %v", took.Round(time.Millisecond))
	if s.key == "" {
		s.key = s.Key(t, "admin")
	}
	return s
}

// serve is the server of a process that listens.
func (p *place) serve(t *testing.T, process *testkit.Process, key string) *server {
	transport := &http.Transport{MaxIdleConnsPerHost: 256}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: testkit.Checked(t, transport), Timeout: testkit.Patience}
	return &server{process, t, p, key, client}
}

// stop asks the server to stop and fails the test unless it does so in order.
func (s *server) stop() {
	s.t.Helper()
	s.client.CloseIdleConnections()
	s.Terminate()
	if code := s.Wait(); code != 0 {
		s.t.Errorf("it stopped with %d:\n%s", code, s.Logs())
	}
}

// answer is what the server said: status 0 says that there was no answer.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) String() string {
	return fmt.Sprintf("%d %.500s", a.status, a.body)
}

// object is a JSON object as tests look into it.
type object map[string]any

func (o object) text(name string) string { s, _ := o[name].(string); return s }

func (o object) list(name string) []object {
	items, _ := o[name].([]any)
	list := make([]object, len(items))
	for i, item := range items {
		list[i], _ = item.(map[string]any)
	}
	return list
}

// json is the body, nil if it is no object.
func (a *answer) json() object {
	var o object
	_ = json.Unmarshal(a.body, &o)
	return o
}

// do sends a request under /api/v1: body is a text that is sent as it is, a
// value that is sent as JSON, or nil. headers are pairs "Name: value"; an empty
// value removes one. It may be called by many at once.
func (s *server) do(method, path string, body any, headers ...string) *answer {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case io.Reader:
		reader = b
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return &answer{body: []byte(err.Error())}
		}
		reader = bytes.NewReader(encoded)
	}
	if !strings.Contains(path, "://") {
		path = s.URL + "/api/v1" + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, path, reader)
	if err != nil {
		return &answer{body: []byte(err.Error())}
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	if reader != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Del(name)
		if value != "" {
			req.Header[http.CanonicalHeaderKey(name)] = []string{value}
		}
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return &answer{body: []byte(err.Error())}
	}
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	if err != nil {
		return &answer{body: []byte(err.Error())}
	}
	return &answer{resp.StatusCode, resp.Header, read}
}

// must is do for a request that is answered with the status.
func (s *server) must(status int, method, path string, body any, headers ...string) *answer {
	s.t.Helper()
	a := s.do(method, path, body, headers...)
	if a.status != status {
		s.t.Fatalf("%s %s: want %d, got %v", method, path, status, a)
	}
	return a
}

// everything follows a list to its end.
func (s *server) everything(path string) []object {
	s.t.Helper()
	var all []object
	for path != "" {
		page := s.must(http.StatusOK, "GET", path, nil).json()
		all = append(all, page.list("results")...)
		path = page.text("next")
	}
	return all
}

// atOnce runs fn for 0 to n-1, all at the same time.
func atOnce(n int, fn func(i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	all.Wait()
}

// mustJSON is a value as JSON; it is of strings, lists and objects alone.
func mustJSON(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}
