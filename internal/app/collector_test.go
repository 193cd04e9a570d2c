package app

import (
	"runtime/debug"
	"testing"
)

func TestCollectorIsTunedUnlessTheOperatorDoes(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	defer func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}()
	const unset = 1 << 40
	for _, tt := range []struct {
		gogc, memory string
		percent      int
		limit        int64
	}{
		{"", "", 400, 384 << 20},
		{"50", "", 100, 384 << 20}, // what the operator says is set by the runtime
		{"off", "1GiB", 100, unset},
		{"", "1GiB", 400, unset},
	} {
		t.Setenv("GOGC", tt.gogc)
		t.Setenv("GOMEMLIMIT", tt.memory)
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(unset)
		tuneCollector()
		if got, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1); got != tt.percent || limit != tt.limit {
			t.Errorf("GOGC=%s GOMEMLIMIT=%s: %d %% and %d bytes", tt.gogc, tt.memory, got, limit)
		}
	}
}
