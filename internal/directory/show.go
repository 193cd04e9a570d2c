// Package directory owns the actions that span kinds of record: what a changed
// address, a renamed, merged or deleted tag or an organization means for the
// records that show it. It is the one package that knows them all.
package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// atOnce is how many records of a kind a change writes anew in its own
// transaction; beyond that they are left to the Refresher.
const atOnce = 10_000

// action is one action of this package in its transaction.
type action struct {
	tx     *changelog.Tx
	atOnce int
}

func in(tx *changelog.Tx) *action { return &action{tx: tx, atOnce: atOnce} }

// find returns the ids of the records that a selection finds, as many as are
// written at once. many says that there are more.
func (a *action) find(ctx context.Context, s *selection, of subject) (ids []string, many bool, err error) {
	ids, err = s.find(ctx, a.tx.DB, a.tx.Workspace, of, "", a.atOnce+1)
	return ids, len(ids) > a.atOnce, err
}

// showing is a change to be shown in what selections find by its subject, but for
// the record with the id but ("" for none).
type showing struct {
	cause        *changelog.Change
	subject, but string
	selections   []*selection
}

// show writes anew what shows changes after which the selections still find it.
func (a *action) show(ctx context.Context, changes ...showing) error {
	var walks []func() error
	for _, c := range changes {
		of := subject{id: c.subject}
		for _, s := range c.selections {
			ids, many, err := a.find(ctx, s, of)
			if err != nil {
				return err
			}
			if many {
				walks = append(walks, func() error { return a.walk(ctx, step{s, of}, c.cause) })
				continue
			}
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == c.but })
			if err := s.rewrite(ctx, a.tx, of, ids, c.cause); err != nil {
				return err
			}
		}
	}
	for _, walk := range walks {
		if err := walk(); err != nil {
			return err
		}
	}
	return nil
}

// step is one selection whose records follow a change, by its subject.
type step struct {
	selection *selection
	subject   subject
}

// walk leaves what a selection finds to the Refresher. An older walk through the
// same is over: this one comes to all of it. It is the last thing that an action
// does, because it locks what all writers of the workspace need.
func (a *action) walk(ctx context.Context, s step, cause *changelog.Change) error {
	number, err := a.tx.Number(ctx, cause)
	if err != nil {
		return err
	}
	_, err = a.tx.Exec(ctx, `DELETE FROM refresh_walks WHERE workspace_id = $1 AND selection = $2 AND subject = $3`,
		a.tx.Workspace, s.selection.name, s.subject.id)
	if err != nil {
		return fmt.Errorf("end an older walk: %w", err)
	}
	by := a.tx.Actor
	_, err = a.tx.Exec(ctx, `INSERT INTO refresh_walks (workspace_id, cause, selection, kind, subject, detail, user_id, via, via_name, request_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, a.tx.Workspace, number, s.selection.name, string(s.selection.kind),
		s.subject.id, s.subject.detail, record.OrNull(by.UserID), string(by.Via), by.Name, by.RequestID)
	if err != nil {
		return fmt.Errorf("leave records to the refresher: %w", err)
	}
	return nil
}

// lockTables are the tables of the kinds of record that hold locks, in the order
// in which it does so.
var lockTables = []struct {
	kind  changelog.Kind
	table string
}{{changelog.Contact, "contacts"}, {changelog.Organization, "organizations"}}

// held is what selections find by a subject, for hold.
type held struct {
	subject    subject
	selections []*selection
}

// hold locks the records that the action will write anew, before it locks what
// they show: first contacts, then organizations, each in the order of their ids.
// That is the order in which a write of a contact locks; in another one each
// would wait for the other, and the larger transaction would lose. Before all of
// them comes the tree, so that of such actions one is at work at a time. On
// SQLite one transaction writes at a time.
func (a *action) hold(ctx context.Context, all ...held) error {
	if a.tx.Engine == database.SQLite || len(all) == 0 {
		return nil
	}
	if err := organization.LockTree(ctx, a.tx); err != nil {
		return err
	}
	for _, t := range lockTables {
		ids, err := a.heldOf(ctx, t.kind, all)
		if err != nil {
			return err
		}
		if err := a.lock(ctx, t.table, ids); err != nil {
			return err
		}
	}
	return nil
}

// heldOf returns the ids of the records of one kind, each once and in order, but
// for those that are too many to be written at once.
func (a *action) heldOf(ctx context.Context, kind changelog.Kind, all []held) ([]string, error) {
	var ids []string
	for _, h := range all {
		for _, s := range h.selections {
			if s.kind != kind {
				continue
			}
			found, many, err := a.find(ctx, s, h.subject)
			if err != nil {
				return nil, err
			}
			if !many {
				ids = append(ids, found...)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// lock locks rows of a table.
func (a *action) lock(ctx context.Context, table string, ids []string) error {
	if a.tx.Engine == database.SQLite {
		return nil
	}
	for some := range slices.Chunk(ids, 1000) {
		w := database.Where{Args: []any{a.tx.Workspace}}
		query := `SELECT id FROM ` + table + ` WHERE workspace_id = $1
			AND id IN (` + database.List(&w, some) + `) ORDER BY id FOR NO KEY UPDATE`
		rows, err := a.tx.Query(ctx, query, w.Args...)
		if err != nil {
			return fmt.Errorf("lock %s: %w", table, err)
		}
		if _, err := database.Texts(rows); err != nil {
			return fmt.Errorf("lock %s: %w", table, err)
		}
	}
	return nil
}
