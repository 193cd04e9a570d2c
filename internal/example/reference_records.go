package example

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// records writes the fields of the schemas that a resource's operations take and
// answer, each where it is met first.
func (r *reference) records(tag string) {
	for _, op := range r.Operations {
		if op.Tag() != tag {
			continue
		}
		r.recordsIn(op.RequestBody)
		for _, status := range sorted(op.Responses) {
			r.recordsIn(op.Responses[status].Content)
		}
	}
}

// recordsIn writes those that a value of the document refers to.
func (r *reference) recordsIn(value any) {
	switch value := value.(type) {
	case map[string]any:
		if ref := textOf(value["$ref"]); strings.Contains(ref, "/schemas/") {
			r.place(last(ref))
		}
		for _, name := range sorted(value) {
			if name != "example" && name != "examples" {
				r.recordsIn(value[name])
			}
		}
	case []any:
		for _, item := range value {
			r.recordsIn(item)
		}
	}
}

// place writes a schema and those that it refers to, once.
func (r *reference) place(name string) {
	base := r.base(name)
	if r.placed[base] {
		return
	}
	if item := r.itemOf(name); item != nil {
		r.placed[base] = true
		r.recordsIn(item)
		return
	}
	r.record(base, r.schema(base), r.inputOf(base))
	r.recordsIn(r.schema(base))
	r.recordsIn(r.inputOf(base))
}

func (r *reference) schema(name string) map[string]any {
	schema, _ := lookUp(r.raw, "/components/schemas/"+name).(map[string]any)
	return schema
}

// inputs are what the name of a body's schema adds to that of its record.
var inputs = []string{"Input", "Body"}

// base is the record that a schema is the body of, or the schema itself.
func (r *reference) base(name string) string {
	for _, suffix := range inputs {
		if base := strings.TrimSuffix(name, suffix); base != name && r.schema(base) != nil {
			return base
		}
	}
	return name
}

// inputOf is the body of a record: where there are two, the one that says more.
func (r *reference) inputOf(name string) map[string]any {
	var found map[string]any
	for _, suffix := range inputs {
		input := r.schema(name + suffix)
		if input != nil && len(r.properties(input)) > len(r.properties(found)) {
			found = input
		}
	}
	return found
}

// itemOf is what a page of a list holds, nil for other schemas.
func (r *reference) itemOf(name string) map[string]any {
	schema := r.schema(name)
	if lookUp(schema, "/properties/next") == nil {
		return nil
	}
	item, _ := lookUp(schema, "/properties/results/items").(map[string]any)
	return item
}

// record writes the fields of a schema under a heading that links lead to.
func (r *reference) record(name string, schema, input map[string]any) {
	r.placed[name] = true
	r.line("#### %s", fieldsOf(name))
	r.line("%s", textOf(schema["description"]))
	if choices, ok := schema["oneOf"].([]any); ok {
		r.line("It is %s.", r.either(choices))
		return
	}
	r.fields(schema, input)
}

// fieldsOf is the heading of a schema.
func fieldsOf(name string) string { return "Fields of " + name }

// fields writes a table of fields, in the order in which answers have them.
func (r *reference) fields(schema, input map[string]any) {
	said, given := r.properties(schema), r.properties(input)
	required := append(textsOf(schema["x-whole"]), textsOf(schema["required"])...)
	names := sorted(said)
	for _, name := range sorted(given) {
		if said[name] == nil {
			names = append(names, name)
		}
	}
	at := func(name string) int {
		switch i := slices.Index(required, name); {
		case name == "id":
			return -1
		case i >= 0:
			return i
		default:
			return len(required)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return at(a) - at(b) })
	var rows [][]string
	for _, name := range names {
		shown, body := said[name], given[name]
		field := shown
		if field == nil {
			field = body
		}
		rows = append(rows, []string{code(name), r.typeOf(field), inBodies(shown, body, input), r.meanings(field, body)})
	}
	if input == nil && schema["additionalProperties"] == false {
		for i, name := range names { // it is a body by itself
			if slices.Contains(required, name) {
				rows[i][2] = "required"
			}
		}
	}
	r.table([]string{"Field", "Type", "In a body", "Meaning"}, rows)
}

// meanings is what a field says, and what it says in a body if that is different.
func (r *reference) meanings(field, body map[string]any) string {
	said := cmp.Or(textOf(field["description"]), r.meaning(field))
	other := textOf(body["description"])
	switch {
	case body == nil:
		return said
	case body["$ref"] != nil && body["$ref"] != field["$ref"]:
		return said + " In a body: " + r.typeOf(body) + "."
	case other != "" && other != said:
		return said + " In a body: " + other
	default:
		return said
	}
}

// inBodies says what becomes of a field in a body.
func inBodies(shown, body, input map[string]any) string {
	switch {
	case input == nil:
		return ""
	case body == nil, body["readOnly"] == true:
		return "read only"
	case shown == nil:
		return "in a body alone"
	default:
		return ""
	}
}

// properties are the fields of a schema and of those that it is made of.
func (r *reference) properties(schema map[string]any) map[string]map[string]any {
	all := map[string]map[string]any{}
	parts, _ := schema["allOf"].([]any)
	for _, part := range parts {
		if part, ok := r.follow(part).(map[string]any); ok {
			for name, field := range r.properties(part) {
				all[name] = field
			}
		}
	}
	own, _ := schema["properties"].(map[string]any)
	for name, field := range own {
		all[name], _ = field.(map[string]any)
	}
	return all
}

// meaning is the description of what a field refers to.
func (r *reference) meaning(field map[string]any) string {
	target, _ := r.follow(field).(map[string]any)
	return textOf(target["description"])
}

// link leads to the fields of a schema.
func (r *reference) link(name string) string {
	if item := r.itemOf(name); item != nil {
		return "a [page](#pages-of-lists) of " + r.typeOf(item)
	}
	base := r.base(name)
	return fmt.Sprintf("[%s](#%s)", base, slug(fieldsOf(base)))
}
