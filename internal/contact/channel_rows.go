package contact

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
)

// writeChannels brings the rows of one kind from before to after. The caller
// holds the lock of the contact's row. The order is what keeps the partial
// unique index satisfied on every engine: the primary mark is cleared before
// it is set.
func writeChannels[C any, PC channel[C]](ctx context.Context, tx *changelog.Tx, contactID string, before, after []C) error {
	w := channelWriter{tx: tx, kind: PC(new(C)).kind(), contactID: contactID}
	var gone []string
	var changed, added []channelRow
	clear := false
	was, is, names := byID[C, PC](before), byID[C, PC](after), map[string]bool{}
	for i := range before {
		old := PC(&before[i])
		names[old.key()] = true
		now := is[old.base().ID]
		if now == nil {
			gone = append(gone, old.base().ID)
			continue
		}
		clear = clear || (old.base().IsPrimary && !now.base().IsPrimary)
	}
	for i := range after {
		c := PC(&after[i])
		old := was[c.base().ID]
		switch {
		case old == nil:
			added = append(added, c)
		case slices.Equal(old.values(), c.values()):
		case old.key() != c.key() && names[c.key()]:
			// It takes the name of a channel that is renamed or deleted in the
			// same write: written anew, so that no moment sees the name twice.
			gone = append(gone, c.base().ID)
			added = append(added, c)
		default:
			changed = append(changed, c)
		}
	}
	return w.write(ctx, gone, clear, changed, added)
}

// channelRow is a channel of any kind, as a row.
type channelRow interface {
	base() *Channel
	kind() *kind
	values() []any
}

type channelWriter struct {
	tx        *changelog.Tx
	kind      *kind
	contactID string
}

func (w *channelWriter) write(ctx context.Context, gone []string, clear bool, changed, added []channelRow) error {
	if err := w.delete(ctx, gone); err != nil {
		return err
	}
	if clear {
		_, err := w.tx.Exec(ctx, `UPDATE `+w.kind.table+` SET is_primary = FALSE
			WHERE workspace_id = $1 AND contact_id = $2 AND is_primary`, w.tx.Workspace, w.contactID)
		if err != nil {
			return fmt.Errorf("clear the primary of %s: %w", w.kind.name, err)
		}
	}
	for _, c := range changed {
		if err := w.update(ctx, c); err != nil {
			return err
		}
	}
	const batch = 100
	for from := 0; from < len(added); from += batch {
		if err := w.insert(ctx, added[from:min(from+batch, len(added))]); err != nil {
			return err
		}
	}
	return nil
}

func (w *channelWriter) delete(ctx context.Context, ids []string) error {
	for batch := range slices.Chunk(ids, 500) {
		var where database.Where
		where.And("workspace_id = ?", w.tx.Workspace)
		where.And("id IN (" + database.List(&where, batch) + ")")
		if _, err := w.tx.Exec(ctx, `DELETE FROM `+w.kind.table+where.SQL(), where.Args...); err != nil {
			return fmt.Errorf("delete from %s: %w", w.kind.name, err)
		}
	}
	return nil
}

// args are the values of workspace_id, id, contact_id, the kind's columns and
// those of record.Meta.
func (w *channelWriter) args(c channelRow) []any {
	args := append([]any{w.tx.Workspace, c.base().ID, w.contactID}, c.values()...)
	return append(args, c.base().Meta.Values()...)
}

func (w *channelWriter) update(ctx context.Context, c channelRow) error {
	if _, err := w.tx.Exec(ctx, w.kind.updateSQL, w.args(c)...); err != nil {
		return fmt.Errorf("update %s: %w", w.kind.name, err)
	}
	return nil
}

func (w *channelWriter) insert(ctx context.Context, channels []channelRow) error {
	var args []any
	for _, c := range channels {
		args = append(args, w.args(c)...)
	}
	query := w.kind.insertSQL + database.Rows(len(channels), len(args)/len(channels))
	if _, err := w.tx.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("insert into %s: %w", w.kind.name, err)
	}
	return nil
}
