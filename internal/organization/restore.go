package organization

import (
	"context"
	"errors"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/text"
)

// Parse reads an organization from its record, as the change log has it. Its tags
// have names alone.
func Parse(rec []byte) (*Organization, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	o := &Organization{
		Meta: r.Meta(), Name: r.Text("name"), LegalName: r.Text("legal_name"), Code: r.Text("code"),
		Type: r.Text("organization_type"), TypeName: r.Text("organization_type_name"), Status: r.Text("status"),
		Parent: r.Text("parent"), EffectiveDate: r.Text("effective_date"), EndDate: r.Text("end_date"),
		Website: r.Text("website"), TaxID: r.Text("tax_id"), PrimaryContact: r.Text("primary_contact"),
		Currency: r.Text("currency"), Timezone: r.Text("timezone"), Language: r.Text("language"),
		Metadata: r.Values("metadata"), CustomFields: r.Values("custom_fields"),
	}
	for _, name := range r.Texts("tags") {
		o.Tags = append(o.Tags, Tag{Name: name})
	}
	for system, id := range r.Values("external_ids") {
		if o.ExternalIDs == nil {
			o.ExternalIDs = record.ExternalIDs{}
		}
		o.ExternalIDs[system] = record.TextOf(id)
	}
	if held := r.Value("primary_address"); held != nil {
		o.PrimaryAddress, err = address.Parse(held)
	}
	return o, err
}

// Now returns an organization as its rows are, or ErrNotFound.
func Now(ctx context.Context, tx *changelog.Tx, id string) (*Organization, error) {
	return only(ctx, tx, id)
}

// Back returns the patch that takes a change of an organization from before to
// after back, nil for nothing, and the names of the fields that were changed again
// since. Objects are looked at key by key, so that what was changed beside stays.
func Back(before, after, now *Organization) (*Patch, []string) {
	var b record.Backing
	p := &Patch{back: true}
	for _, f := range []struct {
		name string
		dest *record.Opt[string]
		of   func(o *Organization) string
	}{
		{"name", &p.Name, func(o *Organization) string { return o.Name }},
		{"legal_name", &p.LegalName, func(o *Organization) string { return o.LegalName }},
		{"code", &p.Code, func(o *Organization) string { return o.Code }},
		{"organization_type", &p.Type, func(o *Organization) string { return o.Type }},
		{"status", &p.Status, func(o *Organization) string { return o.Status }},
		{"parent", &p.Parent, func(o *Organization) string { return o.Parent }},
		{"primary_contact", &p.PrimaryContact, func(o *Organization) string { return o.PrimaryContact }},
		{"effective_date", &p.EffectiveDate, func(o *Organization) string { return o.EffectiveDate }},
		{"end_date", &p.EndDate, func(o *Organization) string { return o.EndDate }},
		{"website", &p.Website, func(o *Organization) string { return o.Website }},
		{"tax_id", &p.TaxID, func(o *Organization) string { return o.TaxID }},
		{"currency", &p.Currency, func(o *Organization) string { return o.Currency }},
		{"timezone", &p.Timezone, func(o *Organization) string { return o.Timezone }},
		{"language", &p.Language, func(o *Organization) string { return o.Language }},
	} {
		record.BackField(&b, f.name, f.dest, f.of(before), f.of(after), f.of(now))
	}
	b.Names(&p.Tags, before.tagNames(), after.tagNames(), now.tagNames(), text.Fold)
	b.Values("metadata", &p.Metadata, before.Metadata, after.Metadata, now.Metadata)
	b.Values("custom_fields", &p.CustomFields, before.CustomFields, after.CustomFields, now.CustomFields)
	b.Values("external_ids", &p.ExternalIDs, before.ExternalIDs.Values(), after.ExternalIDs.Values(), now.ExternalIDs.Values())
	ref, clashes := address.BackRef(before.PrimaryAddress, after.PrimaryAddress, now.PrimaryAddress)
	if len(clashes) > 0 {
		b.Clash("primary_address")
	}
	if ref.Given {
		p.PrimaryAddress, b.Any = ref, true
	}
	if !b.Any {
		p = nil
	}
	return p, b.Clashes
}

