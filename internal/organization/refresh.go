package organization

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// batch is how many organizations are read and written with one statement for
// each sort of thing.
const batch = 200

// Refresh renders organizations anew because something that they show was
// changed: a tag, an address, a type's name, their primary contact. cause is
// that change. Those that are not there, or look the same, are left alone.
func Refresh(ctx context.Context, tx *changelog.Tx, ids []string, cause *changelog.Change) error {
	return renew(ctx, tx, ids, cause, func(context.Context, *Organization) error { return nil })
}

// Refit changes the custom values of organizations as edit says and makes them fit
// the definitions of the rules; the values are indexed again. cause is the change of
// a definition. Those that look the same are left alone.
func Refit(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, ids []string, edit customfield.Edit,
	cause *changelog.Change,
) error {
	fields := rules.Fields(customfield.Organization)
	return renew(ctx, tx, ids, cause, func(ctx context.Context, o *Organization) error {
		o.CustomFields = fields.Fit(edit(o.ID, o.CustomFields))
		if err := customfield.RemoveIndex(ctx, tx, o.ID); err != nil {
			return err
		}
		return fields.WriteIndex(ctx, tx, o.ID, nil, o.CustomFields)
	})
}

// renewal brings what is kept of organizations up to date because of a change of
// something else.
type renewal struct {
	tx     *changelog.Tx
	cause  *changelog.Change
	change func(ctx context.Context, o *Organization) error // may change the custom values
}

func renew(ctx context.Context, tx *changelog.Tx, ids []string, cause *changelog.Change,
	change func(ctx context.Context, o *Organization) error,
) error {
	r := renewal{tx, cause, change}
	ids = slices.Compact(slices.Sorted(slices.Values(ids))) // in one order, whoever renews
	for part := range slices.Chunk(ids, batch) {
		if err := r.some(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// some renews those of one batch that differ from their kept records.
func (r *renewal) some(ctx context.Context, ids []string) error {
	if err := lockAll(ctx, r.tx, ids); err != nil {
		return err
	}
	list, err := Read(ctx, r.tx.DB, r.tx.Workspace, ids)
	if err != nil {
		return err
	}
	records, err := kept(ctx, r.tx.DB, r.tx.Workspace, ids)
	if err != nil {
		return err
	}
	var written []ending
	for _, o := range list {
		before, differs, err := r.compare(ctx, o, records[o.ID])
		if err != nil {
			return err
		}
		if differs {
			o.Touch(r.tx.At, r.tx.Actor.UserID)
			written = append(written, ending{before, o})
		}
	}
	if err := touchRows(ctx, r.tx, written); err != nil {
		return err
	}
	_, err = finish(ctx, r.tx, written, r.cause)
	return err
}

// compare changes an organization and reports whether it then differs from its
// record: the one that is kept or, in databases that kept none yet, that of its
// newest change.
func (r *renewal) compare(ctx context.Context, o *Organization, rec []byte) (before []byte, differs bool, err error) {
	if rec == nil {
		if rec, err = r.tx.Last(ctx, changelog.Organization, o.ID); err != nil {
			return nil, false, err
		}
	}
	if rec == nil { // retention took that
		rec, differs = o.JSON(), true
	}
	if err := r.change(ctx, o); err != nil {
		return nil, false, err
	}
	return rec, differs || !bytes.Equal(rec, o.JSON()), nil
}

// lockAll keeps others from changing organizations until the transaction ends.
// On SQLite one transaction writes at a time.
func lockAll(ctx context.Context, tx *changelog.Tx, ids []string) error {
	if tx.Engine == database.SQLite {
		return nil
	}
	w := database.Where{Args: []any{tx.Workspace}}
	query := `SELECT id FROM organizations WHERE workspace_id = $1 AND id IN (` + database.List(&w, ids) +
		`) ORDER BY id FOR NO KEY UPDATE`
	rows, err := tx.Query(ctx, query, w.Args...)
	if err != nil {
		return fmt.Errorf("lock organizations: %w", err)
	}
	_, err = database.Texts(rows)
	if err != nil {
		return fmt.Errorf("lock organizations: %w", err)
	}
	return nil
}

// touchRows writes what renew changes in the rows of organizations.
func touchRows(ctx context.Context, tx *changelog.Tx, written []ending) error {
	if len(written) == 0 {
		return nil
	}
	w := database.Where{Args: []any{tx.Workspace, record.OrNull(tx.Actor.UserID)}}
	rows := make([]string, len(written))
	for i, e := range written {
		rows[i] = "(" + database.List(&w, []any{e.o.ID, e.o.UpdatedAt, string(e.o.CustomFields.JSON()), e.o.searchBody()}) + ")"
	}
	_, err := tx.Exec(ctx, `WITH v (id, updated_at, custom_fields, search_body) AS (VALUES `+strings.Join(rows, ", ")+`)
		UPDATE organizations SET version = organizations.version + 1, updated_by = $2, updated_at = v.updated_at,
			custom_fields = v.custom_fields, search_body = v.search_body
		FROM v WHERE organizations.workspace_id = $1 AND organizations.id = v.id`, w.Args...)
	if err != nil {
		return fmt.Errorf("raise the versions of organizations: %w", err)
	}
	return nil
}
