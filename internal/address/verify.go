package address

import (
	"bytes"
	"slices"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Stored is an address as its row has it, with the keys that are kept beside the
// values. It is for package check, which takes nothing for granted.
type Stored struct {
	Address

	cityKey                              []byte
	cityAlike, postalCodeKey, searchBody string
	usedBy                               int64
}

// StoredColumns are the columns of Stored, of a table with the alias a, in the
// order of Dest.
const StoredColumns = Columns + ", a.city_key, a.city_alike, a.postal_code_key, a.search_body, " + usedByColumn

// Dest are the destinations for scanning StoredColumns.
func (s *Stored) Dest() []any {
	return append(s.Address.Dest(), &s.cityKey, &s.cityAlike, &s.postalCodeKey, &s.searchBody, &s.usedBy)
}

// Faults returns what breaks a rule: of the values, which are held against the
// rules that writers keep, and of the keys. Neither codes, pointers nor details
// hold anything that was stored.
func (s *Stored) Faults() problem.Fields {
	var f problem.Fields
	cleaned := s.Address
	had := ""
	if RetiredCountry(cleaned.Country) {
		had = cleaned.Country
	}
	cleaned.validate(had, "", &f)
	s.normalFaults(&cleaned, &f)
	stored := []any{s.cityKey, s.cityAlike, s.postalCodeKey, s.searchBody}
	computed := s.values()
	for i, name := range []string{"city_key", "city_alike", "postal_code_key", "search_body"} {
		if !sameKey(stored[i], computed[len(computed)-len(stored)+i]) {
			f.Add("/"+name, "key_differs", "The stored key does not match the value.")
		}
	}
	if s.usedBy == 0 && !s.Standalone {
		f.Add("", "orphan", "Nothing uses the address, and it was not created as a standalone address.")
	}
	return f
}

// normalFaults notes the fields that the normal form has otherwise and that have
// no other fault.
func (s *Stored) normalFaults(normal *Address, f *problem.Fields) {
	stored, cleaned := s.JSON(), normal.JSON()
	if bytes.Equal(stored, cleaned) {
		return
	}
	names, err := record.Changed(stored, cleaned)
	if err != nil {
		return
	}
	faults := *f
	for _, name := range names {
		known := func(fault problem.Field) bool { return fault.Pointer == "/"+name }
		if name != "formatted" && name != "country_name" && !slices.ContainsFunc(faults, known) {
			f.Add("/"+name, "not_normal", "The value is not in its normalized form.")
		}
	}
}

func sameKey(a, b any) bool {
	if key, ok := a.([]byte); ok {
		other, ok := b.([]byte)
		return ok && bytes.Equal(key, other)
	}
	return a == b
}
