// Package ruleset owns what every write is checked by besides the rules of the
// records themselves: what the admins of a workspace have laid down about
// values, its option lists and custom fields. It reads them together and keeps
// them for a while; the packages option and customfield own them.
package ruleset

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
)

// Set is what a workspace has laid down, at one moment. It is shared: nobody may
// change it.
type Set struct {
	// Version is the number of the change that made it so, 0 if there was none.
	Version int64
	Options option.Lists
	Strict  bool // custom fields need a definition

	fields map[customfield.Kind]*customfield.Fields
}

// Fields returns the custom fields of a kind of record.
func (s *Set) Fields(kind customfield.Kind) *customfield.Fields {
	if f := s.fields[kind]; f != nil {
		return f
	}
	return &customfield.Fields{Strict: s.Strict}
}

// maxAge is how long a process may answer by rules that another one changed.
const maxAge = time.Second

// Store reads the rules, which every write asks for, and keeps them for a
// second. The zero value is ready to use, by many goroutines.
type Store struct {
	mu        sync.Mutex
	kept      map[string]kept // by workspace
	forgotten int64           // how often Forget was called
}

type kept struct {
	set *Set
	at  database.Time
}

// Get returns the rules of a workspace, for who reads: they may be a second old.
func (s *Store) Get(ctx context.Context, db *database.DB, workspace string) (*Set, error) {
	s.mu.Lock()
	k, ok := s.kept[workspace]
	forgotten := s.forgotten
	s.mu.Unlock()
	now := db.Now()
	if age := now.Sub(k.at.Time); ok && age >= 0 && age < maxAge {
		return k.set, nil
	}
	set, err := Read(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]kept{}
	}
	if forgotten == s.forgotten { // else what was read may be from before
		s.kept[workspace] = kept{set, now}
	}
	return set, nil
}

// For returns the rules by which a transaction checks what it writes. If they
// are not those of the workspace any more when the transaction ends, it is run
// again with the new ones. A transaction that changes rules itself takes Read:
// what it has not committed must not be kept.
func (s *Store) For(ctx context.Context, tx *changelog.Tx) (*Set, error) {
	if tx.Again {
		s.Forget(tx.Workspace)
	}
	set, err := s.Get(ctx, tx.DB, tx.Workspace)
	if err != nil {
		return nil, err
	}
	tx.Rely(set.Version)
	return set, nil
}

// Forget drops what is kept of a workspace, for who has changed its rules and
// committed that.
func (s *Store) Forget(workspace string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, workspace)
	s.forgotten++
}

// Read reads the rules of a workspace as they are now.
func Read(ctx context.Context, db *database.DB, workspace string) (*Set, error) {
	set := &Set{fields: map[customfield.Kind]*customfield.Fields{}}
	// The version comes first: rules that change between the statements are
	// newer than it, and who relies on it finds that out.
	err := db.QueryRow(ctx, `SELECT COALESCE(c.rules, 0), w.strict_custom_fields FROM workspaces w
		LEFT JOIN workspace_counters c ON c.workspace_id = w.id WHERE w.id = $1`, workspace).Scan(&set.Version, &set.Strict)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, changelog.ErrWorkspaceGone
	}
	if err != nil {
		return nil, fmt.Errorf("read the workspace's rules: %w", err)
	}
	if set.Options, err = option.ReadLists(ctx, db, workspace); err != nil {
		return nil, err
	}
	fields, err := customfield.Read(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	clearing, err := customfield.ReadClearing(ctx, db, workspace)
	if err != nil {
		return nil, err
	}
	for _, kind := range []customfield.Kind{customfield.Contact, customfield.Organization, customfield.Address} {
		set.fields[kind] = &customfield.Fields{Strict: set.Strict, List: fields[kind], Clearing: clearing[kind]}
	}
	return set, nil
}
