package httpserver

import (
	"context"
	"net/http"
	"net/netip"

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
	trusted   bool          // a trusted proxy passes the request on
	network   netip.Prefix  // where the request comes from
	local     bool          // that is this machine
	failure   error         // the cause of an answer of 500 or more, for the log
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
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(b)
	x.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find deadlines and Flush.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }
