package httpserver

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"os"

	"github.com/liaison/liaison/internal/auth"
)

// exchange is one request and its answer as the middleware sees them. It is
// the http.ResponseWriter of the handlers below and travels in the context.
type exchange struct {
	http.ResponseWriter

	id        string
	principal *auth.Principal
	request   *http.Request // the one that was matched: its Pattern is the route
	status    int           // 0 until the header is written
	bytes     int64         // of the body
	site      *site         // nil in tests without the middleware
	trusted   bool          // a trusted proxy passes the request on
	network   netip.Prefix  // where the request comes from
	local     bool          // that is this machine
	failure   error         // the cause of an answer of 500 or more, for the log
	gone      bool          // the client went away before it had sent or got all
	cut       bool          // the handler broke the answer off
	broken    bool          // the handler panicked

	client context.Context //nolint:containedctx // ends when the client goes away; Patient needs it
	leave  func()          // gives up the place among the requests at work
}

// statusClientGone is the status by which logs and metrics know a request whose
// client went away before it was answered. It is no error of anybody's, and nginx
// counts it by the same number.
const statusClientGone = 499

// canceled reports whether the client of a request went away, which net/http tells
// by its context; the end of its time is another error.
func (x *exchange) canceled() bool {
	return x.request != nil && errors.Is(x.request.Context().Err(), context.Canceled)
}

// clientGone reports whether the client went away before the answer was complete.
// A panic is a fault of ours all the same.
func (x *exchange) clientGone() bool {
	return !x.broken && (x.gone || x.canceled() && (x.cut || x.status == 0))
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// RequestID returns the id of the request that ctx belongs to, "" for none.
func RequestID(ctx context.Context) string {
	if x := exchangeOf(ctx); x != nil {
		return x.id
	}
	return ""
}

// Principal returns who makes the request that ctx belongs to, nil for nobody.
func Principal(ctx context.Context) *auth.Principal {
	if x := exchangeOf(ctx); x != nil {
		return x.principal
	}
	return nil
}

// Network returns what stands for where the request that ctx belongs to comes
// from: an IPv4 address or an IPv6 network of /64; the zero value is not known.
func Network(ctx context.Context) netip.Prefix {
	if x := exchangeOf(ctx); x != nil {
		return x.network
	}
	return netip.Prefix{}
}

func noteClient(ctx context.Context, ip netip.Addr) {
	if x := exchangeOf(ctx); x != nil {
		x.network, x.local = networkOf(ip), ip.IsLoopback()
	}
}

// NoteFailure notes the cause of an answer of 500 or more, for the log, where it
// is not WriteProblem that answers.
func NoteFailure(ctx context.Context, failure error) {
	if x := exchangeOf(ctx); x != nil {
		x.failure = failure
	}
}

// WithPrincipal notes who makes the request that ctx belongs to. Outside the
// middleware, as in tests, it returns a context that says so.
func WithPrincipal(ctx context.Context, p *auth.Principal) context.Context {
	x := exchangeOf(ctx)
	if x == nil {
		x = &exchange{}
		ctx = context.WithValue(ctx, exchangeKey{}, x)
	}
	x.principal = p
	return ctx
}

// WriteHeader implements http.ResponseWriter.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= http.StatusOK {
		x.status = status
		x.gone = x.gone || x.canceled() // nobody reads it
		exposeOwn(x.Header())
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	n, err := x.ResponseWriter.Write(b)
	x.bytes += int64(n)
	x.gone = x.gone || err != nil && !errors.Is(err, os.ErrDeadlineExceeded) &&
		!errors.Is(err, http.ErrContentLength) && !errors.Is(err, http.ErrBodyNotAllowed)
	return n, err
}

// Flush implements http.Flusher.
func (x *exchange) Flush() {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(x.ResponseWriter).Flush() // where it cannot, what is written comes at the end
}

// Unwrap lets http.ResponseController find deadlines and Flush.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }
