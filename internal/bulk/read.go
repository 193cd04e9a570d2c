package bulk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// ErrNotFound says that the workspace has no such action, or that it is about
// records that the asker may not see.
var ErrNotFound = problem.New(problem.NotFound, "No such action.")

const columns = `b.id, b.kind, b.action, b.parameters, b.undoes, b.state, b.reason, b.total, b.done, b.unchanged, b.refused,
	b.is_backward, b.created_at, b.ended_at, b.user_id, b.via, b.via_name`

// scan reads a row of columns.
func (a *Action) scan(row interface{ Scan(dest ...any) error }) error {
	var stored string
	err := row.Scan(&a.ID, &a.Kind, &a.Task.Verb, &stored, record.Null(&a.Undoes), &a.State, &a.Reason, &a.Total, &a.Done,
		&a.Unchanged, &a.Refused, &a.backward, &a.CreatedAt, &a.EndedAt, &a.Actor.UserID, &a.Actor.Via, &a.Actor.Name)
	if err != nil {
		return err
	}
	return a.Task.decode(stored)
}

func (s *Store) read(ctx context.Context, workspace, id string) (*Action, error) {
	return readFrom(ctx, s.db, workspace, id)
}

func readFrom(ctx context.Context, db *database.DB, workspace, id string) (*Action, error) {
	a := &Action{workspace: workspace}
	err := a.scan(db.QueryRow(ctx, `SELECT `+columns+` FROM bulk_actions b WHERE b.workspace_id = $1 AND b.id = $2`,
		workspace, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read an action: %w", err)
	}
	return a, nil
}

// Get returns an action as it stands, or ErrNotFound. All who may view the kind of
// record may see it.
func (s *Store) Get(ctx context.Context, p *auth.Principal, id string) (*Action, error) {
	a, err := s.read(ctx, p.WorkspaceID, id)
	if err != nil {
		return nil, err
	}
	k, err := kindOf(a.Kind)
	if err == nil && !p.Can(k.view) {
		err = ErrNotFound
	}
	return a, err
}

// List returns the newest actions of a workspace, at most limit.
func (s *Store) List(ctx context.Context, p *auth.Principal, limit int) ([]Action, error) {
	w := database.Where{Args: []any{p.WorkspaceID}}
	var seen []string
	for _, k := range kinds {
		if p.Can(k.view) {
			seen = append(seen, string(k.name))
		}
	}
	if len(seen) == 0 {
		return nil, nil
	}
	rows, err := s.db.Query(ctx, `SELECT `+columns+` FROM bulk_actions b WHERE b.workspace_id = $1
		AND b.kind IN (`+database.List(&w, seen)+`) ORDER BY b.id DESC LIMIT `+w.Arg(limit), w.Args...)
	if err != nil {
		return nil, fmt.Errorf("read actions: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Action
	for rows.Next() {
		a := Action{workspace: p.WorkspaceID}
		if err := a.scan(rows); err != nil {
			return nil, fmt.Errorf("read actions: %w", err)
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

// Refusal is a record that an action left as it was, and why.
type Refusal struct {
	Record string // id
	Name   string // what it is called, "" if it is not there any more
	Reason string
}

// maxRefusals is how many refusals are read at a time.
const maxRefusals = 200

// Refusals returns the records that an action left as they were, in its order:
// at most 200.
func (s *Store) Refusals(ctx context.Context, a *Action) ([]Refusal, error) {
	rows, err := s.db.Query(ctx, `SELECT record_id, reason FROM bulk_action_records
		WHERE workspace_id = $1 AND action_id = $2 AND state = 'refused' ORDER BY position LIMIT $3`,
		a.workspace, a.ID, maxRefusals)
	if err != nil {
		return nil, fmt.Errorf("read what was refused: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Refusal
	var ids []string
	for rows.Next() {
		var r Refusal
		if err := rows.Scan(&r.Record, &r.Reason); err != nil {
			return nil, fmt.Errorf("read what was refused: %w", err)
		}
		list, ids = append(list, r), append(ids, r.Record)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return nil, err
	}
	return list, s.name(ctx, a, list, ids)
}

// name looks up what the records are called now.
func (s *Store) name(ctx context.Context, a *Action, list []Refusal, ids []string) error {
	k, err := kindOf(a.Kind)
	if err != nil {
		return err
	}
	rules, err := s.rules.Get(ctx, s.db, a.workspace)
	if err != nil {
		return err
	}
	q, faults := listing.Parse(k.spec(rules), url.Values{"id": ids, "page_size": {strconv.Itoa(maxRefusals)}})
	if err := faults.Err(); err != nil {
		return err
	}
	labels, err := k.labels(ctx, s.db, a.workspace, q)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(labels))
	for _, l := range labels {
		names[l.id] = l.name
	}
	for i := range list {
		list[i].Name = names[list[i].Record]
	}
	return nil
}

// Cancel ends a running action: what it did stays, what is left is not done. Who
// began it may, and who manages the workspace. One that has ended is a Conflict.
func (s *Store) Cancel(ctx context.Context, p *auth.Principal, id string) (*Action, error) {
	a, err := s.Get(ctx, p, id)
	if err != nil {
		return nil, err
	}
	if a.Actor.UserID != p.UserID && !p.Can(auth.ManageWorkspace) {
		return nil, problem.New(problem.Forbidden, "Only the person who started an action, or someone who can manage the workspace, may cancel it.")
	}
	n, err := s.db.Exec(ctx, `UPDATE bulk_actions SET state = 'cancelled', ended_at = $3
		WHERE workspace_id = $1 AND id = $2 AND state = 'running'`, p.WorkspaceID, a.ID, s.db.Now())
	if err != nil {
		return nil, fmt.Errorf("cancel an action: %w", err)
	}
	if n == 0 {
		return nil, problem.New(problem.Conflict, "The action has already ended.")
	}
	return s.read(ctx, p.WorkspaceID, id)
}
