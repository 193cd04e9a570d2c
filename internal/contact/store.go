package contact

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

// Store reads and writes the contacts of one workspace.
type Store struct {
	db        *database.DB
	workspace string
	rules     *ruleset.Set
}

// NewStore returns the store of a workspace's contacts. Create and Update check
// by the rules, which are those for their transaction (ruleset.Store.For); for
// all else they may be nil.
func NewStore(db *database.DB, workspace string, rules *ruleset.Set) *Store {
	return &Store{db: db, workspace: workspace, rules: rules}
}

// Written is what a write leaves behind.
type Written struct {
	Contact *Contact
	JSON    []byte            // its record
	Change  *changelog.Change // nil if nothing changed
	// Addresses are the ids of the addresses that were changed: other records
	// may show them, see package directory.
	Addresses []string
	// Added is the id of the channel that an Edit of a single one made, "" for
	// none.
	Added string
}

// Record returns the contact as it is kept ready to be read, or ErrNotFound.
func (s *Store) Record(ctx context.Context, id string) (*Record, error) {
	r := Record{ID: id}
	err := s.db.QueryRow(ctx, `SELECT format, version, record FROM contact_records
		WHERE workspace_id = $1 AND contact_id = $2`, s.workspace, id).Scan(&r.Format, &r.Version, &r.JSON)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read contact record: %w", err)
	}
	return &r, s.renew(ctx, &r)
}

// renew renders a record of an older format anew.
func (s *Store) renew(ctx context.Context, r *Record) error {
	if r.Format == Format {
		return nil
	}
	c, err := s.Get(ctx, r.ID)
	if err != nil {
		return err
	}
	r.Format, r.Version, r.JSON = Format, c.Version, c.JSON()
	return nil
}

// Get reads a whole contact from its rows, or returns ErrNotFound.
func (s *Store) Get(ctx context.Context, id string) (*Contact, error) {
	l := loader{db: s.db, workspace: s.workspace}
	return l.load(ctx, id)
}

// Create makes a contact.
func (s *Store) Create(ctx context.Context, tx *changelog.Tx, p *Patch) (*Written, error) {
	a := applier{tx: tx, patch: p, c: newContact(tx.NewMeta()), rules: s.rules}
	return s.write(ctx, &a)
}

