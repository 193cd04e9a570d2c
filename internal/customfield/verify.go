package customfield

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

const (
	notNormal       = "not_normal"
	notNormalDetail = "The value is not in the form in which it is written."
	unreadable      = "unreadable"
)

// Stored is a definition as its row has it. It is for package check, which takes
// nothing for granted.
type Stored struct {
	Field

	kind, valueType, choices, minimum, maximum, value, searchBody string
}

// StoredColumns are the columns of Stored, of a table with the alias f, in the
// order of Dest.
const StoredColumns = columns + ", f.search_body"

// Dest are the destinations for scanning StoredColumns.
func (s *Stored) Dest() []any {
	dest := []any{
		&s.ID, &s.kind, &s.Key, &s.Label, &s.valueType, &s.Required, &s.choices, record.Null(&s.minimum), record.Null(&s.maximum),
		&s.Pattern, record.Null(&s.value), &s.Help, &s.Filterable,
	}
	return append(append(dest, s.Meta.Dest()...), &s.Indexing, &s.searchBody)
}

// JSON returns the definition's record. What the row has that is no JSON is left
// out of it.
func (s *Stored) JSON() []byte {
	s.settle()
	return s.Field.JSON()
}

// settle reads what the row has as texts, and returns the columns that cannot be
// read.
func (s *Stored) settle() (lost []string) {
	s.RecordKind, s.Type = Kind(s.kind), Type(s.valueType)
	s.Field.Choices = nil
	if err := json.Unmarshal([]byte(s.choices), &s.Field.Choices); err != nil {
		lost = append(lost, "choices")
	}
	for _, v := range []struct {
		name   string
		stored string
		value  *jsontext.Value
	}{{"minimum", s.minimum, &s.Minimum}, {"maximum", s.maximum, &s.Maximum}, {"default", s.value, &s.Default}} {
		*v.value = orNil(v.stored)
		if *v.value != nil && !v.value.IsValid() {
			*v.value = nil
			lost = append(lost, v.name)
		}
	}
	return lost
}

// Faults returns what breaks a rule: of the definition, which is held against
// the rules that writers keep, and of the search text. Neither codes, pointers
// nor details hold anything that was stored.
func (s *Stored) Faults() problem.Fields {
	var f problem.Fields
	for _, name := range s.settle() {
		f.Add("/"+name, unreadable, "The value cannot be read.")
	}
	if len(f) > 0 {
		return f
	}
	normal := Field{Meta: s.Meta}
	normal.Change(s.patch(), &f)
	if len(f) > 0 {
		return f
	}
	names, err := record.Changed(s.Field.JSON(), normal.JSON())
	if err != nil {
		f.Add("", unreadable, "The definition cannot be rendered.")
	}
	for _, name := range names {
		f.Add("/"+name, notNormal, notNormalDetail)
	}
	if s.searchBody != text.SearchBody(s.Label, s.Key) {
		f.Add("/search_body", "key_differs", "The key is not the one of the value.")
	}
	return f
}

// patch says all that the definition says.
func (s *Stored) patch() *Patch {
	return &Patch{
		RecordKind: record.Some(string(s.RecordKind)), Key: record.Some(s.Key), Label: record.Some(s.Label),
		Type: record.Some(string(s.Type)), Pattern: record.Some(s.Pattern), Help: record.Some(s.Help),
		Required: record.Some(s.Required), Filterable: record.Some(s.Filterable), Choices: record.Some(s.Field.Choices),
		Minimum: record.Some(s.Minimum), Maximum: record.Some(s.Maximum), Default: record.Some(s.Default),
	}
}

