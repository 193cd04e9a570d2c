package customfield

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Fit returns stored values as the definitions want them: each that does not
// fit is converted where that can be done and else removed, and a required one
// that lacks gets its default. Values without a definition stay as they are,
// and so do all if nothing has to be done.
func (f *Fields) Fit(stored record.Values) record.Values {
	fitted := stored
	if f == nil {
		return fitted
	}
	for i := range f.List {
		field := &f.List[i]
		value, has := stored[field.Key]
		if !has {
			continue
		}
		if now := field.Fit(value); !bytes.Equal(now, value) {
			fitted = with(fitted, stored, field.Key, now)
		}
	}
	for i := range f.List {
		field := &f.List[i]
		if field.Required && field.Default != nil && blank(fitted[field.Key]) {
			fitted = with(fitted, stored, field.Key, field.Default)
		}
	}
	return fitted
}

// Edit returns what becomes of the custom values of the record with an id. It
// leaves those that it is given as they are.
type Edit func(id string, values record.Values) record.Values

// Unedited leaves values as they are.
func Unedited(_ string, values record.Values) record.Values { return values }

// Without takes the value of a key away.
func Without(key string) Edit {
	return func(_ string, values record.Values) record.Values {
		if _, has := values[key]; has {
			values = with(values, values, key, nil)
		}
		return values
	}
}

// With returns values with another value of a key, nil for none.
func With(values record.Values, key string, value jsontext.Value) record.Values {
	return with(values, values, key, value)
}

// with returns values with another value of a key, nil for none. It changes
// neither stored nor what was returned before it was cloned.
func with(values, stored record.Values, key string, value jsontext.Value) record.Values {
	if values == nil || len(values) == len(stored) && maps.EqualFunc(values, stored, slices.Equal) {
		values = maps.Clone(stored)
	}
	if values == nil {
		values = record.Values{}
	}
	if value == nil {
		delete(values, key)
	} else {
		values[key] = value
	}
	return values
}

// Fit returns a stored value as the definition wants it, nil if it has to go.
func (f *Field) Fit(v jsontext.Value) jsontext.Value {
	fitted, ok := f.Salvage(v)
	switch {
	case ok:
		return fitted
	case f.Required:
		return f.Default
	}
	return nil
}

// Salvage returns what of a stored value the definition takes, and whether that is
// anything: the value as Convert returns it or, of a list, the items that fit. A
// choice that is being renamed counts under its new name.
func (f *Field) Salvage(v jsontext.Value) (jsontext.Value, bool) {
	v = f.Renamed(v)
	fitted, ok := f.Convert(v)
	if ok || f.Type != Choices {
		return fitted, ok
	}
	var fitting []string
	for _, item := range items(v) {
		s, readable := readText(item)
		if s = f.choiceLike(s); readable && slices.Contains(f.Choices, s) {
			fitting = append(fitting, s)
		}
	}
	if len(fitting) == 0 {
		return nil, false
	}
	fitted, fault := f.normal(textsValue(fitting))
	return fitted, fault == nil
}

// items are the items of a list, nil for any other value.
func items(v jsontext.Value) (list []jsontext.Value) {
	if v.Kind() != '[' {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewReader(v))
	_, _ = dec.ReadToken() // the bracket, which was seen
	for dec.PeekKind() != ']' {
		item, err := dec.ReadValue()
		if err != nil {
			return list
		}
		list = append(list, item.Clone())
	}
	return list
}

// Convert returns what a value is as one of the field's, and whether it can be:
// a value that obeys the definition is itself, in its normal form. A blank value
// of a required field is no breach of it.
func (f *Field) Convert(v jsontext.Value) (jsontext.Value, bool) {
	if fitted, fault := f.normal(v); fault == nil {
		return fitted, true
	}
	if list, ok := texts(v); ok && len(list) == 1 && f.Type != Choices {
		v = record.TextValue(list[0])
	}
	other := f.read(v)
	if other == nil {
		return nil, false
	}
	fitted, fault := f.normal(other)
	return fitted, fault == nil
}

// read reads a value of another type as one of the field's, nil if it cannot be
// read so. What it returns may still break the definition.
func (f *Field) read(v jsontext.Value) jsontext.Value {
	switch f.Type {
	case Integer, Number:
		return readNumber(v)
	case Boolean:
		return readBoolean(v)
	case Date:
		return readDate(v)
	case DateTime:
		if s := text.Trim(record.TextOf(v)); record.ValidDate(s) {
			return record.TextValue(s + "T00:00:00Z")
		}
		return nil
	case Choices:
		return f.readChoices(v)
	}
	s, ok := readText(v)
	if !ok {
		return nil
	}
	if f.Type == Choice {
		s = f.choiceLike(s)
	}
	return record.TextValue(s)
}

// readText reads what is no object as a text: the members of a list with commas
// between them.
func readText(v jsontext.Value) (string, bool) {
	switch v.Kind() {
	case '"':
		return record.TextOf(v), true
	case '0', 't', 'f':
		return string(v), true
	}
	list, ok := texts(v)
	return strings.Join(list, ", "), ok
}

func readNumber(v jsontext.Value) jsontext.Value {
	switch v.Kind() {
	case 't':
		return jsontext.Value("1")
	case 'f':
		return jsontext.Value("0")
	case '"':
		if n := jsontext.Value(text.Trim(record.TextOf(v))); n.IsValid() && n.Kind() == '0' {
			return n
		}
	}
	return nil
}

func readBoolean(v jsontext.Value) jsontext.Value {
	s, ok := readText(v)
	if !ok {
		return nil
	}
	switch strings.ToLower(text.Trim(s)) {
	case "true", "yes", "on", "1":
		return jsontext.Value("true")
	case "false", "no", "off", "0":
		return jsontext.Value("false")
	}
	return nil
}

// readDate returns the day of a time, in UTC as times are kept.
func readDate(v jsontext.Value) jsontext.Value {
	s, fault := normalTime(record.TextOf(v))
	if fault != nil {
		return nil
	}
	day, _, _ := strings.Cut(s, "T")
	return record.TextValue(day)
}

func (f *Field) readChoices(v jsontext.Value) jsontext.Value {
	list, ok := texts(v)
	if !ok {
		s, readable := readText(v)
		if !readable {
			return nil
		}
		list = []string{s}
		if s == "" {
			list = nil
		}
	}
	for i, s := range list {
		list[i] = f.choiceLike(s)
	}
	return textsValue(list)
}

// choiceLike returns the choice that a text is but for case and the space
// around it, the text itself if there is none.
func (f *Field) choiceLike(s string) string {
	if slices.Contains(f.Choices, s) {
		return s
	}
	key := text.Fold(text.Trim(s))
	for _, c := range f.Choices {
		if text.Fold(c) == key {
			return c
		}
	}
	return s
}
