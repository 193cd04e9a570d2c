package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/database"
)

// checkCommand is `liaison check`.
type checkCommand struct {
	Rebuild bool `help:"First rebuild the stored records of all contacts and organizations, their search texts and the index of custom fields from their rows. Versions and the change log do not change."`
}

// Run checks the whole database, all workspaces, and prints a line for each
// breach and one with what was checked.
func (c checkCommand) Run(r *run) (err error) {
	db, err := app.Open(r.ctx, r.cfg, r.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if c.Rebuild {
		if err := rebuild(r, db); err != nil {
			return err
		}
	}
	all, err := check.Expected(r.ctx, db)
	if err != nil {
		return err
	}
	progress, end := checkProgress(r.Stderr, all)
	checker := check.Checker{DB: db, Progress: progress, Report: func(b check.Breach) { fmt.Fprintln(r.Stdout, b) }}
	result, err := checker.Run(r.ctx)
	end()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(r.Stdout, closingLine(result)); err != nil {
		return err
	}
	if result.Breaches > 0 {
		return errors.New("the database violates rules, listed on standard output; " +
			"run liaison check --rebuild to repair stored records, search texts and indexes")
	}
	return nil
}

func rebuild(r *run, db *database.DB) error {
	n, err := check.Rebuild(r.ctx, db, nil)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.Stdout, "%s re-rendered\n", number(n, "record"))
	return err
}

// closingLine says what was checked: 12 contacts, 3 tags checked, no breaches.
func closingLine(result check.Result) string {
	var kinds []string
	for _, c := range result.Counts {
		kinds = append(kinds, number(c.Records, strings.ReplaceAll(c.Kind, "_", " ")))
	}
	found := "no breaches"
	if n := result.Breaches; n > 0 {
		found = strings.Replace(number(n, "breach"), "breachs", "breaches", 1)
	}
	return strings.Join(kinds, ", ") + " checked, " + found
}

// number is a number of things: 1 contact, 2 contacts.
func number(n int64, name string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(name, "ss"):
		name += "es"
	default:
		name += "s"
	}
	return fmt.Sprintf("%d %s", n, name)
}

// checkProgress returns what is told how many of about so many records are
// checked: a bar on a terminal, and a line for each 100,000 elsewhere. end
// takes the bar away.
func checkProgress(w io.Writer, all int64) (progress func(records int64), end func()) {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		bar := progressbar.NewOptions64(max(all, 1), progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("records"),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
		return func(records int64) { _ = bar.Set64(min(records, all)) }, // a bar that is not shown stops nothing
			func() { _ = bar.Clear() }
	}
	const every = 100_000
	shown := int64(0)
	return func(records int64) {
		if records/every > shown/every {
			shown = records
			fmt.Fprintf(w, "%d of about %d records checked\n", records, all)
		}
	}, func() {}
}
