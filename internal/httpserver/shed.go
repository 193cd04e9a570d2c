package httpserver

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/liaison/liaison/internal/problem"
)

// shedder bounds how many requests are worked on at once. Some more wait for a
// moment; the others are told to come again, which costs next to nothing.
type shedder struct {
	atWork   chan struct{}
	waiting  atomic.Int64
	most     int64 // that wait
	patience time.Duration
}

func newShedder() *shedder {
	return &shedder{atWork: make(chan struct{}, 256), most: 1024, patience: 5 * time.Second}
}

func (s *shedder) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.enter(r) {
			WriteProblem(w, r, &problem.Error{
				Kind: problem.Unavailable, Detail: "The server is overloaded; wait as long as Retry-After says.", RetryAfter: 5,
			})
			return
		}
		leave := sync.OnceFunc(func() { <-s.atWork })
		defer leave()
		if x := exchangeOf(r.Context()); x != nil {
			x.leave = leave
		}
		next.ServeHTTP(w, r)
	})
}

// enter waits for a place at work and reports whether it got one.
func (s *shedder) enter(r *http.Request) bool {
	select {
	case s.atWork <- struct{}{}:
		return true
	default:
	}
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > s.most {
		return false
	}
	timer := time.NewTimer(s.patience)
	defer timer.Stop()
	select {
	case s.atWork <- struct{}{}:
		return true
	case <-timer.C:
		return false
	case <-r.Context().Done():
		return false
	}
}
