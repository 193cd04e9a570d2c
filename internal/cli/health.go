package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/liaison/liaison/internal/config"
)

// healthPatience is how long `liaison health` waits: longer than /readyz waits
// for the database, shorter than whoever starts the command waits for it.
const healthPatience = 4 * time.Second

// healthCommand is `liaison health`. An image that holds nothing but the program
// has no other one that could ask.
type healthCommand struct{}

// Run asks the server that runs on this machine with the same settings whether
// it is ready. The answer is an error if it is not.
func (healthCommand) Run(r *run) error {
	at, err := readyURL(r.cfg.Listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.ctx, healthPatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return err
	}
	// No proxy of the environment's stands between a machine and itself.
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("not ready: %s did not respond within %s", at, healthPatience)
	case err != nil:
		return fmt.Errorf("not ready: %s did not respond: %w", at, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s responded with %s", at, response.Status)
	}
	_, err = fmt.Fprintln(r.Stdout, "ready")
	return err
}

// readyURL returns where a server that listens at an address says on its own
// machine whether it is ready.
func readyURL(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	switch {
	case err != nil:
		return "", &config.UsageError{Err: fmt.Errorf("--listen %s must have the form HOST:PORT", listen)}
	case port == "0" || port == "":
		return "", &config.UsageError{Err: fmt.Errorf("--listen %s has no fixed port: give the port that Liaison listens on", listen)}
	}
	// One that listens on every address listens on the loopback's.
	switch ip, err := netip.ParseAddr(host); {
	case host == "", err == nil && ip == netip.IPv4Unspecified():
		host = "127.0.0.1"
	case err == nil && ip == netip.IPv6Unspecified():
		host = "::1"
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: "/readyz"}).String(), nil
}
