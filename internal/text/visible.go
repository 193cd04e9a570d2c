package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsBlank reports whether s has nothing visible: it is empty, or has white
// space, default-ignorable code points and marks without a letter alone.
func IsBlank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !isIgnorable(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return true
}

// Trim returns s without white space and default-ignorable code points at its
// ends, which copying from a page or a letter brings along. It is for values
// that are written in one way only: addresses of email and the web, dates,
// codes and ids. A name may end in a joiner; see Clean.
func Trim(s string) string { return strings.TrimFunc(s, isUnseen) }

// HasIgnorable reports whether s has a default-ignorable code point, which Fold
// drops.
func HasIgnorable(s string) bool { return strings.ContainsFunc(s, isIgnorable) }

// Unseen says which invisible character stands in s and where, in a sentence
// that begins with the name of the value ("The email address"); it is "" where
// there is none. An ordinary blank is visible.
func Unseen(what, s string) string {
	place := 0
	for _, r := range s {
		place++
		if r != ' ' && isUnseen(r) {
			return fmt.Sprintf("%s has the invisible character U+%04X%s at place %d; leave it out.", what, r, nameOf(r), place)
		}
	}
	return ""
}

// nameOf returns the name of an invisible character that is often pasted, in
// brackets and with a blank before it, or "".
func nameOf(r rune) string {
	name := map[rune]string{
		0x00A0: "no-break space", 0x00AD: "soft hyphen", 0x200B: "zero-width space", 0x200C: "zero-width non-joiner",
		0x200D: "zero-width joiner", 0x200E: "left-to-right mark", 0x200F: "right-to-left mark",
		0x202F: "narrow no-break space", 0x2060: "word joiner", 0xFEFF: "byte order mark",
	}[r]
	switch {
	case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
		name = "direction mark"
	case name == "":
		return ""
	}
	return " (" + name + ")"
}

func isUnseen(r rune) bool { return unicode.IsSpace(r) || isIgnorable(r) }

// isIgnorable reports whether r is a default-ignorable code point (Unicode
// Standard 5.21; derived as DerivedCoreProperties.txt derives it).
func isIgnorable(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return false
	case unicode.Is(unicode.Cf, r):
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r) &&
			(r < 0xFFF9 || r > 0xFFFB) && (r < 0x13430 || r > 0x1343F)
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isNoncharacter reports whether r is one of the 66 code points that are never
// characters (Unicode Standard 23.7).
func isNoncharacter(r rune) bool { return r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF }
