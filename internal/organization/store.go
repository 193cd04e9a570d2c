package organization

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// zeroID stands for the parent of a root where NULL will not do.
const zeroID = "00000000-0000-0000-0000-000000000000"

// Written is what a write leaves behind.
type Written struct {
	Organization *Organization
	Change       *changelog.Change
	// Address is the id of an address that was changed, "" for none: other
	// records may show it, see package directory.
	Address string
}

// writer brings an organization to what a patch says.
type writer struct {
	tx      *changelog.Tx
	rules   *ruleset.Set
	patch   *Patch
	o       *Organization
	faults  problem.Fields
	tags    []string // clean names
	address addressWork
}

// Create makes an organization; rules are those for its transaction.
func Create(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, p *Patch) (*Written, error) {
	w := &writer{tx: tx, rules: rules, patch: p, o: newOrganization(tx.NewMeta()), faults: slices.Clone(p.Faults)}
	if err := w.apply(ctx); err != nil {
		return nil, err
	}
	if err := w.insert(ctx); err != nil {
		return nil, err
	}
	change, err := tx.Append(changelog.Organization, w.o.ID, nil, w.o.JSON(), nil)
	if err != nil {
		return nil, err
	}
	written := &Written{Organization: w.o, Change: change}
	if w.address.before != nil {
		written.Address = w.o.PrimaryAddress.ID
	}
	return written, w.address.log(tx, w.o.PrimaryAddress, change)
}

// apply changes w.o as the patch says, and returns all faults together.
func (w *writer) apply(ctx context.Context) error {
	w.patch.applyTo(w.o)
	w.o.CustomFields = w.rules.Fields(customfield.Organization).Apply(w.o.CustomFields, w.patch.CustomFields, true,
		"/custom_fields", &w.faults)
	w.o.Validate(&w.faults)
	w.tags = tag.CleanAll(w.patch.Tags.Value, &w.faults)
	w.o.ExternalIDs = w.o.ExternalIDs.Merge(w.patch.ExternalIDs, &w.faults)
	for _, look := range []func(context.Context) error{
		w.findType, w.findParent, w.findAddress, w.refuseTakenName, w.refuseTakenCode, w.refuseTakenExternalIDs,
	} {
		if err := look(ctx); err != nil {
			return err
		}
	}
	if err := w.faults.Err(); err != nil {
		return err
	}
	tags, err := tag.Ensure(ctx, w.tx, w.tags)
	for _, t := range tags {
		w.o.Tags = append(w.o.Tags, Tag{ID: t.ID, Name: t.Name})
	}
	w.o.sortTags()
	return err
}

func (w *writer) findType(ctx context.Context) error {
	if w.o.Type == "" {
		return nil
	}
	t, err := findType(ctx, w.tx.DB, w.tx.Workspace, w.o.Type, w.tx.ForShare())
	if errors.Is(err, ErrTypeNotFound) {
		w.faults.Add("/organization_type", "not_found", "There is no such organization type.")
		return nil
	}
	if err == nil {
		w.o.Type, w.o.TypeName = t.ID, t.Name
	}
	return err
}

func (w *writer) findParent(ctx context.Context) error {
	if w.o.Parent == "" {
		return nil
	}
	found := ""
	if record.ValidID(w.o.Parent) {
		var err error
		found, err = idOf(ctx, w.tx, `SELECT id FROM organizations WHERE workspace_id = $1 AND id = $2`+w.tx.ForShare(), w.o.Parent)
		if err != nil {
			return err
		}
	}
	if found == "" {
		w.faults.Add("/parent", "not_found", "There is no such organization.")
		w.o.Parent = ""
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

func (w *writer) refuseTakenName(ctx context.Context) error {
	parent := w.o.Parent
	if parent == "" {
		parent = zeroID
	}
	other, err := idOf(ctx, w.tx, `SELECT id FROM organizations WHERE workspace_id = $1
		AND COALESCE(parent_id, '`+zeroID+`') = $2 AND name_key = $3`, parent, text.Fold(w.o.Name))
	if other != "" {
		w.faults = append(w.faults, nameTaken(other))
	}
	return err
}

func nameTaken(other string) problem.Field {
	return problem.Field{
		Pointer: "/name", Code: "unique", Detail: "Another organization under the same parent has this name.", Conflict: other,
	}
}

func (w *writer) refuseTakenCode(ctx context.Context) error {
	other, err := idOf(ctx, w.tx, `SELECT id FROM organizations WHERE workspace_id = $1 AND code_key = $2`, text.Fold(w.o.Code))
	if other != "" {
		w.faults = append(w.faults, codeTaken(other))
	}
	return err
}

func codeTaken(other string) problem.Field {
	return problem.Field{Pointer: "/code", Code: "unique", Detail: "Another organization has this code.", Conflict: other}
}

func (w *writer) refuseTakenExternalIDs(ctx context.Context) error {
	for _, system := range slices.Sorted(maps.Keys(w.o.ExternalIDs)) {
		other, err := idOf(ctx, w.tx, `SELECT organization_id FROM organization_external_ids
			WHERE workspace_id = $1 AND system = $2 AND external_id = $3`, system, w.o.ExternalIDs[system])
		if err != nil {
			return err
		}
		if other != "" {
			w.faults = append(w.faults, externalIDTaken(system, other))
		}
	}
	return nil
}

func externalIDTaken(system, other string) problem.Field {
	return problem.Field{
		Pointer: problem.Pointer("external_ids", system), Code: "unique",
		Detail: "Another organization has this id in that system.", Conflict: other,
	}
}

// insert writes the rows of a new organization.
func (w *writer) insert(ctx context.Context) error {
	if err := w.address.write(ctx, w.tx, w.rules.Fields(customfield.Address), w.o.PrimaryAddress); err != nil {
		return err
	}
	o, addressID := w.o, ""
	if o.PrimaryAddress != nil {
		addressID = o.PrimaryAddress.ID
	}
	args := append([]any{
		w.tx.Workspace, o.ID, o.Name, text.Fold(o.Name), text.SortKey(o.Name), text.Alike(o.Name), o.LegalName,
		o.Code, text.Fold(o.Code), text.SortKey(o.Code), o.Type, o.Status, record.OrNull(o.Parent),
		record.OrNull(o.EffectiveDate), record.OrNull(o.EndDate), o.Website, o.TaxID, record.OrNull(addressID),
		record.OrNull(o.Currency), record.OrNull(o.Timezone), record.OrNull(o.Language), string(o.Metadata.JSON()),
		string(o.CustomFields.JSON()), o.searchBody(),
	}, o.Values()...)
	_, err := w.tx.Exec(ctx, `INSERT INTO organizations (workspace_id, id, name, name_key, sort_key, name_alike, legal_name,
		code, code_key, code_sort_key, organization_type_id, status, parent_id, effective_date, end_date, website, tax_id,
		primary_address_id, currency, timezone, language, metadata, custom_fields, search_body, `+record.Columns+`)
		VALUES `+database.Rows(1, len(args)), args...)
	switch {
	case database.Violates(err, "organizations_sibling_name_unique"):
		return problem.Fields{nameTaken("")}.Err()
	case database.Violates(err, "organizations_code_unique"):
		return problem.Fields{codeTaken("")}.Err()
	case err != nil:
		return fmt.Errorf("insert organization: %w", err)
	}
	if err := w.insertLists(ctx); err != nil {
		return err
	}
	return w.rules.Fields(customfield.Organization).WriteIndex(ctx, w.tx, o.ID, nil, o.CustomFields)
}

func (w *writer) insertLists(ctx context.Context) error {
	for _, t := range w.o.Tags {
		_, err := w.tx.Exec(ctx, `INSERT INTO organization_tags (workspace_id, organization_id, tag_id) VALUES ($1, $2, $3)`,
			w.tx.Workspace, w.o.ID, t.ID)
		if err != nil {
			return fmt.Errorf("add tag: %w", err)
		}
	}
	for _, system := range slices.Sorted(maps.Keys(w.o.ExternalIDs)) {
		_, err := w.tx.Exec(ctx, `INSERT INTO organization_external_ids (workspace_id, organization_id, system, external_id)
			VALUES ($1, $2, $3, $4)`, w.tx.Workspace, w.o.ID, system, w.o.ExternalIDs[system])
		if database.Violates(err, "organization_external_ids_unique") {
			return problem.Fields{externalIDTaken(system, "")}.Err()
		}
		if err != nil {
			return fmt.Errorf("add external id: %w", err)
		}
	}
	return nil
}

// Refresh raises an organization's version because something that it shows was
// changed: a tag or its address. cause is that change. An organization that is
// not there, or looks the same, is left alone.
func Refresh(ctx context.Context, tx *changelog.Tx, id string, cause *changelog.Change) error {
	_, err := tx.Exec(ctx, `UPDATE organizations SET version = version WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id)
	if err != nil {
		return fmt.Errorf("lock organization: %w", err)
	}
	p, err := Get(ctx, tx.DB, tx.Workspace, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	before, err := tx.Last(ctx, changelog.Organization, id)
	if err != nil || bytes.Equal(before, p.Organization.JSON()) {
		return err
	}
	p.Touch(tx.At, tx.Actor.UserID)
	_, err = tx.Exec(ctx, `UPDATE organizations SET search_body = $3, updated_at = $4, updated_by = $5, version = $6
		WHERE workspace_id = $1 AND id = $2`,
		tx.Workspace, id, p.searchBody(), p.UpdatedAt, record.OrNull(p.UpdatedBy), p.Version)
	if err != nil {
		return fmt.Errorf("raise the organization's version: %w", err)
	}
	if before == nil { // retention took it from the log
		before = p.Organization.JSON()
	}
	_, err = tx.Append(changelog.Organization, id, before, p.Organization.JSON(), cause)
	return err
}
