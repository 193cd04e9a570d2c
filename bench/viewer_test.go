package bench_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/liaison/liaison/internal/browser"
)

// operationShown resolves when the first operation can be read, to what the
// browser says of the page.
const operationShown = `new Promise((done) => {
	const look = () => document.body?.innerText.includes('listContacts')
		? done({
			Paint: performance.now(),
			Bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
				.reduce((sum, entry) => sum + entry.transferSize, 0),
		}) : setTimeout(look, 10);
	look();
})`

// BenchmarkViewer looks at the page of the API in a real browser: the time until
// the first operation can be read, and the bytes that come over the wire, the first
// time and when the browser knows the site.
func BenchmarkViewer(b *testing.B) {
	if b.N > 1 {
		b.Skip("this is done once")
	}
	file := filepath.Join(b.TempDir(), "viewer.db")
	if _, err := visitorOf(b.Context(), file); err != nil {
		b.Fatal(err)
	}
	server, err := startServer("liaison", file, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer server.stop()
	tab := browser.New(b, server.url)
	var first, later seen
	tab.Open("/docs")
	tab.Eval(operationShown, &first)
	var times []float64
	for range looks {
		tab.Open("/docs")
		tab.Eval(operationShown, &later)
		times = append(times, later.Paint)
	}
	slices.Sort(times)
	if first.Bytes == 0 {
		b.Fatal("the browser counts no bytes")
	}
	fmt.Fprintf(os.Stderr, "\n%-10s %14s %14s %12s %12s\n", "page", "first time ms", "later ms", "bytes first", "bytes later")
	fmt.Fprintf(os.Stderr, "%-10s %14.0f %14.0f %12d %12d\n", "/docs", first.Paint, times[len(times)/2], first.Bytes, later.Bytes)
}
