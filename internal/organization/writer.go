package organization

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// writer brings an organization to what a patch says.
type writer struct {
	tx        *changelog.Tx
	rules     *ruleset.Set
	patch     *Patch
	before    *Organization // nil for a new one
	o         *Organization
	found     *Type // what the patch's type is, nil if it says none or one that is not there
	misplaced bool  // the parent was refused
	faults    problem.Fields
	tags      []string // clean names
	address   addressWork
}

// lookAhead finds and locks the type and the contact that the patch names. It
// comes before the organization's own row is locked: who renames a type, or
// deletes a contact, locks that first and its organizations then.
func (w *writer) lookAhead(ctx context.Context) error {
	if name := text.Trim(w.patch.Type.Value); name != "" {
		t, err := findType(ctx, w.tx.DB, w.tx.Workspace, name, w.tx.ForShare())
		if errors.Is(err, ErrTypeNotFound) {
			detail, err := typesThereAre(ctx, w.tx.DB, w.tx.Workspace)
			if err != nil {
				return err
			}
			w.faults.Add("/organization_type", "not_found", detail)
		} else if err != nil {
			return err
		}
		w.found = t
	}
	if err := w.resolve(ctx); err != nil {
		return err
	}
	id := strings.ToLower(text.Trim(w.patch.PrimaryContact.Value))
	if id == "" {
		return nil
	}
	known := ""
	if record.ValidID(id) {
		var err error
		known, err = idOf(ctx, w.tx, `SELECT id FROM contacts WHERE workspace_id = $1 AND id = $2`+w.tx.ForShare(), id)
		if err != nil {
			return err
		}
	}
	if known == "" {
		w.faults.Fault("/primary_contact", external.Missing(changelog.Contact))
	}
	return nil
}

// resolve finds the ids of the records that the patch names otherwise. A link
// that is refused is as if it were not given.
func (w *writer) resolve(ctx context.Context) error {
	p := *w.patch // which a transaction that is run again needs as it was
	for _, link := range []struct {
		by   *external.Reference
		kind changelog.Kind
		name string
		id   *record.Opt[string]
	}{
		{p.ParentBy, changelog.Organization, "parent", &p.Parent},
		{p.PrimaryContactBy, changelog.Contact, "primary_contact", &p.PrimaryContact},
	} {
		if link.by == nil {
			continue
		}
		id, fault, err := external.Resolve(ctx, w.tx, link.kind, link.by)
		if err != nil {
			return err
		}
		*link.id = record.Opt[string]{Given: fault == nil, Value: id}
		w.faults.Fault(problem.Pointer(link.name), fault)
		w.misplaced = w.misplaced || fault != nil && link.id == &p.Parent
	}
	w.patch = &p
	return nil
}

// apply changes w.o as the patch says, and returns all faults together.
func (w *writer) apply(ctx context.Context) error {
	w.patch.applyTo(w.o)
	w.o.CustomFields = w.rules.Fields(customfield.Organization).Apply(w.o.CustomFields, w.patch.CustomFields,
		w.before == nil, "/custom_fields", &w.faults)
	w.validate()
	if w.found != nil {
		w.o.Type, w.o.TypeName = w.found.ID, w.found.Name
	}
	if w.patch.Retag != nil { // resolve has made the patch our own
		w.patch.Tags = record.Some(w.patch.Retag(w.o.tagNames()))
	}
	if w.patch.Tags.Given {
		w.tags = tag.CleanAll(w.patch.Tags.Value, &w.faults)
	}
	w.o.ExternalIDs = w.o.ExternalIDs.Merge(w.patch.ExternalIDs, &w.faults)
	for _, look := range []func(context.Context) error{
		w.findParent, w.findAddress, w.refuseTakenName, w.refuseTakenCode, w.refuseTakenExternalIDs,
	} {
		if err := look(ctx); err != nil {
			return err
		}
	}
	if err := w.faults.Err(); err != nil || !w.patch.Tags.Given {
		return err
	}
	return w.ensureTags(ctx, w.tags)
}

