package savedview

import (
	"bytes"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// Stored is a view as its row has it, with the keys that are kept beside the
// name. It is for package check, which takes nothing for granted.
type Stored struct {
	View

	nameKey string
	sortKey []byte
}

// StoredColumns are the columns of Stored, of a table with the alias v, in the
// order of Dest.
const StoredColumns = columns + ", v.name_key, v.sort_key"

// Dest are the destinations for scanning StoredColumns.
func (s *Stored) Dest() []any { return append(s.dest(), &s.nameKey, &s.sortKey) }

// JSON returns what the change log must say of the view.
func (s *Stored) JSON() []byte { return s.Logged() }

// Faults returns what breaks a rule: of the view, which is held against the
// rules that writers keep, and of the keys. Neither codes, pointers nor details
// hold anything that was stored.
func (s *Stored) Faults() problem.Fields {
	var f problem.Fields
	normal := s.View
	normal.validate(&f)
	if len(f) == 0 && !bytes.Equal(normal.JSON(), s.View.JSON()) {
		f.Add("", "not_normal", "A value is not in its normalized form.")
	}
	if s.nameKey != text.Fold(s.Name) {
		f.Add("/name_key", "key_differs", "The stored key does not match the name.")
	}
	if !bytes.Equal(s.sortKey, text.SortKey(s.Name)) {
		f.Add("/sort_key", "key_differs", "The stored key does not match the name.")
	}
	return f
}
