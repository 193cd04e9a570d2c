package example

import (
	"slices"
	"strings"
)

// typeOf is a schema in few words.
func (r *reference) typeOf(schema map[string]any) string {
	if ref := textOf(schema["$ref"]); ref != "" {
		return r.link(last(ref))
	}
	for _, of := range []string{"allOf", "oneOf", "anyOf"} {
		if choices, ok := schema[of].([]any); ok {
			return r.either(choices)
		}
	}
	kind, orNull := kindOf(schema)
	var text string
	switch kind {
	case "array":
		items, _ := schema["items"].(map[string]any)
		text = "list of " + r.typeOf(items)
	case "string":
		text = textType(schema)
	case "":
		text = "any"
	default:
		text = kind + bounds(schema, "minimum", "maximum")
	}
	if orNull {
		text += " or null"
	}
	return text
}

// either joins the types of which a value has one.
func (r *reference) either(choices []any) string {
	var all []string
	for _, choice := range choices {
		if choice, ok := choice.(map[string]any); ok {
			all = append(all, r.typeOf(choice))
		}
	}
	return strings.Join(slices.Compact(all), " or ")
}

// kindOf is the type of a schema, and whether null is one beside it.
func kindOf(schema map[string]any) (kind string, orNull bool) {
	kinds := textsOf(schema["type"])
	if kind := textOf(schema["type"]); kind != "" {
		kinds = []string{kind}
	}
	for _, k := range kinds {
		if k == "null" && len(kinds) > 1 {
			orNull = true
		} else {
			kind = k
		}
	}
	return kind, orNull
}

// textType is the type of a text: its values, its format or its length.
func textType(schema map[string]any) string {
	if values := textsOf(schema["enum"]); len(values) > 0 {
		return list(values)
	}
	text := "text"
	if format := textOf(schema["format"]); format != "" {
		text = format
	}
	text += bounds(schema, "minLength", "maxLength")
	if pattern := textOf(schema["pattern"]); pattern != "" {
		text += ", " + code(pattern)
	}
	return text
}

// bounds are the limits of a schema, with a space before them, "" for none.
func bounds(schema map[string]any, least, most string) string {
	low, high := textOf(schema[least]), textOf(schema[most])
	switch {
	case low == "" && high == "":
		return ""
	case low == high:
		return " = " + low
	case high == "":
		return " ≥ " + low
	case low == "":
		return " ≤ " + high
	default:
		return " " + low + "…" + high
	}
}
