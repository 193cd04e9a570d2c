package record

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Object writes a JSON object field by field, in the order of the calls. The
// zero value is an empty object.
type Object struct{ buf []byte }

// Grow makes room for n more bytes, for objects that are known to be large.
func (o *Object) Grow(n int) { o.buf = slices.Grow(o.buf, n) }

func (o *Object) name(name string) {
	switch {
	case len(o.buf) > 0:
		o.buf = append(o.buf, ',')
	case cap(o.buf) == 0:
		o.buf = append(make([]byte, 0, 512), '{')
	default:
		o.buf = append(o.buf, '{')
	}
	o.buf = append(o.buf, '"')
	o.buf = append(o.buf, name...)
	o.buf = append(o.buf, '"', ':')
}

// Text writes a text.
func (o *Object) Text(name, value string) {
	o.name(name)
	o.buf = appendText(o.buf, value)
}

// TextOrNull writes a text, and "" as null.
func (o *Object) TextOrNull(name, value string) {
	if value == "" {
		o.Raw(name, []byte("null"))
		return
	}
	o.Text(name, value)
}

// Bool writes true or false.
func (o *Object) Bool(name string, value bool) {
	o.name(name)
	o.buf = strconv.AppendBool(o.buf, value)
}

// Int writes a whole number.
func (o *Object) Int(name string, value int64) {
	o.name(name)
	o.buf = strconv.AppendInt(o.buf, value, 10)
}

// FloatOrNull writes a number in its shortest decimal form, and nil as null.
func (o *Object) FloatOrNull(name string, value *float64) {
	if value == nil {
		o.Raw(name, []byte("null"))
		return
	}
	o.name(name)
	o.buf = strconv.AppendFloat(o.buf, *value, 'f', -1, 64)
}

// Texts writes a list of texts.
func (o *Object) Texts(name string, values []string) {
	o.name(name)
	o.buf = append(o.buf, '[')
	for i, v := range values {
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = appendText(o.buf, v)
	}
	o.buf = append(o.buf, ']')
}

// Raw writes a value that is JSON already.
func (o *Object) Raw(name string, value []byte) {
	o.name(name)
	o.buf = append(o.buf, value...)
}

// List writes a list of n values that are JSON already.
func (o *Object) List(name string, n int, value func(i int) []byte) {
	o.name(name)
	o.buf = append(o.buf, '[')
	for i := range n {
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = append(o.buf, value(i)...)
	}
	o.buf = append(o.buf, ']')
}

// Meta writes the times, authors and version; the id stands first in a record
// and is written by itself.
func (o *Object) Meta(m *Meta) {
	o.Text("created_at", m.CreatedAt.String())
	o.Text("updated_at", m.UpdatedAt.String())
	o.TextOrNull("created_by", m.CreatedBy)
	o.TextOrNull("updated_by", m.UpdatedBy)
	o.Int("version", m.Version)
}

// JSON closes the object and returns it. The object must not be used after.
func (o *Object) JSON() []byte {
	if len(o.buf) == 0 {
		return []byte("{}")
	}
	return append(o.buf, '}')
}

func appendText(buf []byte, s string) []byte {
	buf, err := jsontext.AppendQuote(buf, s)
	if err != nil {
		// Invalid UTF-8, which every door refuses: what AppendQuote wrote has
		// the replacement character in its place and is valid JSON.
		return buf
	}
	return buf
}

// Fields splits a JSON object that was checked before into its fields. The
// values are parts of object.
func Fields(object []byte) (map[string]jsontext.Value, error) {
	fields := map[string]jsontext.Value{}
	if len(object) == 0 {
		return fields, nil
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true))
	if _, err := dec.ReadToken(); err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, fmt.Errorf("read record: %w", err)
		}
		key := name.String()
		value, err := dec.ReadValue()
		if err != nil {
			return nil, fmt.Errorf("read record: %w", err)
		}
		end := int(dec.InputOffset())
		fields[key] = object[end-len(value) : end : end]
	}
	return fields, nil
}

// unlogged are the fields that differ in every change and so say nothing.
var unlogged = []string{"version", "updated_at", "updated_by"}

// Changed returns the names of the fields in which two JSON records differ,
// sorted; a record that is not there is nil.
func Changed(before, after []byte) ([]string, error) {
	old, err := Fields(before)
	if err != nil {
		return nil, err
	}
	current, err := Fields(after)
	if err != nil {
		return nil, err
	}
	changed := []string{}
	for name, value := range current {
		if !bytes.Equal(old[name], value) {
			changed = append(changed, name)
		}
	}
	for name := range old {
		if _, ok := current[name]; !ok {
			changed = append(changed, name)
		}
	}
	changed = slices.DeleteFunc(changed, func(name string) bool { return slices.Contains(unlogged, name) })
	slices.Sort(changed)
	return changed, nil
}

// TextValue returns a text as a JSON value.
func TextValue(s string) jsontext.Value { return appendText(nil, s) }

// TextOf returns the text that a JSON string stands for, "" for other values.
func TextOf(value jsontext.Value) string {
	text, err := jsontext.AppendUnquote(nil, value)
	if err != nil {
		return ""
	}
	return string(text)
}
