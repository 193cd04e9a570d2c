package contact

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// ErrNotFound says that the workspace has no such contact.
var ErrNotFound = problem.New(problem.NotFound, "No contact has this id.")

const columns = `id, prefix, first_name, middle_name, last_name, suffix, nickname, title, organization_name,
	linked_organization_id, contact_type, status, source, birth_date, language, notes, custom_fields, ` + record.Columns

func (c *Contact) dest() []any {
	return append([]any{
		&c.ID, &c.Prefix, &c.FirstName, &c.MiddleName, &c.LastName, &c.Suffix, &c.Nickname, &c.Title,
		&c.OrganizationName, record.Null(&c.LinkedOrganization), &c.ContactType, &c.Status, &c.Source,
		record.Null(&c.BirthDate), &c.Language, &c.Notes, &c.CustomFields,
	}, c.Meta.Dest()...)
}

// loader reads contacts from their rows, with one statement for each table.
type loader struct {
	db        *database.DB
	workspace string
	lock      bool // nobody else may change the contacts, or what they show, until the transaction ends

	ids  []string
	byID map[string]*Stored
}

// load reads the whole contacts that have the ids, in the order of those; the
// ones that are not there are left out. more are parts that are read besides.
func (l *loader) load(ctx context.Context, ids []string, more ...func(context.Context) error) ([]*Stored, error) {
	l.ids, l.byID = ids, make(map[string]*Stored, len(ids))
	for _, id := range ids {
		l.byID[id] = &Stored{Contact: Contact{Meta: record.Meta{ID: id}}, emailKeys: map[string]string{}}
	}
	parts := []func(context.Context) error{
		l.contacts, l.organizations, l.emails, l.phones, l.addresses, l.tags, l.externalIDs,
	}
	for i, read := range append(parts, more...) {
		if err := read(ctx); err != nil {
			return nil, err
		}
		if i == 0 {
			l.narrow()
		}
	}
	list := make([]*Stored, len(l.ids))
	for i, id := range l.ids {
		list[i] = l.byID[id]
		list[i].sortLists()
	}
	return list, nil
}

// narrow leaves out the contacts that are not there.
func (l *loader) narrow() {
	var there []string
	for _, id := range l.ids {
		if l.byID[id].found {
			there = append(there, id)
		}
	}
	l.ids = there
}

// loadAll is load for who cannot go on with a contact that cannot be read.
func (l *loader) loadAll(ctx context.Context, ids []string, more ...func(context.Context) error) ([]*Stored, error) {
	list, err := l.load(ctx, ids, more...)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if s.unreadable != nil {
			return nil, fmt.Errorf("contact %s: %w", s.ID, s.unreadable)
		}
	}
	return list, nil
}

// loadOne reads one whole contact, or returns ErrNotFound.
func (l *loader) loadOne(ctx context.Context, id string, more ...func(context.Context) error) (*Stored, error) {
	list, err := l.loadAll(ctx, []string{id}, more...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNotFound
	}
	return list[0], nil
}

// source is where rows of contacts are read from.
type source struct {
	table string
	query string // up to FROM; its first column is the contact's id
	owner string // the column of the contact's id
	end   string // behind the conditions on the workspace and the owner
}

// row says where the columns of a row go, but for the first, which is the
// contact's id, and what is done with them once they are there.
type row func() (dest []any, keep func(s *Stored))

// read reads the rows of the contacts. $1 is the workspace.
func (l *loader) read(ctx context.Context, from source, next row) error {
	if len(l.ids) == 0 {
		return nil
	}
	w := database.Where{Args: []any{l.workspace}}
	workspace := strings.TrimSuffix(strings.TrimSuffix(from.owner, "contact_id"), "id") + "workspace_id"
	rows, err := l.db.Query(ctx, from.query+" WHERE "+workspace+" = $1 AND "+from.owner+
		" IN ("+database.List(&w, l.ids)+")"+from.end, w.Args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", from.table, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := l.take(rows, from.table, next); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", from.table, err)
	}
	return nil
}

// take reads one row. One that cannot be read is noted with its contact.
func (l *loader) take(rows *database.Result, table string, next row) error {
	var id string
	dest, keep := next()
	err := rows.Scan(append([]any{&id}, dest...)...)
	s := l.byID[id]
	switch {
	case s == nil && err != nil:
		return fmt.Errorf("read %s: %w", table, err)
	case s == nil:
	case err != nil:
		s.found, s.unreadable = true, fmt.Errorf("read %s: %w", table, err)
		s.Unreadable = append(s.Unreadable, table)
	default:
		keep(s)
	}
	return nil
}

// share ends a query of rows that others may share.
func (l *loader) share(of string) string {
	if suffix := l.db.ForShare(); l.lock && suffix != "" {
		return suffix + " OF " + of
	}
	return ""
}

// contacts locks, on SQLite, by being in a transaction that can write: there is
// one at a time. The order is the same whoever locks several.
func (l *loader) contacts(ctx context.Context) error {
	from := source{"contacts", `SELECT ` + columns + `, first_name_key, last_name_key, organization_key,
		first_name_alike, last_name_alike FROM contacts`, "id", ""}
	if l.lock && l.db.Engine == database.Postgres {
		from.end = " ORDER BY id FOR NO KEY UPDATE"
	}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var c Contact
		var k nameKeys
		return append(c.dest()[1:], &k.firstName, &k.lastName, &k.organization, &k.firstNameAlike, &k.lastNameAlike),
			func(s *Stored) {
				c.ID = s.ID
				s.Contact, s.keys, s.found = c, k, true
			}
	})
}

