package bench_test

import (
	"fmt"
	"io"
	"testing"
)

// Each of these sends b.N requests to the bare server and b.N to Liaison; the
// times are those of one request.

func BenchmarkReadOne(b *testing.B)   { s := start(b); op := s.read(); s.bench(b, &op) }
func BenchmarkFirstPage(b *testing.B) { s := start(b); op := s.firstPage(); s.bench(b, &op) }
func BenchmarkDeepPage(b *testing.B)  { s := start(b); op := s.deepPage(b); s.bench(b, &op) }
func BenchmarkCreate(b *testing.B)    { s := start(b); op := s.create(); s.bench(b, &op) }
func BenchmarkFlip(b *testing.B)      { s := start(b); op := s.flipPrimary(); s.bench(b, &op) }

func (s *servers) bench(b *testing.B, op *operation) {
	if _, _, err := s.compare(op, 2*round); err != nil { // warms up
		b.Fatal(err)
	}
	b.ResetTimer()
	bare, liaison, err := s.compare(op, b.N)
	if err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	line := comparison{op.name, op.limit, b.N, bare, liaison}
	b.ReportMetric(0, "ns/op") // of both together: says nothing
	b.ReportMetric(bare.perRequest(bare.cpu), "bare-cpu-µs")
	b.ReportMetric(liaison.perRequest(liaison.cpu), "liaison-cpu-µs")
	b.ReportMetric(bare.perRequest(bare.wall), "bare-wall-µs")
	b.ReportMetric(liaison.perRequest(liaison.wall), "liaison-wall-µs")
	b.ReportMetric(line.ratio(), "cpu-ratio")
	table.compared(line)
}

// comparison is a line of the first table.
type comparison struct {
	name          string
	limit         float64
	n             int
	bare, liaison cost
}

func (c *comparison) ratio() float64 { return float64(c.liaison.cpu) / float64(c.bare.cpu) }

// tables are what is printed when all is measured.
type tables struct {
	comparisons []comparison
	loads       []load
	trees       []treeLine
}

var table tables

// compared keeps the last measurement of each operation: those before it only
// find out how many requests fill the time.
func (t *tables) compared(c comparison) {
	if n := len(t.comparisons); n > 0 && t.comparisons[n-1].name == c.name && t.comparisons[n-1].n < c.n {
		t.comparisons = t.comparisons[:n-1]
	}
	t.comparisons = append(t.comparisons, c)
}

func (t *tables) loaded(l load) {
	if n := len(t.loads); n > 0 && t.loads[n-1].name == l.name && t.loads[n-1].n < l.n {
		t.loads = t.loads[:n-1]
	}
	t.loads = append(t.loads, l)
}

func (t *tables) print(w io.Writer) {
	if len(t.comparisons) > 0 {
		fmt.Fprintf(w, "\n%-30s %9s  %25s  %25s\n", "", "", "CPU time of a request, µs", "time of a request, µs")
		fmt.Fprintf(w, "%-30s %9s  %7s %7s %9s  %7s %7s %9s  %s\n", "SQLite, synchronous=FULL", "requests",
			"bare", "Liaison", "ratio", "bare", "Liaison", "ratio", "allowed")
	}
	for i := range t.comparisons {
		c := &t.comparisons[i]
		verdict := "ok"
		if c.ratio() > c.limit {
			verdict = "TOO SLOW"
		}
		fmt.Fprintf(w, "%-30s %9d  %7.0f %7.0f %9.2f  %7.0f %7.0f %9.2f  %.0f %s\n", c.name, c.n,
			c.bare.perRequest(c.bare.cpu), c.liaison.perRequest(c.liaison.cpu), c.ratio(),
			c.bare.perRequest(c.bare.wall), c.liaison.perRequest(c.liaison.wall), float64(c.liaison.wall)/float64(c.bare.wall),
			c.limit, verdict)
	}
	if len(t.loads) > 0 {
		fmt.Fprintf(w, "\n%-44s %9s  %9s  %8s %8s  %s\n", "many clients at once", "requests", "a second", "p50 ms", "p99 ms", "CPU µs")
	}
	for i := range t.loads {
		l := &t.loads[i]
		fmt.Fprintf(w, "%-44s %9d  %9.0f  %8.2f %8.2f  %6.0f\n", l.name, l.n, l.rate(), l.percentile(50), l.percentile(99),
			l.cost.perRequest(l.cost.cpu))
	}
	if len(t.trees) > 0 {
		fmt.Fprintf(w, "\n%-60s %10s  %10s\n", "a large tree", "seconds", "statements")
	}
	for _, l := range t.trees {
		fmt.Fprintf(w, "%-60s %10.3f  %10d\n", l.name, l.took.Seconds(), l.statements)
	}
}
