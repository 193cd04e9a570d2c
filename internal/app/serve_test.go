package app_test

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

const person = `{"first_name":"Ada"}`

func send(t *testing.T, method, url, key, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Transport: testkit.Checked(t, nil)}).Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(answer)
}

func countContacts(t *testing.T, path string) (n int64) {
	t.Helper()
	db, err := database.Open(t.Context(), "sqlite:"+path, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(t.Context(), "SELECT COUNT(*) FROM contacts").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if broken, err := db.Broken(t.Context()); err != nil || len(broken) > 0 {
		t.Errorf("the file is broken: %v, %v", broken, err)
	}
	return n
}

// slowRequest begins a request and returns a function that ends it and reads
func TestGracefulStopUnderLoad_DUR_06(t *testing.T) {
	dir := t.TempDir()
	p := testkit.StartServer(t, testkit.Command{Dir: dir})
	key := p.Key(t, "editor")
	var stored, sent atomic.Int64
	var stopping atomic.Bool
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			for range 100_000 {
				sent.Add(1)
				switch status, answer := send(t, "POST", p.URL+"/api/v1/contacts", key, person); {
				case status >= 200 && status < 300:
					stored.Add(1)
				case status == 0 && stopping.Load():
					return // refused
				default:
					t.Errorf("%d %s", status, answer)
					return
				}
			}
		})
	}
	finish := testkit.HalfRequest(t, p.URL, key, person)
	for stored.Load() < 200 {
		time.Sleep(5 * time.Millisecond)
	}
	stopping.Store(true)
	p.Terminate()
	clients.Wait() // since new connections are refused
	if resp, err := finish(); err != nil || resp.StatusCode != http.StatusCreated {
		t.Errorf("the request at work was answered with %v, %v", resp, err)
	}
	stored.Add(1)
	if code := p.Wait(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, p.Logs())
	}
	if wal, err := os.Stat(filepath.Join(dir, "liaison.db-wal")); err == nil && wal.Size() > 0 {
		t.Errorf("%d bytes are left in the log", wal.Size())
	}
	if n := countContacts(t, filepath.Join(dir, "liaison.db")); n < stored.Load() || n > sent.Load()+1 {
		t.Errorf("%d contacts are stored, %d were acknowledged, %d sent", n, stored.Load(), sent.Load()+1)
	}
	if strings.Contains(p.Logs(), "Ada") {
		t.Error("the log holds a name")
	}
}

func TestSecondServerOnOneFileIsRefused_DUR_09(t *testing.T) {
	for range 3 {
		dir := t.TempDir()
		var servers []*testkit.Process
		for range 2 { // at once, on a fresh folder
			servers = append(servers, testkit.Start(t, testkit.Command{Dir: dir, Args: []string{"serve", "--listen=127.0.0.1:0"}}))
		}
		deadline := time.Now().Add(testkit.Patience)
		serving, refused := -1, -1
		for (serving < 0 || refused < 0) && time.Now().Before(deadline) {
			for i, p := range servers {
				if strings.Contains(p.Logs(), "Liaison listens on") {
					serving = i
				}
				if strings.Contains(p.Logs(), "another Liaison serves liaison.db") {
					refused = i
				}
			}
			time.Sleep(5 * time.Millisecond)
		}
		if serving < 0 || refused < 0 || serving == refused {
			t.Fatalf("want one that serves and one refused:\n%s\n%s", servers[0].Logs(), servers[1].Logs())
		}
		if code := servers[refused].Wait(); code != 1 {
			t.Errorf("the refused one ended with %d", code)
		}
		p := servers[serving]
		p.AwaitURL(t)
		if status, answer := send(t, "GET", p.URL+"/api/v1/contacts", p.Key(t, "viewer"), ""); status != 200 {
			t.Errorf("the serving one answers %d %s", status, answer)
		}
		p.Kill()
		again := testkit.StartServer(t, testkit.Command{Dir: dir}) // a crash leaves no lock
		again.Kill()
	}
}

