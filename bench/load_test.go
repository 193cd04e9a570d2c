package bench_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// load is a line of the second table: many clients that write at once.
type load struct {
	name  string
	n     int
	cost  cost
	times []time.Duration // of each request, sorted
}

func (l *load) rate() float64 { return float64(l.n) / l.cost.wall.Seconds() }

// percentile returns the time, in milliseconds, within which p of 100 requests
// were answered.
func (l *load) percentile(p int) float64 {
	return float64(l.times[(len(l.times)-1)*p/100]) / float64(time.Millisecond)
}

// BenchmarkLoad shows what committing together does: as many clients as its
// parts are named after write at the same time, each waiting for its answer
// before it sends the next request.
func BenchmarkLoad(b *testing.B) {
	s := start(b)
	for _, op := range []operation{s.flipPrimary(), s.create()} {
		for _, clients := range []int{1, 8, 32, 128} {
			for _, kind := range []string{"bare", "Liaison"} {
				server := s.liaison
				if kind == "bare" {
					server = s.bare
				}
				name := fmt.Sprintf("%s, %s, %d clients", op.name, kind, clients)
				b.Run(name, func(b *testing.B) {
					l, err := s.load(server, &op, b.N, clients)
					if err != nil {
						b.Fatal(err)
					}
					l.name = name
					b.ReportMetric(l.rate(), "req/s")
					b.ReportMetric(l.percentile(50), "p50-ms")
					b.ReportMetric(l.percentile(99), "p99-ms")
					b.ReportMetric(l.cost.perRequest(l.cost.cpu), "cpu-µs")
					table.loaded(*l)
				})
			}
		}
	}
}

// load sends n requests from several clients.
func (s *servers) load(to *server, op *operation, n, clients int) (*load, error) {
	c := newClient(to, s.key)
	defer c.http.CloseIdleConnections()
	before, err := to.cpu()
	if err != nil {
		return nil, err
	}
	l := &load{n: n, times: make([]time.Duration, n)}
	errs := make([]error, clients)
	var next atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for worker := range clients {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && errs[worker] == nil; i = int(next.Add(1)) - 1 {
				sent := time.Now()
				errs[worker] = op.send(c, i)
				l.times[i] = time.Since(sent)
			}
		})
	}
	all.Wait()
	l.cost = cost{requests: n, wall: time.Since(begin)}
	after, err := to.cpu()
	l.cost.cpu = after - before
	slices.Sort(l.times)
	for _, failed := range errs {
		if err == nil {
			err = failed
		}
	}
	return l, err
}
