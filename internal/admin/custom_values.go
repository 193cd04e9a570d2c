package admin

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/record"
)

// customInput is the input of a custom field, for the template customfields.
type customInput struct {
	Name, Label, Help string // the name is the pointer's: custom_fields.score
	Kind              string // text, textarea, number, date, datetime, url, email, select or boxes
	Required          bool
	Max               string // characters, "" for no bound
	Options           []choice
}

// customInputs are the inputs of custom fields whose values stand at a place of
// the form, such as custom_fields. f is the form, whose values a retired choice
// is taken from.
func (v *visit) customInputs(fields *customfield.Fields, f *form, at string) []customInput {
	list := make([]customInput, len(fields.List))
	for i := range fields.List {
		list[i] = v.customInput(&fields.List[i], f, at)
	}
	return list
}

// longText is how many characters a text may have that one line is enough for.
const longText = 255

func (v *visit) customInput(field *customfield.Field, f *form, at string) customInput {
	in := customInput{Name: at + "." + field.Key, Label: field.Label, Help: field.Help, Required: field.Required, Kind: string(field.Type)}
	if in.Label == "" {
		in.Label = field.Key
	}
	switch field.Type {
	case customfield.Text:
		in.Max = strconv.Itoa(field.Longest())
		if field.Longest() > longText {
			in.Kind = "textarea"
		}
	case customfield.Integer, customfield.Number:
		in.Kind = "number"
	case customfield.DateTime:
		in.Help = strings.TrimSpace(in.Help + " " + v.t("In UTC."))
	case customfield.Boolean:
		in.Kind, in.Options = "select", []choice{{"", v.t("unknown")}, {"true", v.t("yes")}, {"false", v.t("no")}}
	case customfield.Choice:
		in.Kind, in.Options = "select", append([]choice{{"", ""}}, chosen(field, f.values[in.Name])...)
	case customfield.Choices:
		in.Kind, in.Options = "boxes", chosen(field, f.values[in.Name])
	}
	return in
}

// chosen are the choices of a field, and what a record has of others.
func chosen(field *customfield.Field, has []string) []choice {
	list := make([]choice, 0, len(field.Choices))
	for _, c := range field.Choices {
		list = append(list, choice{c, c})
	}
	for _, c := range has {
		if c != "" && !slices.Contains(field.Choices, c) {
			list = append(list, choice{c, c})
		}
	}
	return list
}

// showCustom puts custom values into a form, as their inputs show them.
func showCustom(fields *customfield.Fields, values record.Values, at string, into url.Values) {
	for i := range fields.List {
		field := &fields.List[i]
		name := at + "." + field.Key
		into.Del(name)
		if shown := shownCustom(field, values[field.Key]); len(shown) > 0 {
			into[name] = shown
		}
	}
}

// showDefaults puts what a new record has into its form.
func showDefaults(fields *customfield.Fields, at string, into url.Values) {
	defaults := record.Values{}
	for i := range fields.List {
		if field := &fields.List[i]; field.Default != nil {
			defaults[field.Key] = field.Default
		}
	}
	showCustom(fields, defaults, at, into)
}

// shownCustom is what the input of a field shows for a value.
func shownCustom(field *customfield.Field, value jsontext.Value) []string {
	switch value.Kind() {
	case jsontext.KindInvalid, 'n':
		return nil
	case '"':
		s := record.TextOf(value)
		if field.Type == customfield.DateTime {
			s = strings.TrimSuffix(strings.TrimSuffix(s, "Z"), ".000")
		}
		return []string{s}
	case '[':
		var list []string
		for _, item := range valuesIn(value) {
			list = append(list, record.TextOf(item))
		}
		return list
	}
	return []string{string(value)}
}

// customPatch is what a form says of custom values at a place: those that it
// shows otherwise than they are stored. What the form has no input for stays.
// stored is nil for a new record.
func customPatch(fields *customfield.Fields, stored record.Values, at string, typed url.Values, isNew bool) record.Opt[record.Values] {
	shown := url.Values{}
	showCustom(fields, stored, at, shown)
	patch := record.Values{}
	for i := range fields.List {
		field := &fields.List[i]
		name := at + "." + field.Key
		if !typed.Has(name) && !typed.Has(name+".shown") {
			continue
		}
		given := normalLines(typed[name])
		switch blank := strings.Join(given, "") == ""; {
		case blank && stored[field.Key] == nil:
			if isNew && field.Default != nil { // which somebody took away
				patch[field.Key] = jsontext.Value("null")
			}
		case !slices.Equal(given, shown[name]):
			patch[field.Key] = customValue(field, given)
		}
	}
	if len(patch) == 0 {
		return record.Opt[record.Values]{}
	}
	return record.Some(patch)
}

// normalLines has the line ends of texts as they are stored.
func normalLines(values []string) []string {
	list := make([]string, len(values))
	for i, s := range values {
		list[i] = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return list
}

// customValue is what was typed as a JSON value, as far as it can be one of the
// field's type; the field says what is wrong with others.
func customValue(field *customfield.Field, given []string) jsontext.Value {
	if field.Type == customfield.Choices {
		return listOf(given)
	}
	s := strings.TrimSpace(strings.Join(given, ""))
	if s == "" {
		return jsontext.Value("null")
	}
	switch field.Type {
	case customfield.Integer, customfield.Number:
		if number := jsontext.Value(strings.TrimPrefix(s, "+")); number.IsValid() && number.Kind() == '0' {
			return number
		}
	case customfield.Boolean:
		if s == "true" || s == "false" {
			return jsontext.Value(s)
		}
	case customfield.DateTime:
		return record.TextValue(wholeTime(s))
	case customfield.Text:
		return record.TextValue(given[0])
	}
	return record.TextValue(s)
}

// wholeTime completes a time as browsers send it, which know neither seconds
// that are none nor UTC.
func wholeTime(s string) string {
	const minutes = len("2026-11-03T09:15")
	if len(s) == minutes {
		s += ":00"
	}
	if len(s) > minutes && !strings.ContainsAny(s[minutes:], "Zz+-") {
		s += "Z"
	}
	return s
}

// listOf is a list of texts as a JSON value, null for none.
func listOf(items []string) jsontext.Value {
	items = slices.DeleteFunc(slices.Clone(items), func(s string) bool { return s == "" })
	if len(items) == 0 {
		return jsontext.Value("null")
	}
	var o record.Object
	o.Texts("list", items)
	return fieldsIn(o.JSON())["list"]
}

// otherValues are the custom values that no field defines, by their keys. They
// are shown and stay.
func otherValues(fields *customfield.Fields, values record.Values) []choice {
	var list []choice
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if fields.Field(key) == nil {
			text := string(values[key])
			if values[key].Kind() == '"' {
				text = record.TextOf(values[key])
			}
			list = append(list, choice{key, text})
		}
	}
	return list
}
