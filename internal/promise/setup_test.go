package promise_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/testkit"
)

var setUpLink = regexp.MustCompile(`(?m)^  (http://\S+/admin/set-up\?token=(\S+))$`)

// link waits for the set-up link of a server and returns it and its token.
func link(t *testing.T, p *testkit.Process) (address, token string) {
	t.Helper()
	for deadline := time.Now().Add(testkit.Patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if found := setUpLink.FindStringSubmatch(p.Logs()); found != nil {
			return found[1], found[2]
		}
	}
	t.Fatalf("there is no link:\n%s", p.Logs())
	return "", ""
}

// TestFreshServerIsSetUpOnce_AUT_01: with the link that the operator is told, and
// with nothing else; each start has another.
func TestFreshServerIsSetUpOnce_AUT_01(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine)
			first := testkit.StartServer(t, p.command)
			_, stale := link(t, first)
			first.Key(t, "editor") // whose service user is no person
			first.Terminate()
			first.Wait()
			server := testkit.StartServer(t, p.command)
			address, token := link(t, server)
			if !strings.HasPrefix(address, server.URL+"/") || token == stale || len(token) != 43 {
				t.Errorf("the link is %s, the server %s", address, server.URL)
			}
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			send := func(method, address string, form url.Values, want int) *http.Response {
				t.Helper()
				r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set("Origin", server.URL)
				resp, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != want {
					t.Errorf("%s %s: %d, want %d", method, r.URL.Path, resp.StatusCode, want)
				}
				return resp
			}
			const password = "violet tram over Lisbon"
			form := func(token string) url.Values {
				return url.Values{"token": {token}, "username": {"ada"}, "password": {password}, "password_again": {password}}
			}
			signIn := url.Values{"username": {"ada"}, "password": {password}}
			send("POST", server.URL+"/admin/sign-in", signIn, 401)
			send("GET", server.URL+"/admin/set-up?token="+stale, nil, 403)
			send("POST", server.URL+"/admin/set-up", form(stale), 403)
			if got := send("GET", address, nil, 200).Header.Get("Referrer-Policy"); got != "no-referrer" {
				t.Errorf("Referrer-Policy is %q", got)
			}
			send("POST", server.URL+"/admin/set-up", form(token), 303)
			send("GET", server.URL+"/admin/account", nil, 200)
			send("GET", server.URL+"/api/v1/contacts", nil, 401) // a cookie is nothing there
			send("GET", address, nil, 403)
			send("POST", server.URL+"/admin/set-up", form(token), 403)
			told, _, _ := strings.Cut(server.Logs(), "liaison user create")
			if rest := strings.TrimPrefix(server.Logs(), told); strings.Contains(rest, token) || strings.Contains(rest, password) || strings.Contains(rest, stale) {
				t.Errorf("the log says too much:\n%s", rest)
			}
			server.Terminate()
			server.Wait()
			again := testkit.StartServer(t, p.command)
			server.URL = again.URL
			send("POST", again.URL+"/admin/sign-in", signIn, 303)
			if strings.Contains(again.Logs(), "set-up") {
				t.Errorf("there is a user:\n%s", again.Logs())
			}
		})
	}
}
