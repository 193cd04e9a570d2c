package admin

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// recordBody is how many bytes the form of a record may have: the longest notes
// take three bytes in a form for each byte of their text.
const recordBody = 4 << 20

// form is what the inputs of a page show: what is kept of a record or, after
// something was wrong, what was typed. An input is named like the JSON pointer
// of its field, with dots: email_addresses.0.email.
type form struct {
	values url.Values
	faults problem.Fields
}

// newForm returns a form that shows values: name, value, name, value …
func newForm(pairs ...string) *form {
	f := &form{values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// typed returns a form that shows what was posted.
func (v *visit) typed() *form { return &form{values: v.PostForm} }

// Value is what an input shows.
func (f *form) Value(name string) string { return f.values.Get(name) }

// Has reports whether a box is ticked, or a value of several chosen.
func (f *form) Has(name, value string) bool { return slices.Contains(f.values[name], value) }

// Faults are what is wrong, for the summary above the form.
func (f *form) Faults() problem.Fields { return f.faults }

// Errors are the sentences that say what is wrong with an input.
func (f *form) Errors(name string) []string {
	var list []string
	for _, fault := range f.faults {
		if inputOf(fault.Pointer) == name {
			list = append(list, fault.Detail)
		}
	}
	return list
}

// inputOf is the name of the input that a pointer is about.
func inputOf(pointer string) string {
	return strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", ".")
}

// refuse notes what is wrong with the input, or that the record was changed
// meanwhile, and reports whether that is why err is
// there; any other error is the caller's to return.
func (f *form) refuse(err error) bool {
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.BadInput && p.Kind != problem.PreconditionFailed {
		return false
	}
	f.faults = append(f.faults, p.Fields...)
	if len(p.Fields) == 0 {
		f.faults.Add("", "invalid", p.Detail)
	}
	return true
}

// showRefused answers with a form again, with all that was typed in it and what is
// wrong beside it. It is the answer to a post whose store returned err; an error
// that is not about the input is returned.
func (v *visit) showRefused(f *form, err error, a answer) error {
	if !f.refuse(err) {
		return err
	}
	a.status = http.StatusUnprocessableEntity
	return v.show(a)
}

// text takes a value for a patch, if the form has the input at all.
func (f *form) text(name string, into *record.Opt[string]) {
	if values, given := f.values[name]; given && len(values) > 0 {
		// A browser sends line ends as two characters.
		*into = record.Some(strings.ReplaceAll(values[0], "\r\n", "\n"))
	}
}

// boolean takes a box for a patch. A box that is not ticked sends nothing: the
// form has a hidden input NAME.shown beside it.
func (f *form) boolean(name string, into *record.Opt[bool]) {
	if f.values.Has(name) || f.values.Has(name+".shown") {
		*into = record.Some(f.Value(name) != "")
	}
}

// field is one input with its label, help and errors, for the template field.
type field struct {
	Page   *view
	Form   *form
	Name   string
	Label  string
	Value  string
	Errors []string

	Type     string // of the input; textarea, select, checkbox, picker or readonly; "" for text
	Help     string
	Max      string // characters
	Rows     string // of a textarea
	Complete string // the attribute autocomplete
	Mode     string // of the keyboard of a phone: email, tel, url, decimal …; no spelling is looked at
	List     string // the id of a datalist
	Source   string // where a picker looks
	Shown    string // what a picker shows for its value
	Required bool
	Options  []choice
}

// choice is a value that can be chosen.
type choice struct {
	Value, Label string
}

// newField is the template function field: a name and a label, then names and
// values of the field's other properties.
func newField(page *view, f *form, name, label string, properties ...any) (*field, error) {
	in := &field{Page: page, Form: f, Name: name, Label: label, Value: f.Value(name), Errors: f.Errors(name)}
	for i := 0; i+1 < len(properties); i += 2 {
		if err := in.set(fmt.Sprint(properties[i]), properties[i+1]); err != nil {
			return nil, err
		}
	}
	return in, nil
}

func (in *field) set(property string, value any) error {
	texts := map[string]*string{
		"type": &in.Type, "help": &in.Help, "max": &in.Max, "rows": &in.Rows, "autocomplete": &in.Complete,
		"source": &in.Source, "shown": &in.Shown, "value": &in.Value,
		"mode": &in.Mode, "list": &in.List,
	}
	if into, ok := texts[property]; ok {
		*into = fmt.Sprint(value)
		return nil
	}
	switch property {
	case "required":
		in.Required = value == true
	case "options":
		options, ok := value.([]choice)
		if !ok {
			return errors.New("the options of a field are not options")
		}
		in.Options = options
	default:
		return fmt.Errorf("a field has no property %s", property)
	}
	return nil
}

// ID is the id of the input in the page.
func (in *field) ID() string { return "field-" + strings.ReplaceAll(in.Name, ".", "-") }

// Anchor is the end of the id of the input that a pointer is about.
func (f *form) Anchor(pointer string) string {
	return strings.ReplaceAll(inputOf(pointer), ".", "-")
}
