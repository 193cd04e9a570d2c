package directory

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

// The records that have a value of a custom field are found by reading all: a
// change of a definition is rare. What LIKE finds is more than that, which does
// no harm: a key inside a value, or one with another character for an underscore.
const withKey = ` AND custom_fields LIKE '%"' || CAST($2 AS TEXT) || '":%'`

// fieldTables are the tables of the kinds of record that have custom fields.
var fieldTables = map[customfield.Kind]string{
	customfield.Contact: "contacts", customfield.Organization: "organizations", customfield.Address: "addresses",
}

// showAddressBack are the records that show an address which gets a value back.
var showAddressBack = []*selection{
	{
		name: "contacts_at_addresses_back", kind: changelog.Contact, rewrite: refreshContacts, byDetail: true,
		ids: `SELECT DISTINCT contact_id AS id FROM contact_addresses WHERE workspace_id = $1 AND address_id IN (` + addressesBack + `)`,
	},
	{
		name: "organizations_at_addresses_back", kind: changelog.Organization, rewrite: refreshOrganizations, byDetail: true,
		ids: `SELECT id FROM organizations WHERE workspace_id = $1 AND primary_address_id IN (` + addressesBack + `)`,
	},
}

const addressesBack = `SELECT record_id FROM changes WHERE workspace_id = $1 AND cause = CAST(CAST($2 AS TEXT) AS BIGINT)
	AND kind = 'address'`

// contactsAtAddressesWithKey are the contacts that show an address with a value
// of a key. They are locked before the addresses, as writers of contacts do.
var contactsAtAddressesWithKey = &selection{
	name: "contacts_at_addresses_with_key", kind: changelog.Contact, rewrite: refreshContacts,
	ids: `SELECT DISTINCT contact_id AS id FROM contact_addresses WHERE workspace_id = $1 AND address_id IN (
		SELECT id FROM addresses WHERE workspace_id = $1` + withKey + `)`,
}

// fieldSelections are those of one kind of record that a change of a definition
// says something else of.
type fieldSelections struct {
	fit     *selection // by key: its values are fitted to the definition; detail has the choices that are renamed
	all     *selection // by key: the same, of all records, for a default
	drop    *selection // by key: its values go
	index   *selection // by the field's id: its values come into the index
	unindex *selection // by the field's id: they leave it
	back    *selection // by key; those whose values followed from the change that detail numbers get them back
}

var (
	contactFields      = newFieldSelections(customfield.Contact)
	organizationFields = newFieldSelections(customfield.Organization)
	addressFields      = newFieldSelections(customfield.Address)
)

func fieldsOf(kind customfield.Kind) *fieldSelections {
	switch kind {
	case customfield.Organization:
		return organizationFields
	case customfield.Address:
		return addressFields
	default:
		return contactFields
	}
}

// list are the selections that a walk can be through.
func (s *fieldSelections) list() []*selection {
	return []*selection{s.fit, s.all, s.drop, s.index, s.unindex, s.back}
}

func newFieldSelections(kind customfield.Kind) *fieldSelections {
	table := fieldTables[kind]
	all := `SELECT id FROM ` + table + ` WHERE workspace_id = $1`
	named := func(what, ids string) *selection {
		return &selection{name: string(kind) + "_" + what, kind: changelog.Kind(kind), ids: ids}
	}
	s := &fieldSelections{
		fit:  named(customfield.FitWalk, all+withKey),
		all:  named(customfield.FillWalk, all+` AND CAST($2 AS TEXT) IS NOT NULL`),
		drop: named(customfield.DropWalk, all+withKey),
		index: named(customfield.IndexWalk, `SELECT r.id FROM custom_fields f JOIN `+table+` r ON r.workspace_id = $1
			AND r.custom_fields LIKE '%"' || f.key || '":%' WHERE f.workspace_id = $1 AND f.id = $2`),
		unindex: named("field_unindex", `SELECT DISTINCT record_id AS id FROM custom_field_values
			WHERE workspace_id = $1 AND field_id = $2`),
	}
	s.back = named(customfield.BackWalk, `SELECT DISTINCT record_id AS id FROM changes WHERE workspace_id = $1
		AND cause = CAST(CAST($2 AS TEXT) AS BIGINT) AND kind = '`+string(kind)+`' AND action = 'update'`)
	s.back.byDetail = true
	s.fit.rewrite, s.all.rewrite, s.drop.rewrite, s.back.rewrite = fit(kind), fit(kind), drop(kind), giveBack(kind)
	s.index.rewrite, s.unindex.rewrite = indexField(table), unindexField
	return s
}

