package bench_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"
)

// BenchmarkCompressed asks Liaison for the same answers with each coding, in turn:
// the bytes that come over the wire, and the CPU time that the server takes.
func BenchmarkCompressed(b *testing.B) {
	s := start(b)
	fmt.Fprintf(os.Stderr, "\n%-22s %-9s %10s %14s\n", "answer", "coding", "bytes", "CPU µs")
	for _, answer := range []struct{ name, path string }{
		{"one contact", "/contacts/" + s.ids[0]}, {"page of 25", "/contacts"}, {"page of 100", "/contacts?page_size=100"}, {"openapi.json", "/openapi.json"},
	} {
		for _, coding := range []string{"identity", "gzip", "zstd"} {
			c := newClient(s.liaison, s.key)
			if _, err := c.fetch(answer.path, coding); err != nil { // opens the connection
				b.Fatal(err)
			}
			before, err := s.liaison.cpu()
			if err != nil {
				b.Fatal(err)
			}
			length := 0
			for range b.N {
				if length, err = c.fetch(answer.path, coding); err != nil {
					b.Fatal(err)
				}
			}
			after, err := s.liaison.cpu()
			if err != nil {
				b.Fatal(err)
			}
			fmt.Fprintf(os.Stderr, "%-22s %-9s %10d %14.0f\n", answer.name, coding, length, float64((after-before).Microseconds())/float64(b.N))
		}
	}
}

// fetch reads an answer in a coding and returns its length as it was sent.
func (c *client) fetch(path, coding string) (int, error) {
	req, err := http.NewRequest(http.MethodGet, c.url+"/api/v1"+path, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	req.Header.Set("Accept-Encoding", coding)
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if got := resp.Header.Get("Content-Encoding"); err == nil && got != coding && coding != "identity" {
		err = fmt.Errorf("%s came as %q and not as %s", path, got, coding)
	}
	return int(n), err
}
