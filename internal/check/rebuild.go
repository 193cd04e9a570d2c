package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/workspace"
)

// rebuildBatch is how many records are rendered in a transaction, so that
// writers hardly wait.
const rebuildBatch = 50

// Rebuild renders the kept records of all contacts and organizations and the
// search texts of contacts again from their rows, the folded keys and the index of custom values,
// some in each transaction, and removes what is kept of records that are not
// there. Nothing of that is a change: versions, times and the change log stay.
// progress, which may be nil, is called with how many contacts and organizations
// were rendered so far; the last number is returned.
func Rebuild(ctx context.Context, db *database.DB, progress func(records int64)) (total int64, err error) {
	list, err := workspace.List(ctx, db)
	if err != nil {
		return 0, err
	}
	if err := db.Rekey(ctx); err != nil {
		return 0, fmt.Errorf("rebuild: %w", err)
	}
	for i := range list {
		c := Checker{DB: db, workspace: &list[i]}
		for _, kind := range customfield.Kinds {
			err := c.batches(ctx, customTable(kind), func(ids []string) error {
				for some := range slices.Chunk(ids, rebuildBatch) {
					n, err := rebuild(ctx, db, c.id(), customfield.Kind(kind), some)
					if err != nil {
						return err
					}
					if total += int64(n); progress != nil {
						progress(total)
					}
				}
				return nil
			})
			if err != nil {
				return total, fmt.Errorf("rebuild: %w", err)
			}
		}
	}
	if err := db.InTx(ctx, func(tx *database.DB) error { return removeStrays(ctx, tx) }); err != nil {
		return total, fmt.Errorf("rebuild: %w", err)
	}
	return total, nil
}

// rebuild returns how many records it rendered.
func rebuild(ctx context.Context, db *database.DB, workspace string, kind customfield.Kind, ids []string) (n int, err error) {
	err = db.InTx(ctx, func(tx *database.DB) error {
		n = 0
		switch kind {
		case customfield.Contact:
			n, err = contact.Rebuild(ctx, tx, workspace, ids)
		case customfield.Organization:
			n, err = organization.Rebuild(ctx, tx, workspace, ids)
		}
		if err != nil {
			return err
		}
		return reindex(ctx, tx, workspace, kind, ids)
	})
	return n, err
}

// reindex brings the index of custom values to what records have, where it holds
// something else. They are locked first, so that nobody changes them meanwhile.
func reindex(ctx context.Context, tx *database.DB, workspace string, kind customfield.Kind, ids []string) error {
	rules, err := ruleset.ReadStored(ctx, tx, workspace)
	if err != nil {
		return err
	}
	w := database.Where{Args: []any{workspace}}
	query := `SELECT id, custom_fields FROM ` + customTable(string(kind)) + ` WHERE workspace_id = $1
		AND id IN (` + database.List(&w, ids) + `) ORDER BY id`
	if tx.Engine == database.Postgres {
		query += " FOR NO KEY UPDATE"
	}
	rows, err := tx.Query(ctx, query, w.Args...)
	if err != nil {
		return fmt.Errorf("read custom values: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var entries []customfield.Entry
	for rows.Next() {
		var e customfield.Entry
		if err := rows.Scan(&e.ID, &e.Values); err != nil {
			return fmt.Errorf("read custom values: %w", err)
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read custom values: %w", err)
	}
	return rules.Fields(kind).RebuildIndex(ctx, tx, workspace, entries)
}

// removeStrays deletes what is kept of records that are not there.
func removeStrays(ctx context.Context, tx *database.DB) error {
	for _, kept := range []struct{ table, column, owner string }{
		{"contact_records", "contact_id", "contacts"},
		{"contact_search", "contact_id", "contacts"},
		{"organization_records", "organization_id", "organizations"},
	} {
		_, err := tx.Exec(ctx, `DELETE FROM `+kept.table+` WHERE NOT EXISTS (SELECT 1 FROM `+kept.owner+` c
			WHERE c.workspace_id = `+kept.table+`.workspace_id AND c.id = `+kept.table+`.`+kept.column+`)`)
		if err != nil {
			return fmt.Errorf("delete from %s: %w", kept.table, err)
		}
	}
	there := make([]string, len(customfield.Kinds))
	for i, kind := range customfield.Kinds {
		there[i] = `f.record_kind = '` + kind + `' AND EXISTS (SELECT 1 FROM ` + customTable(kind) + ` r
			WHERE r.workspace_id = f.workspace_id AND r.id = custom_field_values.record_id)`
	}
	_, err := tx.Exec(ctx, `DELETE FROM custom_field_values WHERE NOT EXISTS (SELECT 1 FROM custom_fields f
		WHERE f.workspace_id = custom_field_values.workspace_id AND f.id = custom_field_values.field_id AND f.is_filterable
			AND (`+strings.Join(there, " OR ")+`))`)
	if err != nil {
		return fmt.Errorf("delete from custom_field_values: %w", err)
	}
	if tx.Engine != database.SQLite {
		return nil
	}
	_, err = tx.Exec(ctx, `DELETE FROM contact_search_index WHERE rowid IN (SELECT d.id FROM contact_search_index_docsize d
		WHERE NOT EXISTS (SELECT 1 FROM contact_search s WHERE s.search_id = d.id))`)
	if err != nil {
		return fmt.Errorf("delete from the search index: %w", err)
	}
	return nil
}
