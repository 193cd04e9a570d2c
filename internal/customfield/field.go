package customfield

import (
	"github.com/liaison/liaison/internal/record"
)

// Kind is a kind of record that has custom fields.
type Kind string

// The kinds of record that have custom fields.
const (
	Contact      Kind = "contact"
	Organization Kind = "organization"
	Address      Kind = "address"
)

// Field is the definition of one custom field.
type Field struct {
	record.Meta
	RecordKind Kind
	Key        string
}
