package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// model is what the templates show.
type model struct {
	BasePath   string
	Constants  []constants
	Types      []typ
	Options    []option
	Parameters []typ
	Operations []method
}

type constants struct {
	Of     string // TYPE.FIELD
	Values []struct{ Name, Value string }
}

// typ is a struct, or another name of a type.
type typ struct {
	Name, Doc, Alias string
	Fields           []field
}

type field struct{ Name, Doc, Type, Tag string }

// builder makes the model of a document.
type builder struct {
	*document

	model   *model
	bodies  []*schema // of requests
	answers []*schema
	err     error // the first one
}

func (d *document) model() (*model, error) {
	b := &builder{document: d, model: &model{BasePath: strings.TrimRight(d.Servers[0].URL, "/")}}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		if strings.HasPrefix(path, "/openapi.") {
			continue // the document: a client is made of it and needs it no more
		}
		for _, verb := range order {
			if o := d.Paths[path][verb]; o != nil {
				b.operation(verb, path, o)
			}
		}
	}
	inputs := d.reached(b.bodies)
	for _, name := range slices.Sorted(maps.Keys(d.reached(slices.Concat(b.bodies, b.answers, []*schema{{Ref: "Problem"}})))) {
		if s := d.Components.Schemas[name]; s != nil {
			b.record(name, s, inputs[name])
		}
	}
	slices.SortFunc(b.model.Options, func(x, y option) int { return strings.Compare(x.Name, y.Name) })
	return b.model, b.err
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

// record adds the type of an object. One of a request leaves out what is read
// only, and what is there for old clients.
func (b *builder) record(name string, s *schema, input bool) {
	if item := s.item(); item != "" {
		b.model.Types = append(b.model.Types, typ{Name: name, Doc: described(s, "a page of a list"), Alias: "List[" + item + "]"})
		return
	}
	if s.kind() == "" && len(s.refs()) == 1 {
		b.model.Types = append(b.model.Types, typ{Name: name, Doc: described(s, "a record of the API"), Alias: s.refs()[0]})
		return
	}
	if s.kind() == "string" && len(s.Enum) > 0 {
		b.model.Types = append(b.model.Types, typ{Name: name, Doc: described(s, "a closed set"), Alias: "string"})
		b.constants(name, "", s.Enum)
		return
	}
	if s.kind() != "object" {
		b.fail("%s: the type %q is not known at the top", name, s.kind())
		return
	}
	if s.Values.schema != nil && s.Properties == nil {
		of := "map[string]" + b.goType(name, s.Values.schema, input)
		b.model.Types = append(b.model.Types, typ{Name: name, Doc: described(s, "an object of values by name"), Alias: of})
		return
	}
	at := len(b.model.Types)
	b.model.Types = append(b.model.Types, typ{Name: name, Doc: described(s, "a record of the API")})
	var order []string
	if base := b.Components.Schemas[strings.TrimSuffix(name, "Input")]; base != nil {
		order = slices.Concat(base.Whole, base.Required)
	}
	var fields []field
	for _, property := range s.names(order) {
		if p := s.Properties[property]; !input || !p.ReadOnly && !p.Deprecated {
			fields = append(fields, b.field(name, property, p, input, slices.Contains(s.Required, property) || slices.Contains(s.Whole, property)))
		}
	}
	b.model.Types[at].Fields = fields
}

func described(s *schema, otherwise string) string {
	if s.Description == "" {
		return "is " + otherwise + "."
	}
	return ": " + lowered(s.Description)
}

// item is the name of the records in a page of a list, "" if s is none.
func (s *schema) item() string {
	results := s.Properties["results"]
	if results == nil || s.Properties["next"] == nil || results.Items == nil {
		return ""
	}
	return results.Items.target()
}

// field is a property of the type of a name.
func (b *builder) field(of, property string, s *schema, input, required bool) field {
	f := field{Name: goName(property), Doc: s.Description}
	if named := b.Components.Schemas[s.target()]; f.Doc == "" && named != nil {
		f.Doc = named.Description
	}
	f.Type = b.goType(strings.TrimSuffix(of, f.Name)+f.Name, s, input)
	omit := ""
	switch pointed := s.target() != "" || s.nullable(); {
	case input && !required:
		f.Type, omit = "Optional["+f.Type+"]", ",omitzero"
	case !required && s.target() != "":
		f.Type, omit = "*"+f.Type, ",omitzero"
	case !required:
		omit = ",omitzero"
	case pointed && s.nullable() && !strings.HasPrefix(f.Type, "[]") && !strings.HasPrefix(f.Type, "map["):
		f.Type = "*" + f.Type
	}
	f.Tag = fmt.Sprintf("`json:%q`", property+omit)
	b.constants(strings.TrimSuffix(of, "Input"), f.Name, s.Enum)
	return f
}

// isLink reports whether a value is the id of a record or an object that names it
// otherwise, which has no id in it. The client takes the id alone.
func (b *builder) isLink(s *schema) bool {
	named := b.Components.Schemas[s.target()]
	isText := func(one *schema) bool { return one.kind() == "string" }
	return slices.ContainsFunc(s.OneOf, isText) && named != nil && named.kind() == "object" && named.Properties["id"] == nil
}

// goType is the type of a value that is not null. An object without a name gets
// the given one.
func (b *builder) goType(name string, s *schema, input bool) string {
	switch refs := s.refs(); {
	case len(refs) == 1 && b.isLink(s):
		return "string"
	case len(refs) == 1:
		return refs[0]
	case len(refs) > 1 || len(s.OneOf) > 0:
		b.fail("%s: a choice of %d is not known", name, len(s.OneOf))
	}
	switch s.kind() {
	case "":
		return "any"
	case "boolean":
		return "bool"
	case "number":
		return "float64"
	case "integer":
		return "int64"
	case "string":
		if s.Format == "date-time" {
			return "time.Time"
		}
		return "string"
	case "array":
		return "[]" + b.goType(name+"Item", s.Items, input)
	case "object":
		return b.object(name, s, input)
	}
	b.fail("%s: the type %q is not known", name, s.kind())
	return ""
}

// object is the type of an object that stands where it is used.
func (b *builder) object(name string, s *schema, input bool) string {
	switch {
	case s.Properties != nil:
		b.record(name, s, input)
		return name
	case s.Values.schema == nil:
		return "map[string]any"
	}
	value := b.goType(name+"Value", s.Values.schema, input)
	if s.Values.nullable() {
		value = "*" + value
	}
	return "map[string]" + value
}

// constants adds the values of a closed set, unless they are there: what is
// read and what is written have the same. name is "" for a set with a type of its own.
func (b *builder) constants(of, name string, enum []any) {
	title := strings.TrimSuffix(of+"."+name, ".")
	if len(enum) == 0 || slices.ContainsFunc(b.model.Constants, func(c constants) bool { return c.Of == title }) {
		return
	}
	c := constants{Of: title}
	for _, value := range enum {
		text := fmt.Sprint(value)
		c.Values = append(c.Values, struct{ Name, Value string }{of + name + goName(text), text})
	}
	b.model.Constants = append(b.model.Constants, c)
}
