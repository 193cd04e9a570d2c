package client

import "encoding/json"

// Optional is a field of a body. The zero value is left out, which leaves the
// field of the record as it is; Set gives it a value, Null clears it.
type Optional[T any] struct {
	value T
	state state
}

type state int

const (
	leftOut state = iota
	isNull
	isSet
)

// Set is a field with a value.
func Set[T any](value T) Optional[T] { return Optional[T]{value, isSet} }

// Null is a field that is null, which clears it: a text becomes "", a list
// empty, a link or a date null. Where a value is needed, the server refuses it.
func Null[T any]() Optional[T] { return Optional[T]{state: isNull} }

// IsZero says whether the field is left out.
func (o Optional[T]) IsZero() bool { return o.state == leftOut }

// Get returns the value, and whether there is one.
func (o Optional[T]) Get() (value T, ok bool) { return o.value, o.state == isSet }

// MarshalJSON writes the value, or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.state != isSet {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}
