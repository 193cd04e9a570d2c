package admin

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/record"
)

// formOfField returns the form of a definition as it is.
func formOfField(field *customfield.Field) *form {
	f := newForm(
		"record_kind", string(field.RecordKind), "key", field.Key, "label", field.Label, "type", string(field.Type),
		"required", ticked(field.Required), "filterable", ticked(field.Filterable), "help", field.Help, "pattern", field.Pattern,
		"choices", strings.Join(field.Choices, "\n"), "minimum", typedValue(field.Type, field.Minimum),
		"maximum", typedValue(field.Type, field.Maximum),
	)
	f.values.Set("default", typedValue(field.Type, field.Default))
	return f
}

// typedValue is a value or a bound as one types it.
func typedValue(kind customfield.Type, value jsontext.Value) string {
	return strings.Join(shownCustom(&customfield.Field{Type: kind}, value), "\n")
}

// Renamable are the choices that the form offers another name for.
func (p *fieldPage) Renamable() []string {
	if p.Field == nil || !p.Uses("choices") {
		return nil
	}
	return p.Field.Choices
}

// Renames reports whether somebody typed another name for a choice.
func (p *fieldPage) Renames() bool { return len(renamesOf(p.Form, p.Field)) > 0 }

// renamesOf are the choices of a field that get another name, old to new.
func renamesOf(f *form, field *customfield.Field) map[string]string {
	if field == nil {
		return nil
	}
	renames := map[string]string{}
	for i, old := range field.Choices {
		if name := strings.TrimSpace(f.Value("rename." + strconv.Itoa(i))); name != "" && name != old {
			renames[old] = name
		}
	}
	return renames
}

// renamedLines are the lines of a text area with the new names of choices, each of
// which stands there once. A line that nobody renames and that stands there twice
// stays: the field refuses it.
func renamedLines(text string, renames map[string]string) []string {
	list := []string{}
	joined := slices.Collect(maps.Values(renames))
	for _, line := range linesOf(text) {
		if name, renamed := renames[line]; renamed {
			line = name
		}
		if !slices.Contains(joined, line) || !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	return list
}

// fieldPatch reads a form of a field, nil for a new one. What the type has no use
// for is cleared, so that another type can be chosen.
func fieldPatch(f *form, field *customfield.Field) *customfield.Patch {
	p := &customfield.Patch{}
	f.text("record_kind", &p.RecordKind)
	f.text("key", &p.Key)
	f.text("label", &p.Label)
	f.text("type", &p.Type)
	f.text("help", &p.Help)
	f.boolean("required", &p.Required)
	f.boolean("filterable", &p.Filterable)
	kind := customfield.Type(f.Value("type"))
	uses := fieldPage{Type: string(kind)}
	if p.Type.Given && slices.Contains(customfield.Types, string(kind)) {
		p.Choices, p.Pattern = record.Some([]string(nil)), record.Some("")
		p.Minimum, p.Maximum = record.Some[jsontext.Value](nil), record.Some[jsontext.Value](nil)
		p.Default = record.Some(readValue(kind, f.Value("default")))
	}
	if uses.Uses("choices") {
		p.Rename = renamesOf(f, field)
		p.Choices = record.Some(renamedLines(f.Value("choices"), p.Rename))
		p.Default = record.Some(readValue(kind, strings.Join(renamedLines(f.Value("default"), p.Rename), "\n")))
	}
	if uses.Uses("pattern") {
		f.text("pattern", &p.Pattern)
	}
	bound := kind
	if uses.Uses("length") || uses.Uses("many") {
		bound = customfield.Integer
	}
	if bound != kind || uses.Uses("bounds") {
		p.Minimum = record.Some(readValue(bound, f.Value("minimum")))
		p.Maximum = record.Some(readValue(bound, f.Value("maximum")))
	}
	return p
}

// readValue reads a value of a type as it was typed, nil for none. What is not
// of the type is a text, which the field refuses.
func readValue(kind customfield.Type, typed string) jsontext.Value {
	given := normalLines([]string{typed})
	if kind == customfield.Choices {
		given = linesOf(typed)
	}
	value := customValue(&customfield.Field{Type: kind}, given)
	if value.Kind() == 'n' {
		return nil
	}
	return value
}

// definition says a definition in names and values, for who may not change it.
func (v *visit) definition(f *customfield.Field) []choice {
	list := []choice{
		{v.t("Of"), labelOf(v.fieldKinds(), string(f.RecordKind))},
		{v.t("Key"), f.Key},
		{v.t("Type"), labelOf(v.fieldTypes(), string(f.Type))},
		{v.t("Required"), v.yesOrNo(f.Required)},
		{v.t("Filter"), v.yesOrNo(f.Filterable)},
		{v.t("Choices"), strings.Join(f.Choices, ", ")},
		{v.t("Minimum"), typedValue(f.Type, f.Minimum)},
		{v.t("Maximum"), typedValue(f.Type, f.Maximum)},
		{v.t("Pattern"), f.Pattern},
		{v.t("Default"), typedValue(f.Type, f.Default)},
		{v.t("Help"), f.Help},
	}
	return slices.DeleteFunc(list, func(o choice) bool { return o.Label == "" })
}

func (v *visit) yesOrNo(yes bool) string {
	if yes {
		return v.t("yes")
	}
	return v.t("no")
}
