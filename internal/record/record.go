// Package record owns what all records have in common: their id, times,
// authors and version, and how they are written as JSON. It knows no kind of
// record and no SQL.
package record

import (
	"github.com/google/uuid"

	"github.com/liaison/liaison/internal/database"
)

// Meta is what every record carries.
type Meta struct {
	ID        string        // UUIDv7, lower case
	CreatedAt database.Time // UTC, milliseconds
	UpdatedAt database.Time
	CreatedBy string // user id, "" for none
	UpdatedBy string
	Version   int64 // 1 for a new record
}

// NewMeta returns the meta data of a record that userID creates at a time.
func NewMeta(id string, at database.Time, userID string) Meta {
	return Meta{ID: id, CreatedAt: at, UpdatedAt: at, CreatedBy: userID, UpdatedBy: userID, Version: 1}
}

// Touch raises the version once and notes who changed the record, and when: at,
// but never before its last change, whose transaction may have begun later and
// ended first, or had a clock that was ahead.
func (m *Meta) Touch(at database.Time, userID string) {
	m.Version++
	if at.After(m.UpdatedAt.Time) {
		m.UpdatedAt = at
	}
	m.UpdatedBy = userID
}

// Columns are the columns of Meta but for the id, as every table has them.
const Columns = "created_at, updated_at, created_by, updated_by, version"

// ColumnsOf returns Columns with a table's alias before each.
func ColumnsOf(alias string) string {
	return alias + ".created_at, " + alias + ".updated_at, " + alias + ".created_by, " + alias + ".updated_by, " +
		alias + ".version"
}

// Values are the values for Columns.
func (m *Meta) Values() []any {
	return []any{m.CreatedAt, m.UpdatedAt, OrNull(m.CreatedBy), OrNull(m.UpdatedBy), m.Version}
}

// Dest are the destinations for scanning Columns.
func (m *Meta) Dest() []any {
	return []any{&m.CreatedAt, &m.UpdatedAt, Null(&m.CreatedBy), Null(&m.UpdatedBy), &m.Version}
}

// ValidID reports whether s has the form of a record's id: a UUID in lower case.
func ValidID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && len(s) == 36 && id.String() == s
}

// OrNull returns s, or nil, which a database takes as NULL, when s is "".
func OrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// nullText scans NULL as "".
type nullText struct{ s *string }

// Null returns a destination that scans a text into s, and NULL as "".
func Null(s *string) interface{ Scan(src any) error } { return nullText{s} }

// Scan implements sql.Scanner.
func (n nullText) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*n.s = v
	case []byte:
		*n.s = string(v)
	default:
		*n.s = ""
	}
	return nil
}
