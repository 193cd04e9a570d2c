package restapi

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestHeads: whoever waits for a number is told of it, whoever looks away leaves
// nothing running. The clock of the bubble stands while anybody is at work, and a
// goroutine that is left at its end fails the test.
func TestHeads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var number, asked atomic.Int64
		h := &heads{every: time.Second, read: func(ctx context.Context, workspace string) (int64, error) {
			asked.Add(1)
			if workspace != "w" || number.Load() == 0 {
				return 0, errors.New("no database")
			}
			return number.Load(), ctx.Err()
		}}
		at, leave := h.join("w")
		other, leaveOther := h.join("w")
		if at != other {
			t.Error("each who waits has a head of their own")
		}
		told := make(chan bool, 2)
		go func() { told <- h.beyond(t.Context(), nil, at, 4) }()
		go func() { told <- h.beyond(t.Context(), nil, other, 5) }()
		time.Sleep(10 * time.Second)
		number.Store(5)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(told) != 1 || !<-told {
			t.Error("not just the first was told of 5")
		}
		number.Store(6)
		if !<-told || !h.beyond(t.Context(), nil, at, 5) {
			t.Error("the second was not told of 6")
		}
		if n := asked.Load(); n > 15 {
			t.Errorf("the database was asked %d times in 13 seconds", n)
		}
		ended, cancel := context.WithCancel(t.Context())
		stopping := make(chan struct{})
		go func() { told <- h.beyond(ended, nil, at, 6) }()
		go func() { told <- h.beyond(t.Context(), stopping, at, 6) }()
		synctest.Wait()
		cancel()
		close(stopping)
		for range 2 {
			if <-told {
				t.Error("somebody was told of 7")
			}
		}
		leave()
		leaveOther()
		synctest.Wait()
		before := asked.Load()
		time.Sleep(time.Minute)
		if len(h.of) != 0 || asked.Load() != before {
			t.Error("the database is asked for nobody")
		}
	})
}
