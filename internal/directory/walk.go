package directory

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/record"
)

// strideBatches is how many batches of a walk are looked for at once: some
// selections have to look at all that they find to know what comes next.
const strideBatches = 50

// walk is a row of refresh_walks: a way through a selection.
type walk struct {
	selection *selection
	subject   subject
	cause     int64
	position  string // id of the last record that was passed
	actor     changelog.Actor
}

// stride goes on with the oldest walk of a workspace, if there is one.
func (r *Refresher) stride(ctx context.Context, workspace string) error {
	w, err := r.oldest(ctx, workspace)
	if err != nil || w == nil {
		return err
	}
	limit := r.pace.most * strideBatches
	ids, err := w.selection.find(ctx, r.db, workspace, w.subject, w.position, limit)
	if err != nil {
		return err
	}
	for more := true; more; {
		n := min(r.pace.size, len(ids))
		last := n == len(ids) && len(ids) < limit
		began := time.Now()
		if ours, err := r.step(ctx, workspace, w, ids[:n], last); err != nil || !ours {
			return err
		}
		r.pace.took(n, time.Since(began))
		ids, limit = ids[n:], limit-n
		more = len(ids) > 0
	}
	return nil
}

// pace is how many records are written in one transaction: fewer where that
// takes long, so that writers hardly wait on slow machines too.
type pace struct{ size, most int }

const (
	stepTakes = 50 * time.Millisecond // at most, if it can be had
	leastStep = 10
)

// took learns from a transaction of n records. The sizes are few, so that the
// texts of the statements are.
func (p *pace) took(n int, d time.Duration) {
	switch {
	case d > stepTakes && p.size/2 >= leastStep:
		p.size /= 2
	case d < stepTakes/3 && n == p.size && p.size*2 <= p.most:
		p.size *= 2
	}
}

// step writes the next records of a walk anew and moves on in the same
// transaction, or ends it with the last ones. If somebody else has done so
// meanwhile, it is not ours.
func (r *Refresher) step(ctx context.Context, workspace string, w *walk, ids []string, last bool) (ours bool, err error) {
	position := w.position
	if len(ids) > 0 {
		position = ids[len(ids)-1]
	}
	err = changelog.InTx(ctx, r.db, workspace, w.actor, func(tx *changelog.Tx) error {
		query, args := `UPDATE refresh_walks SET position = $5`, []any{workspace, w.cause, w.selection.name, w.position, position}
		if last {
			query, args = `DELETE FROM refresh_walks`, args[:4]
		}
		n, err := tx.Exec(ctx, query+` WHERE workspace_id = $1 AND cause = $2 AND selection = $3 AND position = $4`, args...)
		if err != nil {
			return fmt.Errorf("move on: %w", err)
		}
		if ours = n > 0; !ours {
			return nil
		}
		return w.selection.rewrite(ctx, tx, w.subject, ids, &changelog.Change{Number: w.cause})
	})
	if err != nil {
		return false, fmt.Errorf("write %s anew: %w", w.selection.name, err)
	}
	w.position = position
	return ours, nil
}

// oldest returns the walk that the oldest change wants, nil for none.
func (r *Refresher) oldest(ctx context.Context, workspace string) (*walk, error) {
	var w walk
	var name string
	err := r.db.QueryRow(ctx, `SELECT selection, subject, detail, cause, position, user_id, via, via_name, request_id FROM refresh_walks
		WHERE workspace_id = $1 ORDER BY cause, selection LIMIT 1`, workspace).Scan(&name, &w.subject.id, &w.subject.detail, &w.cause, &w.position,
		record.Null(&w.actor.UserID), &w.actor.Via, &w.actor.Name, &w.actor.RequestID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a walk: %w", err)
	}
	i := slices.IndexFunc(selections, func(s *selection) bool { return s.name == name })
	if i < 0 {
		return nil, fmt.Errorf("unknown selection %q: a newer version of Liaison started this job", name)
	}
	w.selection = selections[i]
	return &w, nil
}
