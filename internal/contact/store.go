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
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
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
	found, err := l.loadOne(ctx, id)
	if err != nil {
		return nil, err
	}
	return &found.Contact, nil
}

// Create makes a contact.
func (s *Store) Create(ctx context.Context, tx *changelog.Tx, p *Patch) (*Written, error) {
	a := applier{tx: tx, patch: p, c: newContact(tx.NewMeta(), s.rules.Options), rules: s.rules}
	return s.write(ctx, &a, nil)
}

// Update changes a contact as p says. check is asked whether the version found
// may be changed; its error is returned. An edit of a single channel that the
// contact does not have is ErrNoChannel.
func (s *Store) Update(ctx context.Context, tx *changelog.Tx, id string, p *Patch, check func(version int64) error) (*Written, error) {
	found, err := lock(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	before := &found.Contact
	if err := check(before.Version); err != nil {
		return nil, err
	}
	if p.namesMissing(before) {
		return nil, ErrNoChannel
	}
	a := applier{tx: tx, patch: p, before: before, c: before.clone(), rules: s.rules}
	return s.write(ctx, &a, found.kept())
}

// lock reads a contact that is about to be written, and what is kept of it if
// that may be older than its rows.
func lock(ctx context.Context, tx *changelog.Tx, id string) (*Stored, error) {
	l := loader{db: tx.DB, workspace: tx.Workspace, lock: true}
	return l.loadOne(ctx, id, l.overtaken)
}

// Delete deletes a contact with its channels, and the addresses that nothing
// else points to. check is asked whether the version found may be deleted. The
// organizations that have it as their primary contact must have lost it: see
// package directory.
func (s *Store) Delete(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) (*changelog.Change, error) {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := check(c.Version); err != nil {
		return nil, err
	}
	if err := deleteRows(ctx, tx, id); err != nil {
		return nil, err
	}
	before := c.kept()
	if before == nil {
		before = c.JSON()
	}
	change, err := tx.Append(changelog.Contact, id, before, nil, nil)
	if err != nil {
		return nil, err
	}
	return change, removeOrphans(ctx, tx, c.Addresses, nil, change)
}

// deleteRows deletes a contact's rows in all tables.
func deleteRows(ctx context.Context, tx *changelog.Tx, id string) error {
	if err := deleteSearch(ctx, tx.DB, tx.Workspace, []string{id}); err != nil {
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
	return nil
}

// write applies the patch and brings the rows, the record, the search text and
// the change log up to date. kept is the record that is kept of the contact if
// it may be older than the rows, else nil.
func (s *Store) write(ctx context.Context, a *applier, kept []byte) (*Written, error) {
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
	e := ending{c: a.c}
	if a.before != nil {
		e.old, e.before = a.before, a.before.JSON()
		same := bytes.Equal(e.before, a.c.JSON())
		if kept != nil && !bytes.Equal(kept, e.before) {
			e.old, e.before = &Contact{}, kept
		}
		if same {
			return &Written{Contact: a.before, JSON: e.before}, nil
		}
		a.c.Touch(a.tx.At, a.tx.Actor.UserID)
	}
	if err := writeRows(ctx, a, e.old); err != nil {
		return nil, err
	}
	w, err := finish(ctx, a.tx, e)
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
		Detail: "Another contact already has this external id.", Conflict: other,
	}
}
