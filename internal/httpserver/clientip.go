package httpserver

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientNetwork returns what stands for a client without a key: its address
// or, as every home has 2^64 of them, its IPv6 network.
func clientNetwork(r *http.Request, trusted []netip.Prefix) netip.Prefix {
	return networkOf(clientIP(r, trusted))
}

func networkOf(ip netip.Addr) netip.Prefix {
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	network, _ := ip.Prefix(bits) // the zero address gives the zero prefix
	return network
}

// clientIP returns the address of a client. X-Forwarded-For is read from its end,
// and as long as a trusted proxy wrote it.
func clientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	ip := peer(r)
	if isTrusted(ip, trusted) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for _, hop := range slices.Backward(hops) {
			next, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				break
			}
			ip = next.Unmap().WithZone("")
			if !isTrusted(ip, trusted) {
				break
			}
		}
	}
	return ip
}

// FromThisMachine reports whether a request was sent on this machine itself. One
// that a proxy passed on, trusted or not, was sent where the proxy says.
func FromThisMachine(r *http.Request) bool {
	x := exchangeOf(r.Context())
	if x == nil || !x.local {
		return false
	}
	if x.trusted {
		return true // its X-Forwarded-For was read
	}
	for _, header := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via"} {
		if len(r.Header[header]) > 0 {
			return false
		}
	}
	return true
}

// peer returns the address that a request came from, the zero one for none.
func peer(r *http.Request) netip.Addr {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return remote.Addr().Unmap().WithZone("")
}

func isTrusted(ip netip.Addr, trusted []netip.Prefix) bool {
	return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(ip) })
}
