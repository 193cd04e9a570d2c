// Package config owns every setting of the program: its name, meaning, unit
// and default, where its value comes from, and which values are refused. It
// does not act on any of them.
package config

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
)

// Config holds all settings. The tags are read by kong: the name of a field in
// lower case with hyphens is its flag and its key in the file; in upper case
// with underscores after LIAISON_ it is its environment variable.
type Config struct {
	File          string         `group:"settings" name:"config" type:"path" placeholder:"FILE" help:"Settings file; liaison.toml in the working directory is read if it exists."`
	DatabaseURL   string         `group:"settings" name:"database-url" default:"sqlite:liaison.db" placeholder:"URL" help:"Database: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME (${default})."`
	PoolSize      int            `group:"settings" default:"20" placeholder:"N" help:"Maximum number of connections to PostgreSQL (${default})."`
	SQLiteFast    bool           `group:"settings" name:"sqlite-fast" help:"Let SQLite acknowledge writes before they are safe on disk (synchronous=NORMAL): a power failure can lose the last ones."`
	Listen        string         `group:"settings" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	InsecureHTTP  bool           `group:"settings" name:"insecure-http" help:"Allow listening on a non-loopback address without TLS."`
	TrustedProxy  []netip.Prefix `group:"settings" placeholder:"CIDR" help:"Network of reverse proxies that do TLS and whose X-Forwarded headers are believed; can be repeated."`
	PublicURL     BaseURL        `group:"settings" name:"public-url" placeholder:"URL" help:"Where clients reach Liaison, such as https://crm.example.org: URLs in answers begin with it, and else with the request's own origin."`
	AllowedHost   []Host         `group:"settings" placeholder:"HOST" help:"Host that this server answers for; requests for others get 421, except health checks. Can be repeated; without it any host will do."`
	CORSOrigin    []Origin       `group:"settings" name:"cors-origin" placeholder:"ORIGIN" help:"Origin of a browser application that may call the API, such as https://app.example.org; can be repeated."`
	SetUpAnywhere bool           `group:"settings" name:"set-up-from-anywhere" help:"Allow the one-time set-up link, which creates the first user, to be opened on other machines."`
	MetricsListen string         `group:"settings" placeholder:"HOST:PORT" help:"Address to serve Prometheus metrics on, at /metrics (off)."`
	RateLimit     int            `group:"settings" default:"6000" placeholder:"N" help:"Requests per minute for each API key; 0 disables all rate limits (${default})."`
	LogLevel      string         `group:"settings" enum:"debug,info,warn,error" default:"info" placeholder:"LEVEL" help:"Minimum log level: debug, info, warn or error (${default})."`
	LogFormat     string         `group:"settings" enum:"json,text" default:"json" placeholder:"FORMAT" help:"Log format: json or text (${default})."`
	Demo          bool           `group:"settings" help:"Fill an empty database with demo data before serving."`
}

// UsageError is an error of whoever set the settings; the program ends with 2.
type UsageError struct{ Err error }

// Error returns the cause's text.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *UsageError) Unwrap() error { return e.Err }

func usage(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// SQLitePath returns the file of an SQLite database, "" for PostgreSQL.
func (c *Config) SQLitePath() string {
	path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:")
	if !ok {
		return ""
	}
	return path
}

// CheckDatabase refuses a database that no engine serves, with a UsageError. It
// does not repeat the URL, which can hold a password.
func (c *Config) CheckDatabase() error {
	path := c.SQLitePath()
	switch {
	case strings.HasPrefix(c.DatabaseURL, "postgres://"), strings.HasPrefix(c.DatabaseURL, "postgresql://"):
	case path == "" && c.DatabaseURL != "sqlite:":
		return usage("--database-url must have the form sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME")
	case path == "", strings.HasPrefix(path, ":"):
		return usage("--database-url sqlite:PATH must contain a file path")
	}
	return nil
}

// CheckServe refuses settings with which nothing may be served, with a
// UsageError.
func (c *Config) CheckServe() error {
	if err := c.CheckDatabase(); err != nil {
		return err
	}
	if err := c.checkAddress("--listen", c.Listen); err != nil {
		return err
	}
	if c.MetricsListen != "" {
		if err := c.checkAddress("--metrics-listen", c.MetricsListen); err != nil {
			return err
		}
	}
	switch {
	case c.RateLimit < 0:
		return usage("--rate-limit must be 0 or more")
	case c.PoolSize < 1:
		return usage("--pool-size must be 1 or more")
	}
	return nil
}

func (c *Config) checkAddress(flag, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return usage("%s must have the form HOST:PORT, not %s", flag, address)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return usage("%s must have a port from 0 to 65535, not %s", flag, port)
	}
	if isLoopback(host) || c.InsecureHTTP || len(c.TrustedProxy) > 0 {
		return nil
	}
	return usage("%s %s can be reached from other machines without encryption: put a TLS proxy in front "+
		"and name its network with --trusted-proxy, or allow it with --insecure-http", flag, address)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Advice returns a line for each setting of a server that is allowed but hardly
// wise.
func (c *Config) Advice() []string {
	var lines []string
	for _, network := range c.TrustedProxy {
		if network.Bits() == 0 {
			lines = append(lines, fmt.Sprintf("--trusted-proxy %s trusts everybody: any client can pretend to come from any address "+
				"and host; list only the networks of your proxies", network))
		}
	}
	if host, _, err := net.SplitHostPort(c.Listen); err == nil && !isLoopback(host) && len(c.AllowedHost) == 0 {
		lines = append(lines, fmt.Sprintf("--listen %s is public and accepts requests for any host: name yours with "+
			"--allowed-host, so that others get 421", c.Listen))
	}
	return lines
}

// Exposed returns a line for each file that holds secrets or data and that
// every user of the machine can read.
func (c *Config) Exposed() []string {
	var lines []string
	for _, path := range []string{c.File, c.SQLitePath()} {
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0 {
			lines = append(lines, fmt.Sprintf("%s can be read by everybody on this machine: chmod 600 %s", path, path))
		}
	}
	return lines
}
