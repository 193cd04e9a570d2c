package bulk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/text"
)

// kind is a kind of record that there are actions on.
type kind struct {
	name                 changelog.Kind
	view, change, remove auth.Permission
	statuses             []string
	alias                string // of its table in the list
	tags, owner          string // the table of its tags, and its column of the record's id

	spec   func(rules *ruleset.Set) *listing.Spec
	from   func(db *database.DB, workspace string, q *listing.Query) listing.Select
	labels func(ctx context.Context, db *database.DB, workspace string, q *listing.Query) ([]label, error)
	// The following write a record, and report whether that changed anything.
	retag   func(ctx context.Context, w *work, id string) (changed bool, err error)
	restate func(ctx context.Context, w *work, id, status string) (changed bool, err error)
	delete  func(ctx context.Context, w *work, id string) error
}

// label is what a record is called.
type label struct{ id, name string }

var kinds = []*kind{
	{
		name: changelog.Contact, view: auth.ViewContact, change: auth.ChangeContact, remove: auth.DeleteContact,
		statuses: contact.Statuses, alias: "c", tags: "contact_tags", owner: "contact_id",
		spec: func(rules *ruleset.Set) *listing.Spec { return contact.ListSpec(rules.Fields(customfield.Contact)) },
		from: func(db *database.DB, workspace string, q *listing.Query) listing.Select {
			return contact.NewStore(db, workspace, nil).Select(q)
		},
		labels: contactLabels, retag: retagContact, restate: restateContact,
		delete: func(ctx context.Context, w *work, id string) error {
			return directory.DeleteContact(ctx, w.tx, id, whatever)
		},
	},
	{
		name: changelog.Organization, view: auth.ViewOrganization, change: auth.ChangeOrganization,
		remove: auth.DeleteOrganization, statuses: organization.Statuses, alias: "o",
		tags: "organization_tags", owner: "organization_id",
		spec: func(rules *ruleset.Set) *listing.Spec {
			return organization.ListSpec(rules.Fields(customfield.Organization))
		},
		from: func(_ *database.DB, workspace string, _ *listing.Query) listing.Select {
			return organization.Select(workspace)
		},
		labels: organizationLabels, retag: retagOrganization, restate: restateOrganization,
		delete: func(ctx context.Context, w *work, id string) error {
			return directory.DeleteOrganization(ctx, w.tx, id, whatever)
		},
	},
}

// kindOf returns the kind of record with a name.
func kindOf(name changelog.Kind) (*kind, error) {
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.name == name })
	if i < 0 {
		return nil, fmt.Errorf("records of the kind %q have no bulk actions", name)
	}
	return kinds[i], nil
}

// whatever takes any version: an action is about records and not about versions.
func whatever(int64) error { return nil }

