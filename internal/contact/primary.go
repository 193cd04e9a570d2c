package contact

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
)

// decidePrimary is the single-primary rule, for all kinds of channel: at most
// one channel of a kind is primary.
//
//   - A channel written as primary makes the others non-primary; two in one
//     body are a fault at the second.
//   - What the writer says explicitly stands: nothing is promoted in place of
//     what was demoted or deleted.
//   - When the kind then has no primary, the first new channel that left
//     is_primary out becomes it.
func decidePrimary[C, P any, PC channel[C], PP channelPatch[C, P]](m *merger[C, P, PC, PP]) {
	chosen, candidate := -1, -1
	for i, item := range m.origin {
		if item < 0 {
			continue
		}
		said := PP(&m.edit.Items[item]).Patch().IsPrimary
		isNew := find[C, PC](m.existing, PC(&m.result[i]).base().ID) == nil
		switch {
		case said.Given && said.Value && chosen >= 0:
			m.faults.Add(m.edit.at(PC(&m.result[i]).kind(), item)+"/is_primary", "one_primary",
				"Another channel of the list is primary already; at most one can be.")
		case said.Given && said.Value:
			chosen = i
		case !said.Given && isNew && candidate < 0:
			candidate = i
		}
	}
	if chosen < 0 && candidate >= 0 && !anyPrimary[C, PC](m.result) {
		chosen = candidate
	}
	if chosen < 0 {
		return
	}
	for i := range m.result {
		PC(&m.result[i]).base().IsPrimary = i == chosen
	}
}

func anyPrimary[C any, PC channel[C]](list []C) bool {
	return slices.ContainsFunc(list, func(c C) bool { return PC(&c).base().IsPrimary })
}

// writeChannels brings the rows of one kind from before to after. The caller
// holds the lock of the contact's row. The order is what keeps the partial
// unique index satisfied on every engine: the primary mark is cleared before
// it is set.
func writeChannels[C any, PC channel[C]](ctx context.Context, tx *changelog.Tx, contactID string, before, after []C) error {
	w := channelWriter{tx: tx, kind: PC(new(C)).kind(), contactID: contactID}
	var gone []string
	var changed, added []channelRow
	clear := false
	for i := range before {
		old := PC(&before[i])
		now := find[C, PC](after, old.base().ID)
		if now == nil {
			gone = append(gone, old.base().ID)
			continue
		}
		clear = clear || (old.base().IsPrimary && !now.base().IsPrimary)
	}
	for i := range after {
		c := PC(&after[i])
		old := find[C, PC](before, c.base().ID)
		switch {
		case old == nil:
			added = append(added, c)
		case slices.Equal(old.values(), c.values()):
		case old.key() != c.key() && slices.ContainsFunc(before, func(b C) bool { return PC(&b).key() == c.key() }):
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
