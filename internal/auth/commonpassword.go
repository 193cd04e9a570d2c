package auth

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
)

// commonPasswords is a sorted list of more than 6,000 passwords that are tried
// first, one on each line, and of the words that such passwords are made of:
// what people write for password and welcome in several languages, names, teams,
// places and heroes, walks over keyboards, runs and repeats of digits, years.
// Those too short to be a password are there because they come with decorations.
//
//go:embed common_passwords.txt
var commonPasswords string

const (
	product    = "liaison"
	shortest   = 4 // of two words that make up a password
	leastOther = 8 // characters that a password has beside the product's name
	longestRun = 32
)

// isCommon reports whether a folded password is a common one, or is made of one
// or two of their words with digits and signs around them, with letters written
// as signs, or several times over.
func isCommon(folded string) bool {
	words := strings.Fields(commonPasswords)
	plain := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.", r) {
			return -1
		}
		return r
	}, folded)
	if isRun(plain) || len(strings.ReplaceAll(plain, product, "")) < min(len(plain), leastOther) {
		return true
	}
	for _, form := range forms(plain) {
		if isMadeOf(words, form) {
			return true
		}
	}
	return false
}

// forms are what a password is without its decorations: digits and signs around
// it, and signs in the place of letters.
func forms(plain string) []string {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	list := []string{
		plain, strings.TrimFunc(plain, notLetter),
		strings.TrimFunc(plain, func(r rune) bool { return notLetter(r) && !unicode.IsDigit(r) }),
		strings.TrimFunc(plain, func(r rune) bool { return notLetter(r) && !strings.ContainsRune("@$", r) }),
	}
	for _, form := range slices.Clone(list) {
		for _, one := range []string{"i", "l"} {
			list = append(list, strings.NewReplacer("0", "o", "1", one, "!", one, "3", "e", "4", "a", "@", "a", "5", "s",
				"$", "s", "7", "t", "8", "b", "9", "g").Replace(form))
		}
	}
	return list
}

// isMadeOf reports whether a form is one word of the list, several times over,
// or two.
func isMadeOf(words []string, form string) bool {
	listed := func(word string) bool {
		_, found := slices.BinarySearch(words, word)
		return found
	}
	for n := 1; n <= len(form)/3; n++ {
		if len(form)%n == 0 && form == strings.Repeat(form[:len(form)/n], n) && listed(form[:len(form)/n]) {
			return true
		}
	}
	for i := shortest; i <= len(form)-shortest; i++ {
		if listed(form[:i]) && listed(form[i:]) {
			return true
		}
	}
	return false
}

// isRun reports whether a password is four or fewer characters over and over, or
// characters that follow each other. Nobody tries the very long ones.
func isRun(plain string) bool {
	runes := []rune(plain)
	if len(runes) > longestRun {
		return false
	}
	for period := 1; period <= 4; period++ {
		if slices.Equal(runes[min(period, len(runes)):], runes[:max(0, len(runes)-period)]) {
			return true
		}
	}
	for _, step := range []rune{1, -1} {
		follows := true
		for i := 1; i < len(runes) && follows; i++ {
			follows = runes[i] == runes[i-1]+step
		}
		if follows {
			return true
		}
	}
	return false
}
