package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/testkit"
)

// visit sends a request with headers "Name: value"; Host is one of them.
func visit(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		if name == "Host" {
			r.Host = value
		} else {
			r.Header.Set(name, value)
		}
	}
	resp, err := (&http.Transport{DisableKeepAlives: true, DisableCompression: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(answer)
}

// TestURLsOfAServerThatIsToldItsOwn: what is in the answers does not hang on what a
// client writes into Host.
func TestURLsOfAServerThatIsToldItsOwn(t *testing.T) {
	const public = "https://crm.example.org/people"
	p := testkit.StartServer(t, testkit.Command{Args: []string{"--public-url=" + public + "/", "--set-up-from-anywhere"}})
	key := "Authorization: Bearer " + p.Key(t, "admin")
	if !strings.Contains(p.Logs(), "  "+public+"/admin/set-up?token=") {
		t.Errorf("the set-up link is another:\n%s", p.Logs())
	}
	for range 2 {
		resp, _ := visit(t, "POST", p.URL+"/api/v1/contacts", person, key, "Host: evil.example", "Content-Type: application/json")
		if at := resp.Header.Get("Location"); resp.StatusCode != 201 || !strings.HasPrefix(at, public+"/api/v1/contacts/") {
			t.Errorf("%d, Location is %s", resp.StatusCode, at)
		}
	}
	_, list := visit(t, "GET", p.URL+"/api/v1/contacts?page_size=1", "", key, "Host: evil.example")
	var page struct{ Next string }
	if err := json.Unmarshal([]byte(list), &page); err != nil || !strings.HasPrefix(page.Next, public+"/api/v1/contacts?cursor=") && !strings.HasPrefix(page.Next, public+"/api/v1/contacts?") {
		t.Errorf("next is %s, %v", page.Next, err)
	}
	_, document := visit(t, "GET", p.URL+"/api/v1/openapi.json", "")
	var d struct{ Servers []struct{ URL string } }
	if err := json.Unmarshal([]byte(document), &d); err != nil || len(d.Servers) != 1 || d.Servers[0].URL != public+"/api/v1" {
		t.Errorf("the servers of the document are %v, %v", d.Servers, err)
	}
	if _, index := visit(t, "GET", p.URL+"/", ""); !strings.Contains(index, `"api":"`+public+`/api/v1"`) {
		t.Errorf("the index is %s", index)
	}
}

// TestAServerThatIsToldItsHosts answers for no other, but for its health, which
// `liaison health` and other programs ask by an address.
func TestAServerThatIsToldItsHosts(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{Env: []string{"LIAISON_ALLOWED_HOST=crm.example.org"}})
	for path, want := range map[string]int{"/": 200, "/admin/sign-in": 200, "/api/v1/contacts": 401, "/docs": 200, "/api/v1/openapi.json": 200} {
		if resp, answer := visit(t, "GET", p.URL+path, "", "Host: crm.example.org"); resp.StatusCode != want {
			t.Errorf("%s: %d %.200s", path, resp.StatusCode, answer)
		}
		resp, answer := visit(t, "GET", p.URL+path, "", "Host: evil.example")
		if resp.StatusCode != http.StatusMisdirectedRequest || resp.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(answer, "--allowed-host") {
			t.Errorf("%s of another host: %d %.200s", path, resp.StatusCode, answer)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if resp, _ := visit(t, "GET", p.URL+path, ""); resp.StatusCode != 200 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	p.Command(t, "health", "--listen="+strings.TrimPrefix(p.URL, "http://"))
	if strings.Contains(p.Logs(), "set-up?token") || !strings.Contains(p.Logs(), "liaison user create") {
		t.Errorf("a link is printed that does not open:\n%s", p.Logs())
	}
}
