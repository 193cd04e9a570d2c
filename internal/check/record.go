package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// item is a record as it was found.
type item struct {
	id     string
	record []byte        // as the newest change must have left it; nil if it cannot be rendered
	values record.Values // custom ones
	lost   bool          // a row of it cannot be read
	faults problem.Fields
}

// reader reads the records of one kind.
type reader struct {
	db        *database.DB
	workspace string
	rules     *ruleset.Set // its lists hold retired values too
	walks     walks
}

// kind says where the records of a kind are and how they are read.
type kind struct {
	name  changelog.Kind
	table string
	read  func(r *reader, ctx context.Context, ids []string) ([]item, error)
}

var kinds = []kind{
	{changelog.Contact, "contacts", (*reader).contacts},
	{changelog.Organization, "organizations", (*reader).organizations},
	{changelog.OrganizationType, "organization_types", (*reader).organizationTypes},
	{changelog.Address, "addresses", (*reader).addresses},
	{changelog.Tag, "tags", (*reader).tags},
	{changelog.Option, "options", (*reader).optionRows},
	{changelog.CustomField, "custom_fields", (*reader).customFields},
	{changelog.SavedView, "saved_views", (*reader).savedViews},
}

// recordBatch is how many records are in memory at a time: one can be large.
const recordBatch = 200

// records checks the records of all kinds that have a change log: their values,
// what is kept beside them, and that the log ends with what they are.
func (c *Checker) records(ctx context.Context) error {
	for i := range kinds {
		k := &kinds[i]
		err := c.batches(ctx, k.table, func(ids []string) error {
			c.checked(string(k.name), len(ids))
			found, err := k.look(ctx, c.DB, c.id(), ids)
			if err != nil || len(found) == 0 {
				return err
			}
			again := make([]string, len(found))
			for i := range found {
				again[i] = found[i].Record
			}
			again = slices.Compact(again)
			found, err = steadily(ctx, c.DB, func(db *database.DB) ([]Breach, error) { return k.look(ctx, db, c.id(), again) })
			c.report(found...)
			return err
		})
		if err != nil {
			return fmt.Errorf("check %s: %w", k.table, err)
		}
	}
	return nil
}

// batches calls fn with the ids of a table's rows in the workspace, some at a
// time.
func (c *Checker) batches(ctx context.Context, table string, fn func(ids []string) error) error {
	for last := ""; ; {
		ids, err := c.texts(ctx, fmt.Sprintf(`SELECT id FROM %s WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT %d`,
			table, recordBatch), c.id(), last)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := fn(ids); err != nil {
			return err
		}
	}
}

// look checks the records with the ids. What it finds of one record stands
// together.
func (k *kind) look(ctx context.Context, db *database.DB, workspace string, ids []string) ([]Breach, error) {
	r := reader{db: db, workspace: workspace}
	var err error
	if r.rules, err = ruleset.ReadStored(ctx, db, workspace); err != nil {
		return nil, err
	}
	if r.walks, err = readWalks(ctx, db, workspace); err != nil {
		return nil, err
	}
	items, err := k.read(&r, ctx, ids)
	if err != nil {
		return nil, err
	}
	if slices.Contains(customfield.Kinds, string(k.name)) {
		if err := r.customValues(ctx, customfield.Kind(k.name), items); err != nil {
			return nil, err
		}
	}
	newest, err := r.newest(ctx, k.name, ids)
	if err != nil {
		return nil, err
	}
	var found []Breach
	for i := range items {
		it := &items[i]
		it.logFaults(newest[it.id])
		found = append(found, breaches(string(k.name), it.id, it.faults)...)
	}
	return found, nil
}

// entry is the newest change of a record.
type entry struct {
	action changelog.Action
	after  []byte
}

