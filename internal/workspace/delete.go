package workspace

import (
	"context"
	"fmt"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
)

// holding are the records that keep a workspace from being deleted. What admins
// laid down and nobody's data (options, types, roles, who works there) goes with
// it.
var holding = []struct{ name, table, condition string }{
	{"contacts", "contacts", ""},
	{"organizations", "organizations", ""},
	{"addresses", "addresses", ""},
	{"tags", "tags", ""},
	{"custom fields", "custom_fields", ""},
	{"API keys that are not revoked", "api_keys", " AND revoked_at IS NULL"},
}

// emptied are all tables with rows of a workspace, in an order in which no row is
// pointed to when it goes. Writing them here is the exception to the rule that
// its owner alone writes a table: a tenant goes as a whole or not at all. A test
// compares them with the schema.
var emptied = []string{
	"bulk_action_records", "bulk_actions", "saved_views", "idempotency_keys", "pending_refreshes", "refresh_walks",
	"custom_field_values", "custom_fields", "contact_search", "contact_records", "contact_external_ids", "contact_tags",
	"contact_email_addresses", "contact_phone_numbers", "contact_addresses", "organization_records",
	"organization_external_ids", "organization_tags", "organizations", "contacts", "addresses", "tags", "organization_types",
	"organization_trees", "options", "api_keys", "memberships", "roles", "changes", "workspace_counters",
}

// Delete deletes the transaction's workspace, with its change log and all that it
// has left; another id is ErrNotFound. check may refuse the version that it has.
// One that still holds records is a Conflict, and so is Default, which commands
// work in: one workspace is always left. After the commit the caller makes the
// ruleset.Store and the auth.Store forget.
func Delete(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	w, err := lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := check(w.Version); err != nil {
		return err
	}
	if w.Slug == Default {
		return problem.New(problem.Conflict, "The workspace default cannot be deleted: commands use it by default.")
	}
	// Whoever writes raises this row last, so from here on nobody commits a change.
	if err := tx.LockRules(ctx); err != nil {
		return err
	}
	if err := refuseFull(ctx, tx); err != nil {
		return err
	}
	for _, table := range emptied {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE workspace_id = $1`, id); err != nil {
			return fmt.Errorf("delete %s of a workspace: %w", table, err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM workspaces WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete workspace: %w", err)
	}
	return nil
}

// refuseFull returns a Conflict that says what the workspace holds.
func refuseFull(ctx context.Context, tx *changelog.Tx) error {
	var held []string
	for _, h := range holding {
		var n int64
		err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM `+h.table+` WHERE workspace_id = $1`+h.condition, tx.Workspace).Scan(&n)
		if err != nil {
			return fmt.Errorf("count the %s of a workspace: %w", h.table, err)
		}
		if n > 0 {
			held = append(held, fmt.Sprintf("%s %d", h.name, n))
		}
	}
	if len(held) > 0 {
		return problem.New(problem.Conflict, "The workspace is not empty: "+strings.Join(held, ", ")+".")
	}
	return nil
}