// ensureTags gives the organization the tags with names.
func (w *writer) ensureTags(ctx context.Context, names []string) error {
	tags, err := tag.Ensure(ctx, w.tx, names)
	w.o.Tags = nil
	for _, t := range tags {
		w.o.Tags = append(w.o.Tags, Tag{ID: t.ID, Name: t.Name})
	}
	w.o.sortTags()
	return err
}

// validate notes what breaks a rule, but for values that the organization has, or
// had before the change that is taken back, and that a list has lost since.
func (w *writer) validate() {
	var faults problem.Fields
	w.o.Validate(&faults)
	stays := map[string]bool{}
	if b := w.before; b != nil {
		stays["/currency"] = w.patch.back || b.Currency == w.o.Currency
		stays["/timezone"] = w.patch.back || b.Timezone == w.o.Timezone
		stays["/language"] = w.patch.back || b.Language == w.o.Language
	}
	for _, f := range faults {
		if !stays[f.Pointer] {
			w.faults = append(w.faults, f)
		}
	}
}

// sameKey reports whether a value has the key that its row has. A value with
// invisible characters may have kept the key of an older folding, because
// another organization has the new one (see database.Rekey).
func sameKey(before, after string) bool {
	return text.Fold(before) == text.Fold(after) && !text.HasIgnorable(before)
}

func (w *writer) refuseTakenName(ctx context.Context) error {
	key, parent := text.Fold(w.o.Name), w.o.Parent
	if w.misplaced || w.before != nil && w.before.Parent == parent && sameKey(w.before.Name, w.o.Name) {
		return nil
	}
	if parent == "" {
		parent = zeroID
	}
	other, err := idOf(ctx, w.tx, `SELECT id FROM organizations WHERE workspace_id = $1
		AND COALESCE(parent_id, '`+zeroID+`') = $2 AND name_key = $3 AND id <> $4`, parent, key, w.o.ID)
	if other != "" {
		w.faults = append(w.faults, w.nameTaken(other))
	}
	return err
}

// nameTaken is the fault of a name that a sibling has: where a writer moves an
// organization and says no name, the parent is to blame.
func (w *writer) nameTaken(other string) problem.Field {
	f := problem.Field{
		Pointer: "/name", Code: "unique", Detail: "Another organization with the same parent already has this name.", Conflict: other,
	}
	if w.before != nil && !w.patch.Name.Given {
		f.Pointer, f.Detail = "/parent", "Another organization with this parent already has the same name."
	}
	return f
}

func (w *writer) refuseTakenCode(ctx context.Context) error {
	key := text.Fold(w.o.Code)
	if w.before != nil && sameKey(w.before.Code, w.o.Code) {
		return nil
	}
	other, err := idOf(ctx, w.tx, `SELECT id FROM organizations WHERE workspace_id = $1 AND code_key = $2 AND id <> $3`,
		key, w.o.ID)
	if other != "" {
		w.faults = append(w.faults, codeTaken(other))
	}
	return err
}

func codeTaken(other string) problem.Field {
	return problem.Field{Pointer: "/code", Code: "unique", Detail: "Another organization already has this code.", Conflict: other}
}

func (w *writer) refuseTakenExternalIDs(ctx context.Context) error {
	if !w.patch.ExternalIDs.Given {
		return nil
	}
	for _, system := range slices.Sorted(maps.Keys(w.o.ExternalIDs)) {
		other, err := idOf(ctx, w.tx, `SELECT organization_id FROM organization_external_ids
			WHERE workspace_id = $1 AND system = $2 AND external_id = $3 AND organization_id <> $4`,
			system, w.o.ExternalIDs[system], w.o.ID)
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
		Detail: "Another organization already has this external id.", Conflict: other,
	}
}