// ReadSound returns the definitions of a workspace as Read does, but for those
// that cannot be read, for who reports them elsewhere.
func ReadSound(ctx context.Context, db *database.DB, workspace string) (map[Kind][]Field, error) {
	rows, err := db.Query(ctx, `SELECT `+StoredColumns+` FROM custom_fields f WHERE f.workspace_id = $1
		ORDER BY f.record_kind, f.key`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	defer func() { _ = rows.Close() }()
	all := map[Kind][]Field{}
	for rows.Next() {
		var s Stored
		if err := rows.Scan(s.Dest()...); err != nil {
			continue
		}
		var f problem.Fields
		sound := Field{Meta: s.Meta, Indexing: s.Indexing}
		if len(s.settle()) > 0 {
			continue
		}
		if sound.Change(s.patch(), &f); len(f) == 0 {
			all[sound.RecordKind] = append(all[sound.RecordKind], sound)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	return all, nil
}

// ValueFaults notes which values of a stored record break a definition, at
// pointers below /custom_fields, unless skip says that they may. A required
// value that lacks, and a value without a definition, break none: the record may
// be older than the rule.
func (f *Fields) ValueFaults(values record.Values, skip func(*Field) bool, faults *problem.Fields) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		field := f.Field(key)
		if field == nil || skip(field) {
			continue
		}
		pointer := problem.Pointer("custom_fields", key)
		normal, fault := field.normal(values[key])
		faults.Fault(pointer, fault)
		if fault == nil && !bytes.Equal(normal, values[key]) {
			faults.Add(pointer, notNormal, notNormalDetail)
		}
	}
}

// IndexRow is a row of the index as it is stored, without the record's id.
type IndexRow struct {
	FieldID  string
	Position int64
	Text     string
	Alike    string
	Number   float64 // 0 if there is none
	IsNumber bool
}

// IndexRows returns the rows that the index should hold of a record's values,
// by the field's id.
func (f *Fields) IndexRows(values record.Values) map[string][]IndexRow {
	rows := map[string][]IndexRow{}
	if f == nil {
		return rows
	}
	for i := range f.List {
		field := &f.List[i]
		if !field.Filterable || values[field.Key] == nil {
			continue
		}
		for at, r := range indexRows(values[field.Key]) {
			row := IndexRow{FieldID: field.ID, Position: int64(at), Text: r.text, Alike: r.alike}
			row.Number, row.IsNumber = r.number.(float64)
			rows[field.ID] = append(rows[field.ID], row)
		}
	}
	return rows
}

// ReadIndex returns the rows that the index holds of records, by the record's
// id, in the order of the fields' ids and positions.
func ReadIndex(ctx context.Context, db *database.DB, workspace string, recordIDs []string) (map[string][]IndexRow, error) {
	w := database.Where{Args: []any{workspace}}
	rows, err := db.Query(ctx, `SELECT record_id, field_id, position, text_value, alike, COALESCE(number_value, 0),
			CASE WHEN number_value IS NULL THEN 0 ELSE 1 END FROM custom_field_values
		WHERE workspace_id = $1 AND record_id IN (`+database.List(&w, recordIDs)+`) ORDER BY field_id, position`, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("read the index of custom values: %w", err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]IndexRow{}
	for rows.Next() {
		var id string
		var r IndexRow
		if err := rows.Scan(&id, &r.FieldID, &r.Position, &r.Text, &r.Alike, &r.Number, &r.IsNumber); err != nil {
			return nil, fmt.Errorf("read the index of custom values: %w", err)
		}
		all[id] = append(all[id], r)
	}
	return all, rows.Err()
}

// RebuildIndex brings what the index holds of records to what their values say,
// where it is something else. It appends no change: nothing that is shown
// changes.
func (f *Fields) RebuildIndex(ctx context.Context, db *database.DB, workspace string, entries []Entry) error {
	ids := make([]string, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	if len(ids) == 0 {
		return nil
	}
	indexed, err := ReadIndex(ctx, db, workspace, ids)
	if err != nil {
		return err
	}
	tx := &changelog.Tx{DB: db, Workspace: workspace}
	for _, e := range entries {
		var want []IndexRow
		rows := f.IndexRows(e.Values)
		for _, id := range slices.Sorted(maps.Keys(rows)) {
			want = append(want, rows[id]...)
		}
		if slices.Equal(want, indexed[e.ID]) {
			continue
		}
		if err := RemoveIndex(ctx, tx, e.ID); err != nil {
			return err
		}
		if err := f.WriteIndex(ctx, tx, e.ID, nil, e.Values); err != nil {
			return err
		}
	}
	return nil
}
