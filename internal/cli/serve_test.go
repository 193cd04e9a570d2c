package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/testkit"
)

func get(t *testing.T, url, key string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := (&http.Client{Transport: testkit.Checked(t, nil)}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestDefaultBindIsTheLoopbackAndAPortInUseIsAClearError_OPS_07(t *testing.T) {
	first := testkit.StartServer(t, testkit.Command{})
	if !strings.HasPrefix(first.URL, "http://127.0.0.1:") {
		t.Errorf("it listens on %s", first.URL)
	}
	_, stderr, code := testkit.Run(t, testkit.Command{Args: []string{"serve", "--listen=" + strings.TrimPrefix(first.URL, "http://")}})
	if code != 1 || !strings.Contains(stderr, "in use by another program") {
		t.Errorf("a port in use: %d %s", code, stderr)
	}
	if help, _, _ := testkit.Run(t, testkit.Command{Args: []string{"help"}}); !strings.Contains(help, "127.0.0.1:8080") {
		t.Errorf("the default address is not the loopback's:\n%s", help)
	}
	_, stderr, code = testkit.Run(t, testkit.Command{Args: []string{"serve", "--listen=0.0.0.0:0"}})
	if code != 2 || !strings.Contains(stderr, "--trusted-proxy") {
		t.Errorf("0.0.0.0 without TLS: %d %s", code, stderr)
	}
	if warned := strings.Contains(stderr, "running as root"); warned != (os.Geteuid() == 0) {
		t.Errorf("running as user %d, warned of root: %v", os.Geteuid(), warned)
	}
	open := testkit.StartServer(t, testkit.Command{Args: []string{"--listen=0.0.0.0:0", "--insecure-http"}})
	open.Terminate()
	if code := open.Wait(); code != 0 {
		t.Errorf("0.0.0.0 with --insecure-http: %d", code)
	}
}

func TestFirstStartSaysHowToMakeAUser(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{})
	testkit.Until(t, "the first steps are printed", func() bool { return strings.Contains(p.Logs(), "liaison user create") })
	if !strings.Contains(p.Logs(), "liaison user create") || !strings.Contains(p.Logs(), "liaison api-key create") {
		t.Errorf("no first steps:\n%s", p.Logs())
	}
	if p.Stdout() != "" {
		t.Errorf("standard output is not empty: %s", p.Stdout())
	}
	p.Key(t, "viewer") // whose service user is no person
	p.Terminate()
	p.Wait()
	keyed := testkit.StartServer(t, testkit.Command{Dir: p.Dir})
	testkit.Until(t, "a link is printed after a key", func() bool { return strings.Contains(keyed.Logs(), "/admin/set-up?token=") })
	keyed.Command(t, "user", "create", "--username=ada", "--email=ada@example.org", "--superuser", "--no-password")
	keyed.Terminate()
	keyed.Wait()
	again := testkit.StartServer(t, testkit.Command{Dir: p.Dir})
	if get(t, again.URL+"/healthz", "") != 200 || strings.Contains(again.Logs(), "There are no users") {
		t.Errorf("after the first user:\n%s", again.Logs())
	}
}

func TestKeysFromOutside_AUT_08(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{})
	key := p.Key(t, "viewer")
	list := p.URL + "/api/v1/contacts"
	if status := get(t, list, key); status != 200 {
		t.Fatalf("a good key: %d", status)
	}
	for name, bad := range map[string]string{
		"none": "", "prefix only": "liaison_", "cut": key[:60], "checksum": key[:len(key)-8] + "00000000", "case": strings.ToUpper(key),
	} {
		if status := get(t, list, bad); status != 401 {
			t.Errorf("%s: %d, want 401", name, status)
		}
	}
	for _, address := range []string{"?api_key=" + key, "?key=" + key, "?access_token=" + key} {
		if status := get(t, list+address, ""); status != 401 && status != 400 {
			t.Errorf("a key in the address: %d", status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, list, strings.NewReader(`{"first_name":"A"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Transport: testkit.Checked(t, nil)}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 403 {
		t.Errorf("a viewer's key creates: %d, want 403", resp.StatusCode)
	}
	p.Command(t, "api-key", "revoke", lastWord(p.Command(t, "api-key", "list")))
	time.Sleep(time.Second)
	if status := get(t, list, key); status != 401 {
		t.Errorf("a second after it was revoked: %d, want 401", status)
	}
	p.Terminate()
	p.Wait()
	secret := strings.Split(key, "_")[2]
	files, err := filepath.Glob(filepath.Join(p.Dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), secret) {
			t.Errorf("%s holds the key", filepath.Base(name))
		}
	}
	if strings.Contains(p.Logs(), secret) {
		t.Error("the log holds the key")
	}
}

// lastWord returns the id of the newest key in a list of keys.
func lastWord(s string) string {
	words := strings.Fields(s)
	return words[len(words)-1]
}
