package httpserver

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/liaison/liaison/internal/auth"
)

// Options are what the middleware stands on. Log, NewID and Metrics must be
// there.
type Options struct {
	Keys         *auth.Store                 // nil: nobody can be known
	Ping         func(context.Context) error // asks the database for a sign of life; nil: always ready
	Log          *slog.Logger
	Metrics      *Metrics
	NewID        func() string
	RateLimit    int            // requests a minute for each key; 0 switches all rate limits off
	TrustedProxy []netip.Prefix // whose X-Forwarded headers are believed
	PublicURL    string         // what URLs in answers begin with, without a slash at the end; "" for the request's origin
	AllowedHosts []string       // that requests may be for, in lower case; none: any
	CORSOrigins  []string       // whose pages may call the API, as browsers send them
}

// deadline bounds the work on one request; one that waits for something has a
// context of its own, see Patient.
const deadline = 15 * time.Second

// Handler returns next with all habits around it. /healthz and /readyz are
// answered before anything that could be overloaded.
func Handler(o Options, next http.Handler) http.Handler {
	site := newSite(&o)
	inner := limitRequest(refuseUnclean(next))
	inner = identify(o, inner)
	inner = newShedder().wrap(inner)
	inner = site.refuseOtherHosts(inner)
	inner = health(o.Ping, inner)
	inner = allowOrigins(o.CORSOrigins, inner)
	inner = secure(inner)
	inner = compress(inner)
	inner = recoverPanic(o.Log, inner)
	return observe(o, site, inner)
}

// observe makes the exchange, gives the request its id and, when it is over,
// its line in the log and its place in the metrics.
func observe(o Options, site *site, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		x := &exchange{
			ResponseWriter: w, site: site, id: requestID(r, o.NewID), trusted: isTrusted(peer(r), o.TrustedProxy), client: r.Context(),
		}
		w.Header()["X-Request-Id"] = []string{x.id}
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), exchangeKey{}, x), deadline)
		defer cancel()
		r = r.WithContext(ctx)
		x.request = r
		o.Metrics.inFlight.Inc()
		defer func() {
			o.Metrics.inFlight.Dec()
			took := time.Since(start)
			switch {
			case x.clientGone():
				x.status = statusClientGone
			case x.status == 0:
				x.status = http.StatusOK
			}
			o.Metrics.note(x, took)
			logAccess(ctx, o.Log, x, took)
		}()
		next.ServeHTTP(x, r)
	})
}

// requestID takes the client's X-Request-ID if it is 1 to 64 letters, digits,
// dots, hyphens and underscores, and else makes one.
func requestID(r *http.Request, newID func() string) string {
	id := r.Header.Get("X-Request-Id")
	if len(id) < 1 || len(id) > 64 {
		return newID()
	}
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '.' && c != '-' && c != '_' {
			return newID()
		}
	}
	return id
}
