package contact

import (
	"context"

	"github.com/liaison/liaison/internal/database"
)

// Stored is a contact as the database holds it: what its rows say, and what is
// kept beside them so that it is found and read. Package check, which takes
// nothing for granted, reads all of it: a row may be missing, there twice or
// unreadable, and a link may lead nowhere.
type Stored struct {
	Contact
	Records    []Record // as kept; one, unless something is broken
	Unreadable []string // the tables with a row of the contact that cannot be read
	Pending    bool     // to be rendered anew: what is kept may be older than the rows

	keys       nameKeys
	emailKeys  map[string]string // by the id of the email address
	texts      []searchText
	found      bool
	unreadable error // why the last of those rows cannot be read
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

// kept is the contact's record as it was read, nil if there is none.
func (s *Stored) kept() []byte {
	if len(s.Records) == 0 {
		return nil
	}
	return s.Records[0].JSON
}

// ReadStored reads the contacts of a workspace that have the ids; those that are
// not there are left out.
func ReadStored(ctx context.Context, db *database.DB, workspace string, ids []string) ([]*Stored, error) {
	l := loader{db: db, workspace: workspace}
	return l.load(ctx, ids, l.records, l.searchTexts, l.pending)
}
