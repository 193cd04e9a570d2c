package customfield

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Patch is what a writer says of a definition; what is left out stays. A bound
// or default that is given as nil is cleared.
type Patch struct {
	RecordKind, Key, Label, Type, Pattern, Help record.Opt[string]

	Required, Filterable      record.Opt[bool]
	Choices                   record.Opt[[]string]
	Minimum, Maximum, Default record.Opt[jsontext.Value]
	Rename                    map[string]string // of choices, old to new; stored values come along
}

const (
	maxLabel   = 100 // code points
	maxHelp    = 1_000
	maxChoice  = 100
	maxChoices = 500 // of a field
)

// codeNotAllowed is the code of a rule that the type of a field has no use for.
const codeNotAllowed = "not_allowed"

var validKey = regexp.MustCompile(`^[a-z0-9_]{1,50}$`)

// definer brings a definition to what a patch says.
type definer struct {
	*Field
	patch  *Patch
	isNew  bool
	faults *problem.Fields
}

// Change changes a definition as p says, or a new one whose Key is "", and
// notes in faults what breaks a rule. Without faults, the definition is ready to
// check values by.
func (f *Field) Change(p *Patch, faults *problem.Fields) {
	d := definer{Field: f, patch: p, isNew: f.Key == "", faults: faults}
	d.identity()
	d.words()
	if !d.typed() {
		return
	}
	p.Required.To(&f.Required)
	p.Filterable.To(&f.Filterable)
	renamed := d.rename()
	d.choices()
	d.checkRenames(renamed)
	d.bounds()
	d.compile()
	d.defaults()
}

// identity reads what never changes: the kind of record and the key.
func (d *definer) identity() {
	const fixed = "It cannot be changed; create another custom field."
	kind, key := string(d.RecordKind), d.Key
	d.patch.RecordKind.To(&kind)
	d.patch.Key.To(&key)
	switch {
	case kind == "":
		d.faults.Add("/record_kind", CodeRequired, "A custom field needs the kind of record that it is of.")
	case !slices.Contains(Kinds, kind):
		d.faults.Add("/record_kind", CodeUnknownValue, "The kind must be contact, organization or address.")
	case !d.isNew && kind != string(d.RecordKind):
		d.faults.Add("/record_kind", "immutable", fixed)
	}
	switch {
	case key == "":
		d.faults.Add("/key", CodeRequired, "A custom field needs a key.")
	case !validKey.MatchString(key):
		d.faults.Add("/key", "invalid_key", "A key is 1 to 50 of the letters a to z, digits and underscores.")
	case !d.isNew && key != d.Key:
		d.faults.Add("/key", "immutable", fixed)
	}
	d.RecordKind, d.Key = Kind(kind), key
}

// words reads what people read.
func (d *definer) words() {
	var fault *problem.Fault
	d.patch.Label.To(&d.Label)
	d.Label, fault = text.Clean(d.Label, maxLabel)
	d.faults.Fault("/label", fault)
	if d.Label == "" {
		d.Label = d.Key
	}
	d.patch.Pattern.To(&d.Pattern)
	if text.IsBlank(d.Pattern) {
		d.Pattern = ""
	}
	if _, fault = text.Clean(d.Pattern, maxPattern); fault != nil && fault.Code != text.CodeTooLong {
		d.faults.Fault("/pattern", fault)
	}
	if utf8.RuneCountInString(d.Pattern) > maxPattern {
		d.faults.Add("/pattern", text.CodeTooLong, "The pattern is longer than "+strconv.Itoa(maxPattern)+" characters.")
	}
	d.patch.Help.To(&d.Help)
	d.Help, fault = text.CleanLines(d.Help, maxHelp)
	d.faults.Fault("/help", fault)
}

// typed reads the type, without which nothing else means anything.
func (d *definer) typed() bool {
	given := string(d.Type)
	d.patch.Type.To(&given)
	switch {
	case given == "":
		d.faults.Add("/type", CodeRequired, "A custom field needs a type.")
		return false
	case !slices.Contains(Types, given):
		d.faults.Add("/type", CodeUnknownValue, "The type must be one of "+strings.Join(Types, ", ")+".")
		return false
	}
	d.Type = Type(given)
	return true
}