func TestBrokenFileIsRefusedAfterACrash(t *testing.T) {
	dir := t.TempDir()
	first := testkit.StartServer(t, testkit.Command{Dir: dir})
	first.Terminate()
	first.Wait()
	path := filepath.Join(dir, "liaison.db")
	second := testkit.StartServer(t, testkit.Command{Dir: dir})
	second.Key(t, "viewer") // something in the write-ahead log
	second.Kill()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	noise := []byte(strings.Repeat("\xff", 4096))
	for page := int64(40); page < info.Size()/4096; page += 9 {
		if _, err := f.WriteAt(noise, page*4096); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, stderr, code := testkit.Run(t, testkit.Command{Dir: dir, Args: []string{"serve", "--listen=127.0.0.1:0"}})
	if code != 1 || strings.Contains(stderr, "listens on") {
		t.Errorf("a broken file is served, exit code %d:\n%s", code, stderr)
	}
	if !strings.Contains(stderr, "damaged") && !strings.Contains(stderr, "malformed") {
		t.Errorf("it does not say why:\n%s", stderr)
	}
}

func TestServerWaitsForPostgreSQL_PG_04(t *testing.T) {
	u, err := url.Parse(testkit.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	real := u.Host
	reserved, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u.Host = reserved.Addr().String()
	if err := reserved.Close(); err != nil {
		t.Fatal(err)
	}
	p := testkit.Start(t, testkit.Command{
		Args: []string{"serve", "--listen=127.0.0.1:0"}, Env: []string{"LIAISON_DATABASE_URL=" + u.String()},
	})
	testkit.Until(t, "it waits for the database", func() bool {
		return strings.Count(p.Logs(), "waiting for the database") >= 2
	})
	forward(t, u.Host, real)
	p.AwaitURL(t)
	if status, _ := send(t, "GET", p.URL+"/readyz", "", ""); status != 200 {
		t.Errorf("/readyz: %d", status)
	}
	if status, answer := send(t, "GET", p.URL+"/api/v1/contacts", p.Key(t, "viewer"), ""); status != 200 {
		t.Errorf("a list: %d %s", status, answer)
	}
	p.Terminate()
	if code := p.Wait(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, p.Logs())
	}
}

// forward passes connections to from on to another address.
func forward(t *testing.T, from, to string) {
	t.Helper()
	listener, err := net.Listen("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			pipe := func(a, b net.Conn) {
				_, _ = io.Copy(a, b)
				_ = a.Close()
			}
			go pipe(in, out)
			go pipe(out, in)
		}
	}()
}

func TestSlowHeadersAreCutOff_RES_01(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{})
	host := strings.TrimPrefix(p.URL, "http://")
	var slow []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n"); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	for range 20 {
		if status, answer := send(t, "GET", p.URL+"/readyz", "", ""); status != 200 {
			t.Fatalf("others get %d %s", status, answer)
		}
	}
	for _, conn := range slow {
		_ = conn.SetReadDeadline(time.Now().Add(testkit.Patience))
		if _, err := io.ReadAll(conn); err != nil {
			t.Fatalf("not cut off: %v", err)
		}
	}
}

func TestLinksBehindAProxyAreOfTheClientsAddress(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{Args: []string{"--trusted-proxy=127.0.0.0/8"}})
	key := p.Key(t, "editor")
	for range 2 {
		if status, answer := send(t, "POST", p.URL+"/api/v1/contacts", key, person); status != 201 {
			t.Fatalf("%d %s", status, answer)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/api/v1/contacts?page_size=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + key}, "X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"crm.example"}}
	resp, err := (&http.Client{Transport: testkit.Checked(t, nil)}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(page), `"next":"https://crm.example/api/v1/contacts?`) {
		t.Errorf("%v: %s", err, page)
	}
}

func TestMetricsAreServedWhereAskedFor(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{Args: []string{"--metrics-listen=127.0.0.1:0"}})
	_, rest, ok := strings.Cut(p.Logs(), "Liaison serves metrics on ")
	if !ok {
		t.Fatalf("no line about metrics:\n%s", p.Logs())
	}
	address, _, _ := strings.Cut(rest, "\n")
	if status, body := send(t, "GET", address, "", ""); status != 200 || !strings.Contains(body, "go_goroutines") {
		t.Errorf("metrics: %d", status)
	}
	if status, _ := send(t, "GET", p.URL+"/metrics", "", ""); status != 404 {
		t.Errorf("/metrics of the API: %d, want 404", status)
	}
	if status, body := send(t, "GET", p.URL+"/", "", ""); status != 200 || !strings.Contains(body, "/api/v1/openapi.json") {
		t.Errorf("/: %d %s", status, body)
	}
	p.Terminate()
	if code := p.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
