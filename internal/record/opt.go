package record

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
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
		switch {
		case value.Kind() == 'n':
			delete(merged, key)
		case !Same(merged[key], value): // else it stays as it was written first
			merged[key] = value
		}
	}
	return merged
}

// Same reports whether two JSON values say the same: the order of an object's
// members and the way in which a number is written do not matter. A value that
// is not there is nil.
func Same(a, b jsontext.Value) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return bytes.Equal(a, b) || a.Kind() == b.Kind() && same(decoded(a), decoded(b))
}

func decoded(value jsontext.Value) (v any) {
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	_ = d.Decode(&v) // it was read before, so it is valid
	return v
}

func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, same)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && sameNumber(string(a), string(b))
	}
	return a == b
}

// sameNumber compares exactly. The doors see to it that numbers are of few digits
// and within double precision, so that the fractions are small.
func sameNumber(a, b string) bool {
	x, ok := new(big.Rat).SetString(a)
	y, also := new(big.Rat).SetString(b)
	return ok && also && x.Cmp(y) == 0
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
