package bulk

import (
	"context"
	"fmt"
	"strconv"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Begin is who wants an action on what.
type Begin struct {
	By        *auth.Principal // a user; the action goes on as this user
	Actor     changelog.Actor // as the changes name them
	Kind      changelog.Kind  // contact or organization
	Selection Selection
	Task      Task
}

// hasChildren is why an organization is not deleted, as directory would say it.
const hasChildren = "The organization has child organizations. Delete or move them first."

// Start notes down the records that an action is about, as they are selected at
// this moment, and begins it. Few are worked off before it returns; the others are
// left to Run. An organization that has children when a deletion starts is refused
// at once, also if they are selected too: what was said before is what happens.
func (s *Store) Start(ctx context.Context, b Begin) (*Action, error) {
	k, err := kindOf(b.Kind)
	if err != nil {
		return nil, err
	}
	if err := b.Task.check(k); err != nil {
		return nil, err
	}
	if err := b.Task.allow(k, b.By); err != nil {
		return nil, err
	}
	rules, err := s.rules.Get(ctx, s.db, b.By.WorkspaceID)
	if err != nil {
		return nil, err
	}
	queries, err := b.Selection.Queries(func() *listing.Spec { return k.spec(rules) })
	if err != nil {
		return nil, err
	}
	a := b.action()
	if err := s.note(ctx, a, k, queries); err != nil {
		return nil, err
	}
	return s.finishSmall(ctx, a)
}

// note begins an action on what queries find.
func (s *Store) note(ctx context.Context, a *Action, k *kind, queries []*listing.Query) error {
	return changelog.InTx(ctx, s.db, a.workspace, a.Actor, func(tx *changelog.Tx) error {
		a.ID, a.CreatedAt, a.Total, a.Refused = tx.NewID(), tx.At, 0, 0
		if err := a.insert(ctx, tx); err != nil {
			return err
		}
		for _, q := range queries {
			if err := a.note(ctx, tx, q, k); err != nil {
				return err
			}
		}
		if err := a.refuseParents(ctx, tx); err != nil {
			return err
		}
		return a.begun(ctx, tx)
	})
}

func (b *Begin) action() *Action {
	a := &Action{Kind: b.Kind, Task: b.Task, State: Running, Actor: b.Actor, workspace: b.By.WorkspaceID}
	a.Actor.UserID, a.Actor.RequestID = b.By.UserID, ""
	return a
}

func (a *Action) insert(ctx context.Context, tx *changelog.Tx) error {
	stored, err := a.Task.encode()
	if err != nil {
		return err
	}
	args := []any{
		tx.Workspace, a.ID, string(a.Kind), string(a.Task.Verb), stored, record.OrNull(a.Undoes), string(a.State), 0,
		a.backward, a.CreatedAt, a.Actor.UserID, string(a.Actor.Via), a.Actor.Name,
	}
	_, err = tx.Exec(ctx, `INSERT INTO bulk_actions (workspace_id, id, kind, action, parameters, undoes, state, total,
		is_backward, created_at, user_id, via, via_name) VALUES `+database.Rows(1, len(args)), args...)
	if err != nil {
		return fmt.Errorf("begin an action: %w", err)
	}
	return nil
}

// note notes down the records that a query finds, in one statement.
func (a *Action) note(ctx context.Context, tx *changelog.Tx, q *listing.Query, k *kind) error {
	query, w, err := listing.Matches(ctx, tx.DB, q, k.from(tx.DB, tx.Workspace, q))
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO bulk_action_records (workspace_id, action_id, position, record_id)
		SELECT $1, CAST(`+w.Arg(a.ID)+` AS TEXT), `+strconv.FormatInt(a.Total, 10)+` + ROW_NUMBER() OVER (ORDER BY m.id), m.id
		FROM (`+query+`) m ORDER BY m.id`, w.Args...)
	if err != nil {
		return fmt.Errorf("note down the records of an action: %w", err)
	}
	a.Total += n
	return nil
}

func (a *Action) refuseParents(ctx context.Context, tx *changelog.Tx) (err error) {
	if a.Task.Verb != Delete || a.Kind != changelog.Organization {
		return nil
	}
	a.Refused, err = tx.Exec(ctx, `UPDATE bulk_action_records SET state = 'refused', reason = $3
		WHERE workspace_id = $1 AND action_id = $2 AND EXISTS (SELECT 1 FROM organizations o
			WHERE o.workspace_id = $1 AND o.parent_id = bulk_action_records.record_id)`, tx.Workspace, a.ID, hasChildren)
	if err != nil {
		return fmt.Errorf("refuse organizations with children: %w", err)
	}
	return nil
}

// begun writes down how many records the action is about.
func (a *Action) begun(ctx context.Context, tx *changelog.Tx) error {
	if a.Total == 0 {
		var faults problem.Fields
		faults.Add("/ids", "required", "Nothing is selected, or the selected records no longer exist.")
		return faults.Err()
	}
	_, err := tx.Exec(ctx, `UPDATE bulk_actions SET total = $3, refused = $4 WHERE workspace_id = $1 AND id = $2`,
		tx.Workspace, a.ID, a.Total, a.Refused)
	if err != nil {
		return fmt.Errorf("begin an action: %w", err)
	}
	return nil
}

// finishSmall works an action off at once if it is about few records, and
// returns it as it is then. If that fails, Run goes on with it.
func (s *Store) finishSmall(ctx context.Context, a *Action) (*Action, error) {
	for more := a.Total <= AtOnce; more; {
		var err error
		if more, err = s.step(ctx, a); err != nil {
			s.log.Warn("a bulk action will continue later", "action", a.ID, "error", err.Error())
			break
		}
	}
	return s.read(ctx, a.workspace, a.ID)
}
