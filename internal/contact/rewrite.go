package contact

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/text"
)

// rewriteBatch is how many contacts are rewritten with one statement for each
// table.
const rewriteBatch = 500

// Refresh renders contacts anew because something that they show was changed:
// the name of their organization, a tag or an address. cause is that change.
// Contacts that are not there, or look the same, are left alone.
func Refresh(ctx context.Context, tx *changelog.Tx, ids []string, cause *changelog.Change) error {
	return rewrite(ctx, tx, ids, func(*Contact) {}, cause)
}

// Unlink takes the organization from contacts, which keep its name in
// organization_name. cause is the change that deletes it.
func Unlink(ctx context.Context, tx *changelog.Tx, ids []string, cause *changelog.Change) error {
	return rewrite(ctx, tx, ids, func(c *Contact) {
		if c.LinkedOrganization != "" {
			c.OrganizationName, c.LinkedOrganization, c.LinkedOrganizationName = c.LinkedOrganizationName, "", ""
		}
	}, cause)
}

// Refit changes the custom values of contacts as edit says and makes them fit the
// definitions of the rules; the values are indexed again. cause is the change of a
// definition. A contact whose values stay has no change.
func Refit(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, ids []string, edit customfield.Edit,
	cause *changelog.Change,
) error {
	fields := rules.Fields(customfield.Contact)
	values := make(map[string]record.Values, len(ids))
	err := rewrite(ctx, tx, ids, func(c *Contact) {
		c.CustomFields = fields.Fit(edit(c.ID, c.CustomFields))
		values[c.ID] = c.CustomFields
	}, cause)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(values)) {
		if err := customfield.RemoveIndex(ctx, tx, id); err != nil {
			return err
		}
		if err := fields.WriteIndex(ctx, tx, id, nil, values[id]); err != nil {
			return err
		}
	}
	return nil
}

// rewrite changes contacts because of another change and brings what is kept of
// them up to date. Those that then are as the records say are left alone, and so
// are those that are not there. change may change what hangs on the organization,
// and the custom values.
func rewrite(ctx context.Context, tx *changelog.Tx, ids []string, change func(*Contact), cause *changelog.Change) error {
	var texts []searchRow
	for batch := range slices.Chunk(slices.Sorted(slices.Values(ids)), rewriteBatch) {
		l := loader{db: tx.DB, workspace: tx.Workspace, lock: true}
		list, err := l.loadAll(ctx, batch, l.records)
		if err != nil {
			return err
		}
		r := rewriter{tx: tx, cause: cause, rows: map[rowChange][]string{}}
		for _, s := range list {
			if err := r.take(s, change); err != nil {
				return err
			}
		}
		if err := r.write(ctx); err != nil {
			return err
		}
		texts = append(texts, r.texts...)
	}
	return writeSearch(ctx, tx.DB, texts)
}

// rewriter writes a batch of contacts.
type rewriter struct {
	tx    *changelog.Tx
	cause *changelog.Change

	rows         map[rowChange][]string // ids by what becomes of their rows
	customFields []any                  // id and values, of those whose values change
	records      []Record
	texts        []searchRow
}

// rowChange is what becomes of a contact's row beside its new version.
type rowChange struct {
	at    database.Time // tx.At, unless the contact was written later than that
	moved bool          // to these columns
	organizationColumns
}

// organizationColumns are the columns of a contact's row that hang on its
// organization.
type organizationColumns struct{ name, linked, key string }

// searched are the fields of a record that the search text is made of.
var searched = []string{
	"email_addresses", "first_name", "last_name", "linked_organization_name", "middle_name", "nickname", "notes",
	"organization_name", "phone_numbers", "prefix", "suffix", "tags", "title",
}

// take changes one contact and notes what is to be written of it.
func (r *rewriter) take(s *Stored, change func(*Contact)) error {
	c, kept := &s.Contact, s.kept()
	if kept == nil {
		return fmt.Errorf("contact %s has no stored record", c.ID)
	}
	was, row := *c, organizationColumns{c.OrganizationName, c.LinkedOrganization, string(s.keys.organization)}
	change(c)
	if string(kept) == string(c.JSON()) {
		return nil
	}
	c.Touch(r.tx.At, r.tx.Actor.UserID)
	after := c.JSON()
	logged, err := r.tx.Append(changelog.Contact, c.ID, kept, after, r.cause)
	if err != nil {
		return err
	}
	r.records = append(r.records, Record{c.ID, Format, c.Version, after})
	if slices.ContainsFunc(logged.Changed, func(name string) bool { return slices.Contains(searched, name) }) {
		r.texts = append(r.texts, c.searchRow(r.tx.Workspace))
	}
	now := organizationColumns{c.OrganizationName, c.LinkedOrganization, string(text.SortKey(c.Organization()))}
	becomes := rowChange{at: c.UpdatedAt}
	if now != row {
		becomes.moved, becomes.organizationColumns = true, now
	}
	r.rows[becomes] = append(r.rows[becomes], c.ID)
	if values := string(c.CustomFields.JSON()); values != string(was.CustomFields.JSON()) {
		r.customFields = append(r.customFields, c.ID, values)
	}
	return nil
}

func (r *rewriter) write(ctx context.Context) error {
	if len(r.records) == 0 {
		return nil
	}
	for change, ids := range r.rows {
		if err := r.update(ctx, change, ids); err != nil {
			return err
		}
	}
	if err := r.writeCustomFields(ctx); err != nil {
		return err
	}
	return keepRecords(ctx, r.tx.DB, r.tx.Workspace, r.records)
}

// update changes the rows of contacts.
func (r *rewriter) update(ctx context.Context, change rowChange, ids []string) error {
	w := database.Where{Args: []any{r.tx.Workspace, change.at, record.OrNull(r.tx.Actor.UserID)}}
	set := "updated_at = $2, updated_by = $3, version = version + 1"
	if change.moved {
		set += ", organization_name = $4, linked_organization_id = $5, organization_key = $6"
		w.Args = append(w.Args, change.name, record.OrNull(change.linked), []byte(change.key))
	}
	_, err := r.tx.Exec(ctx, `UPDATE contacts SET `+set+` WHERE workspace_id = $1 AND id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil {
		return fmt.Errorf("rewrite contacts: %w", err)
	}
	return nil
}

func (r *rewriter) writeCustomFields(ctx context.Context) error {
	if len(r.customFields) == 0 {
		return nil
	}
	rows := database.Rows(len(r.customFields)/2, 2)
	args := append(slices.Clone(r.customFields), r.tx.Workspace)
	_, err := r.tx.Exec(ctx, fmt.Sprintf(`UPDATE contacts SET custom_fields = v.column2 FROM (VALUES %s) v
		WHERE contacts.workspace_id = $%d AND contacts.id = v.column1`, rows, len(args)), args...)
	if err != nil {
		return fmt.Errorf("rewrite custom values: %w", err)
	}
	return nil
}
