package app

import (
	"runtime/debug"
	"testing"
)

func TestCollectorIsTunedUnlessTheOperatorDoes(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	for value, want := range map[string]int{"50": 100, "off": 100, "": 400} {
		t.Setenv("GOGC", value)
		debug.SetGCPercent(100) // what GOGC says is set by the runtime
		tuneCollector()
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("GOGC=%s: %d, want %d", value, got, want)
		}
	}
}
