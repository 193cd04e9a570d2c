package cli

import (
	"os"
	"os/signal"
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
		r.warn("running as root: a dedicated user is safer")
	}
	return app.Serve(ctx, r.cfg, r.options())
}
