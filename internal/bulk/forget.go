package bulk

import (
	"context"
	"fmt"
	"time"

	"github.com/liaison/liaison/internal/database"
)

const (
	// keptFor is how long an action can be looked at and undone after its end.
	keptFor = 30 * 24 * time.Hour
	// forgottenAtOnce bounds the rows of a statement, so that writers hardly wait.
	forgottenAtOnce = 500
)

// Forget deletes the actions that ended more than 30 days ago, with the records
// that they noted down. What they did stays in the change log.
func (s *Store) Forget(ctx context.Context) error {
	before := database.At(s.db.Now().Add(-keptFor))
	const finished = `SELECT w.id FROM workspaces w WHERE EXISTS (SELECT 1 FROM bulk_actions b
		WHERE b.workspace_id = w.id AND b.ended_at < $1) ORDER BY w.id`
	rows, err := s.db.Query(ctx, finished, before)
	if err != nil {
		return fmt.Errorf("look for old actions: %w", err)
	}
	workspaces, err := database.Texts(rows)
	if err != nil {
		return fmt.Errorf("look for old actions: %w", err)
	}
	for _, workspace := range workspaces {
		if err := s.forgetIn(ctx, workspace, before); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) forgetIn(ctx context.Context, workspace string, before database.Time) error {
	rows, err := s.db.Query(ctx, `SELECT id FROM bulk_actions WHERE workspace_id = $1 AND ended_at < $2`,
		workspace, before)
	if err != nil {
		return fmt.Errorf("look for old actions: %w", err)
	}
	ids, err := database.Texts(rows)
	if err != nil {
		return fmt.Errorf("look for old actions: %w", err)
	}
	for _, id := range ids {
		for n := int64(forgottenAtOnce); n == forgottenAtOnce; {
			n, err = s.db.Exec(ctx, `DELETE FROM bulk_action_records WHERE workspace_id = $1 AND action_id = $2
				AND position IN (SELECT position FROM bulk_action_records WHERE workspace_id = $1 AND action_id = $2 LIMIT $3)`,
				workspace, id, forgottenAtOnce)
			if err != nil {
				return fmt.Errorf("forget the records of an old action: %w", err)
			}
		}
		if _, err := s.db.Exec(ctx, `DELETE FROM bulk_actions WHERE workspace_id = $1 AND id = $2`, workspace, id); err != nil {
			return fmt.Errorf("forget an old action: %w", err)
		}
	}
	return nil
}
