package factory

import (
	"strings"

	"github.com/liaison/liaison/internal/text"
)

// romanize returns a name in the letters a to z and digits that email addresses
// and domains are made of, or "" for a name of another script that is in none
// of the locales.
func (a *atlas) romanize(name string) string {
	if roman, ok := a.roman[name]; ok {
		return roman
	}
	var b strings.Builder
	for word := range strings.FieldsSeq(name) {
		if roman, ok := a.roman[word]; ok {
			word = roman
		}
		b.WriteString(ascii(word))
	}
	return b.String()
}

// ascii drops everything but letters and digits of ASCII from a word read
// without its marks.
func ascii(word string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ð':
			return 'd'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, text.Alike(word))
}
