package cli_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/testkit"
)

func TestHealthAsksTheServerWithTheSameSettings(t *testing.T) {
	p := testkit.StartServer(t, testkit.Command{Args: []string{"--listen=0.0.0.0:0", "--insecure-http"}})
	_, port, err := net.SplitHostPort(strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"0.0.0.0", "127.0.0.1", "localhost", ""} {
		s := newShell(t, "LIAISON_LISTEN="+host+":"+port)
		if out := s.must("", "health"); out != "ready\n" {
			t.Errorf("%s:%s: %q", host, port, out)
		}
		if files, _ := os.ReadDir("."); len(files) > 0 {
			t.Errorf("%s is made by a question", files[0].Name())
		}
	}
	if strings.Contains(p.Logs(), "/readyz") {
		t.Errorf("the log fills with the questions:\n%s", p.Logs())
	}
	p.Terminate()
	p.Wait()
	newShell(t).fails(1, "did not respond", "", "health", "--listen=127.0.0.1:"+port)
	newShell(t).fails(1, "http://[::1]:"+port+"/readyz", "", "health", "--listen=[::]:"+port)
}

func TestHealthFailsOfAServerWithoutItsDatabase(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	newShell(t).fails(1, "responded with 503 Service Unavailable", "", "health", "--listen="+strings.TrimPrefix(server.URL, "http://"))
}

func TestHealthFailsOfAServerThatHangs(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to cancel
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	newShell(t).fails(1, "did not respond within 4s", "", "health", "--listen="+silent.Addr().String())
}

func TestHealthNeedsAnAddressItCanAsk(t *testing.T) {
	newShell(t).fails(2, "has no fixed port", "", "health", "--listen=127.0.0.1:0")
	newShell(t).fails(2, "must have the form HOST:PORT", "", "health", "--listen=nowhere")
}
