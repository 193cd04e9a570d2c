package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// ErrNotFound says that the workspace has no such contact.
var ErrNotFound = problem.New(problem.NotFound, "There is no such contact.")

const columns = `id, prefix, first_name, middle_name, last_name, suffix, nickname, title, organization_name,
	linked_organization_id, contact_type, status, source, birth_date, language, notes, custom_fields, ` + record.Columns

func (c *Contact) dest() []any {
	return append([]any{
		&c.ID, &c.Prefix, &c.FirstName, &c.MiddleName, &c.LastName, &c.Suffix, &c.Nickname, &c.Title,
		&c.OrganizationName, record.Null(&c.LinkedOrganization), &c.ContactType, &c.Status, &c.Source,
		record.Null(&c.BirthDate), &c.Language, &c.Notes, &c.CustomFields,
	}, c.Meta.Dest()...)
}

// loader reads a contact from its rows.
type loader struct {
	db        *database.DB
	workspace string
	lock      bool // nobody else may change the contact, or what it shows, until the transaction ends
}

// load reads a whole contact, or returns ErrNotFound.
func (l *loader) load(ctx context.Context, id string) (*Contact, error) {
	query := `SELECT ` + columns + ` FROM contacts WHERE workspace_id = $1 AND id = $2`
	if l.lock {
		query = `UPDATE contacts SET version = version WHERE workspace_id = $1 AND id = $2 RETURNING ` + columns
	}
	var c Contact
	err := l.db.QueryRow(ctx, query, l.workspace, id).Scan(c.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read contact: %w", err)
	}
	for _, read := range []func(context.Context, *Contact) error{
		l.organization, l.emails, l.phones, l.addresses, l.tags, l.externalIDs,
	} {
		if err := read(ctx, &c); err != nil {
			return nil, err
		}
	}
	c.sortLists()
	return &c, nil
}

// share ends a query of rows that others may share.
func (l *loader) share(of string) string {
	if suffix := l.db.ForShare(); l.lock && suffix != "" {
		return suffix + " OF " + of
	}
	return ""
}

func (l *loader) organization(ctx context.Context, c *Contact) error {
	if c.LinkedOrganization == "" {
		return nil
	}
	err := l.db.QueryRow(ctx, `SELECT o.name FROM organizations o WHERE o.workspace_id = $1 AND o.id = $2`+l.share("o"),
		l.workspace, c.LinkedOrganization).Scan(&c.LinkedOrganizationName)
	if err != nil {
		return fmt.Errorf("read the linked organization: %w", err)
	}
	return nil
}

func (l *loader) emails(ctx context.Context, c *Contact) (err error) {
	c.EmailAddresses, err = loadChannels[EmailAddress](ctx, l, c.ID, "")
	return err
}

func (l *loader) phones(ctx context.Context, c *Contact) (err error) {
	c.PhoneNumbers, err = loadChannels[PhoneNumber](ctx, l, c.ID, "")
	return err
}

func (l *loader) addresses(ctx context.Context, c *Contact) (err error) {
	c.Addresses, err = loadChannels[ContactAddress](ctx, l, c.ID, l.share("a"))
	return err
}

func loadChannels[C any, PC channel[C]](ctx context.Context, l *loader, contactID, suffix string) ([]C, error) {
	k := PC(new(C)).kind()
	rows, err := l.db.Query(ctx, k.selectSQL+` WHERE c.workspace_id = $1 AND c.contact_id = $2`+suffix,
		l.workspace, contactID)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.name, err)
	}
	defer func() { _ = rows.Close() }()
	var list []C
	for rows.Next() {
		var c C
		if err := rows.Scan(PC(&c).dest()...); err != nil {
			return nil, fmt.Errorf("read %s: %w", k.name, err)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func (l *loader) tags(ctx context.Context, c *Contact) error {
	rows, err := l.db.Query(ctx, `SELECT t.id, t.name FROM contact_tags ct
		JOIN tags t ON t.workspace_id = ct.workspace_id AND t.id = ct.tag_id
		WHERE ct.workspace_id = $1 AND ct.contact_id = $2`+l.share("t"), l.workspace, c.ID)
	if err != nil {
		return fmt.Errorf("read tags: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var t Tag
		if err := rows.Scan(&t.ID, &t.Name); err != nil {
			return fmt.Errorf("read tags: %w", err)
		}
		c.Tags = append(c.Tags, t)
	}
	return rows.Err()
}

func (l *loader) externalIDs(ctx context.Context, c *Contact) error {
	rows, err := l.db.Query(ctx, `SELECT system, external_id FROM contact_external_ids
		WHERE workspace_id = $1 AND contact_id = $2`, l.workspace, c.ID)
	if err != nil {
		return fmt.Errorf("read external ids: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var system, id string
		if err := rows.Scan(&system, &id); err != nil {
			return fmt.Errorf("read external ids: %w", err)
		}
		if c.ExternalIDs == nil {
			c.ExternalIDs = map[string]string{}
		}
		c.ExternalIDs[system] = id
	}
	return rows.Err()
}
