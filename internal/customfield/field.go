package customfield

import (
	"regexp"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Format is the number of the record's format; it is part of the ETag.
const Format = 1

// Kind is a kind of record that has custom fields.
type Kind string

// The kinds of record that have custom fields.
const (
	Contact      Kind = "contact"
	Organization Kind = "organization"
	Address      Kind = "address"
)

// Kinds are the kinds of record that have custom fields.
var Kinds = []string{string(Contact), string(Organization), string(Address)}

// Type says what the values of a field are.
type Type string

// The types of values.
const (
	Text     Type = "text"
	Integer  Type = "integer"
	Number   Type = "number"
	Boolean  Type = "boolean"
	Date     Type = "date"
	DateTime Type = "datetime"
	Choice   Type = "choice"  // one of Field.Choices
	Choices  Type = "choices" // several of them
	URL      Type = "url"
	Email    Type = "email"
)

// Types are the types of values.
var Types = []string{
	string(Text), string(Integer), string(Number), string(Boolean), string(Date), string(DateTime),
	string(Choice), string(Choices), string(URL), string(Email),
}

// Field is the definition of one custom field. Read and Change return it ready
// to check values by.
type Field struct {
	record.Meta
	RecordKind Kind
	Key        string
	Label      string // what people read
	Type       Type
	Required   bool
	Choices    []string
	// Minimum and Maximum are JSON values, nil for none: of a text how many
	// code points, of choices how many, else the least and the greatest value.
	Minimum, Maximum jsontext.Value
	Pattern          string         // a regular expression that the whole value matches, "" for none
	Default          jsontext.Value // of a new record that says nothing, nil for none
	Help             string
	Filterable       bool

	// Indexing says that stored values are still being brought into the index,
	// or to what a changed definition says.
	Indexing bool

	pattern *regexp.Regexp    // nil for none
	renames map[string]string // of choices, old to new, while stored values are brought along
}

// ErrNotFound says that the workspace has no such definition.
var ErrNotFound = problem.New(problem.NotFound, "There is no such custom field.")

// FieldNames are the names of the fields of a definition's record.
func FieldNames() []string {
	return []string{
		"id", "record_kind", "key", "label", "type", "required", "choices", "minimum", "maximum", "pattern", "default",
		"help", "filterable", "created_at", "updated_at", "created_by", "updated_by", "version",
	}
}

// JSON returns the definition's record.
func (f *Field) JSON() []byte {
	var o record.Object
	o.Text("id", f.ID)
	o.Text("record_kind", string(f.RecordKind))
	o.Text("key", f.Key)
	o.Text("label", f.Label)
	o.Text("type", string(f.Type))
	o.Bool("required", f.Required)
	o.Texts("choices", f.Choices)
	o.Raw("minimum", orNull(f.Minimum))
	o.Raw("maximum", orNull(f.Maximum))
	o.Text("pattern", f.Pattern)
	o.Raw("default", orNull(f.Default))
	o.Text("help", f.Help)
	o.Bool("filterable", f.Filterable)
	o.Meta(&f.Meta)
	return o.JSON()
}

func orNull(v jsontext.Value) jsontext.Value {
	if v == nil {
		return jsontext.Value("null")
	}
	return v
}

// Equal reports whether two definitions say the same, whatever their versions.
func (f *Field) Equal(g *Field) bool {
	return f.RecordKind == g.RecordKind && f.Key == g.Key && f.Label == g.Label && f.Type == g.Type &&
		f.Required == g.Required && slices.Equal(f.Choices, g.Choices) && string(f.Minimum) == string(g.Minimum) &&
		string(f.Maximum) == string(g.Maximum) && f.Pattern == g.Pattern && string(f.Default) == string(g.Default) &&
		f.Help == g.Help && f.Filterable == g.Filterable
}

// Narrows reports whether values that before allowed may break f.
func (f *Field) Narrows(before *Field) bool {
	return f.Type != before.Type || !slices.Equal(f.Choices, before.Choices) || string(f.Minimum) != string(before.Minimum) ||
		string(f.Maximum) != string(before.Maximum) || f.Pattern != before.Pattern || f.Filterable && !before.Filterable
}

// chosen reports whether values are of the field's choices.
func (t Type) chosen() bool { return t == Choice || t == Choices }

// patterned reports whether values are texts that a pattern can be asked of.
func (t Type) patterned() bool { return t == Text || t == URL || t == Email }

// bounded reports whether a least and a greatest value mean something.
func (t Type) bounded() bool {
	return slices.Contains([]Type{Text, Integer, Number, Date, DateTime, Choices}, t)
}
