package httpserver

import (
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

const (
	anonymousRate = 60    // requests a minute, and at once, for each network without a key
	mostBuckets   = 16384 // that are remembered, of keys and of networks each
)

// limiter counts requests, those with a key by key, those of a session by session
// and the others by network.
// Counts are those of this process.
type limiter struct {
	keys      *buckets[string]
	anonymous *buckets[netip.Prefix]
	trusted   []netip.Prefix
}

// newLimiter returns nil, which lets everything pass, for a limit of 0.
func newLimiter(perMinute int, trusted []netip.Prefix) *limiter {
	if perMinute == 0 {
		return nil
	}
	return &limiter{
		// The default of 6,000 a minute allows 1,000 at once.
		keys:      newBuckets[string](perMinute, max(1, perMinute/6)),
		anonymous: newBuckets[netip.Prefix](anonymousRate, anonymousRate),
		trusted:   trusted,
	}
}

// take counts a request of p, nil for nobody, and returns the error that
// answers one too many.
func (l *limiter) take(r *http.Request, p *auth.Principal) error {
	if l == nil {
		return nil
	}
	var wait time.Duration
	switch {
	case p == nil:
		wait = l.anonymous.take(clientNetwork(r, l.trusted), time.Now())
	case p.KeyID != "":
		wait = l.keys.take(p.KeyID, time.Now())
	case p.SessionID != "":
		wait = l.keys.take(p.SessionID, time.Now())
	default:
		wait = l.keys.take(p.UserID, time.Now())
	}
	if wait == 0 {
		return nil
	}
	return &problem.Error{
		Kind: problem.TooManyRequests, Detail: "Too many requests; wait as long as Retry-After says.", RetryAfter: int(math.Ceil(wait.Seconds())),
	}
}

// buckets holds a token bucket for each of those who are counted.
type buckets[K comparable] struct {
	mu    sync.Mutex
	of    map[K]*rate.Limiter
	rate  rate.Limit
	burst int
	most  int
}

func newBuckets[K comparable](perMinute, burst int) *buckets[K] {
	return &buckets[K]{of: map[K]*rate.Limiter{}, rate: rate.Limit(float64(perMinute) / 60), burst: burst, most: mostBuckets}
}

// take takes a token and returns 0, or how long to wait for one.
func (b *buckets[K]) take(who K, now time.Time) time.Duration {
	b.mu.Lock()
	bucket := b.of[who]
	if bucket == nil {
		if len(b.of) >= b.most {
			b.shrink(now)
		}
		bucket = rate.NewLimiter(b.rate, b.burst)
		b.of[who] = bucket
	}
	b.mu.Unlock()
	if bucket.AllowN(now, 1) {
		return 0
	}
	missing := 1 - bucket.TokensAt(now)
	return max(time.Millisecond, time.Duration(missing/float64(b.rate)*float64(time.Second)))
}

// shrink forgets those whose bucket is full again, which changes nothing for
// them, and some others if that is not enough.
func (b *buckets[K]) shrink(now time.Time) {
	for who, bucket := range b.of {
		if bucket.TokensAt(now) >= float64(b.burst) {
			delete(b.of, who)
		}
	}
	for who := range b.of {
		if len(b.of) <= b.most*3/4 {
			return
		}
		delete(b.of, who)
	}
}
