package customfield

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// indexRow is what the index holds of one value, or of one chosen of several.
// It follows from the value alone, whatever the field.
type indexRow struct {
	text   string // as it is written: a text, true or false; "" for a number
	alike  string
	number any // float64, nil for what is none
}

// maxAlike bounds the folded text of a value, in bytes, since no engine has room
// for keys of any length. Only ligatures that fold to many letters get there.
const maxAlike = 1_500

// Alike is the form in which the index finds texts that are spelled otherwise.
func Alike(s string) string {
	s = text.Alike(s)
	if len(s) <= maxAlike {
		return s
	}
	end := maxAlike
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// indexRows are the rows of a value in its normal form.
func indexRows(v jsontext.Value) []indexRow {
	switch v.Kind() {
	case '"':
		if s := record.TextOf(v); s != "" {
			return []indexRow{{text: s, alike: Alike(s)}}
		}
	case 't':
		return []indexRow{{text: "true", number: 1.0}}
	case 'f':
		return []indexRow{{text: "false", number: 0.0}}
	case '0':
		if n, err := strconv.ParseFloat(string(v), 64); err == nil {
			return []indexRow{{number: n}}
		}
	case '[':
		list, _ := texts(v)
		rows := make([]indexRow, len(list))
		for i, s := range list {
			rows[i] = indexRow{text: s, alike: Alike(s)}
		}
		return rows
	}
	return nil
}

// WriteIndex brings the index of a record's values from before to after.
func (f *Fields) WriteIndex(ctx context.Context, tx *changelog.Tx, recordID string, before, after record.Values) error {
	if f == nil {
		return nil
	}
	var gone []string
	var args []any
	for i := range f.List {
		field := &f.List[i]
		if !field.Filterable || bytes.Equal(before[field.Key], after[field.Key]) {
			continue
		}
		if before[field.Key] != nil {
			gone = append(gone, field.ID)
		}
		args = append(args, field.indexArgs(tx, recordID, after[field.Key])...)
	}
	if err := removeRows(ctx, tx, recordID, gone); err != nil {
		return err
	}
	return insertRows(ctx, tx, args)
}

const indexColumns = 7

// indexArgs are the values of a record's rows in custom_field_values.
func (f *Field) indexArgs(tx *changelog.Tx, recordID string, v jsontext.Value) []any {
	if v == nil {
		return nil
	}
	var args []any
	for i, row := range indexRows(v) {
		args = append(args, tx.Workspace, f.ID, recordID, i, row.text, row.alike, row.number)
	}
	return args
}

func insertRows(ctx context.Context, tx *changelog.Tx, args []any) error {
	for batch := range slices.Chunk(args, indexColumns*200) {
		_, err := tx.Exec(ctx, `INSERT INTO custom_field_values (workspace_id, field_id, record_id, position, text_value,
			alike, number_value) VALUES `+database.Rows(len(batch)/indexColumns, indexColumns), batch...)
		if err != nil {
			return fmt.Errorf("write the index of custom values: %w", err)
		}
	}
	return nil
}

func removeRows(ctx context.Context, tx *changelog.Tx, recordID string, fieldIDs []string) error {
	if len(fieldIDs) == 0 {
		return nil
	}
	w := database.Where{}
	w.And("workspace_id = ?", tx.Workspace)
	w.And("record_id = ?", recordID)
	w.And("field_id IN (" + database.List(&w, fieldIDs) + ")")
	if _, err := tx.Exec(ctx, `DELETE FROM custom_field_values`+w.SQL(), w.Args...); err != nil {
		return fmt.Errorf("clear the index of custom values: %w", err)
	}
	return nil
}

// RemoveIndex takes a record that is deleted out of the index.
func RemoveIndex(ctx context.Context, tx *changelog.Tx, recordID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM custom_field_values WHERE workspace_id = $1 AND record_id = $2`, tx.Workspace, recordID)
	if err != nil {
		return fmt.Errorf("take a record out of the index of custom values: %w", err)
	}
	return nil
}

// Entry is a record with its values.
type Entry struct {
	ID     string
	Values record.Values
}

// Index brings the values that records have of one field into the index,
// whatever it holds of them.
func (f *Field) Index(ctx context.Context, tx *changelog.Tx, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	ids := make([]string, len(entries))
	var args []any
	for i, e := range entries {
		ids[i] = e.ID
		args = append(args, f.indexArgs(tx, e.ID, e.Values[f.Key])...)
	}
	if err := Unindex(ctx, tx, f.ID, ids); err != nil {
		return err
	}
	return insertRows(ctx, tx, args)
}

// Unindex takes records out of the index of one field, which may be gone.
func Unindex(ctx context.Context, tx *changelog.Tx, fieldID string, recordIDs []string) error {
	for batch := range slices.Chunk(recordIDs, 500) {
		w := database.Where{}
		w.And("workspace_id = ?", tx.Workspace)
		w.And("field_id = ?", fieldID)
		w.And("record_id IN (" + database.List(&w, batch) + ")")
		if _, err := tx.Exec(ctx, `DELETE FROM custom_field_values`+w.SQL(), w.Args...); err != nil {
			return fmt.Errorf("clear the index of a custom field: %w", err)
		}
	}
	return nil
}
