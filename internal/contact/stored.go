package contact

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

// Stored is a contact as the database holds it: what its rows say, and what is
// kept beside them so that it is found and read. It is for package check, which
// takes nothing for granted: a row may be missing, there twice or unreadable,
// and a link may lead nowhere.
type Stored struct {
	Contact
	Records    []Record // as kept; one, unless something is broken
	Unreadable []string // the tables with a row of the contact that cannot be read
	Pending    bool     // to be rendered anew: what is kept may be older than the rows

	keys      nameKeys
	emailKeys map[string]string // by the id of the email address
	texts     []searchText
	found     bool
}

// nameKeys are the keys that are stored beside a contact's names.
type nameKeys struct {
	firstName, lastName, organization []byte
	firstNameAlike, lastNameAlike     string
}

// searchText is the kept text by which a contact is found.
type searchText struct {
	names, body string
	indexed     bool
}

// storedReader reads contacts with one statement for each table.
type storedReader struct {
	db        *database.DB
	workspace string
	ids       []string
	byID      map[string]*Stored
}

// ReadStored reads the contacts of a workspace that have the ids; those that are
// not there are left out.
func ReadStored(ctx context.Context, db *database.DB, workspace string, ids []string) ([]*Stored, error) {
	r := storedReader{db: db, workspace: workspace, ids: ids, byID: map[string]*Stored{}}
	for _, id := range ids {
		r.byID[id] = &Stored{Contact: Contact{Meta: record.Meta{ID: id}}, emailKeys: map[string]string{}}
	}
	for _, read := range []func(context.Context) error{
		r.contacts, r.emails, r.phones, r.addresses, r.tags, r.externalIDs, r.records, r.searchTexts, r.pending,
	} {
		if err := read(ctx); err != nil {
			return nil, err
		}
	}
	var list []*Stored
	for _, id := range ids {
		if s := r.byID[id]; s.found {
			s.sortLists()
			list = append(list, s)
		}
	}
	return list, nil
}

// row says where the columns of a row go, but for the first, which is the
// contact's id, and what is done with them once they are there.
type row func() (dest []any, keep func(s *Stored))

