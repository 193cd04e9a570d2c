package httpserver_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

// packed is a real server whose paths are of answers of many kinds.
func packed(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/of/{size}/{kind...}", func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.PathValue("size"))
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", r.PathValue("kind"))
		w.Header().Set("Content-Length", r.PathValue("size"))
		w.Header().Set("ETag", `"1.7"`)
		if slices.Contains(r.Header.Values("If-None-Match"), `"1.7"`) {
			w.Header().Del("Content-Length")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, strings.Repeat("x", size))
	})
	mux.HandleFunc("/problem", func(w http.ResponseWriter, r *http.Request) {
		var faults problem.Fields
		for i := range 50 {
			faults.Add(fmt.Sprint("/", i), "required", "The field is required.")
		}
		httpserver.WriteProblem(w, r, faults.Err())
	})
	mux.HandleFunc("/nothing", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := httptest.NewServer(httpserver.Handler(options(httpserver.Options{}), mux))
	t.Cleanup(server.Close)
	return server
}

// fetch makes a request as it is told and nothing more, and returns the answer and
// its body as they were sent.
func fetch(t *testing.T, method, url string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	resp, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func unpacked(t *testing.T, coding string, body []byte) string {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	read, err := io.ReadAll(r)
	if err != nil {
		t.Error(err)
	}
	return string(read)
}

func TestAnswersArePackedAsTheClientSays(t *testing.T) {
	server := packed(t)
	for accepted, want := range map[string]string{
		"": "", "gzip": "gzip", "GZIP": "gzip", "x-gzip": "gzip", "zstd": "zstd", "gzip, deflate, br, zstd": "zstd", "gzip, deflate, br": "gzip",
		"zstd;q=0.5, gzip;q=0.8": "gzip", "gzip;q=0": "", "gzip;q=0, zstd;q=0.1": "zstd", "*": "zstd", "*;q=0.1": "zstd", "*, zstd;q=0": "gzip",
		"*;q=0": "", "identity": "", "identity, gzip;q=0.5": "", "identity;q=0.5, gzip": "gzip", "br": "", "gzip;q=2": "", "gzip;level=9": "", ",;=": "",
	} {
		resp, body := fetch(t, "GET", server.URL+"/of/5000/application/json", "Accept-Encoding", accepted)
		if got := resp.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%q: coding %q, want %q", accepted, got, want)
		}
		if unpacked(t, want, body) != strings.Repeat("x", 5000) || want != "" && len(body) > 500 {
			t.Errorf("%q: %d bytes", accepted, len(body))
		}
		if length := resp.Header.Get("Content-Length"); length != "" && length != fmt.Sprint(len(body)) {
			t.Errorf("%q: Content-Length %s of %d", accepted, length, len(body))
		}
		if resp.Header.Get("ETag") != `"1.7"` || !slices.Contains(resp.Header["Vary"], "Accept-Encoding") || resp.StatusCode != 201 {
			t.Errorf("%q: %d %v", accepted, resp.StatusCode, resp.Header)
		}
	}
	for accepted, want := range map[string]string{"identity;q=0, gzip": "gzip", "*;q=0, zstd": "zstd", "gzip": "", "identity;q=0": ""} {
		if resp, body := fetch(t, "GET", server.URL+"/of/20/text/plain", "Accept-Encoding", accepted); resp.Header.Get("Content-Encoding") != want || unpacked(t, want, body) != strings.Repeat("x", 20) {
			t.Errorf("a small answer for %q: %v", accepted, resp.Header)
		}
	}
}

func TestWhatIsPacked(t *testing.T) {
	server := packed(t)
	for _, c := range []struct {
		path   string
		status int
		packed bool
	}{
		{"/of/1023/application/json", 201, false},
		{"/of/1024/application/json", 201, true},
		{"/of/5000/text/html; charset=utf-8", 201, true},
		{"/of/5000/text/csv; charset=utf-8", 201, true},
		{"/of/5000/application/x-ndjson", 201, true},
		{"/of/5000/application/yaml", 201, true},
		{"/of/5000/image/svg+xml", 201, true},
		{"/of/5000/text/javascript", 201, true},
		{"/of/5000/image/png", 201, false},
		{"/of/5000/font/woff2", 201, false},
		{"/of/5000/application/zip", 201, false},
		{"/of/5000/application/octet-stream", 201, false},
		{"/of/5000/text/event-stream", 201, false},
		{"/problem", 400, true},
		{"/nothing", 204, false},
	} {
		path := server.URL + strings.ReplaceAll(c.path, " ", "%20")
		resp, body := fetch(t, "GET", path, "Accept-Encoding", "gzip")
		if resp.StatusCode != c.status || (resp.Header.Get("Content-Encoding") == "gzip") != c.packed {
			t.Errorf("%s: %d %v", c.path, resp.StatusCode, resp.Header)
		}
		head, nothing := fetch(t, "HEAD", path, "Accept-Encoding", "gzip")
		if len(nothing) > 0 || head.StatusCode != resp.StatusCode {
			t.Errorf("HEAD %s: %d, %d bytes", c.path, head.StatusCode, len(nothing))
		}
		for _, name := range []string{"Content-Encoding", "Content-Type", "ETag", "Vary"} {
			if head.Header.Get(name) != resp.Header.Get(name) {
				t.Errorf("HEAD %s: %s is %q, of GET %q", c.path, name, head.Header.Get(name), resp.Header.Get(name))
			}
		}
		if length := head.Header.Get("Content-Length"); length != "" && length != fmt.Sprint(len(body)) && c.path != "/problem" { // which has the id of its request
			t.Errorf("HEAD %s: Content-Length %s, of GET %d bytes", c.path, length, len(body))
		}
	}
	same, body := fetch(t, "GET", server.URL+"/of/5000/application/json", "Accept-Encoding", "gzip", "If-None-Match", `"1.7"`)
	if same.StatusCode != 304 || len(body) > 0 || same.Header.Get("Content-Encoding") != "" || same.Header.Get("ETag") != `"1.7"` ||
		!slices.Contains(same.Header["Vary"], "Accept-Encoding") {
		t.Errorf("not modified: %d %v", same.StatusCode, same.Header)
	}
}

// TestPackedStreamsCome as they are written, and not at their end.
func TestPackedStreamsCome(t *testing.T) {
	for _, coding := range []string{"gzip", "zstd", "identity"} {
		goOn := make(chan struct{})
		server := httptest.NewServer(httpserver.Handler(options(httpserver.Options{}), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/csv")
			_, _ = io.WriteString(w, "first\n")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			<-goOn
			_, _ = io.WriteString(w, "second\n")
		})))
		r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", coding)
		resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = resp.Body
		switch coding {
		case "gzip":
			body, err = gzip.NewReader(body)
		case "zstd":
			body, err = zstd.NewReader(body)
		}
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, 6)
		if _, err := io.ReadFull(body, first); err != nil || string(first) != "first\n" {
			t.Errorf("%s: %q, %v", coding, first, err)
		}
		close(goOn)
		if rest, err := io.ReadAll(body); err != nil || string(rest) != "second\n" {
			t.Errorf("%s: %q, %v", coding, rest, err)
		}
		resp.Body.Close()
		server.Close()
	}
}
