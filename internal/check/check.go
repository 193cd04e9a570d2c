// Package check owns the check of a whole database: it holds what is stored
// against the rules of every record, against the change log and against what is
// kept beside the rows, and reports each breach. It writes nothing, Rebuild
// apart, and owns none of the rules: it asks the packages that do.
//
// It works beside a running server. What it reads in several statements may be
// changed between them, so a part of the database that seems to break a rule is
// looked at a second time, in a transaction that sees one moment only; what that
// finds is reported.
package check

import (
	"context"
	"fmt"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/workspace"
)

// Breach is a rule that something stored breaks. Nothing in it is personal data:
// it has ids, names of fields, tables and rules, and numbers.
type Breach struct {
	Workspace string // slug; "" for what belongs to none, or to one that is not there
	Kind      string // of the record, or the table; "database" for the whole of it
	Record    string // id, "" for none
	Rule      string // stable, snake_case
	Detail    string
}

// String returns the breach in one line.
func (b Breach) String() string {
	var parts []string
	for _, part := range []string{b.Workspace, b.Kind, b.Record} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ") + ": " + b.Rule + ": " + b.Detail
}

// Count is how many records of a kind were checked.
type Count struct {
	Kind    string
	Records int64
}

// Checker checks a database. The fields but for DB may be left zero.
type Checker struct {
	DB       *database.DB
	Report   func(Breach)        // called for each breach
	Progress func(records int64) // called now and then with how many were checked so far

	workspace *workspace.Workspace // the one that is checked, nil for none
	counts    []Count
	total     int64
	breaches  int64
}

// Result is what a check came to.
type Result struct {
	Counts   []Count
	Breaches int64
}

// Run checks a whole database, all its workspaces, and calls report for each
// breach. The error says why it could not be checked to the end.
func Run(ctx context.Context, db *database.DB, report func(Breach)) error {
	_, err := (&Checker{DB: db, Report: report}).Run(ctx)
	return err
}

// Run checks the whole database once.
func (c *Checker) Run(ctx context.Context) (Result, error) {
	c.counts, c.total, c.breaches = nil, 0, 0
	for _, part := range []func(context.Context) error{
		c.file, c.indexes, c.searchIndex, c.strays, c.users, c.globalLinks, c.eachWorkspace,
	} {
		if err := part(ctx); err != nil {
			return Result{}, fmt.Errorf("check: %w", err)
		}
	}
	return Result{Counts: c.counts, Breaches: c.breaches}, nil
}

func (c *Checker) eachWorkspace(ctx context.Context) error {
	list, err := workspace.List(ctx, c.DB)
	if err != nil {
		return err
	}
	defer func() { c.workspace = nil }()
	for i := range list {
		c.workspace = &list[i]
		for _, part := range []func(context.Context) error{
			c.ownRow, c.optionLists, c.records, c.indexStrays, c.accounts, c.links, c.tree, c.refreshes, c.numbers,
			c.histories, c.counters,
		} {
			if err := part(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// id is the id of the workspace that is checked.
func (c *Checker) id() string { return c.workspace.ID }

// report passes breaches on.
func (c *Checker) report(breaches ...Breach) {
	for _, b := range breaches {
		if c.workspace != nil {
			b.Workspace = c.workspace.Slug
		}
		c.breaches++
		if c.Report != nil {
			c.Report(b)
		}
	}
}

// checked notes that n more records of a kind were checked.
func (c *Checker) checked(kind string, n int) {
	c.total += int64(n)
	if c.Progress != nil {
		c.Progress(c.total)
	}
	for i := range c.counts {
		if c.counts[i].Kind == kind {
			c.counts[i].Records += int64(n)
			return
		}
	}
	c.counts = append(c.counts, Count{kind, int64(n)})
}

// twice looks at a part of the database and, if that finds anything, once more
// in a transaction that no writer can come into; what that finds is reported.
func (c *Checker) twice(ctx context.Context, look func(db *database.DB) ([]Breach, error)) error {
	found, err := look(c.DB)
	if err != nil || len(found) == 0 {
		return err
	}
	if found, err = steadily(ctx, c.DB, look); err != nil {
		return err
	}
	c.report(found...)
	return nil
}

// steadily runs look in a transaction that sees one moment of the database. On
// SQLite writers wait for it, so it should be short.
func steadily[T any](ctx context.Context, db *database.DB, look func(db *database.DB) (T, error)) (found T, err error) {
	err = db.InTx(ctx, func(tx *database.DB) error {
		if tx.Engine == database.Postgres {
			if _, err := tx.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"); err != nil {
				return err
			}
		}
		found, err = look(tx)
		return err
	})
	return found, err
}

// breaches turns the faults of a record into breaches.
func breaches(kind, id string, faults problem.Fields) []Breach {
	list := make([]Breach, len(faults))
	for i, f := range faults {
		detail := f.Detail
		if f.Pointer != "" {
			detail = f.Pointer + ": " + detail
		}
		list[i] = Breach{Kind: kind, Record: id, Rule: f.Code, Detail: detail}
	}
	return list
}
