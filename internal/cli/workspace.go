package cli

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/liaison/liaison/internal/app"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/workspace"
)

// workspaceCommand is `liaison workspace …`.
type workspaceCommand struct {
	Create workspaceCreate `cmd:"" help:"Create a workspace."`
	List   workspaceList   `cmd:"" help:"List all workspaces."`
}

type workspaceCreate struct {
	Slug               string `required:"" placeholder:"SLUG" help:"Identifier in commands and headers: a to z, 0 to 9 and hyphens, at most 50 characters; it cannot be changed."`
	Name               string `required:"" placeholder:"NAME" help:"Display name of the workspace."`
	DefaultRegion      string `placeholder:"REGION" help:"Country in which phone numbers without + are read, such as DE (default: none)."`
	StrictCustomFields bool   `help:"Refuse values of undefined custom fields."`
}

// Run creates a workspace.
func (c workspaceCreate) Run(r *run) (err error) {
	db, err := app.Open(r.ctx, r.cfg, r.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	patch := &workspace.Patch{
		Slug: record.Some(c.Slug), Name: record.Some(c.Name), DefaultRegion: record.Some(c.DefaultRegion),
		StrictCustomFields: record.Some(c.StrictCustomFields),
	}
	var w *workspace.Workspace
	err = changelog.InTx(r.ctx, db, db.NewID(), actor("workspace create"), func(tx *changelog.Tx) (err error) {
		w, err = workspace.Create(r.ctx, tx, patch)
		return err
	})
	if err == nil {
		fmt.Fprintf(r.Stderr, "Created workspace %s.\n", w.Slug)
	}
	return err
}

type workspaceList struct{}

// Run lists all workspaces.
func (workspaceList) Run(r *run) (err error) {
	db, err := app.Open(r.ctx, r.cfg, r.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	list, err := workspace.List(r.ctx, db)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(r.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SLUG\tNAME\tREGION\tID")
	for _, ws := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", ws.Slug, ws.Name, orDash(ws.DefaultRegion), ws.ID)
	}
	return w.Flush()
}