// Restore brings back a deleted organization as its record shows it, with its id;
// its version goes on. A primary contact that is gone is left out, as its deletion
// would have done. What stands in the way is a BadInput that names the fields. The
// contacts that were linked to it are for package directory.
func Restore(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, rec []byte) (*Written, error) {
	o, err := Parse(rec)
	if err != nil {
		return nil, err
	}
	o.Touch(tx.At, tx.Actor.UserID)
	w := &writer{tx: tx, rules: rules, patch: &Patch{}, o: o}
	w.patch.ExternalIDs.Given = true
	if o.PrimaryAddress != nil {
		w.patch.PrimaryAddress = record.Some(AddressRef{ID: o.PrimaryAddress.ID, Gone: o.PrimaryAddress})
	}
	o.CustomFields = rules.Fields(customfield.Organization).Restored(o.CustomFields, "/custom_fields", &w.faults)
	for _, look := range []func(context.Context) error{
		w.findOldType, w.findOldContact, w.findParent, w.findAddress, w.refuseTakenName, w.refuseTakenCode, w.refuseTakenExternalIDs,
	} {
		if err := look(ctx); err != nil {
			return nil, err
		}
	}
	if err := w.faults.Err(); err != nil {
		return nil, err
	}
	if err := w.ensureTags(ctx, o.tagNames()); err != nil {
		return nil, err
	}
	if err := w.writeRows(ctx); err != nil {
		return nil, err
	}
	changes, err := finish(ctx, tx, []ending{{nil, o}}, nil)
	if err != nil {
		return nil, err
	}
	return &Written{Organization: o, Change: changes[0]}, w.address.log(tx, o.PrimaryAddress, changes[0])
}

// findOldType finds the type that an organization had.
func (w *writer) findOldType(ctx context.Context) error {
	t, err := findType(ctx, w.tx.DB, w.tx.Workspace, w.o.Type, w.tx.ForShare())
	if errors.Is(err, ErrTypeNotFound) || err == nil && t.ID != w.o.Type {
		w.faults.Add("/organization_type", "not_found", "The organization type no longer exists; restore it first.")
		return nil
	}
	if err == nil {
		w.o.TypeName = t.Name
	}
	return err
}

// findOldContact leaves a primary contact out that is gone.
func (w *writer) findOldContact(ctx context.Context) (err error) {
	if w.o.PrimaryContact != "" {
		w.o.PrimaryContact, err = idOf(ctx, w.tx, `SELECT id FROM contacts WHERE workspace_id = $1 AND id = $2`+w.tx.ForShare(),
			w.o.PrimaryContact)
	}
	return err
}

// RestoreType brings back a deleted organization type as its record shows it.
func RestoreType(ctx context.Context, tx *changelog.Tx, rec []byte) error {
	t, err := parseType(rec)
	if err != nil {
		return err
	}
	t.Touch(tx.At, tx.Actor.UserID)
	if err := (&TypePatch{}).applyTo(ctx, tx, t); err != nil {
		return err
	}
	if err := t.write(ctx, tx, insertType); err != nil {
		return err
	}
	_, err = tx.Append(changelog.OrganizationType, t.ID, nil, t.JSON(), nil)
	return err
}

func parseType(rec []byte) (*Type, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return &Type{Meta: r.Meta(), Name: r.Text("name"), Description: r.Text("description")}, nil
}

// BackType returns the patch that takes a change of an organization type back, nil
// for nothing, and the names of the fields that were changed again since.
func BackType(before, after []byte, now *Type) (*TypePatch, []string, error) {
	was, err := parseType(before)
	if err != nil {
		return nil, nil, err
	}
	became, err := parseType(after)
	if err != nil {
		return nil, nil, err
	}
	var b record.Backing
	p := &TypePatch{}
	record.BackField(&b, "name", &p.Name, was.Name, became.Name, now.Name)
	record.BackField(&b, "description", &p.Description, was.Description, became.Description, now.Description)
	if !b.Any {
		p = nil
	}
	return p, b.Clashes, nil
}

// TypeByID returns the organization type with an id, or ErrTypeNotFound.
func TypeByID(ctx context.Context, db *database.DB, workspace, id string) (*Type, error) {
	t, err := findType(ctx, db, workspace, id, "")
	if err == nil && t.ID != id {
		return nil, ErrTypeNotFound
	}
	return t, err
}
