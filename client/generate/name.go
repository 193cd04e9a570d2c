package main

import (
	"strings"
	"unicode"
)

// spelled are the words that Go spells in their own way.
var spelled = map[string]string{
	"api": "API", "id": "ID", "ids": "IDs", "url": "URL", "iexact": "IExact", "icontains": "IContains",
	"isnull": "IsNull", "startswith": "StartsWith",
}

// goName is the name of a thing in Go: snake_case, kebab-case and camelCase
// become CamelCase.
func goName(name string) string {
	var spaced strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			spaced.WriteByte(' ')
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			spaced.WriteRune(unicode.ToLower(r))
		}
	}
	var b strings.Builder
	for word := range strings.FieldsSeq(spaced.String()) {
		if own, ok := spelled[word]; ok {
			b.WriteString(own)
			continue
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// lowered is a sentence that goes on behind a colon: its first letter is small,
// unless it begins with letters that always are capitals.
func lowered(text string) string {
	if len(text) < 2 || unicode.IsUpper(rune(text[1])) {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// comment is a text as a comment, "" if there is none. The comment of what has a
// name begins with it.
func comment(name, text string) string {
	const width = 95
	var b strings.Builder
	if !strings.HasPrefix(text, ":") && name != "" {
		name += " "
	}
	for i, paragraph := range strings.Split(name+text, "\n\n") {
		if i > 0 {
			b.WriteString("//\n")
		}
		line := "//"
		for word := range strings.FieldsSeq(paragraph) {
			if len(line)+len(word) >= width {
				b.WriteString(line + "\n")
				line = "//"
			}
			line += " " + word
		}
		b.WriteString(line + "\n")
	}
	return strings.ReplaceAll(b.String(), "//\n//\n", "//\n")
}