func (d *definer) choices() {
	d.patch.Choices.To(&d.Field.Choices)
	switch n := len(d.Field.Choices); {
	case n == 0 && d.Type.chosen():
		d.faults.Add("/choices", CodeRequired, "A field of this type needs choices.")
	case n > 0 && !d.Type.chosen():
		d.faults.Add("/choices", codeNotAllowed, "A field of this type has no choices.")
		d.Field.Choices = nil
	case n > maxChoices:
		d.faults.Add("/choices", "too_many", "A field has at most "+strconv.Itoa(maxChoices)+" choices.")
		d.Field.Choices = nil
	}
	seen := map[string]bool{}
	clean := make([]string, len(d.Field.Choices))
	for i, choice := range d.Field.Choices {
		at := problem.Pointer("choices", i)
		cleaned, fault := text.Clean(choice, maxChoice)
		d.faults.Fault(at, fault)
		key := text.Fold(cleaned)
		switch {
		case fault != nil:
		case cleaned == "":
			d.faults.Add(at, CodeRequired, "A choice must not be blank.")
		case seen[key]:
			d.faults.Add(at, "unique", "The choice stands in the list before, if in other case.")
		}
		seen[key] = true
		clean[i] = cleaned
	}
	d.Field.Choices = clean
}

// bounds reads the least and the greatest value.
func (d *definer) bounds() {
	before := len(*d.faults)
	d.Minimum = d.bound("/minimum", d.patch.Minimum, d.Minimum)
	d.Maximum = d.bound("/maximum", d.patch.Maximum, d.Maximum)
	if len(*d.faults) > before {
		return
	}
	if d.Type == Text && d.Filterable && d.Maximum != nil && count(d.Maximum) > maxFilterable {
		d.faults.Add("/maximum", CodeOutOfRange, "A text that can be filtered by has at most "+strconv.Itoa(maxFilterable)+" characters.")
		return
	}
	if d.Minimum != nil && d.above(d.Minimum) {
		d.faults.Add("/minimum", CodeOutOfRange, "The minimum lies above the maximum.")
	}
}

func (d *definer) bound(at string, given record.Opt[jsontext.Value], bound jsontext.Value) jsontext.Value {
	given.To(&bound)
	if bound == nil {
		return nil
	}
	if !d.Type.bounded() {
		d.faults.Add(at, codeNotAllowed, "A field of this type has neither minimum nor maximum.")
		return nil
	}
	normal, fault := d.normalBound(bound)
	d.faults.Fault(at, fault)
	return normal
}

// normalBound checks a bound, which is a value of the field or, of texts and
// choices, a number of them.
func (d *definer) normalBound(bound jsontext.Value) (jsontext.Value, *problem.Fault) {
	if d.Type != Text && d.Type != Choices {
		unbounded := Field{Type: d.Type}
		return unbounded.normal(bound)
	}
	if bound.Kind() != '0' {
		return nil, wrongType("a whole number")
	}
	n, fault := number(Integer, bound)
	if fault == nil && (n < 0 || n > maxText) {
		fault = &problem.Fault{Code: CodeOutOfRange, Detail: "The number must lie between 0 and " + strconv.Itoa(maxText) + "."}
	}
	return numberValue(n), fault
}

// above reports whether a minimum leaves no value.
func (d *definer) above(minimum jsontext.Value) bool {
	switch d.Type {
	case Text:
		return count(minimum) > d.Longest()
	case Choices:
		return count(minimum) > len(d.Field.Choices) || d.Maximum != nil && count(minimum) > count(d.Maximum)
	case Date, DateTime:
		return d.Maximum != nil && record.TextOf(minimum) > record.TextOf(d.Maximum)
	default:
		return d.Maximum != nil && float(minimum) > float(d.Maximum)
	}
}

func (d *definer) compile() {
	d.pattern = nil
	switch {
	case d.Pattern == "" || utf8.RuneCountInString(d.Pattern) > maxPattern:
	case !d.Type.patterned():
		d.faults.Add("/pattern", codeNotAllowed, "A field of this type has no pattern.")
	default:
		var fault *problem.Fault
		d.pattern, fault = compile(d.Pattern)
		d.faults.Fault("/pattern", fault)
	}
}

// defaults checks the default by all the rest, if that is in order.
func (d *definer) defaults() {
	d.patch.Default.To(&d.Default)
	if d.Default == nil || len(*d.faults) > 0 {
		return
	}
	normal, fault := d.normal(d.Default)
	if fault == nil && d.Required && blank(normal) {
		fault = &problem.Fault{Code: CodeRequired, Detail: "The default of a required field must not be blank."}
	}
	d.faults.Fault("/default", fault)
	d.Default = normal
}
