package cli

import (
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/liaison/liaison/internal/app"
)

// serveCommand is `liaison serve`.
type serveCommand struct{}

// Run serves until the process is told to stop by SIGTERM or SIGINT. A second
// one ends it at once.
func (serveCommand) Run(r *run) error {
	ctx, stop := signal.NotifyContext(r.ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	go func() {
		<-ctx.Done()
		stop()
	}()
	if os.Geteuid() == 0 {
		r.warn("running as root: a user of its own is safer for Liaison")
	}
	tuneCollector(r.Environ)
	return app.Serve(ctx, r.cfg, r.options())
}

// tuneCollector lets the garbage collector wait until there is five times of
// what is alive, unless the operator sets GOGC. What is alive is small, and it
// saves a fifth of a request's CPU time.
func tuneCollector(environ []string) {
	const percent = 400
	set := func(entry string) bool { return strings.HasPrefix(entry, "GOGC=") && entry != "GOGC=" }
	if !slices.ContainsFunc(environ, set) {
		debug.SetGCPercent(percent)
	}
}
