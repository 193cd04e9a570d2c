package config

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// BaseURL is the start of all URLs of a server, without a slash at its end; "" for
// none.
type BaseURL string

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *BaseURL) UnmarshalText(text []byte) error {
	u, err := webURL(string(text))
	if err != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return errors.New("must be an http or https URL without a query, such as https://crm.example.org or https://example.org/crm")
	}
	u.Host = withoutDefaultPort(u)
	*b = BaseURL(strings.TrimRight(u.String(), "/"))
	return nil
}

// Origin is the scheme, host and port of a page, as a browser sends them in the
// header Origin.
type Origin string

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Origin) UnmarshalText(text []byte) error {
	u, err := webURL(string(text))
	if err != nil || u.Path != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return errors.New("must be an origin without a path, such as https://app.example.org or http://localhost:5173; there is no *")
	}
	*o = Origin(u.Scheme + "://" + withoutDefaultPort(u))
	return nil
}

// Host is a name or an address by which a server is asked, in lower case, with or
// without a port.
type Host string

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Host) UnmarshalText(text []byte) error {
	given := strings.ToLower(string(text))
	if ip, err := netip.ParseAddr(given); err == nil && ip.Is6() {
		given = "[" + given + "]"
	}
	u, err := webURL("http://" + given)
	if err != nil || u.Host != given {
		return errors.New("must be a host, such as crm.example.org or crm.example.org:8443; there is no *")
	}
	*h = Host(given)
	return nil
}

var errNotWeb = errors.New("not an http or https URL")

// webURL parses an absolute URL of http or https with a host that a browser could
// send, in lower case, and without a user.
func webURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return nil, errNotWeb
	}
	u.Host = strings.ToLower(u.Host)
	if !isHostname(u.Hostname()) {
		return nil, errNotWeb
	}
	if port := u.Port(); port != "" {
		if _, err := net.LookupPort("tcp", port); err != nil || port[0] == '0' {
			return nil, errNotWeb
		}
	} else if strings.HasSuffix(u.Host, ":") {
		return nil, errNotWeb
	}
	return u, nil
}

// isHostname reports whether a text is an IP address or consists of labels of
// letters, digits, hyphens and underscores; names in other scripts are written in
// punycode, as browsers send them.
func isHostname(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	const most = 253
	if len(name) > most {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

func withoutDefaultPort(u *url.URL) string {
	if u.Scheme == "http" && u.Port() == "80" || u.Scheme == "https" && u.Port() == "443" {
		return strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	return u.Host
}
