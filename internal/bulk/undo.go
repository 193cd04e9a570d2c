package bulk

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/problem"
)

// Undo begins an action that undoes what another one did, its last record first.
// Records that were changed since are refused, as with any undo. An action can be
// undone again as far as something of it is left, and an undo is undone likewise.
func (s *Store) Undo(ctx context.Context, p *auth.Principal, actor changelog.Actor, id string) (*Action, error) {
	first, err := s.Get(ctx, p, id)
	if err != nil {
		return nil, err
	}
	b := Begin{By: p, Actor: actor, Kind: first.Kind, Task: Task{Verb: Undo}}
	k, err := kindOf(b.Kind)
	if err != nil {
		return nil, err
	}
	if err := b.Task.allow(k, p); err != nil {
		return nil, err
	}
	if err := s.allowUndo(ctx, p, first); err != nil {
		return nil, err
	}
	a := b.action()
	a.Undoes, a.backward = first.ID, !first.backward
	err = changelog.InTx(ctx, s.db, a.workspace, actor, func(tx *changelog.Tx) error {
		a.ID, a.CreatedAt, a.Total = tx.NewID(), tx.At, 0
		if err := first.holdEnded(ctx, tx); err != nil {
			return err
		}
		if err := a.insert(ctx, tx); err != nil {
			return err
		}
		return a.noteUndone(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return s.finishSmall(ctx, a)
}

// allowUndo returns why somebody may not do what undoing an action comes to. All
// its changes are of one sort, so that one of them tells.
func (s *Store) allowUndo(ctx context.Context, p *auth.Principal, a *Action) error {
	var number int64
	err := s.db.QueryRow(ctx, `SELECT COALESCE(MAX(change_number), 0) FROM (SELECT change_number FROM bulk_action_records
		WHERE workspace_id = $1 AND action_id = $2 AND state = 'done' ORDER BY position LIMIT 1) r`,
		a.workspace, a.ID).Scan(&number)
	if err != nil {
		return fmt.Errorf("look for what an action changed: %w", err)
	}
	if number == 0 {
		return nil // noteUndone says so
	}
	return allowUndoOf(ctx, s.db, p, number)
}

func allowUndoOf(ctx context.Context, db *database.DB, p *auth.Principal, number int64) error {
	c, err := changelog.Get(ctx, db, p.WorkspaceID, number)
	if err != nil {
		return err
	}
	if needed := directory.UndoPermission(c); !p.Can(needed) {
		return problem.New(problem.Forbidden, "This requires the permission "+string(needed)+".")
	}
	return nil
}

// undo takes the change back that the first action made.
func (w *work) undo(ctx context.Context, e *entry) error {
	if err := allowUndoOf(ctx, w.tx.DB, w.by, e.undoes); err != nil {
		return err
	}
	_, err := directory.Undo(ctx, w.tx, w.by, e.undoes)
	return err
}

// holdEnded keeps others from undoing the action until the transaction ends. One
// that runs, or that is being undone, is a Conflict.
func (a *Action) holdEnded(ctx context.Context, tx *changelog.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE bulk_actions SET state = state WHERE workspace_id = $1 AND id = $2 AND state <> 'running'`,
		tx.Workspace, a.ID)
	if err != nil {
		return fmt.Errorf("hold an action: %w", err)
	}
	if n == 0 {
		return problem.New(problem.Conflict, "The action is still running; cancel it first, or wait until it has ended.")
	}
	var running int
	err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM bulk_actions WHERE workspace_id = $1 AND undoes = $2 AND state = 'running'`,
		tx.Workspace, a.ID).Scan(&running)
	if err != nil {
		return fmt.Errorf("look for an undo: %w", err)
	}
	if running > 0 {
		return problem.New(problem.Conflict, "The action is being undone already.")
	}
	return nil
}

// noteUndone notes down what is left of the action to be undone: its records have
// the same positions in both.
func (a *Action) noteUndone(ctx context.Context, tx *changelog.Tx) (err error) {
	a.Total, err = tx.Exec(ctx, `INSERT INTO bulk_action_records (workspace_id, action_id, position, record_id, undoes_number)
		SELECT r.workspace_id, CAST($3 AS TEXT), r.position, r.record_id, r.change_number FROM bulk_action_records r
		WHERE r.workspace_id = $1 AND r.action_id = $2 AND r.state = 'done' AND r.change_number IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM bulk_actions b
				JOIN bulk_action_records u ON u.workspace_id = $1 AND u.action_id = b.id
				WHERE b.workspace_id = $1 AND b.undoes = $2 AND u.position = r.position AND u.state = 'done')
		ORDER BY r.position`, tx.Workspace, a.Undoes, a.ID)
	if err != nil {
		return fmt.Errorf("note down what is to be undone: %w", err)
	}
	if a.Total == 0 {
		return problem.New(problem.Conflict, "Nothing of the action is left to be undone.")
	}
	return a.begun(ctx, tx)
}
