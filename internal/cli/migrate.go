package cli

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/database"
)

// migrateCommand is `liaison migrate [up|status]`.
type migrateCommand struct {
	Action string `arg:"" optional:"" enum:"up,status" default:"up" help:"up (the default) or status."`
}

// Run brings the schema up to date, or lists its steps without changing any.
func (c migrateCommand) Run(r *run) (err error) {
	if c.Action == "up" {
		db, err := app.Open(r.ctx, r.cfg, r.options())
		if err != nil {
			return err
		}
		return db.Close()
	}
	db, err := app.Connect(r.ctx, r.cfg, r.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	steps, err := db.Migrations(r.ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(r.Stdout, 0, 0, 2, ' ', 0)
	for _, step := range steps {
		state := "pending"
		if step.Applied {
			state = "applied"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\n", step.Version, step.Name, state)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := db.CheckSchema(r.ctx); !errors.Is(err, database.ErrNoSchema) {
		return err
	}
	return nil
}
