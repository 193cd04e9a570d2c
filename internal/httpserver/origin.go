package httpserver

import (
	"net/http"
	"strings"
)

// Origin returns the scheme and the host that a client sent its request to,
// such as https://example.org:8443. Behind a trusted proxy they are what it
// says in X-Forwarded-Proto and X-Forwarded-Host, each if it can be one. A request
// for the host of the public URL came by its scheme, whatever a proxy says.
func Origin(r *http.Request) string {
	scheme, host := "http", askedHost(r)
	if r.TLS != nil {
		scheme = "https"
	}
	x := exchangeOf(r.Context())
	if x != nil && x.site != nil && x.site.host != "" && strings.EqualFold(host, x.site.host) {
		return x.site.origin
	}
	if x != nil && x.trusted {
		if proto := strings.ToLower(lastOf(r, "X-Forwarded-Proto")); proto == "https" || proto == "http" {
			scheme = proto
		}
	}
	return scheme + "://" + host
}

// lastOf returns the last of a header's values, which is the one that the
// nearest proxy wrote.
func lastOf(r *http.Request, header string) string {
	values := strings.Join(r.Header.Values(header), ",")
	return strings.TrimSpace(values[strings.LastIndexByte(values, ',')+1:])
}

// isHost reports whether a text can be a host in an address: a name or a
// number, with or without a port.
func isHost(s string) bool {
	const most = 260 // a name of 253 and a port
	if s == "" || len(s) > most {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && !strings.ContainsRune(".-_:[]", rune(c)) {
			return false
		}
	}
	return true
}
