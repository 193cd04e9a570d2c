package option

import (
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// Stored is an option as its row has it, with the keys that are kept beside the
// value and the label. It is for package check, which takes nothing for granted.
type Stored struct {
	Option

	valueKey, searchBody string
}

// StoredColumns are the columns of Stored, of a table with the alias o, in the
// order of Dest.
const StoredColumns = columns + ", o.value_key, o.search_body"

// Dest are the destinations for scanning StoredColumns.
func (s *Stored) Dest() []any { return append(s.dest(), &s.valueKey, &s.searchBody) }

// Faults returns what breaks a rule: of the option, which is held against the
// rules that writers keep, and of the keys. Neither codes, pointers nor details
// hold anything that was stored.
func (s *Stored) Faults() problem.Fields {
	var f problem.Fields
	normal := s.Option
	normal.Validate(&f)
	if len(f) > 0 {
		return f
	}
	for _, field := range []struct {
		name string
		same bool
	}{{"value", normal.Value == s.Value}, {"label", normal.Label == s.Label}} {
		if !field.same {
			f.Add("/"+field.name, "not_normal", "The value is not in its normalized form.")
		}
	}
	if len(f) > 0 {
		return f
	}
	for _, key := range []struct {
		name string
		same bool
	}{
		{"value_key", s.valueKey == text.Fold(s.Value)},
		{"search_body", s.searchBody == text.SearchBody(s.Label)},
	} {
		if !key.same {
			f.Add("/"+key.name, "key_differs", "The stored key does not match the value.")
		}
	}
	return f
}