// fit brings values to what the rules say.
func fit(kind customfield.Kind) rewriteFunc {
	return func(ctx context.Context, tx *changelog.Tx, of subject, ids []string, cause *changelog.Change) error {
		var renames map[string]string
		if of.detail != "" {
			if err := json.Unmarshal([]byte(of.detail), &renames); err != nil {
				return fmt.Errorf("read which choices are renamed: %w", err)
			}
		}
		return refit(ctx, tx, refitting{kind, ids, func(rules *ruleset.Set) customfield.Edit {
			rules.Fields(kind).Rename(of.id, renames)
			return customfield.Unedited
		}}, cause)
	}
}

// renaming is the subject of fit for a definition as it was changed.
func renaming(f *customfield.Field) (subject, error) {
	if len(f.Renames()) == 0 {
		return subject{id: f.Key}, nil
	}
	detail, err := json.Marshal(f.Renames())
	return subject{f.Key, string(detail)}, err
}

// drop takes values away.
func drop(kind customfield.Kind) rewriteFunc {
	return func(ctx context.Context, tx *changelog.Tx, of subject, ids []string, cause *changelog.Change) error {
		return refit(ctx, tx, refitting{kind, ids, func(*ruleset.Set) customfield.Edit { return customfield.Without(of.id) }}, cause)
	}
}

// refitting is what becomes of the values of records.
type refitting struct {
	kind customfield.Kind
	ids  []string
	edit func(rules *ruleset.Set) customfield.Edit // before they are fitted to the rules
}

// refit edits the values of records and brings them to what the rules say. If
// another process changes the rules meanwhile, it does so again: by then it holds
// the lock that keeps them as they are. To rely on the rules would not do, for the
// index changes where no record does.
func refit(ctx context.Context, tx *changelog.Tx, r refitting, cause *changelog.Change) error {
	for {
		rules, err := ruleset.Read(ctx, tx.DB, tx.Workspace)
		if err != nil {
			return err
		}
		if err := r.by(ctx, tx, rules, cause); err != nil {
			return err
		}
		var version int64
		err = tx.QueryRow(ctx, `UPDATE workspace_counters SET rules = rules WHERE workspace_id = $1 RETURNING rules`,
			tx.Workspace).Scan(&version)
		if err != nil {
			return fmt.Errorf("hold the workspace's rules: %w", err)
		}
		if version == rules.Version {
			return nil
		}
	}
}

func (r *refitting) by(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, cause *changelog.Change) error {
	edit := r.edit(rules)
	switch r.kind {
	case customfield.Contact:
		return contact.Refit(ctx, tx, rules, r.ids, edit, cause)
	case customfield.Organization:
		return organization.Refit(ctx, tx, rules, r.ids, edit, cause)
	}
	changes, err := address.Refit(ctx, tx, rules, r.ids, edit, cause)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if err := in(tx).show(ctx, showing{c, c.Record, "", showAddress}); err != nil {
			return err
		}
	}
	return nil
}

// indexField brings the values of a field into the index, unless it is gone or
// not filterable any more.
func indexField(table string) rewriteFunc {
	return func(ctx context.Context, tx *changelog.Tx, of subject, ids []string, _ *changelog.Change) error {
		f, err := customfield.Hold(ctx, tx, of.id)
		if problem.Is(err, problem.NotFound) || err == nil && !f.Filterable {
			return nil
		}
		if err != nil {
			return err
		}
		for len(ids) > 0 {
			some := ids[:min(len(ids), fieldBatch)]
			ids = ids[len(some):]
			entries, err := readValues(ctx, tx, table, some, tx.ForShare())
			if err != nil {
				return err
			}
			if err := f.Index(ctx, tx, entries); err != nil {
				return err
			}
		}
		return nil
	}
}

