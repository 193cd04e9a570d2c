package httpserver

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

func TestClientNetwork(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:5", "198.51.100.7", "192.0.2.1/32"},                       // not a trusted proxy
		{"10.1.1.1:5", "198.51.100.7", "198.51.100.7/32"},                     //
		{"10.1.1.1:5", "203.0.113.9, 198.51.100.7", "198.51.100.7/32"},        // the client wrote the first
		{"10.1.1.1:5", "198.51.100.7, 10.2.2.2", "198.51.100.7/32"},           // two proxies
		{"10.1.1.1:5", "nonsense", "10.1.1.1/32"},                             //
		{"10.1.1.1:5", "", "10.1.1.1/32"},                                     //
		{"[::1]:5", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},              //
		{"[::ffff:192.0.2.1]:5", "", "192.0.2.1/32"},                          //
		{"[fe80::1%eth0]:5", "", "fe80::/64"},                                 //
		{"10.1.1.1:5", "::ffff:198.51.100.7", "198.51.100.7/32"},              //
		{"@", "198.51.100.7", "invalid Prefix"},                               // a Unix socket
		{"10.1.1.1:5", "2001:db8:1:2:aaaa::1, 10.9.9.9", "2001:db8:1:2::/64"}, //
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := clientNetwork(r, trusted).String(); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestBucketsFillAgainAndAreBounded(t *testing.T) {
	b := newBuckets[int](60, 2)
	b.most = 8
	now := time.Now()
	for range 2 {
		if wait := b.take(1, now); wait != 0 {
			t.Errorf("wait %v within the burst", wait)
		}
	}
	if wait := b.take(1, now); wait < 999*time.Millisecond || wait > time.Second {
		t.Errorf("wait %v for a token, want a second", wait)
	}
	if wait := b.take(1, now.Add(1001*time.Millisecond)); wait != 0 {
		t.Errorf("wait %v after a second", wait)
	}
	for who := range 100 {
		b.take(who, now)
	}
	if len(b.of) > b.most {
		t.Errorf("%d buckets are kept, at most %d are allowed", len(b.of), b.most)
	}
	b.take(1000, now.Add(time.Hour))
	if len(b.of) > 2 {
		t.Errorf("%d buckets are kept that are full again", len(b.of)-1)
	}
}

func TestLimiterCountsUsersWithoutAKey(t *testing.T) {
	l := newLimiter(1, nil)
	r := httptest.NewRequest("GET", "/", nil)
	p := &auth.Principal{UserID: "u"}
	if err := l.take(r, p); err != nil {
		t.Error(err)
	}
	if err := l.take(r, p); !problem.Is(err, problem.TooManyRequests) {
		t.Errorf("the second of one a minute: %v", err)
	}
	if newLimiter(0, nil).take(r, nil) != nil {
		t.Error("0 does not switch the limits off")
	}
}

// TestWhoLeavesTheQueueIsNoOverload: it is counted as a client that went away.
func TestWhoLeavesTheQueueIsNoOverload(t *testing.T) {
	s := &shedder{atWork: make(chan struct{}, 1), most: 2, patience: time.Hour}
	s.atWork <- struct{}{} // somebody is at work
	var log bytes.Buffer
	o := Options{
		Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), Metrics: NewMetrics(),
		NewID: func() string { return "1" },
	}
	h := observe(o, newSite(&o), s.wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it is worked on") })))
	ctx, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx)) })
	for s.waiting.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	leave()
	all.Wait()
	if line := log.String(); !strings.Contains(line, `"status":499`) || !strings.Contains(line, "DEBUG") {
		t.Errorf("the log has %s", line)
	}
}

func TestOverloadIsShed(t *testing.T) {
	release := make(chan struct{})
	s := &shedder{atWork: make(chan struct{}, 2), most: 2, patience: 100 * time.Millisecond}
	h := s.wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	codes := make(chan int, 16)
	var all sync.WaitGroup
	call := func(ctx context.Context) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil).WithContext(ctx))
		if w.Code == 503 && w.Header().Get("Retry-After") == "" {
			t.Error("503 without Retry-After")
		}
		codes <- w.Code
	}
	for range 2 {
		all.Go(func() { call(t.Context()) })
	}
	for len(s.atWork) < 2 {
		time.Sleep(time.Millisecond)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	call(gone)
	for range 6 { // two wait in vain, four need not
		all.Go(func() { call(t.Context()) })
	}
	for range 7 {
		if code := <-codes; code != 503 {
			t.Errorf("%d, want 503", code)
		}
	}
	s.patience = time.Hour // all that waited are gone
	all.Go(func() { call(t.Context()) })
	for s.waiting.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(release)
	all.Wait()
	for range 3 {
		if code := <-codes; code != 200 {
			t.Errorf("%d, want 200", code)
		}
	}
}