// read runs a query that ends behind FROM, of the rows whose column owner is one
// of the contacts.
func (r *storedReader) read(ctx context.Context, table, query, owner string, next row) error {
	w := database.Where{Args: []any{r.workspace}}
	workspace := strings.TrimSuffix(strings.TrimSuffix(owner, "contact_id"), "id") + "workspace_id"
	rows, err := r.db.Query(ctx, query+" WHERE "+workspace+" = $1 AND "+owner+" IN ("+database.List(&w, r.ids)+")", w.Args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := r.take(rows, table, next); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	return nil
}

func (r *storedReader) take(rows *sql.Rows, table string, next row) error {
	var id string
	dest, keep := next()
	err := rows.Scan(append([]any{&id}, dest...)...)
	s := r.byID[id]
	switch {
	case s == nil && err != nil:
		return fmt.Errorf("read %s: %w", table, err)
	case s == nil:
	case err != nil:
		s.found = true
		s.Unreadable = append(s.Unreadable, table)
	default:
		keep(s)
	}
	return nil
}

func (r *storedReader) contacts(ctx context.Context) error {
	query := `SELECT ` + columns + `, first_name_key, last_name_key, organization_key, first_name_alike, last_name_alike,
		(SELECT o.name FROM organizations o
			WHERE o.workspace_id = contacts.workspace_id AND o.id = contacts.linked_organization_id) FROM contacts`
	return r.read(ctx, "contacts", query, "id", func() ([]any, func(*Stored)) {
		var c Contact
		var k nameKeys
		own := c.dest()[1:]
		return append(own, &k.firstName, &k.lastName, &k.organization, &k.firstNameAlike, &k.lastNameAlike,
				record.Null(&c.LinkedOrganizationName)), func(s *Stored) {
				c.ID = s.ID
				s.Contact, s.keys, s.found = c, k, true
			}
	})
}

func (r *storedReader) emails(ctx context.Context) error {
	query := "SELECT c.contact_id, c.email_key, " + emailKind.columns + " FROM " + emailKind.from()
	return r.read(ctx, emailKind.table, query, "c.contact_id", func() ([]any, func(*Stored)) {
		var e EmailAddress
		var key string
		return append([]any{&key}, e.dest()...), func(s *Stored) {
			s.EmailAddresses = append(s.EmailAddresses, e)
			s.emailKeys[e.ID] = key
		}
	})
}

func (r *storedReader) phones(ctx context.Context) error {
	query := "SELECT c.contact_id, " + phoneKind.columns + " FROM " + phoneKind.from()
	return r.read(ctx, phoneKind.table, query, "c.contact_id", func() ([]any, func(*Stored)) {
		var p PhoneNumber
		return p.dest(), func(s *Stored) { s.PhoneNumbers = append(s.PhoneNumbers, p) }
	})
}

func (r *storedReader) addresses(ctx context.Context) error {
	query := "SELECT c.contact_id, " + addressKind.columns + " FROM " + addressKind.from()
	return r.read(ctx, addressKind.table, query, "c.contact_id", func() ([]any, func(*Stored)) {
		var a ContactAddress
		return a.dest(), func(s *Stored) { s.Addresses = append(s.Addresses, a) }
	})
}

func (r *storedReader) tags(ctx context.Context) error {
	query := `SELECT ct.contact_id, t.id, t.name FROM contact_tags ct
		JOIN tags t ON t.workspace_id = ct.workspace_id AND t.id = ct.tag_id`
	return r.read(ctx, "contact_tags", query, "ct.contact_id", func() ([]any, func(*Stored)) {
		var t Tag
		return []any{&t.ID, &t.Name}, func(s *Stored) { s.Tags = append(s.Tags, t) }
	})
}

func (r *storedReader) externalIDs(ctx context.Context) error {
	query := `SELECT contact_id, system, external_id FROM contact_external_ids`
	return r.read(ctx, "contact_external_ids", query, "contact_id", func() ([]any, func(*Stored)) {
		var system, id string
		return []any{&system, &id}, func(s *Stored) {
			if s.ExternalIDs == nil {
				s.ExternalIDs = map[string]string{}
			}
			s.ExternalIDs[system] = id
		}
	})
}

func (r *storedReader) records(ctx context.Context) error {
	query := `SELECT contact_id, format, version, record FROM contact_records`
	return r.read(ctx, "contact_records", query, "contact_id", func() ([]any, func(*Stored)) {
		var k Record
		return []any{&k.Format, &k.Version, &k.JSON}, func(s *Stored) {
			k.ID = s.ID
			s.Records = append(s.Records, k)
		}
	})
}

// searchTexts looks into the index, whose rows hold nothing that could be read,
// for a row of the same number. On PostgreSQL the index is the engine's.
func (r *storedReader) searchTexts(ctx context.Context) error {
	indexed := "TRUE"
	if r.db.Engine == database.SQLite {
		indexed = "EXISTS (SELECT 1 FROM contact_search_index i WHERE i.rowid = s.search_id)"
	}
	query := `SELECT s.contact_id, s.names, s.body, ` + indexed + ` FROM contact_search s`
	return r.read(ctx, "contact_search", query, "s.contact_id", func() ([]any, func(*Stored)) {
		var t searchText
		return []any{&t.names, &t.body, &t.indexed}, func(s *Stored) { s.texts = append(s.texts, t) }
	})
}

func (r *storedReader) pending(ctx context.Context) error {
	query := `SELECT contact_id FROM pending_refreshes`
	return r.read(ctx, "pending_refreshes", query, "contact_id", func() ([]any, func(*Stored)) {
		return nil, func(s *Stored) { s.Pending = true }
	})
}
