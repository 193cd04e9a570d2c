package record

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/database"
)

// Reader reads a record that an Object wrote before, as the change log has it. A
// field that is not there, as in records of an older format, is the zero value of
// its type, and so is null.
type Reader struct{ fields map[string]jsontext.Value }

// Read returns a reader of a record.
func Read(rec []byte) (*Reader, error) {
	fields, err := Fields(rec)
	return &Reader{fields}, err
}

// Text reads a text.
func (r *Reader) Text(name string) string { return TextOf(r.fields[name]) }

// Bool reads true or false.
func (r *Reader) Bool(name string) bool { return r.fields[name].Kind() == 't' }

// Int reads a whole number.
func (r *Reader) Int(name string) int64 {
	n, err := strconv.ParseInt(string(r.fields[name]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Float reads a number, nil for null.
func (r *Reader) Float(name string) *float64 {
	f, err := strconv.ParseFloat(string(r.fields[name]), 64)
	if err != nil {
		return nil
	}
	return &f
}

// Value reads a value of any type, nil for null.
func (r *Reader) Value(name string) jsontext.Value {
	v := r.fields[name]
	if len(v) == 0 || v.Kind() == 'n' {
		return nil
	}
	return v.Clone()
}

// Values reads an object of fields that nobody but its owner knows.
func (r *Reader) Values(name string) Values {
	var values Values
	v := r.fields[name]
	if v.Kind() != '{' || values.Scan(string(v)) != nil || len(values) == 0 {
		return nil
	}
	return values
}

// Time reads a time, the zero value for null.
func (r *Reader) Time(name string) (t database.Time) {
	if s := r.Text(name); s != "" && t.Scan(s) != nil {
		return database.Time{}
	}
	return t
}

// List reads the values of a list.
func (r *Reader) List(name string) (items []jsontext.Value) {
	v := r.fields[name]
	if v.Kind() != '[' {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewReader(v))
	_, _ = dec.ReadToken() // the bracket, which was read before
	for dec.PeekKind() != ']' {
		item, err := dec.ReadValue()
		if err != nil {
			break
		}
		items = append(items, item.Clone())
	}
	return items
}

// Texts reads a list of texts.
func (r *Reader) Texts(name string) (texts []string) {
	for _, item := range r.List(name) {
		texts = append(texts, TextOf(item))
	}
	return texts
}

// Meta reads what every record carries.
func (r *Reader) Meta() Meta {
	return Meta{
		ID: r.Text("id"), CreatedAt: r.Time("created_at"), UpdatedAt: r.Time("updated_at"),
		CreatedBy: r.Text("created_by"), UpdatedBy: r.Text("updated_by"), Version: r.Int("version"),
	}
}