// Update changes a contact as p says. check is asked whether the version found
// may be changed; its error is returned. An edit of a single channel that the
// contact does not have is ErrNoChannel.
func (s *Store) Update(ctx context.Context, tx *changelog.Tx, id string, p *Patch, check func(version int64) error) (*Written, error) {
	before, err := s.lock(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := check(before.Version); err != nil {
		return nil, err
	}
	if p.namesMissing(before) {
		return nil, ErrNoChannel
	}
	a := applier{tx: tx, patch: p, before: before, c: before.clone(), rules: s.rules}
	return s.write(ctx, &a)
}

func (s *Store) lock(ctx context.Context, tx *changelog.Tx, id string) (*Contact, error) {
	l := loader{db: tx.DB, workspace: tx.Workspace, lock: true}
	return l.load(ctx, id)
}

// Delete deletes a contact with its channels, and the addresses that nothing
// else points to. check is asked whether the version found may be deleted.
func (s *Store) Delete(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	c, err := s.lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := check(c.Version); err != nil {
		return err
	}
	if err := deleteSearch(ctx, tx.DB, tx.Workspace, id); err != nil {
		return err
	}
	for _, table := range []string{
		"contact_records", "contact_email_addresses", "contact_phone_numbers", "contact_addresses",
		"contact_tags", "contact_external_ids",
	} {
		_, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE workspace_id = $1 AND contact_id = $2`, tx.Workspace, id)
		if err != nil {
			return fmt.Errorf("delete from %s: %w", table, err)
		}
	}
	if err := customfield.RemoveIndex(ctx, tx, id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM contacts WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete contact: %w", err)
	}
	change, err := tx.Append(changelog.Contact, id, c.JSON(), nil, nil)
	if err != nil {
		return err
	}
	return removeOrphans(ctx, tx, c.Addresses, nil, change)
}

// write applies the patch and brings the rows, the record, the search text and
// the change log up to date.
func (s *Store) write(ctx context.Context, a *applier) (*Written, error) {
	if err := a.apply(ctx); err != nil {
		return nil, err
	}
	if err := refuseTakenExternalIDs(ctx, a); err != nil {
		return nil, err
	}
	if err := a.faults.Err(); err != nil {
		return nil, err
	}
	if err := resolveTags(ctx, a); err != nil {
		return nil, err
	}
	var before []byte
	if a.before != nil {
		before = a.before.JSON()
		if bytes.Equal(before, a.c.JSON()) {
			return &Written{Contact: a.before, JSON: before}, nil
		}
		a.c.Touch(a.tx.At, a.tx.Actor.UserID)
	}
	if err := writeRows(ctx, a); err != nil {
		return nil, err
	}
	w, err := finish(ctx, a.tx, ending{old: a.before, before: before, c: a.c})
	if err != nil {
		return nil, err
	}
	w.Added = added(a)
	if err := a.work.log(a.tx, w.Change); err != nil {
		return nil, err
	}
	if a.before != nil {
		if err := removeOrphans(ctx, a.tx, a.before.Addresses, a.c.Addresses, w.Change); err != nil {
			return nil, err
		}
	}
	for _, changed := range a.work.after {
		w.Addresses = append(w.Addresses, changed.ID)
	}
	return w, nil
}

// added is the id of the channel that an Edit of a single one made.
func added(a *applier) string {
	if a.before == nil {
		return ""
	}
	for _, id := range []string{
		newIn(a.patch.EmailAddresses.Single, a.before.EmailAddresses, a.c.EmailAddresses),
		newIn(a.patch.PhoneNumbers.Single, a.before.PhoneNumbers, a.c.PhoneNumbers),
		newIn(a.patch.Addresses.Single, a.before.Addresses, a.c.Addresses),
	} {
		if id != "" {
			return id
		}
	}
	return ""
}

func newIn[C any, PC channel[C]](single bool, before, after []C) string {
	for i := range after {
		if id := PC(&after[i]).base().ID; single && find[C, PC](before, id) == nil {
			return id
		}
	}
	return ""
}

func resolveTags(ctx context.Context, a *applier) error {
	if !a.patch.Tags.Given {
		return nil
	}
	tags, err := tag.Ensure(ctx, a.tx, a.tagNames)
	if err != nil {
		return err
	}
	a.c.Tags = make([]Tag, len(tags))
	for i, t := range tags {
		a.c.Tags[i] = Tag{ID: t.ID, Name: t.Name}
	}
	a.c.sortLists()
	return nil
}

// refuseTakenExternalIDs notes the pairs that another contact has.
func refuseTakenExternalIDs(ctx context.Context, a *applier) error {
	if !a.patch.ExternalIDs.Given {
		return nil
	}
	for _, system := range slices.Sorted(maps.Keys(a.c.ExternalIDs)) {
		id, other := a.c.ExternalIDs[system], ""
		err := a.tx.QueryRow(ctx, `SELECT contact_id FROM contact_external_ids WHERE workspace_id = $1 AND system = $2
			AND external_id = $3 AND contact_id <> $4`, a.tx.Workspace, system, id, a.c.ID).Scan(&other)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("look for the external id: %w", err)
		}
		a.faults = append(a.faults, takenExternalID(system, other))
	}
	return nil
}

func takenExternalID(system, other string) problem.Field {
	return problem.Field{
		Pointer: problem.Pointer("external_ids", system), Code: "unique",
		Detail: "Another contact has this id in that system.", Conflict: other,
	}
}

// writeRows brings the rows of a contact and its lists from before to c.
func writeRows(ctx context.Context, a *applier) error {
	old := a.before
	if old == nil {
		old = &Contact{}
	}
	if err := a.work.write(ctx, a.tx, a.rules.Fields(customfield.Address)); err != nil {
		return err
	}
	if err := writeContact(ctx, a.tx, a.before, a.c); err != nil {
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
