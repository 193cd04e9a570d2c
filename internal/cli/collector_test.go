package cli

import (
	"runtime/debug"
	"testing"
)

func TestCollectorIsTunedUnlessTheOperatorDoes(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	for entry, want := range map[string]int{"GOGC=50": 100, "GOGC=off": 100, "GOGC=": 400, "GOGCX=1": 400} {
		debug.SetGCPercent(100) // what GOGC says is set by the runtime
		tuneCollector([]string{"HOME=/", entry})
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("%s: %d, want %d", entry, got, want)
		}
	}
}
