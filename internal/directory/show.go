// Package directory owns the actions that span kinds of record: what a changed
// address, a renamed, merged or deleted tag or an organization means for the
// records that show it. It is the one package that knows them all.
package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// atOnce is how many contacts a change writes anew in its own transaction;
// beyond that they are left to the Refresher.
const atOnce = 10_000

// action is one action of this package in its transaction.
type action struct {
	tx     *changelog.Tx
	atOnce int
}

func in(tx *changelog.Tx) *action { return &action{tx: tx, atOnce: atOnce} }

// selection says which records show something: two queries for ids, the one of
// contacts under the name contact_id. $1 is the workspace.
type selection struct{ contacts, organizations string }

// shown are the records that show what an action is about to change.
type shown struct {
	tx            *changelog.Tx
	selection     selection
	args          []any // the workspace first
	contacts      []string
	many          bool // contacts are not all, there are too many to be written at once
	organizations []string
}

// find finds the records of a selection; args are the values from $2 on.
func (a *action) find(ctx context.Context, sel selection, args ...any) (*shown, error) {
	s := &shown{tx: a.tx, selection: sel, args: append([]any{a.tx.Workspace}, args...)}
	limit := " ORDER BY contact_id LIMIT $" + strconv.Itoa(len(s.args)+1)
	var err error
	if s.contacts, err = s.ids(ctx, sel.contacts+limit, append(slices.Clone(s.args), a.atOnce+1)...); err != nil {
		return nil, err
	}
	s.many = len(s.contacts) > a.atOnce
	s.organizations, err = s.ids(ctx, sel.organizations, s.args...)
	return s, err
}

func (s *shown) ids(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := s.tx.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("look for the records that show it: %w", err)
	}
	ids, err := database.Texts(rows)
	if err != nil {
		return nil, fmt.Errorf("look for the records that show it: %w", err)
	}
	return ids, nil
}

// show leaves and refreshes, for actions after which the selection is still the
// same.
func (s *shown) show(ctx context.Context, cause *changelog.Change) error {
	if err := s.leave(ctx, cause); err != nil {
		return err
	}
	return s.refresh(ctx, cause)
}

// leave writes down, if there are too many contacts, that the Refresher is to
// render them. It comes when the cause is noted and before the action takes away
// what they are found by.
func (s *shown) leave(ctx context.Context, cause *changelog.Change) error {
	if !s.many {
		return nil
	}
	number, err := s.tx.Number(ctx, cause)
	if err != nil {
		return err
	}
	w := database.Where{Args: slices.Clone(s.args)}
	by := s.tx.Actor
	_, err = s.tx.Exec(ctx, `INSERT INTO pending_refreshes (workspace_id, contact_id, cause, user_id, via, via_name, request_id)
		SELECT CAST($1 AS TEXT), s.contact_id, CAST(`+w.Arg(number)+` AS BIGINT),
			CAST(`+w.Arg(record.OrNull(by.UserID))+` AS TEXT), CAST(`+w.Arg(string(by.Via))+` AS TEXT),
			CAST(`+w.Arg(by.Name)+` AS TEXT), CAST(`+w.Arg(by.RequestID)+` AS TEXT)
		FROM (`+s.selection.contacts+`) s WHERE TRUE ON CONFLICT DO NOTHING`, w.Args...)
	if err != nil {
		return fmt.Errorf("leave contacts to the refresher: %w", err)
	}
	return nil
}

// refresh renders anew the organizations and, unless they were left, the
// contacts.
func (s *shown) refresh(ctx context.Context, cause *changelog.Change) error {
	for _, id := range s.organizations {
		if err := organization.Refresh(ctx, s.tx, id, cause); err != nil {
			return err
		}
	}
	if s.many {
		return nil
	}
	for _, id := range s.contacts {
		if err := contact.Refresh(ctx, s.tx, id, cause); err != nil {
			return err
		}
	}
	return nil
}

// hold locks the contacts that the action will render anew, before it locks what
// they show. That is the order in which a write of a contact locks; in the other
// one each would wait for the other, and the larger transaction would lose. On
// SQLite one transaction writes at a time.
func (a *action) hold(ctx context.Context, sel selection, args ...any) error {
	if a.tx.Engine == database.SQLite {
		return nil
	}
	s, err := a.find(ctx, sel, args...)
	if err != nil || s.many {
		return err
	}
	for ids := range slices.Chunk(s.contacts, 500) {
		var w database.Where
		w.And("workspace_id = ?", a.tx.Workspace)
		w.And("id IN (" + database.List(&w, ids) + ")")
		_, err := s.ids(ctx, `SELECT id FROM contacts`+w.SQL()+` ORDER BY id FOR NO KEY UPDATE`, w.Args...)
		if err != nil {
			return err
		}
	}
	return nil
}