// newest reads the newest changes of records.
func (r *reader) newest(ctx context.Context, kind changelog.Kind, ids []string) (map[string]*entry, error) {
	w := database.Where{Args: []any{r.workspace, string(kind)}}
	rows, err := r.db.Query(ctx, `SELECT h.record_id, h.action, h.after FROM changes h
		WHERE h.workspace_id = $1 AND h.kind = $2 AND h.record_id IN (`+database.List(&w, ids)+`)
		AND h.number = (SELECT MAX(n.number) FROM changes n
			WHERE n.workspace_id = $1 AND n.kind = $2 AND n.record_id = h.record_id)`, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("read the newest changes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	entries := map[string]*entry{}
	for rows.Next() {
		var id string
		var e entry
		if err := rows.Scan(&id, &e.action, &e.after); err != nil {
			return nil, fmt.Errorf("read the newest changes: %w", err)
		}
		entries[id] = &e
	}
	return entries, rows.Err()
}

// logFaults holds the record against its newest change, nil for none.
func (it *item) logFaults(newest *entry) {
	switch {
	case newest == nil:
		it.faults.Add("", "change_missing", "The change log has no entry for the record.")
	case newest.action == changelog.Delete:
		it.faults.Add("", "change_differs", "The change log says that the record was deleted, but it exists.")
	case it.record != nil && !same(it.record, newest.after):
		detail := "The record differs from what its newest change left"
		if names := differing(it.record, newest.after); len(names) > 0 {
			detail += " in " + strings.Join(names, ", ")
		}
		it.faults.Add("", "change_differs", detail+".")
	}
}

func (r *reader) contacts(ctx context.Context, ids []string) ([]item, error) {
	list, err := contact.ReadStored(ctx, r.db, r.workspace, ids)
	if err != nil {
		return nil, err
	}
	items := make([]item, len(list))
	for i, s := range list {
		items[i] = item{id: s.ID, faults: s.Faults(r.rules)}
		if len(s.Records) == 1 {
			items[i].record = s.Records[0].JSON
		}
		if items[i].lost = len(s.Unreadable) > 0; items[i].lost {
			continue
		}
		items[i].values = s.CustomFields
		f := &items[i].faults
		metaFaults("", &s.Meta, f)
		for j := range s.EmailAddresses {
			metaFaults(problem.Pointer("email_addresses", j), &s.EmailAddresses[j].Meta, f)
		}
		for j := range s.PhoneNumbers {
			metaFaults(problem.Pointer("phone_numbers", j), &s.PhoneNumbers[j].Meta, f)
		}
		for j := range s.Addresses {
			metaFaults(problem.Pointer("addresses", j), &s.Addresses[j].Meta, f)
		}
	}
	return items, nil
}

// metaFaults checks what every record carries.
func metaFaults(at string, m *record.Meta, f *problem.Fields) {
	if !record.ValidID(m.ID) {
		f.Add(at+"/id", "invalid_id", "The id is not a lowercase UUID.")
	}
	if m.Version < 1 {
		f.Add(at+"/version", "out_of_range", "The version must be 1 or more.")
	}
	if m.CreatedAt.IsZero() {
		f.Add(at+"/created_at", "required", "The record has no creation time.")
	}
	if m.UpdatedAt.IsZero() {
		f.Add(at+"/updated_at", "required", "The record has no update time.")
	}
}

// single is a record that is one row.
type single interface {
	Dest() []any // the id first
	Faults() problem.Fields
	JSON() []byte
}

// rows reads records that are one row each. query ends behind FROM; id is its
// column of ids, with the alias. next returns an empty record and its meta data.
func (r *reader) rows(ctx context.Context, query, id string, ids []string, next func() (single, *record.Meta)) ([]item, error) {
	w := database.Where{Args: []any{r.workspace}}
	alias, _, _ := strings.Cut(id, ".")
	rows, err := r.db.Query(ctx, query+" WHERE "+alias+".workspace_id = $1 AND "+id+" IN ("+database.List(&w, ids)+") ORDER BY "+id,
		w.Args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var items []item
	for rows.Next() {
		s, meta := next()
		if err := rows.Scan(s.Dest()...); err != nil {
			if meta.ID == "" {
				return nil, err
			}
			items = append(items, unreadable(meta.ID))
			continue
		}
		it := item{id: meta.ID, record: s.JSON(), faults: s.Faults()}
		metaFaults("", meta, &it.faults)
		items = append(items, it)
	}
	return items, rows.Err()
}

func unreadable(id string) item {
	it := item{id: id, lost: true}
	it.faults.Add("", "unreadable", "The row holds an unreadable value.")
	return it
}

// same reports whether two records say the same in all that both say: one that
// was written by an older program may lack fields that are new since.
func same(a, b []byte) bool {
	return bytes.Equal(a, b) || len(a) > 0 && len(b) > 0 && len(differing(a, b)) == 0
}

var errNoObject = errors.New("not a JSON object")

// differing names the fields that two records both have and in which they
// differ.
func differing(a, b []byte) []string {
	one, err := object(a)
	if err != nil {
		return []string{"all"}
	}
	other, err := object(b)
	if err != nil {
		return []string{"all"}
	}
	var names []string
	for name, value := range one {
		if second, ok := other[name]; ok && !agree(value, second) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