func unindexField(ctx context.Context, tx *changelog.Tx, of subject, ids []string, _ *changelog.Change) error {
	return customfield.Unindex(ctx, tx, of.id, ids)
}

const fieldBatch = 500 // records that are read with one statement

// readValues reads the custom values of records. With lock nobody can change them
// until the transaction ends.
func readValues(ctx context.Context, tx *changelog.Tx, table string, ids []string, lock string) ([]customfield.Entry, error) {
	w := database.Where{Args: []any{tx.Workspace}}
	rows, err := tx.Query(ctx, `SELECT id, custom_fields FROM `+table+` WHERE workspace_id = $1
		AND id IN (`+database.List(&w, ids)+`) ORDER BY id`+lock, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("read custom values: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var entries []customfield.Entry
	for rows.Next() {
		var e customfield.Entry
		if err := rows.Scan(&e.ID, &e.Values); err != nil {
			return nil, fmt.Errorf("read custom values: %w", err)
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

// found is what records have under the key of a field.
type found struct {
	held  int // have a value at all
	moved int // have one with a choice that is renamed
	unfit int // have one that is not as the definition wants it
	short int // have a list of which some items do not fit
	lost  int // have one that cannot be converted
}

// follows reports whether records have to be written.
func (n found) follows() bool { return n.moved+n.unfit > 0 }

// examine counts, and returns a conflict if the values do not allow what stored
// says.
func (a *action) examine(ctx context.Context, f *customfield.Field, stored StoredValues) (found, error) {
	n, err := a.count(ctx, f)
	switch {
	case err != nil:
		return n, err
	case stored == RefuseValues && n.unfit > 0:
		return n, problem.New(problem.Conflict, fmt.Sprintf("%s a value that does not fit the changed custom field. "+
			"Set stored_values to convert or clear.", recordsHave(n.unfit)))
	case stored == ConvertValues && n.lost > 0:
		return n, problem.New(problem.Conflict, fmt.Sprintf("%s a value that cannot be converted. "+
			"Change it there, or set stored_values to clear.", recordsHave(n.lost)))
	}
	return n, nil
}

// count reads all records that have a value under the field's key.
func (a *action) count(ctx context.Context, f *customfield.Field) (n found, err error) {
	query := `SELECT id, custom_fields FROM ` + fieldTables[f.RecordKind] + ` WHERE workspace_id = $1` + withKey +
		` AND id > $3 ORDER BY id LIMIT $4`
	last := ""
	for {
		read, err := a.countSome(ctx, f, query, &last, &n)
		if err != nil || read < fieldBatch {
			return n, err
		}
	}
}

// countSome counts among the records behind last, which it moves on.
func (a *action) countSome(ctx context.Context, f *customfield.Field, query string, last *string, n *found) (read int, err error) {
	rows, err := a.tx.Query(ctx, query, a.tx.Workspace, f.Key, *last, fieldBatch)
	if err != nil {
		return 0, fmt.Errorf("read custom values: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var e customfield.Entry
		if err := rows.Scan(last, &e.Values); err != nil {
			return 0, fmt.Errorf("read custom values: %w", err)
		}
		read++
		value := e.Values[f.Key]
		if value == nil {
			continue
		}
		n.held++
		renamed := f.Renamed(value)
		if string(renamed) != string(value) {
			n.moved++
		}
		fitted, ok := f.Salvage(value)
		if string(fitted) != string(renamed) {
			n.unfit++
		}
		if _, whole := f.Convert(renamed); ok && !whole {
			n.short++
		}
		if !ok {
			n.lost++
		}
	}
	return read, rows.Err()
}
