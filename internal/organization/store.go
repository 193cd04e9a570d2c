package organization

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/text"
)

// zeroID stands for the parent of a root where NULL will not do.
const zeroID = "00000000-0000-0000-0000-000000000000"

// Written is what a write leaves behind.
type Written struct {
	Organization *Organization
	Change       *changelog.Change // nil if nothing changed
	// Address is the id of an address that was changed, "" for none: other
	// records may show it, see package directory.
	Address string
	// Renamed says that the name was changed, which contacts show.
	Renamed bool
}

// Create makes an organization; rules are those for its transaction.
func Create(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, p *Patch) (*Written, error) {
	w := &writer{tx: tx, rules: rules, patch: p, o: newOrganization(tx.NewMeta()), faults: slices.Clone(p.Faults)}
	if err := w.lookAhead(ctx); err != nil {
		return nil, err
	}
	return w.write(ctx)
}

// Update changes an organization as p says; rules are those for its transaction.
// check is asked whether the version found may be changed. What it changes in
// other records is for package directory.
func Update(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, id string, p *Patch,
	check func(version int64) error,
) (*Written, error) {
	w := &writer{tx: tx, rules: rules, patch: p, faults: slices.Clone(p.Faults)}
	if p.Parent.Given {
		if err := LockTree(ctx, tx); err != nil {
			return nil, err
		}
	}
	if err := w.lookAhead(ctx); err != nil {
		return nil, err
	}
	var err error
	if w.before, err = lock(ctx, tx, id); err != nil {
		return nil, err
	}
	if err := check(w.before.Version); err != nil {
		return nil, err
	}
	w.o = w.before.clone()
	return w.write(ctx)
}

