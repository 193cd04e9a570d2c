package directory

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

const (
	refreshEvery = time.Second
	refreshBatch = 160 // records in a transaction, at most
)

// Refresher writes the records anew that were too many for the transaction of
// the change that they show. What is left to do stands in the database, so that
// a restart loses none of it, and several processes may do it side by side.
type Refresher struct {
	db   *database.DB
	log  *slog.Logger
	pace pace
}

// NewRefresher returns a Refresher for all workspaces of a database.
func NewRefresher(db *database.DB, log *slog.Logger) *Refresher {
	return &Refresher{db: db, log: log, pace: pace{refreshBatch / 2, refreshBatch}}
}

// Run works off what is left to do, as it comes, until ctx ends.
func (r *Refresher) Run(ctx context.Context) {
	ticker := time.NewTicker(refreshEvery)
	defer ticker.Stop()
	for {
		if err := r.WorkOff(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("records pending re-rendering; will try again", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// WorkOff works until nothing is left to do. The workspaces take turns.
func (r *Refresher) WorkOff(ctx context.Context) error {
	for {
		const busy = `SELECT w.id FROM workspaces w WHERE
			EXISTS (SELECT 1 FROM pending_refreshes p WHERE p.workspace_id = w.id) OR
			EXISTS (SELECT 1 FROM refresh_walks k WHERE k.workspace_id = w.id) ORDER BY w.id`
		rows, err := r.db.Query(ctx, busy)
		if err != nil {
			return fmt.Errorf("look for records pending re-rendering: %w", err)
		}
		workspaces, err := database.Texts(rows)
		if err != nil {
			return fmt.Errorf("look for records pending re-rendering: %w", err)
		}
		if len(workspaces) == 0 {
			return nil
		}
		for _, workspace := range workspaces {
			if err := r.turn(ctx, workspace); err != nil {
				return err
			}
		}
	}
}

// turn does some of what is left to do in a workspace.
func (r *Refresher) turn(ctx context.Context, workspace string) error {
	next, err := r.next(ctx, workspace)
	if err != nil {
		return err
	}
	for _, p := range next {
		began := time.Now()
		err := changelog.InTx(ctx, r.db, workspace, p.actor, func(tx *changelog.Tx) error { return p.refresh(ctx, tx) })
		if err != nil {
			return fmt.Errorf("render records anew: %w", err)
		}
		r.pace.took(len(p.ids), time.Since(began))
	}
	return r.stride(ctx, workspace)
}

// pending are records of one workspace and kind that are to be rendered for one
// cause.
type pending struct {
	cause int64
	kind  changelog.Kind
	actor changelog.Actor
	ids   []string
}

func (r *Refresher) next(ctx context.Context, workspace string) ([]*pending, error) {
	rows, err := r.db.Query(ctx, `SELECT record_id, kind, cause, user_id, via, via_name, request_id FROM pending_refreshes
		WHERE workspace_id = $1 ORDER BY record_id, cause LIMIT $2`, workspace, r.pace.size)
	if err != nil {
		return nil, fmt.Errorf("read what is to be rendered: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []*pending
	type together struct {
		cause int64
		kind  changelog.Kind
	}
	found := map[together]*pending{}
	for rows.Next() {
		var id string
		var p pending
		err := rows.Scan(&id, &p.kind, &p.cause, record.Null(&p.actor.UserID), &p.actor.Via, &p.actor.Name, &p.actor.RequestID)
		if err != nil {
			return nil, fmt.Errorf("read what is to be rendered: %w", err)
		}
		these := together{p.cause, p.kind}
		if found[these] == nil {
			found[these] = &p
			list = append(list, &p)
		}
		found[these].ids = append(found[these].ids, id)
	}
	return list, rows.Err()
}

// refresh renders the records that no other process has rendered meanwhile:
// each is taken off the list in the same transaction.
func (p *pending) refresh(ctx context.Context, tx *changelog.Tx) error {
	var w database.Where
	w.And("workspace_id = ?", tx.Workspace)
	w.And("cause = ?", p.cause)
	w.And("record_id IN (" + database.List(&w, p.ids) + ")")
	rows, err := tx.Query(ctx, `DELETE FROM pending_refreshes`+w.SQL()+` RETURNING record_id`, w.Args...)
	if err != nil {
		return fmt.Errorf("take records off the list: %w", err)
	}
	ids, err := database.Texts(rows)
	if err != nil {
		return fmt.Errorf("take records off the list: %w", err)
	}
	cause := &changelog.Change{Number: p.cause}
	if p.kind == changelog.Organization {
		return organization.Refresh(ctx, tx, ids, cause)
	}
	return contact.Refresh(ctx, tx, ids, cause)
}
