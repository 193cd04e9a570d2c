package customfield

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

// The selections of long walks through records, in the table refresh_walks,
// behind the kind of record and an underscore.
const (
	IndexWalk = "field_index" // values come into the index; the subject is the field's id
	FitWalk   = "field_fit"   // values are fitted to a changed definition; the subject is the key
	FillWalk  = "field_fill"  // the same, and the default is written where there is none
	DropWalk  = "field_drop"  // values go; the subject is the key
	BackWalk  = "field_back"  // values come back that an undone change took; the subject is the key
)

const columns = `f.id, f.record_kind, f.key, f.label, f.type, f.is_required, f.choices, f.minimum, f.maximum, f.pattern,
	f.default_value, f.help, f.is_filterable, f.created_at, f.updated_at, f.created_by, f.updated_by, f.version,
	EXISTS (SELECT 1 FROM refresh_walks w WHERE w.workspace_id = f.workspace_id AND (
		w.selection = f.record_kind || '_` + IndexWalk + `' AND w.subject = f.id OR
		w.selection IN (f.record_kind || '_` + FitWalk + `', f.record_kind || '_` + FillWalk + `',
			f.record_kind || '_` + BackWalk + `') AND w.subject = f.key))`

// Read returns the definitions of a workspace by the kind of record, ordered by
// key.
func Read(ctx context.Context, db *database.DB, workspace string) (map[Kind][]Field, error) {
	rows, err := db.Query(ctx, `SELECT `+columns+` FROM custom_fields f WHERE f.workspace_id = $1
		ORDER BY f.record_kind, f.key`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all map[Kind][]Field
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read custom fields: %w", err)
		}
		if all == nil {
			all = map[Kind][]Field{}
		}
		all[f.RecordKind] = append(all[f.RecordKind], f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	return all, nil
}

// ReadClearing returns the keys whose values a walk is still taking from all
// records of a workspace, by the kind of record.
func ReadClearing(ctx context.Context, db *database.DB, workspace string) (map[Kind][]string, error) {
	rows, err := db.Query(ctx, `SELECT selection, subject FROM refresh_walks WHERE workspace_id = $1
		AND selection IN ('contact_`+DropWalk+`', 'organization_`+DropWalk+`', 'address_`+DropWalk+`')`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read which custom values are being cleared: %w", err)
	}
	defer func() { _ = rows.Close() }()
	all := map[Kind][]string{}
	for rows.Next() {
		var selection, key string
		if err := rows.Scan(&selection, &key); err != nil {
			return nil, fmt.Errorf("read which custom values are being cleared: %w", err)
		}
		kind := Kind(strings.TrimSuffix(selection, "_"+DropWalk))
		all[kind] = append(all[kind], key)
	}
	return all, rows.Err()
}

// scan reads a row of columns.
func scan(row interface{ Scan(dest ...any) error }) (f Field, err error) {
	var kind, valueType, choices, minimum, maximum, value string
	dest := []any{
		&f.ID, &kind, &f.Key, &f.Label, &valueType, &f.Required, &choices, record.Null(&minimum), record.Null(&maximum),
		&f.Pattern, record.Null(&value), &f.Help, &f.Filterable,
	}
	if err := row.Scan(append(append(dest, f.Dest()...), &f.Indexing)...); err != nil {
		return f, err
	}
	f.RecordKind, f.Type = Kind(kind), Type(valueType)
	f.Minimum, f.Maximum, f.Default = orNil(minimum), orNil(maximum), orNil(value)
	if err := json.Unmarshal([]byte(choices), &f.Choices); err != nil {
		return f, fmt.Errorf("choices of %s: %w", f.Key, err)
	}
	if f.Pattern == "" {
		return f, nil
	}
	re, fault := compile(f.Pattern)
	if fault != nil {
		return f, fmt.Errorf("pattern of %s: %w", f.Key, fault)
	}
	f.pattern = re
	return f, nil
}

// orNil returns a JSON value, nil for "".
func orNil(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}
