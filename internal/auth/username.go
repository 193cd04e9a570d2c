package auth

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

const maxUsername = 150 // code points

// cleanUsername returns the NFC form of a user name: letters, digits and
// @ . + - _, the letters of one script, so that no name looks like another
// one with foreign letters in it.
func cleanUsername(name string) (string, *problem.Fault) {
	name, fault := text.Clean(norm.NFC.String(name), maxUsername)
	if fault != nil {
		return "", fault
	}
	if name == "" {
		return "", &problem.Fault{Code: "required", Detail: "The username is required."}
	}
	scripts := map[string]bool{}
	for _, r := range name {
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) || unicode.Is(unicode.Nd, r):
			scripts[script(r)] = true
		case !strings.ContainsRune("@.+-_", r):
			return "", &problem.Fault{Code: "invalid_username", Detail: "The username must consist of letters, digits and @ . + - _ only."}
		}
	}
	delete(scripts, "Common")
	delete(scripts, "Inherited")
	if len(scripts) > 1 {
		return "", &problem.Fault{Code: "mixed_scripts", Detail: "The letters of the username must come from one script, such as Latin."}
	}
	return name, nil
}

// script returns the name of a character's script. Those that are written
// together every day count as one (UTS #39, section 5.1).
func script(r rune) string {
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul) {
		return "Han"
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return "Common"
}