func contactLabels(ctx context.Context, db *database.DB, workspace string, q *listing.Query) ([]label, error) {
	page, err := contact.NewStore(db, workspace, nil).List(ctx, q)
	if err != nil {
		return nil, err
	}
	list := make([]label, len(page.Items))
	for i := range page.Items {
		if list[i], err = labelOf(page.Items[i].ID, page.Items[i].JSON); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func organizationLabels(ctx context.Context, db *database.DB, workspace string, q *listing.Query) ([]label, error) {
	page, err := organization.List(ctx, db, workspace, q)
	if err != nil {
		return nil, err
	}
	list := make([]label, len(page.Items))
	for i := range page.Items {
		if list[i], err = labelOf(page.Items[i].ID, page.Items[i].Record); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// labelOf reads what a record is called from its JSON.
func labelOf(id string, rec []byte) (label, error) {
	var named struct {
		FullName string `json:"full_name"`
		Name     string `json:"name"`
	}
	if err := json.Unmarshal(rec, &named); err != nil {
		return label{}, fmt.Errorf("read what a record is called: %w", err)
	}
	return label{id, named.FullName + named.Name}, nil
}

func retagContact(ctx context.Context, w *work, id string) (bool, error) {
	tags, ok := w.tags[id]
	if !ok {
		return false, contact.ErrNotFound
	}
	return updateContact(ctx, w, id, &contact.Patch{Tags: record.Some(w.action.Task.retag(tags))})
}

func restateContact(ctx context.Context, w *work, id, status string) (bool, error) {
	return updateContact(ctx, w, id, &contact.Patch{Status: record.Some(status)})
}

func updateContact(ctx context.Context, w *work, id string, p *contact.Patch) (bool, error) {
	store := contact.NewStore(w.tx.DB, w.tx.Workspace, w.rules)
	written, err := directory.UpdateContact(ctx, w.tx, store, id, p, whatever)
	return err == nil && written.Change != nil, err
}

func retagOrganization(ctx context.Context, w *work, id string) (bool, error) {
	tags, ok := w.tags[id]
	if !ok {
		return false, organization.ErrNotFound
	}
	return updateOrganization(ctx, w, id, &organization.Patch{Tags: record.Some(w.action.Task.retag(tags))})
}

func restateOrganization(ctx context.Context, w *work, id, status string) (bool, error) {
	return updateOrganization(ctx, w, id, &organization.Patch{Status: record.Some(status)})
}

func updateOrganization(ctx context.Context, w *work, id string, p *organization.Patch) (bool, error) {
	written, err := directory.UpdateOrganization(ctx, w.tx, w.rules, id, p, whatever)
	return err == nil && written.Change != nil, err
}

// retag returns the names of a record's tags as the task leaves them.
func (t *Task) retag(names []string) []string {
	keys := make([]string, len(t.Tags))
	for i, name := range t.Tags {
		keys[i] = text.Fold(name)
	}
	left := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(keys, text.Fold(name)) })
	if t.Verb == RemoveTags {
		return left
	}
	if len(names)-len(left) == len(t.Tags) {
		return names // it has all of them
	}
	all := slices.Clone(names)
	for i, name := range t.Tags {
		if !slices.ContainsFunc(names, func(n string) bool { return text.Fold(n) == keys[i] }) {
			all = append(all, name)
		}
	}
	return all
}

// lockedTags reads the tags of records that nobody else can change until the
// transaction ends, by the record's id. A record that is not there has no entry.
func (w *work) lockedTags(ctx context.Context, ids []string) (map[string][]string, error) {
	table := "contacts"
	if w.kind.name == changelog.Organization {
		table = "organizations"
	}
	where := database.Where{Args: []any{w.tx.Workspace}}
	in := `(` + database.List(&where, ids) + `)`
	query := `SELECT r.id FROM ` + table + ` r WHERE r.workspace_id = $1 AND r.id IN ` + in + ` ORDER BY r.id`
	if w.tx.Engine == database.Postgres {
		query += " FOR NO KEY UPDATE"
	}
	rows, err := w.tx.Query(ctx, query, where.Args...)
	if err != nil {
		return nil, fmt.Errorf("lock the records: %w", err)
	}
	there, err := database.Texts(rows)
	if err != nil {
		return nil, fmt.Errorf("lock the records: %w", err)
	}
	tags := make(map[string][]string, len(there))
	for _, id := range there {
		tags[id] = []string{}
	}
	return tags, w.readTags(ctx, tags, in, where.Args)
}

func (w *work) readTags(ctx context.Context, tags map[string][]string, in string, args []any) error {
	rows, err := w.tx.Query(ctx, `SELECT r.`+w.kind.owner+`, t.name FROM `+w.kind.tags+` r
		JOIN tags t ON t.workspace_id = $1 AND t.id = r.tag_id
		WHERE r.workspace_id = $1 AND r.`+w.kind.owner+` IN `+in+` ORDER BY r.`+w.kind.owner+`, t.sort_key, t.id`, args...)
	if err != nil {
		return fmt.Errorf("read the tags of the records: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return fmt.Errorf("read the tags of the records: %w", err)
		}
		if _, ok := tags[id]; ok {
			tags[id] = append(tags[id], name)
		}
	}
	return rows.Err()
}

// outcome is what became of a record.
func outcome(changed bool, refusal *problem.Error) (state, reason string) {
	switch {
	case refusal != nil:
		return "refused", reasonOf(refusal)
	case changed:
		return "done", ""
	default:
		return "unchanged", ""
	}
}

// reasonOf is why a record was refused, in sentences that hold no value of it.
func reasonOf(refusal *problem.Error) string {
	if len(refusal.Fields) == 0 {
		return refusal.Detail
	}
	f := refusal.Fields[0]
	return f.Pointer + ": " + f.Detail
}
