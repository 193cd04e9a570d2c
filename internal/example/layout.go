package example

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// width is how long a line of JSON may be in the documents.
const width = 100

// ellipsis stands for fields that a document leaves out.
const ellipsis = "…"

// layout writes JSON as a person would: what fits on a line stands on one. Text
// that is no JSON stays as it is.
func layout(body []byte) string {
	if !json.Valid(body) {
		return string(body)
	}
	var b strings.Builder
	writeJSON(&b, body, 0)
	return b.String()
}

func writeJSON(b *strings.Builder, value json.RawMessage, indent int) {
	members, opening, closing := membersOf(value)
	line := oneLine(value)
	column := b.Len() - 1 - strings.LastIndexByte(b.String(), '\n')
	if len(members) == 0 || column+utf8.RuneCountInString(line) < width {
		b.WriteString(line)
		return
	}
	inner := "\n" + strings.Repeat("  ", indent+1)
	b.WriteString(opening)
	for i, m := range members {
		b.WriteString(inner + m.name)
		writeJSON(b, m.value, indent+1)
		if i < len(members)-1 {
			b.WriteByte(',')
		}
	}
	b.WriteString("\n" + strings.Repeat("  ", indent) + closing)
}

// oneLine is JSON with a space after each colon and comma.
func oneLine(value json.RawMessage) string {
	members, opening, closing := membersOf(value)
	if len(members) == 0 {
		return string(bytes.TrimSpace(value))
	}
	var parts []string
	for _, m := range members {
		parts = append(parts, m.name+oneLine(m.value))
	}
	return opening + strings.Join(parts, ", ") + closing
}

// member is an item of an array or a field of an object, of which the name is
// written as it will stand in JSON: "name": with a space behind it.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf takes an array or object apart; other values have no members.
func membersOf(value json.RawMessage) (members []member, opening, closing string) {
	d := json.NewDecoder(bytes.NewReader(value))
	first, err := d.Token()
	delim, ok := first.(json.Delim)
	if err != nil || !ok {
		return nil, "", ""
	}
	for d.More() {
		var m member
		if delim == '{' {
			name, err := d.Token()
			if err != nil {
				return nil, "", ""
			}
			m.name = quoted(textOf(name)) + ": "
		}
		if err := d.Decode(&m.value); err != nil {
			return nil, "", ""
		}
		members = append(members, m)
	}
	if delim == '{' {
		return members, "{", "}"
	}
	return members, "[", "]"
}

// onlyFields is an object laid out with some of its fields alone, and an ellipsis
// for the rest. What is no object stays whole.
func onlyFields(body []byte, keep func(name string) bool) string {
	members, opening, _ := membersOf(body)
	if opening != "{" {
		return layout(body)
	}
	var b strings.Builder
	b.WriteString("{")
	left := 0
	for _, m := range members {
		var name string
		if err := json.Unmarshal([]byte(strings.TrimSuffix(m.name, ": ")), &name); err != nil || !keep(name) {
			left++
			continue
		}
		b.WriteString("\n  " + m.name)
		writeJSON(&b, m.value, 1)
		b.WriteByte(',')
	}
	switch {
	case left == 0:
		return layout(body)
	case left == len(members):
		return "{" + ellipsis + "}"
	}
	return b.String() + "\n  " + ellipsis + "\n}"
}
