package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/backup"
	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
)

// backupCommand is `liaison backup`.
type backupCommand struct {
	Target         string  `arg:"" name:"file-or-directory" help:"File to write. In a directory, the file is named after the time, and old backups are removed."`
	Recipient      keys    `placeholder:"KEY" help:"Encrypt for this age public key (age1…); can be repeated."`
	RecipientsFile *string `placeholder:"FILE" help:"Encrypt for the age public keys in this file, one per line."`
	Force          bool    `help:"Replace the file if it is already a backup."`
	KeepDaily      int     `default:"7" placeholder:"N" help:"In a directory: keep the last backup of each of the last N days that have one (${default})."`
	KeepWeekly     int     `default:"4" placeholder:"N" help:"In a directory: keep the last backup of each of the last N weeks that have one (${default})."`
}

// keys are the values of a flag that can be repeated. Unlike kong's own lists they
// keep an empty one, perhaps an unset variable of a script, which must not pass
// for no key at all.
type keys []string

// Decode implements kong.MapperValue.
func (k *keys) Decode(ctx *kong.DecodeContext) error {
	var key string
	if err := ctx.Scan.PopValueInto("key", &key); err != nil {
		return err
	}
	*k = append(*k, key)
	return nil
}

// Run writes a backup and, in a directory, removes old ones.
func (c backupCommand) Run(r *run) (err error) {
	if c.KeepDaily < 0 || c.KeepWeekly < 0 {
		return &config.UsageError{Err: errors.New("--keep-daily and --keep-weekly must be 0 or more")}
	}
	options := backup.Options{Force: c.Force}
	if err := c.readRecipients(&options); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(r.ctx, syscall.SIGTERM, os.Interrupt)
	defer stop()
	db, err := app.Existing(ctx, r.cfg, r.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	info, missing := os.Stat(c.Target)
	rotating := missing == nil && info.IsDir()
	progress, end := workProgress(r.Stderr)
	options.Progress = progress
	result, err := backup.Write(ctx, db, c.Target, options)
	end()
	if err != nil {
		return stopped(ctx, err)
	}
	megabytes := float64(result.Bytes) / 1e6
	if _, err := fmt.Fprintf(r.Stdout, "%s written: %s, %.1f MB.\n", result.Path, number(result.Rows, "row"), megabytes); err != nil || !rotating {
		return err
	}
	removed, err := backup.Rotate(result.Path, backup.Keep{Daily: c.KeepDaily, Weekly: c.KeepWeekly})
	for _, path := range removed {
		fmt.Fprintf(r.Stdout, "%s removed.\n", path)
	}
	return err
}

// readRecipients reads whom the backup is encrypted for.
func (c backupCommand) readRecipients(o *backup.Options) error {
	var list strings.Builder
	for _, key := range c.Recipient {
		list.WriteString(key + "\n")
	}
	if c.RecipientsFile != nil {
		lines, err := os.ReadFile(*c.RecipientsFile)
		if err != nil {
			return fmt.Errorf("read the public keys: %w", err)
		}
		list.Write(lines)
	} else if len(c.Recipient) == 0 {
		return nil
	}
	var err error
	if o.Recipients, err = backup.ReadRecipients(strings.NewReader(list.String())); err != nil {
		return &config.UsageError{Err: fmt.Errorf("--recipient and --recipients-file must contain age public keys (age1…): %w", err)}
	}
	return nil
}

// stopped returns the error of a work, or that it was stopped by a signal.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("stopped; nothing was written")
	}
	return err
}

// workProgress returns what is told how far a work is, step by step: a bar on a
// terminal, and a line for each 100,000 things elsewhere. end takes the bar away.
func workProgress(w io.Writer) (progress database.Progress, end func()) {
	var bar *progressbar.ProgressBar
	end = func() {
		if bar != nil {
			_ = bar.Clear() // a bar that is not shown stops nothing
		}
	}
	step, shown := "", int64(0)
	f, ok := w.(*os.File)
	if ok = ok && term.IsTerminal(int(f.Fd())); !ok {
		const every = 100_000
		return func(what string, done, all int64) {
			if what != step {
				step, shown = what, 0
			}
			if done/every > shown/every {
				shown = done
				fmt.Fprintf(w, "%d of %d %s\n", done, all, what)
			}
		}, end
	}
	return func(what string, done, all int64) {
		if what != step {
			end()
			step = what
			bar = progressbar.NewOptions64(max(all, 1), progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
				progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set64(min(done, max(all, 1)))
	}, end
}