// organizations reads the names of the linked organizations.
func (l *loader) organizations(ctx context.Context) error {
	w := database.Where{Args: []any{l.workspace}}
	names := map[string]string{}
	var ids []string
	for _, id := range l.ids {
		linked := l.byID[id].LinkedOrganization
		if _, known := names[linked]; linked != "" && !known {
			names[linked] = ""
			ids = append(ids, linked)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := l.db.Query(ctx, `SELECT o.id, o.name FROM organizations o WHERE o.workspace_id = $1
		AND o.id IN (`+database.List(&w, ids)+`)`+l.share("o"), w.Args...)
	if err != nil {
		return fmt.Errorf("read the linked organizations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return fmt.Errorf("read the linked organizations: %w", err)
		}
		names[id] = name
	}
	for _, id := range l.ids {
		l.byID[id].LinkedOrganizationName = names[l.byID[id].LinkedOrganization]
	}
	return rows.Err()
}

func (l *loader) emails(ctx context.Context) error {
	from := source{emailKind.table, "SELECT c.contact_id, c.email_key, " + emailKind.columns + " FROM " + emailKind.from(), "c.contact_id", ""}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var e EmailAddress
		var key string
		return append([]any{&key}, e.dest()...), func(s *Stored) {
			s.EmailAddresses = append(s.EmailAddresses, e)
			s.emailKeys[e.ID] = key
		}
	})
}

func (l *loader) phones(ctx context.Context) error {
	from := source{phoneKind.table, "SELECT c.contact_id, " + phoneKind.columns + " FROM " + phoneKind.from(), "c.contact_id", ""}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var p PhoneNumber
		return p.dest(), func(s *Stored) { s.PhoneNumbers = append(s.PhoneNumbers, p) }
	})
}

func (l *loader) addresses(ctx context.Context) error {
	from := source{
		addressKind.table, "SELECT c.contact_id, " + addressKind.columns + " FROM " + addressKind.from(),
		"c.contact_id", l.share("a"),
	}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var a ContactAddress
		return a.dest(), func(s *Stored) { s.Addresses = append(s.Addresses, a) }
	})
}

func (l *loader) tags(ctx context.Context) error {
	from := source{"contact_tags", `SELECT ct.contact_id, t.id, t.name FROM contact_tags ct
		JOIN tags t ON t.workspace_id = ct.workspace_id AND t.id = ct.tag_id`, "ct.contact_id", l.share("t")}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var t Tag
		return []any{&t.ID, &t.Name}, func(s *Stored) { s.Tags = append(s.Tags, t) }
	})
}

func (l *loader) externalIDs(ctx context.Context) error {
	from := source{"contact_external_ids", `SELECT contact_id, system, external_id FROM contact_external_ids`, "contact_id", ""}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var system, id string
		return []any{&system, &id}, func(s *Stored) {
			if s.ExternalIDs == nil {
				s.ExternalIDs = map[string]string{}
			}
			s.ExternalIDs[system] = id
		}
	})
}

// records reads what is kept of the contacts.
func (l *loader) records(ctx context.Context) error { return l.recordsIf(ctx, "") }

// overtaken reads what is kept of the contacts if it may be older than the rows,
// because something that they show was changed and they wait to be rendered
// anew. It comes last: what the contacts show is locked then, and whoever changed
// it has committed what waits.
func (l *loader) overtaken(ctx context.Context) error {
	return l.recordsIf(ctx, ` AND (EXISTS (SELECT 1 FROM refresh_walks w WHERE w.workspace_id = $1 AND w.kind = 'contact')
		OR EXISTS (SELECT 1 FROM pending_refreshes p WHERE p.workspace_id = $1 AND p.record_id = contact_records.contact_id))`)
}

func (l *loader) recordsIf(ctx context.Context, condition string) error {
	from := source{"contact_records", `SELECT contact_id, format, version, record FROM contact_records`, "contact_id", condition}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var k Record
		return []any{&k.Format, &k.Version, &k.JSON}, func(s *Stored) {
			k.ID = s.ID
			s.Records = append(s.Records, k)
		}
	})
}

// searchTexts looks into the index, whose rows hold nothing that could be read,
// for a row of the same number. On PostgreSQL the index is the engine's.
func (l *loader) searchTexts(ctx context.Context) error {
	indexed := "TRUE"
	if l.db.Engine == database.SQLite {
		indexed = "EXISTS (SELECT 1 FROM contact_search_index i WHERE i.rowid = s.search_id)"
	}
	from := source{"contact_search", `SELECT s.contact_id, s.names, s.body, ` + indexed + ` FROM contact_search s`, "s.contact_id", ""}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		var t searchText
		return []any{&t.names, &t.body, &t.indexed}, func(s *Stored) { s.texts = append(s.texts, t) }
	})
}

// pending notes which contacts wait to be rendered anew: those on the list, and
// those that a walk through contacts has yet to come to. A walk is not asked
// whether it will stop at a contact.
func (l *loader) pending(ctx context.Context) error {
	var position sql.NullString
	err := l.db.QueryRow(ctx, `SELECT MIN(position) FROM refresh_walks WHERE workspace_id = $1 AND kind = 'contact'`,
		l.workspace).Scan(&position)
	if err != nil {
		return fmt.Errorf("look for contacts to be rendered: %w", err)
	}
	for _, id := range l.ids {
		l.byID[id].Pending = position.Valid && id > position.String
	}
	from := source{"pending_refreshes", `SELECT contact_id FROM (SELECT workspace_id, record_id AS contact_id FROM pending_refreshes) p`, "contact_id", ""}
	return l.read(ctx, from, func() ([]any, func(*Stored)) {
		return nil, func(s *Stored) { s.Pending = true }
	})
}
