package httpserver

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/problem"
)

// site is where clients find the server, as the operator says.
type site struct {
	public  string // the URL before every path, "" if it is not said
	origin  string // that of public
	host    string // that of public
	allowed []string
}

func newSite(o *Options) *site {
	s := &site{public: o.PublicURL, allowed: slices.Clone(o.AllowedHosts)}
	if u, err := url.Parse(o.PublicURL); err == nil && u.Host != "" {
		s.host, s.origin = u.Host, u.Scheme+"://"+u.Host
		if len(s.allowed) > 0 {
			s.allowed = append(s.allowed, u.Host)
		}
	}
	return s
}

// refuseOtherHosts answers 421 to requests for hosts that are not allowed, where
// the operator names some. Health checks go by address, and do not come here.
func (s *site) refuseOtherHosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !HostAllowed(s.allowed, askedHost(r)) {
			WriteProblem(w, r, problem.New(problem.Misdirected,
				"This server does not answer for the host of the request; --allowed-host names those it answers for."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// HostAllowed reports whether a host, with or without its port, is one of those
// allowed, as any is if there are none. One that is allowed without a port is with
// all.
func HostAllowed(allowed []string, host string) bool {
	if len(allowed) == 0 {
		return true
	}
	host = strings.ToLower(host)
	name := host
	if n, _, err := net.SplitHostPort(host); err == nil {
		name = n
		if strings.Contains(n, ":") {
			name = "[" + n + "]"
		}
	}
	return slices.Contains(allowed, host) || slices.Contains(allowed, strings.TrimSuffix(name, "."))
}

// askedHost returns the host that a client sent its request to, and its port if
// it said one.
func askedHost(r *http.Request) string {
	if x := exchangeOf(r.Context()); x != nil && x.trusted {
		if forwarded := lastOf(r, "X-Forwarded-Host"); isHost(forwarded) {
			return forwarded
		}
	}
	return r.Host
}

// Base returns what stands before the paths of all URLs in the answer to a
// request: the public URL of the server or, if the operator does not say it, the
// Origin of the request.
func Base(r *http.Request) string {
	if x := exchangeOf(r.Context()); x != nil && x.site != nil && x.site.public != "" {
		return x.site.public
	}
	return Origin(r)
}

// Link returns a path as a client can follow it: below the public URL or, if the
// operator does not say that, as it is.
func Link(r *http.Request, path string) string {
	if x := exchangeOf(r.Context()); x != nil && x.site != nil {
		return x.site.public + path
	}
	return path
}
