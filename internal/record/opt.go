package record

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Opt is a value that a writer may leave out. The zero value is left out.
type Opt[T any] struct {
	Given bool
	Value T
}

// Some returns a given value.
func Some[T any](v T) Opt[T] { return Opt[T]{Given: true, Value: v} }

// To sets *dest if the value is given.
func (o Opt[T]) To(dest *T) {
	if o.Given {
		*dest = o.Value
	}
}

// Values are a JSON object whose fields nobody but its owner knows: key → JSON
// value.
type Values map[string]jsontext.Value

// JSON returns the object with its keys sorted.
func (v Values) JSON() []byte {
	buf := []byte{'{'}
	for i, key := range slices.Sorted(maps.Keys(v)) {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendText(buf, key)
		buf = append(buf, ':')
		buf = append(buf, v[key]...)
	}
	return append(buf, '}')
}

// Merge returns v with the fields of patch: a null removes its key (RFC 7396).
// A patch that is not given changes nothing; one whose value is nil clears all.
func (v Values) Merge(patch Opt[Values]) Values {
	if !patch.Given {
		return v
	}
	if patch.Value == nil {
		return Values{}
	}
	merged := maps.Clone(v)
	if merged == nil {
		merged = Values{}
	}
	for key, value := range patch.Value {
		if value.Kind() == 'n' {
			delete(merged, key)
		} else {
			merged[key] = value
		}
	}
	return merged
}

// Scan implements sql.Scanner: it reads a JSON object.
func (v *Values) Scan(src any) error {
	var text string
	if err := Null(&text).Scan(src); err != nil {
		return err
	}
	fields, err := Fields([]byte(text))
	*v = fields
	return err
}
