package contact

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// writeRows brings the rows of a contact and its lists from before to c. beside
// is the contact that the keys in its own row are of, nil for a new one.
func writeRows(ctx context.Context, a *applier, beside *Contact) error {
	old := a.before
	if old == nil {
		old = &Contact{}
	}
	if err := a.work.write(ctx, a.tx, a.rules.Fields(customfield.Address)); err != nil {
		return err
	}
	if err := writeContact(ctx, a.tx, beside, a.c); err != nil {
		return err
	}
	if err := writeChannels[EmailAddress](ctx, a.tx, a.c.ID, old.EmailAddresses, a.c.EmailAddresses); err != nil {
		return err
	}
	if err := writeChannels[PhoneNumber](ctx, a.tx, a.c.ID, old.PhoneNumbers, a.c.PhoneNumbers); err != nil {
		return err
	}
	if err := writeChannels[ContactAddress](ctx, a.tx, a.c.ID, old.Addresses, a.c.Addresses); err != nil {
		return err
	}
	if err := writeTags(ctx, a.tx, a.c.ID, old.Tags, a.c.Tags); err != nil {
		return err
	}
	if err := writeExternalIDs(ctx, a.tx, a.c.ID, old.ExternalIDs, a.c.ExternalIDs); err != nil {
		return err
	}
	return a.rules.Fields(customfield.Contact).WriteIndex(ctx, a.tx, a.c.ID, old.CustomFields, a.c.CustomFields)
}

const insertContact = `INSERT INTO contacts (workspace_id, id, prefix, first_name, middle_name, last_name, suffix, nickname,
	title, organization_name, linked_organization_id, contact_type, status, source, birth_date, language, notes,
	custom_fields, first_name_key, last_name_key, organization_key, first_name_alike, last_name_alike, ` +
	record.Columns + `) VALUES `

const updateContact = `UPDATE contacts SET prefix = $3, first_name = $4, middle_name = $5, last_name = $6, suffix = $7,
	nickname = $8, title = $9, organization_name = $10, linked_organization_id = $11, contact_type = $12, status = $13,
	source = $14, birth_date = $15, language = $16, notes = $17, custom_fields = $18, first_name_key = $19,
	last_name_key = $20, organization_key = $21, first_name_alike = $22, last_name_alike = $23, created_at = $24,
	updated_at = $25, created_by = $26, updated_by = $27, version = $28 WHERE workspace_id = $1 AND id = $2`

const touchContact = `UPDATE contacts SET updated_at = $3, updated_by = $4, version = $5 WHERE workspace_id = $1 AND id = $2`

// values are those of the columns from prefix to custom_fields.
func (c *Contact) values() []any {
	return []any{
		c.Prefix, c.FirstName, c.MiddleName, c.LastName, c.Suffix, c.Nickname, c.Title, c.OrganizationName,
		record.OrNull(c.LinkedOrganization), c.ContactType, c.Status, c.Source, record.OrNull(c.BirthDate),
		c.Language, c.Notes, string(c.CustomFields.JSON()),
	}
}

// writeContact writes the contact's own row. old is the contact as the row has
// it, nil for a new one. If only lists beside the row differ, the row's many
// indexes are left alone.
func writeContact(ctx context.Context, tx *changelog.Tx, old, c *Contact) error {
	values := c.values()
	query, args := updateContact, append([]any{tx.Workspace, c.ID}, values...)
	if old != nil && slices.Equal(old.values(), values) && old.Organization() == c.Organization() {
		query, args = touchContact, append(args[:2], c.UpdatedAt, record.OrNull(c.UpdatedBy), c.Version)
	} else {
		args = append(args, text.SortKey(c.FirstName), text.SortKey(c.LastName), text.SortKey(c.Organization()),
			text.Alike(c.FirstName), text.Alike(c.LastName))
		args = append(args, c.Meta.Values()...)
	}
	if old == nil {
		query = insertContact + database.Rows(1, len(args))
	}
	if _, err := tx.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("write contact: %w", err)
	}
	return nil
}

func writeTags(ctx context.Context, tx *changelog.Tx, contactID string, before, after []Tag) error {
	for _, t := range before {
		if slices.ContainsFunc(after, func(a Tag) bool { return a.ID == t.ID }) {
			continue
		}
		_, err := tx.Exec(ctx, `DELETE FROM contact_tags WHERE workspace_id = $1 AND contact_id = $2 AND tag_id = $3`,
			tx.Workspace, contactID, t.ID)
		if err != nil {
			return fmt.Errorf("remove tag: %w", err)
		}
	}
	var args []any
	for _, t := range after {
		if !slices.ContainsFunc(before, func(b Tag) bool { return b.ID == t.ID }) {
			args = append(args, tx.Workspace, contactID, t.ID)
		}
	}
	for batch := range slices.Chunk(args, 3*200) {
		_, err := tx.Exec(ctx, `INSERT INTO contact_tags (workspace_id, contact_id, tag_id) VALUES `+
			database.Rows(len(batch)/3, 3), batch...)
		if err != nil {
			return fmt.Errorf("add tags: %w", err)
		}
	}
	return nil
}

func writeExternalIDs(ctx context.Context, tx *changelog.Tx, contactID string, before, after map[string]string) error {
	if maps.Equal(before, after) {
		return nil
	}
	if len(before) > 0 {
		_, err := tx.Exec(ctx, `DELETE FROM contact_external_ids WHERE workspace_id = $1 AND contact_id = $2`,
			tx.Workspace, contactID)
		if err != nil {
			return fmt.Errorf("clear external ids: %w", err)
		}
	}
	for _, system := range slices.Sorted(maps.Keys(after)) {
		_, err := tx.Exec(ctx, `INSERT INTO contact_external_ids (workspace_id, contact_id, system, external_id)
			VALUES ($1, $2, $3, $4)`, tx.Workspace, contactID, system, after[system])
		if database.Violates(err, "contact_external_ids_unique") {
			return problem.Fields{takenExternalID(system, "")}.Err()
		}
		if err != nil {
			return fmt.Errorf("add external id: %w", err)
		}
	}
	return nil
}
