package config_test

import (
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/config"
)

func TestOriginsHostsAndBaseURLs(t *testing.T) {
	read := map[string]func(text string) (string, error){
		"origin": func(text string) (string, error) {
			var o config.Origin
			err := o.UnmarshalText([]byte(text))
			return string(o), err
		},
		"host": func(text string) (string, error) {
			var h config.Host
			err := h.UnmarshalText([]byte(text))
			return string(h), err
		},
		"base": func(text string) (string, error) {
			var b config.BaseURL
			err := b.UnmarshalText([]byte(text))
			return string(b), err
		},
	}
	for _, c := range []struct{ kind, text, want string }{
		{"origin", "https://App.example.org", "https://app.example.org"},
		{"origin", "https://app.example.org:443", "https://app.example.org"},
		{"origin", "http://localhost:5173", "http://localhost:5173"},
		{"origin", "http://[::1]:80", "http://[::1]"},
		{"origin", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example"},
		{"origin", "*", ""},
		{"origin", "https://*.example.org", ""},
		{"origin", "https://app.example.org/", ""},
		{"origin", "https://app.example.org/x", ""},
		{"origin", "app.example.org", ""},
		{"origin", "null", ""},
		{"origin", "ftp://app.example.org", ""},
		{"origin", "https://u:p@app.example.org", ""},
		{"origin", "https://", ""},
		{"origin", "https://app.example.org?", ""},
		{"origin", "https://app.example.org#x", ""},
		{"origin", "https://app.example.org:", ""},
		{"origin", "https://app.example.org:99999", ""},
		{"origin", "https://bücher.example", ""},
		{"origin", "https://app example.org", ""},
		{"origin", "javascript:alert(1)", ""},
		{"host", "CRM.example.org", "crm.example.org"},
		{"host", "crm.example.org:8443", "crm.example.org:8443"},
		{"host", "10.0.0.7", "10.0.0.7"},
		{"host", "::1", "[::1]"},
		{"host", "[::1]:8080", "[::1]:8080"},
		{"host", "db_1", "db_1"},
		{"host", "*", ""},
		{"host", "*.example.org", ""},
		{"host", "https://crm.example.org", ""},
		{"host", "crm.example.org/x", ""},
		{"host", "a b", ""},
		{"host", "a@b", ""},
		{"host", "a:b", ""},
		{"host", ".example.org", ""},
		{"host", "a?b", ""},
		{"base", "https://crm.example.org", "https://crm.example.org"},
		{"base", "https://CRM.example.org/", "https://crm.example.org"},
		{"base", "https://example.org:443/crm/", "https://example.org/crm"},
		{"base", "http://10.0.0.7:8080", "http://10.0.0.7:8080"},
		{"base", "crm.example.org", ""},
		{"base", "https://crm.example.org?x=1", ""},
		{"base", "https://crm.example.org/#x", ""},
		{"base", "mailto:a@b.example", ""},
		{"base", "https://u@crm.example.org", ""},
		{"base", "/crm", ""},
	} {
		got, err := read[c.kind](c.text)
		if got != c.want || (err == nil) != (c.want != "") || err != nil && !strings.HasPrefix(err.Error(), "must be ") {
			t.Errorf("%s %q: %q, %v; want %q", c.kind, c.text, got, err, c.want)
		}
	}
}
