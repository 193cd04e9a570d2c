package testkit

import (
	"context"
	"testing"
)

// Failing makes the n-th statement fail, and those after it. Its OnStatement
// belongs into the options of the database.
type Failing struct {
	left   int
	cancel context.CancelFunc
}

// OnStatement is told of each statement.
func (f *Failing) OnStatement(context.Context, string) {
	if f.left--; f.left == 0 && f.cancel != nil {
		f.cancel()
	}
}

// Each runs fn again and again: with its first statement failing, with its second
// one, until none fails. A failure that fn does not return fails the test.
func (f *Failing) Each(t *testing.T, fn func(ctx context.Context) error) {
	t.Helper()
	for n := 1; ; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		f.left, f.cancel = n, cancel
		err := fn(ctx)
		failed := f.left <= 0
		f.cancel = nil
		cancel()
		switch {
		case failed && err == nil:
			t.Fatalf("statement %d failed, and nobody says so", n)
		case !failed && err != nil:
			t.Fatal(err)
		case !failed:
			return
		}
	}
}
