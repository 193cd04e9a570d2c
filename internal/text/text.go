// Package text owns what a text is here: which characters one may hold, when
// two are the same, how they sort and how words are found in them.
//
// It does not own the rules of single fields (their names and lengths belong
// to the records that have them), stores nothing and knows no SQL. Email
// addresses and phone numbers have packages of their own.
package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/problem"
)

// The codes of the faults that Clean and CleanLines report.
const (
	// CodeInvalidText is the code of a text with characters that no text may hold.
	CodeInvalidText = "invalid_text"
	// CodeTooLong is the code of a text with more code points than allowed.
	CodeTooLong = "too_long"
)

// Clean returns s without the white space at its ends and otherwise as given,
// or "" where nothing of it is visible (see IsBlank). It refuses invalid UTF-8,
// noncharacters and control characters (Unicode category Cc, so NUL, tabs and
// line ends inside the text too) with invalid_text, and more than max code
// points with too_long. Anything else is kept: private-use and unassigned code
// points, joiners, direction marks and long runs of combining marks are other
// people's names as far as we can know.
func Clean(s string, max int) (string, *problem.Fault) {
	return clean(s, max, "")
}

// CleanLines is Clean for texts of several lines: line feeds and tabs inside
// the text are kept too. The line ends CR LF and CR, which forms and files of
// other systems bring, become line feeds before anything is checked, so that
// they count as one code point and the same text is stored whoever sent it.
func CleanLines(s string, max int) (string, *problem.Fault) {
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	return clean(s, max, "\n\t")
}

func clean(s string, max int, allowed string) (string, *problem.Fault) {
	if !utf8.ValidString(s) {
		return "", &problem.Fault{Code: CodeInvalidText, Detail: "The text is not valid UTF-8."}
	}
	s = strings.TrimSpace(s)
	for _, r := range s {
		if unicode.IsControl(r) && !strings.ContainsRune(allowed, r) || isNoncharacter(r) {
			return "", &problem.Fault{Code: CodeInvalidText, Detail: refusedDetail(r)}
		}
	}
	if IsBlank(s) {
		return "", nil
	}
	// Bytes are never fewer than code points, so most texts need no counting.
	if len(s) > max && utf8.RuneCountInString(s) > max {
		return "", &problem.Fault{Code: CodeTooLong, Detail: fmt.Sprintf("The text is longer than %d characters.", max)}
	}
	return s, nil
}

// refusedDetail names the character by its number, which helps to find it and
// repeats nothing of the text.
func refusedDetail(r rune) string {
	switch r {
	case '\n', '\r':
		return "The text contains a line break, which this field does not allow."
	case '\t':
		return "The text contains a tab, which this field does not allow."
	}
	if isNoncharacter(r) {
		return fmt.Sprintf("The text has U+%04X in it, which is not a character.", r)
	}
	return fmt.Sprintf("The text contains the control character U+%04X.", r)
}

// Squeeze returns s without white space at its ends and with every run of white
// space inside folded to one space, as tags are kept.
func Squeeze(s string) string {
	return strings.Join(strings.Fields(s), " ")
}
