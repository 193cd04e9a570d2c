package restapi

import (
	"context"
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/problem"
)

func TestLargeBatchesWaitForAPlace(t *testing.T) {
	b := newBatches()
	admit := func(ctx context.Context, length int64) (func(), error) {
		return b.admit(ctx, &request{Request: &http.Request{ContentLength: length}})
	}
	var leave []func()
	for _, length := range []int64{-1, largeBody + 1, maxBatchBody} { // -1: nobody knows
		l, err := admit(t.Context(), length)
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := admit(gone, largeBody+1); !problem.Is(err, problem.Unavailable) {
		t.Errorf("one more: %v", err)
	}
	for range 10 {
		if _, err := admit(t.Context(), largeBody); err != nil {
			t.Error("a small one has to wait", err)
		}
	}
	leave[0]()
	if _, err := admit(t.Context(), largeBody+1); err != nil {
		t.Error(err)
	}
}

func TestBatchesOfAWorkspaceTakeTurns(t *testing.T) {
	b := newBatches()
	leave, err := b.turn(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.turn(gone, "a"); err == nil {
		t.Error("two have the turn")
	}
	if _, err := b.turn(t.Context(), "b"); err != nil {
		t.Error("another workspace has to wait", err)
	}
	leave()
	if _, err := b.turn(t.Context(), "a"); err != nil {
		t.Error(err)
	}
}
