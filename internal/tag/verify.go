package tag

import (
	"bytes"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// Stored is a tag as its row has it, with the keys that are kept beside the
// name. It is for package check, which takes nothing for granted.
type Stored struct {
	Tag

	nameKey, nameAlike, searchBody string
	sortKey                        []byte
}

// StoredColumns are the columns of Stored, of a table with the alias t, in the
// order of Dest.
const StoredColumns = columns + ", t.name_key, t.sort_key, t.name_alike, t.search_body"

// Dest are the destinations for scanning StoredColumns.
func (s *Stored) Dest() []any {
	return append(s.dest(), &s.nameKey, &s.sortKey, &s.nameAlike, &s.searchBody)
}

// Faults returns what breaks a rule: of the name, which is held against the
// rules that writers keep, and of the keys. Neither codes, pointers nor details
// hold anything that was stored.
func (s *Stored) Faults() problem.Fields {
	var f problem.Fields
	cleaned, fault := Clean(s.Name)
	f.Fault("/name", fault)
	if fault == nil && cleaned != s.Name {
		f.Add("/name", "not_normal", "The value is not in its normalized form.")
	}
	outdated := s.nameKey != text.Fold(s.Name) && text.Fold(s.nameKey) == text.Fold(s.Name)
	if outdated { // database.Rekey left it, since another tag had the key
		f.Add("/name", "unique", "Another tag has the same name but for case and invisible characters; rename or merge one of them.")
	}
	for _, key := range []struct {
		name string
		same bool
	}{
		{"name_key", outdated || s.nameKey == text.Fold(s.Name)},
		{"sort_key", bytes.Equal(s.sortKey, text.SortKey(s.Name))},
		{"name_alike", s.nameAlike == text.Alike(s.Name)},
		{"slug", s.Slug == text.Slug(s.Name)},
		{"search_body", s.searchBody == text.SearchBody(s.Name)},
	} {
		if !key.same {
			f.Add("/"+key.name, "key_differs", "The stored key does not match the value.")
		}
	}
	return f
}