// lock reads an organization that nobody else can change until the transaction
// ends.
func lock(ctx context.Context, tx *changelog.Tx, id string) (*Organization, error) {
	n, err := tx.Exec(ctx, `UPDATE organizations SET version = version WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id)
	if err != nil {
		return nil, fmt.Errorf("lock organization: %w", err)
	}
	if n == 0 {
		return nil, ErrNotFound
	}
	return only(ctx, tx, id)
}

func only(ctx context.Context, tx *changelog.Tx, id string) (*Organization, error) {
	list, err := Read(ctx, tx.DB, tx.Workspace, []string{id})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNotFound
	}
	return list[0], nil
}

// write applies the patch and brings the rows, the record and the change log up
// to date.
func (w *writer) write(ctx context.Context) (*Written, error) {
	if err := w.apply(ctx); err != nil {
		return nil, err
	}
	var before []byte
	if w.before != nil {
		if before = w.before.JSON(); bytes.Equal(before, w.o.JSON()) {
			return &Written{Organization: w.before}, nil
		}
		// The kept record is older than the rows while the organization waits
		// to be rendered anew.
		records, err := kept(ctx, w.tx.DB, w.tx.Workspace, []string{w.o.ID})
		if err != nil {
			return nil, err
		}
		if rec := records[w.o.ID]; rec != nil {
			before = rec
		}
		w.o.Touch(w.tx.At, w.tx.Actor.UserID)
	}
	if err := w.writeRows(ctx); err != nil {
		return nil, err
	}
	changes, err := finish(ctx, w.tx, []ending{{before, w.o}}, nil)
	if err != nil {
		return nil, err
	}
	written := &Written{Organization: w.o, Change: changes[0]}
	if err := w.address.log(w.tx, w.o.PrimaryAddress, changes[0]); err != nil {
		return nil, err
	}
	if w.address.before != nil {
		written.Address = w.o.PrimaryAddress.ID
	}
	if w.before == nil {
		return written, nil
	}
	written.Renamed = w.before.Name != w.o.Name
	return written, removeOrphan(ctx, w.tx, w.before.PrimaryAddress, w.o.PrimaryAddress, changes[0])
}

const insertOrganization = `INSERT INTO organizations (workspace_id, id, name, name_key, sort_key, name_alike, legal_name,
	code, code_key, code_sort_key, organization_type_id, status, parent_id, effective_date, end_date, website, tax_id,
	primary_contact_id, primary_address_id, currency, timezone, language, metadata, custom_fields, search_body, ` +
	record.Columns + `) VALUES `

const updateOrganization = `UPDATE organizations SET name = $3, name_key = $4, sort_key = $5, name_alike = $6,
	legal_name = $7, code = $8, code_key = $9, code_sort_key = $10, organization_type_id = $11, status = $12,
	parent_id = $13, effective_date = $14, end_date = $15, website = $16, tax_id = $17, primary_contact_id = $18,
	primary_address_id = $19, currency = $20, timezone = $21, language = $22, metadata = $23, custom_fields = $24,
	search_body = $25, created_at = $26, updated_at = $27, created_by = $28, updated_by = $29, version = $30
	WHERE workspace_id = $1 AND id = $2`

// values are those of the columns from name on.
func (o *Organization) values() []any {
	address := ""
	if o.PrimaryAddress != nil {
		address = o.PrimaryAddress.ID
	}
	return append([]any{
		o.Name, text.Fold(o.Name), text.SortKey(o.Name), text.Alike(o.Name), o.LegalName,
		o.Code, text.Fold(o.Code), text.SortKey(o.Code), o.Type, o.Status, record.OrNull(o.Parent),
		record.OrNull(o.EffectiveDate), record.OrNull(o.EndDate), o.Website, o.TaxID, record.OrNull(o.PrimaryContact),
		record.OrNull(address), record.OrNull(o.Currency), record.OrNull(o.Timezone), record.OrNull(o.Language),
		string(o.Metadata.JSON()), string(o.CustomFields.JSON()), o.searchBody(),
	}, o.Values()...)
}

// writeRows brings the rows of the organization and its lists from before to o.
func (w *writer) writeRows(ctx context.Context) error {
	if err := w.address.write(ctx, w.tx, w.rules.Fields(customfield.Address), w.o.PrimaryAddress); err != nil {
		return err
	}
	query, old := updateOrganization, w.before
	args := append([]any{w.tx.Workspace, w.o.ID}, w.o.values()...)
	if old == nil {
		query, old = insertOrganization+database.Rows(1, len(args)), &Organization{}
	}
	_, err := w.tx.Exec(ctx, query, args...)
	if fault := w.violated(err); fault != nil {
		return problem.Fields{*fault}.Err()
	}
	if err != nil {
		return fmt.Errorf("write organization: %w", err)
	}
	if err := w.writeTags(ctx, old.Tags); err != nil {
		return err
	}
	if err := w.writeExternalIDs(ctx, old.ExternalIDs); err != nil {
		return err
	}
	return w.rules.Fields(customfield.Organization).WriteIndex(ctx, w.tx, w.o.ID, old.CustomFields, w.o.CustomFields)
}

// violated says which rule a statement broke that another transaction raced it
// to, nil for none.
func (w *writer) violated(err error) *problem.Field {
	var fault problem.Field
	switch {
	case database.Violates(err, "organizations_sibling_name_unique"):
		fault = w.nameTaken("")
	case database.Violates(err, "organizations_code_unique"):
		fault = codeTaken("")
	case database.Violates(err, "organizations_parent"):
		return noParent()
	default:
		return nil
	}
	return &fault
}

func (w *writer) writeTags(ctx context.Context, before []Tag) error {
	for _, t := range before {
		if slices.Contains(w.o.Tags, t) {
			continue
		}
		_, err := w.tx.Exec(ctx, `DELETE FROM organization_tags WHERE workspace_id = $1 AND organization_id = $2 AND tag_id = $3`,
			w.tx.Workspace, w.o.ID, t.ID)
		if err != nil {
			return fmt.Errorf("remove tag: %w", err)
		}
	}
	for _, t := range w.o.Tags {
		if slices.Contains(before, t) {
			continue
		}
		_, err := w.tx.Exec(ctx, `INSERT INTO organization_tags (workspace_id, organization_id, tag_id) VALUES ($1, $2, $3)`,
			w.tx.Workspace, w.o.ID, t.ID)
		if err != nil {
			return fmt.Errorf("add tag: %w", err)
		}
	}
	return nil
}

func (w *writer) writeExternalIDs(ctx context.Context, before record.ExternalIDs) error {
	var args []any
	for system, id := range w.o.ExternalIDs {
		if before[system] != id {
			args = append(args, w.tx.Workspace, w.o.ID, system, id)
		}
	}
	for system, id := range before {
		if w.o.ExternalIDs[system] == id {
			continue
		}
		_, err := w.tx.Exec(ctx, `DELETE FROM organization_external_ids
			WHERE workspace_id = $1 AND organization_id = $2 AND system = $3`, w.tx.Workspace, w.o.ID, system)
		if err != nil {
			return fmt.Errorf("remove external id: %w", err)
		}
	}
	for row := range slices.Chunk(args, 4) {
		_, err := w.tx.Exec(ctx, `INSERT INTO organization_external_ids (workspace_id, organization_id, system, external_id)
			VALUES ($1, $2, $3, $4)`, row...)
		if database.Violates(err, "organization_external_ids_unique") {
			return problem.Fields{externalIDTaken(row[2].(string), "")}.Err()
		}
		if err != nil {
			return fmt.Errorf("add external id: %w", err)
		}
	}
	return nil
}

// idOf runs a query for one id, "" for none; $1 is the workspace.
func idOf(ctx context.Context, tx *changelog.Tx, query string, args ...any) (id string, err error) {
	err = tx.QueryRow(ctx, query, append([]any{tx.Workspace}, args...)...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for a record: %w", err)
	}
	return id, nil
}
