package bulk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

const runEvery = time.Second

// failed is why a record was refused that the program itself cannot write.
const failed = "An internal error occurred; see the server's log."

// Run works off the actions of all workspaces, as they come, until ctx ends.
func (s *Store) Run(ctx context.Context) {
	ticker := time.NewTicker(runEvery)
	defer ticker.Stop()
	for {
		if err := s.WorkOff(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("bulk actions are pending; will try again", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// WorkOff works until no action is left. The workspaces take turns; in each one
// the oldest action comes first.
func (s *Store) WorkOff(ctx context.Context) error {
	for {
		const busy = `SELECT w.id FROM workspaces w WHERE EXISTS (SELECT 1 FROM bulk_actions b
			WHERE b.workspace_id = w.id AND b.state = 'running') ORDER BY w.id`
		rows, err := s.db.Query(ctx, busy)
		if err != nil {
			return fmt.Errorf("look for actions: %w", err)
		}
		workspaces, err := database.Texts(rows)
		if err != nil {
			return fmt.Errorf("look for actions: %w", err)
		}
		if len(workspaces) == 0 {
			return nil
		}
		for _, workspace := range workspaces {
			if err := s.turn(ctx, workspace); err != nil {
				return err
			}
		}
	}
}

// turn does a part of the oldest action of a workspace.
func (s *Store) turn(ctx context.Context, workspace string) error {
	const oldest = `SELECT id FROM bulk_actions WHERE workspace_id = $1 AND state = 'running' ORDER BY id LIMIT 1`
	rows, err := s.db.Query(ctx, oldest, workspace)
	if err != nil {
		return fmt.Errorf("look for actions: %w", err)
	}
	ids, err := database.Texts(rows)
	if err != nil || len(ids) == 0 {
		return err
	}
	a, err := s.read(ctx, workspace, ids[0])
	if err != nil {
		return err
	}
	_, err = s.step(ctx, a)
	return err
}

// step does a part of an action and reports whether there is more of it. A record
// that the program fails to write is found and refused, so that the others do not
// wait for it for ever.
func (s *Store) step(ctx context.Context, a *Action) (more bool, err error) {
	if more, err = s.workPart(ctx, a, s.part, nil); temporary(ctx, err) {
		return more, err
	}
	if more, err = s.workPart(ctx, a, 1, nil); temporary(ctx, err) {
		return more, err
	}
	s.log.Error("a record of a bulk action was skipped", "action", a.ID, "error", err.Error())
	return s.workPart(ctx, a, 1, problem.New(problem.Conflict, failed))
}

// temporary reports whether there is no error, or one that may be gone when the
// same is tried again.
func temporary(ctx context.Context, err error) bool {
	return err == nil || ctx.Err() != nil || database.Unavailable(err)
}

// work is a part of an action in its transaction.
type work struct {
	tx     *changelog.Tx
	action *Action
	kind   *kind
	rules  *ruleset.Set
	by     *auth.Principal // as they are now
	tags   map[string][]string
}

// entry is a record of an action.
type entry struct {
	position int64
	record   string
	undoes   int64 // number of the change to be undone, 0 for none

	state, reason string // what became of it
}

// workPart writes the next n records of an action and marks them in the same
// transaction. Whoever else works on the action waits until it ends. refusal,
// unless nil, is why they are not even tried.
func (s *Store) workPart(ctx context.Context, a *Action, n int, refusal *problem.Error) (more bool, err error) {
	actor := a.Actor
	actor.RequestID = a.ID
	err = changelog.InTx(ctx, s.db, a.workspace, actor, func(tx *changelog.Tx) error {
		more = false
		if running, err := a.hold(ctx, tx); err != nil || !running {
			return err
		}
		k, err := kindOf(a.Kind)
		if err != nil {
			return err
		}
		w := &work{tx: tx, action: a, kind: k}
		if stopped, err := w.authorize(ctx); err != nil || stopped {
			return err
		}
		if w.rules, err = s.rules.For(ctx, tx); err != nil {
			return err
		}
		next, err := w.next(ctx, n)
		if err != nil {
			return err
		}
		if err := w.do(ctx, next, refusal); err != nil {
			return err
		}
		more = len(next) == n
		return w.mark(ctx, next, more)
	})
	if err != nil {
		return false, fmt.Errorf("work on an action: %w", err)
	}
	return more, nil
}

// hold keeps the action as it is until the transaction ends, and reports whether
// it still runs.
func (a *Action) hold(ctx context.Context, tx *changelog.Tx) (running bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE bulk_actions SET state = state WHERE workspace_id = $1 AND id = $2 AND state = 'running'`,
		tx.Workspace, a.ID)
	if err != nil {
		return false, fmt.Errorf("hold an action: %w", err)
	}
	return n > 0, nil
}

// authorize stops the action if who began it may not do so any more.
func (w *work) authorize(ctx context.Context) (stopped bool, err error) {
	w.by, err = auth.Acting(ctx, w.tx.DB, w.tx.Workspace, w.action.Actor.UserID)
	if err == nil {
		err = w.action.Task.allow(w.kind, w.by)
	}
	if !problem.Is(err, problem.Forbidden) {
		return false, err
	}
	_, err = w.tx.Exec(ctx, `UPDATE bulk_actions SET state = 'stopped', reason = $3, ended_at = $4
		WHERE workspace_id = $1 AND id = $2`, w.tx.Workspace, w.action.ID, err.Error(), w.tx.At)
	if err != nil {
		return false, fmt.Errorf("stop an action: %w", err)
	}
	return true, nil
}

// next reads the records that come next.
func (w *work) next(ctx context.Context, n int) ([]entry, error) {
	direction := ""
	if w.action.backward {
		direction = " DESC"
	}
	rows, err := w.tx.Query(ctx, `SELECT position, record_id, COALESCE(undoes_number, 0) FROM bulk_action_records
		WHERE workspace_id = $1 AND action_id = $2 AND state = 'waiting' ORDER BY position`+direction+` LIMIT $3`,
		w.tx.Workspace, w.action.ID, n)
	if err != nil {
		return nil, fmt.Errorf("read the next records: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []entry
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.position, &e.record, &e.undoes); err != nil {
			return nil, fmt.Errorf("read the next records: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// do writes the records, each in a part of the transaction that is undone if a
// rule refuses it.
func (w *work) do(ctx context.Context, list []entry, refusal *problem.Error) error {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].record
	}
	if len(ids) == 0 {
		return nil
	}
	if err := directory.Hold(ctx, w.tx, directory.Named{Kind: w.action.Kind, IDs: ids}); err != nil {
		return err
	}
	if verb := w.action.Task.Verb; verb == AddTags || verb == RemoveTags {
		var err error
		if w.tags, err = w.lockedTags(ctx, ids); err != nil {
			return err
		}
	}
	for i := range list {
		changed, failure := false, refusal
		if refusal == nil {
			var err error
			failure, err = w.tx.Try(ctx, func() (err error) {
				changed, err = w.one(ctx, &list[i])
				return err
			})
			if err != nil {
				return err
			}
		}
		list[i].state, list[i].reason = outcome(changed, failure)
	}
	return nil
}

// one writes a record and reports whether that changed anything.
func (w *work) one(ctx context.Context, e *entry) (changed bool, err error) {
	switch w.action.Task.Verb {
	case AddTags, RemoveTags:
		return w.kind.retag(ctx, w, e.record)
	case SetStatus:
		return w.kind.restate(ctx, w, e.record, w.action.Task.Status)
	case Delete:
		return true, w.kind.delete(ctx, w, e.record)
	case Undo:
		return true, w.undo(ctx, e)
	default:
		return false, fmt.Errorf("unknown bulk action %q: a newer version of Liaison started it", w.action.Task.Verb)
	}
}

// mark writes down what became of the records, and ends the action with the last
// ones.
func (w *work) mark(ctx context.Context, list []entry, more bool) error {
	if len(list) > 0 {
		if err := w.markRecords(ctx, list); err != nil {
			return err
		}
	}
	var counts struct{ done, unchanged, refused int }
	for i := range list {
		switch list[i].state {
		case "done":
			counts.done++
		case "unchanged":
			counts.unchanged++
		default:
			counts.refused++
		}
	}
	state, ended := Running, any(nil)
	if !more {
		state, ended = Done, w.tx.At
	}
	_, err := w.tx.Exec(ctx, `UPDATE bulk_actions SET done = done + $3, unchanged = unchanged + $4, refused = refused + $5,
		state = $6, ended_at = $7 WHERE workspace_id = $1 AND id = $2`,
		w.tx.Workspace, w.action.ID, counts.done, counts.unchanged, counts.refused, string(state), ended)
	if err != nil {
		return fmt.Errorf("mark how far an action is: %w", err)
	}
	return nil
}

// markRecords comes last, because the numbers of the changes are known only under
// a lock that all writers of the workspace need.
func (w *work) markRecords(ctx context.Context, list []entry) error {
	numbers, err := w.tx.Numbers(ctx, w.action.Kind)
	if err != nil {
		return err
	}
	where := database.Where{Args: []any{w.tx.Workspace, w.action.ID}}
	rows := make([]string, len(list))
	for i, e := range list {
		number := any(nil)
		if n, ok := numbers[e.record]; ok && e.state == "done" {
			number = n
		}
		rows[i] = "(CAST(" + where.Arg(e.position) + " AS BIGINT), " + where.Arg(e.state) + ", " + where.Arg(e.reason) +
			", CAST(" + where.Arg(number) + " AS BIGINT))"
	}
	_, err = w.tx.Exec(ctx, `WITH v (position, state, reason, number) AS (VALUES `+strings.Join(rows, ", ")+`)
		UPDATE bulk_action_records SET state = v.state, reason = v.reason, change_number = v.number FROM v
		WHERE workspace_id = $1 AND action_id = $2 AND bulk_action_records.position = v.position`, where.Args...)
	if err != nil {
		return fmt.Errorf("mark the records of an action: %w", err)
	}
	return nil
}
