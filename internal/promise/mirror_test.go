package promise_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/testkit"
)

// TestTheMirrorIsTheSame runs the program of the recipe "Mirror Liaison" while
// contacts are written and deleted, stops it in between, and compares what it has
// with the contacts that there are.
func TestTheMirrorIsTheSame(t *testing.T) {
	program := filepath.Join(t.TempDir(), "mirror")
	if out, err := exec.Command("go", "build", "-o", program, "../../clients/mirror").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			server := testkit.StartServer(t, testkit.Command{Env: []string{"LIAISON_DATABASE_URL=" + testkit.MigratedURL(t, engine)}})
			m := &mirrored{T: t, url: server.URL + "/api/v1", key: server.Key(t, "admin"), file: filepath.Join(t.TempDir(), "contacts.json")}
			m.write(0, 20)
			stop := m.start(program, server.URL)
			m.write(1, 20)
			m.awaitSame()
			stop()
			m.write(2, 20) // nobody follows
			stop = m.start(program, server.URL)
			m.write(3, 20)
			m.awaitSame()
			stop()
		})
	}
}

// mirrored is a server and the file of its mirror.
type mirrored struct {
	*testing.T

	url, key, file string
}

// start starts the program and returns what stops it.
func (m *mirrored) start(program, server string) (stop func()) {
	m.Helper()
	c := exec.Command(program, m.file)
	c.Env = append(os.Environ(), "LIAISON_URL="+server, "LIAISON_API_KEY="+m.key)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		m.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			m.Errorf("the mirror ended with %v", err)
		}
	})
	m.Cleanup(stop)
	return stop
}

// write has four writers make, change and delete contacts, as the round says.
func (m *mirrored) write(round, each int) {
	m.Helper()
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range each {
				name := fmt.Sprintf("%d-%d", w, i)
				path := m.url + "/contacts/by/test/" + name
				method, body, want := http.MethodPut, fmt.Sprintf(`{"first_name": %q, "notes": "%d"}`, name, round), []int{200, 201}
				if i%4 == round { // another quarter goes in each round, and comes back in the next
					method, body, want = http.MethodDelete, "", []int{204, 404}
				}
				status, answer, err := m.send(method, path, body)
				if err != nil || status != want[0] && status != want[1] {
					m.Errorf("%s %s: %d %s, %v", method, path, status, answer, err)
				}
			}
		})
	}
	wg.Wait()
}

// awaitSame waits until the mirror has come as far as the log, and compares it with
// the contacts.
func (m *mirrored) awaitSame() {
	m.Helper()
	var head struct {
		LastNumber int64 `json:"last_number"`
	}
	m.read("/changes?ordering=-number&limit=1&count=none", &head)
	got := m.kept()
	for got.Number < head.LastNumber {
		time.Sleep(10 * time.Millisecond) // so as not to keep the machine busy
		got = m.kept()
	}
	var page struct {
		Results []map[string]any `json:"results"`
	}
	m.read("/contacts?page_size=200", &page)
	want := map[string]map[string]any{}
	for _, contact := range page.Results {
		want[contact["id"].(string)] = contact
	}
	if diff := cmp.Diff(want, got.Contacts); diff != "" || len(want) < 50 {
		m.Errorf("%d contacts, the mirror (-source +mirror):\n%s", len(want), diff)
	}
}

// copied is what the mirror keeps.
type copied struct {
	Number   int64                     `json:"number"`
	Contacts map[string]map[string]any `json:"contacts"`
}

func (m *mirrored) kept() (c copied) {
	m.Helper()
	content, err := os.ReadFile(m.file)
	if err == nil {
		err = json.Unmarshal(content, &c)
	}
	if err != nil && !os.IsNotExist(err) {
		m.Fatal(err)
	}
	return c
}

func (m *mirrored) read(path string, into any) {
	m.Helper()
	status, body, err := m.send(http.MethodGet, m.url+path, "")
	if err != nil || status != http.StatusOK {
		m.Fatalf("GET %s: %d %s, %v", path, status, body, err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		m.Fatal(err)
	}
}

func (m *mirrored) send(method, url, body string) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(m.Context(), method, url, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+m.key)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}
