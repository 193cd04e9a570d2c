package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/workspace"
)

const (
	demoContacts = 500 // what `liaison serve --demo` makes
	demoSeed     = 1
	mostContacts = 10_000_000
)

// demoCommand is `liaison demo`.
type demoCommand struct {
	Contacts  int    `default:"500" placeholder:"N" help:"Number of contacts to add, with organizations and custom fields (${default})."`
	Seed      uint64 `default:"1" placeholder:"S" help:"Seed of the generated data: the same seed gives the same data, except for ids and times (${default})."`
	Workspace string `default:"default" placeholder:"SLUG" help:"Workspace to add them to (${default})."`
}

// Run adds made-up contacts to a workspace.
func (c demoCommand) Run(r *run) error {
	if c.Contacts < 1 || c.Contacts > mostContacts {
		return &config.UsageError{Err: fmt.Errorf("--contacts must be a number from 1 to %d", mostContacts)}
	}
	return r.inWorkspace(c.Workspace, func(db *database.DB, w *workspace.Workspace) error {
		progress, end := newProgress(r.Stderr, c.Contacts)
		err := factory.Fill(r.ctx, db, factory.Plan{
			Workspace: w.ID, Actor: actor("demo"), Contacts: c.Contacts, Seed: c.Seed, Progress: progress,
		})
		if err = errors.Join(err, end()); err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Stdout, "%d contacts added (seed %d).\n", c.Contacts, c.Seed)
		return err
	})
}

// fillDemo fills the workspace default for `liaison serve --demo`, unless it
// has a contact already.
func (r *run) fillDemo(ctx context.Context, db *database.DB) error {
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		return err
	}
	empty, err := factory.Empty(ctx, db, w.ID)
	if err != nil || !empty {
		return err
	}
	progress, end := newProgress(r.Stderr, demoContacts)
	err = factory.Fill(ctx, db, factory.Plan{
		Workspace: w.ID, Actor: actor("demo"), Contacts: demoContacts, Seed: demoSeed, Progress: progress,
	})
	return errors.Join(err, end())
}

// newProgress returns what is told how many of all contacts are done: a bar on
// a terminal, and a line for each tenth elsewhere. end leaves the bar's line.
func newProgress(w io.Writer, all int) (progress func(done int), end func() error) {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		bar := progressbar.NewOptions(all, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("contacts"),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true))
		return func(done int) { _ = bar.Set(done) }, func() error { // a bar that is not shown stops nothing
			_, err := fmt.Fprintln(f)
			return err
		}
	}
	tenths := 0
	return func(done int) {
		if now := done * 10 / all; now > tenths {
			tenths = now
			fmt.Fprintf(w, "%d of %d contacts\n", done, all)
		}
	}, func() error { return nil }
}
