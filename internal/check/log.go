package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
)

// numbers goes through the change log by its numbers: they grow by one up to the
// workspace's counter, and a cause is another change.
func (c *Checker) numbers(ctx context.Context) error {
	var counter, newest int64
	err := c.DB.QueryRow(ctx, `SELECT COALESCE(MAX(change_number), 0),
		(SELECT COALESCE(MAX(number), 0) FROM changes WHERE workspace_id = $1)
		FROM workspace_counters WHERE workspace_id = $1`, c.id()).Scan(&counter, &newest)
	if err != nil {
		return fmt.Errorf("read the counter of changes: %w", err)
	}
	if counter != newest {
		c.report(Breach{
			Kind: "changes", Rule: "change_counter",
			Detail: fmt.Sprintf("The counter is at %d, but the newest change has the number %d.", counter, newest),
		})
	}
	for last := int64(0); last < newest; {
		next, n, err := c.numberBatch(ctx, last, newest)
		if err != nil {
			return fmt.Errorf("read the numbers of changes: %w", err)
		}
		if n == 0 {
			break
		}
		c.checked("change", n)
		last = next
	}
	return nil
}

// numberBatch checks the next changes behind a number, up to the newest.
// Changes are never changed, so one look is enough.
func (c *Checker) numberBatch(ctx context.Context, last, newest int64) (next int64, n int, err error) {
	rows, err := c.DB.Query(ctx, `SELECT number, COALESCE(cause, 0), kind FROM changes
		WHERE workspace_id = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT 5000`, c.id(), last, newest)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = rows.Close() }()
	for ; rows.Next(); n++ {
		var number, cause int64
		var kind string
		if err := rows.Scan(&number, &cause, &kind); err != nil {
			return 0, 0, err
		}
		if number != last+1 {
			c.report(Breach{
				Kind: "changes", Rule: "change_number_missing",
				Detail: fmt.Sprintf("The numbers from %d to %d are missing.", last+1, number-1),
			})
		}
		if cause < 0 || cause > newest || cause == number {
			c.report(c.change(number, "change_cause", "The cause is not another change."))
		}
		if !slices.Contains(changelog.Kinds(), kind) {
			c.report(c.change(number, "change_kind", "Unknown kind of record."))
		}
		last = number
	}
	return last, n, rows.Err()
}

func (c *Checker) change(number int64, rule, detail string) Breach {
	return Breach{Kind: "changes", Rule: rule, Detail: fmt.Sprintf("Change %d: %s", number, detail)}
}

// histories goes through the changes of each record in their order.
func (c *Checker) histories(ctx context.Context) error {
	for i := range kinds {
		h := history{c: c, kind: &kinds[i]}
		if err := h.run(ctx); err != nil {
			return fmt.Errorf("read the histories of %s: %w", kinds[i].table, err)
		}
	}
	return nil
}

// history is the walk through the changes of one kind of record.
type history struct {
	c    *Checker
	kind *kind

	record string // the one that is walked through, "" for none
	number int64  // of its last change
	action changelog.Action
	after  []byte
	// version is that of the last change that had one.
	version int64
	living  []string // records that must be there by what the log says
}

func (h *history) run(ctx context.Context) error {
	for {
		n, err := h.batch(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if len(h.living) >= recordBatch {
			if err := h.there(ctx); err != nil {
				return err
			}
		}
	}
	h.end()
	return h.there(ctx)
}

// batch reads the next changes behind the last one. They are never changed, so
// one look is enough.
func (h *history) batch(ctx context.Context) (n int, err error) {
	rows, err := h.c.DB.Query(ctx, `SELECT record_id, number, action, before, after FROM changes
		WHERE workspace_id = $1 AND kind = $2 AND (record_id, number) > ($3, $4)
		ORDER BY record_id, number LIMIT 200`, h.c.id(), string(h.kind.name), h.record, h.number)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for ; rows.Next(); n++ {
		var ch changelog.Change
		if err := rows.Scan(&ch.Record, &ch.Number, &ch.Action, &ch.Before, &ch.After); err != nil {
			return 0, err
		}
		h.take(&ch)
	}
	return n, rows.Err()
}

// end ends the history of a record.
func (h *history) end() {
	if h.record != "" && h.action != changelog.Delete {
		h.living = append(h.living, h.record)
	}
}

func (h *history) breach(ch *changelog.Change, rule, detail string) {
	b := h.c.change(ch.Number, rule, detail)
	b.Kind, b.Record = string(h.kind.name), ch.Record
	h.c.report(b)
}

// take checks one change against the one before it.
func (h *history) take(ch *changelog.Change) {
	first := ch.Record != h.record
	if first {
		h.end()
		h.after, h.version = nil, 0
	}
	created, deleted := ch.Before == nil, ch.After == nil
	switch {
	case created != (ch.Action == changelog.Create) || deleted != (ch.Action == changelog.Delete):
		h.breach(ch, "change_action", "Its action does not fit the records before and after it.")
	case first && !created:
		h.breach(ch, "change_missing", "It is the first change of its record but does not create it.")
	case !first && created != (h.action == changelog.Delete):
		h.breach(ch, "change_before", "It creates a record that exists, or changes one that does not.")
	case !first && !created && !same(ch.Before, h.after):
		h.breach(ch, "change_before", "The record before it differs from the one that the previous change left.")
	case !deleted && versionOf(ch.After) != h.version+1:
		h.breach(ch, "change_version", fmt.Sprintf("The version goes from %d to %d.", h.version, versionOf(ch.After)))
	}
	h.record, h.number, h.action, h.after = ch.Record, ch.Number, ch.Action, ch.After
	if !deleted {
		h.version = versionOf(ch.After)
	}
}

// there sees to it that the records are there whose newest change is no delete.
func (h *history) there(ctx context.Context) error {
	for ids := range slices.Chunk(h.living, recordBatch) {
		err := h.c.twice(ctx, func(db *database.DB) ([]Breach, error) { return h.gone(ctx, db, ids) })
		if err != nil {
			return err
		}
	}
	h.living = nil
	return nil
}

func (h *history) gone(ctx context.Context, db *database.DB, ids []string) ([]Breach, error) {
	w := database.Where{Args: []any{h.c.id()}}
	there, err := texts(ctx, db, `SELECT id FROM `+h.kind.table+`
		WHERE workspace_id = $1 AND id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil || len(there) == len(ids) {
		return nil, err
	}
	slices.Sort(there)
	r := reader{db: db, workspace: h.c.id()}
	newest, err := r.newest(ctx, h.kind.name, ids)
	if err != nil {
		return nil, err
	}
	var found []Breach
	for _, id := range ids {
		if _, ok := slices.BinarySearch(there, id); ok || newest[id] != nil && newest[id].action == changelog.Delete {
			continue
		}
		found = append(found, Breach{
			Kind: string(h.kind.name), Record: id, Rule: "change_differs",
			Detail: "The record is missing, but the change log does not say that it was deleted.",
		})
	}
	return found, nil
}
