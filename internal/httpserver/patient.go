package httpserver

import (
	"context"
	"net/http"
	"time"
)

// Patient returns the context of a request that waits for something: it ends after
// d or, earlier, when the client goes away, and not when the time for other requests
// is up. The request does not count as one at work any more. The caller calls done
// when it has answered.
func Patient(ctx context.Context, d time.Duration) (waiting context.Context, done context.CancelFunc) {
	x := exchangeOf(ctx)
	if x == nil || x.client == nil { // outside the middleware, as in tests
		return context.WithTimeout(ctx, d)
	}
	if x.leave != nil {
		x.leave()
	}
	waiting, cancel := context.WithTimeout(context.WithoutCancel(ctx), d)
	stop := context.AfterFunc(x.client, cancel)
	// net/http takes a client that sends nothing for one that went away once the
	// time to read its request is up.
	control, until := http.NewResponseController(x.ResponseWriter), time.Now().Add(d+deadline)
	_ = control.SetReadDeadline(until) // a recorder in a test has no deadlines
	_ = control.SetWriteDeadline(until)
	return waiting, func() {
		stop()
		cancel()
	}
}
