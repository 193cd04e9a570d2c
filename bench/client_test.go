package bench_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// client sends the requests of one operation to one server.
type client struct {
	url, key string
	http     *http.Client
}

func newClient(s *server, key string) *client {
	return &client{s.url, key, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}}
}

// send sends a request and reads the whole answer.
func (c *client) send(method, path, body string, status int) ([]byte, error) {
	address := path
	if strings.HasPrefix(path, "/") {
		address = c.url + "/api/v1" + path
	}
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != status {
		err = fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, answer)
	}
	return answer, err
}

// operation is what is measured: send sends its i-th request to a server.
type operation struct {
	name  string
	limit float64 // how many times as much CPU as the bare handler Liaison may take
	send  func(c *client, i int) error
}

func (s *servers) read() operation {
	return operation{"read one contact", 2, func(c *client, i int) error {
		_, err := c.send("GET", "/contacts/"+s.ids[i*7919%len(s.ids)], "", http.StatusOK)
		return err
	}}
}

func (s *servers) firstPage() operation {
	return operation{"page of 25, the first", 2, func(c *client, _ int) error {
		_, err := c.send("GET", "/contacts", "", http.StatusOK)
		return err
	}}
}

// deepPage reads pages that start behind the same contacts, of Liaison by the
// cursors that it gives out.
func (s *servers) deepPage(b *testing.B) operation {
	cursors, err := s.cursors(newClient(s.liaison, s.key))
	if err != nil {
		b.Fatal(err)
	}
	return operation{"page of 25, by a deep cursor", 2, func(c *client, i int) error {
		n := i % len(s.pages)
		address := "/contacts?cursor=" + cursors[n]
		if c.url == s.bare.url {
			p := &s.pages[n]
			address = "/contacts?last=" + hex.EncodeToString(p.lastName) + "&first=" + hex.EncodeToString(p.firstName) + "&id=" + p.id
		}
		_, err := c.send("GET", address, "", http.StatusOK)
		return err
	}}
}

// cursors finds, for each position, the cursor of a page that starts near it,
// by walking through the list as a client does.
func (s *servers) cursors(c *client) ([]string, error) {
	found := make([]string, len(s.pages))
	next := c.url + "/api/v1/contacts?page_size=200"
	for read, at := 200, 0; at < len(found); read += 200 {
		answer, err := c.send("GET", next, "", http.StatusOK)
		if err != nil {
			return nil, err
		}
		var page struct{ Next string }
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, err
		}
		next = page.Next
		address, err := url.Parse(next)
		if err != nil {
			return nil, err
		}
		for at < len(found) && read >= s.pages[at].offset {
			found[at] = address.Query().Get("cursor")
			at++
		}
	}
	return found, nil
}

func (s *servers) create() operation {
	r := rand.New(rand.NewPCG(2, 2))
	bodies := make([]string, 500)
	for i := range bodies {
		body, err := json.Marshal(newPerson(r))
		if err != nil {
			panic(err) // texts always can be
		}
		bodies[i] = string(body)
	}
	return operation{"create one contact", 3, func(c *client, i int) error {
		_, err := c.send("POST", "/contacts", bodies[i%len(bodies)], http.StatusCreated)
		return err
	}}
}

// flipPrimary makes the other email address of a contact primary.
func (s *servers) flipPrimary() operation {
	var mu sync.Mutex
	turns := map[string]int{} // by server and contact
	return operation{"flip the primary", 3, func(c *client, i int) error {
		f := &s.flips[i%len(s.flips)]
		mu.Lock()
		turns[c.url+f.contact]++
		channel := f.emails[turns[c.url+f.contact]%2]
		mu.Unlock()
		_, err := c.send("PATCH", "/contacts/"+f.contact+"/email_addresses/"+channel, `{"is_primary":true}`, http.StatusOK)
		return err
	}}
}

// cost is what a number of requests to one server took.
type cost struct {
	requests  int
	cpu, wall time.Duration
}

func (c cost) perRequest(d time.Duration) float64 {
	return float64(d) / float64(time.Microsecond) / float64(c.requests)
}

// round is how many requests go to one server before the other has its turn, so
// that what else the machine does at the moment disturbs both alike.
const round = 25

// compare sends n requests to each server, in rounds that take turns.
func (s *servers) compare(op *operation, n int) (bare, liaison cost, err error) {
	of := []*server{s.bare, s.liaison}
	costs := make([]cost, len(of))
	for i, server := range of {
		used, err := server.cpu()
		if err != nil {
			return bare, liaison, err
		}
		costs[i] = cost{requests: n, cpu: -used}
	}
	clients := []*client{newClient(s.bare, s.key), newClient(s.liaison, s.key)}
	for from := 0; from < n; from += round {
		for i := range of {
			start := time.Now()
			for j := from; j < min(n, from+round); j++ {
				if err := op.send(clients[i], j); err != nil {
					return bare, liaison, err
				}
			}
			costs[i].wall += time.Since(start)
		}
	}
	for i, server := range of {
		used, err := server.cpu()
		if err != nil {
			return bare, liaison, err
		}
		costs[i].cpu += used
		clients[i].http.CloseIdleConnections()
	}
	return costs[0], costs[1], nil
}
