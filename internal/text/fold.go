package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Version is the number of the tables behind Fold, Alike, SortKey and
// SearchBody, whose results are stored and indexed. Whoever changes these
// functions, or takes a golang.org/x/text or a Go release with newer Unicode
// tables (Go 1.27 brings Unicode 17 to x/text), raises it and adds a migration
// that makes the stored keys again, as database.rekey does; TestTables fails
// until then.
//
// Version 2: Fold drops default-ignorable code points.
const Version = 2

// maxPasses bounds how often a fold is repeated until it stays as it is. Two
// passes are enough for every text the tests have found.
const maxPasses = 4

// Fold returns the form of s by which two texts are the same but for case:
// toNFKC_Casefold(NFD(s)) (Unicode Standard 3.13, R5 and D147), which maps
// compatibility characters, folds case and drops default-ignorable code points
// such as joiners and zero-width spaces. Fold(Fold(s)) is Fold(s). It may be
// empty where s is not. Bytes that are not UTF-8 read as U+FFFD.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return settle(strings.ToValidUTF8(s, "\uFFFD"), foldOnce)
}

// Alike returns the form of s by which two texts are found alike: Fold, then
// without marks (category Mn), with ø ł đ ß æ œ þ ı read as o l d ss ae oe th i.
// Alike(Alike(s)) is Alike(s). It may be empty where s is not.
func Alike(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return settle(strings.ToValidUTF8(s, "\uFFFD"), alikeOnce)
}

// settle repeats a fold until nothing changes: taking characters away can bring
// two together that compose, and then fold in another way.
func settle(s string, once func(string) string) string {
	for range maxPasses {
		next := once(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	// A Caser of its own: x/text does not promise that one may be shared.
	folded := cases.Fold().String(without(norm.NFKC.String(s), isIgnorable))
	return norm.NFKC.String(strings.Map(foldCherokee, folded))
}

// foldCherokee folds the small letters of Cherokee to its capitals
// (CaseFolding.txt; the capitals came first, and folds never change), which
// cases.Fold of x/text v0.43.0 leaves undone. It may go when TestFoldsEveryLetter
// passes without it.
func foldCherokee(r rune) rune {
	switch {
	case r >= 0xAB70 && r <= 0xABBF:
		return r - 0xAB70 + 0x13A0
	case r >= 0x13F8 && r <= 0x13FD:
		return r - 0x13F8 + 0x13F0
	}
	return r
}

func alikeOnce(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(foldOnce(s)) {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case unicode.Is(unicode.Mn, r):
		default:
			writeAlike(&b, r)
		}
	}
	return norm.NFKC.String(b.String())
}

// writeAlike writes a letter that has no decomposition as its readers type it.
func writeAlike(b *strings.Builder, r rune) {
	switch r {
	case 'ø':
		b.WriteByte('o')
	case 'ł':
		b.WriteByte('l')
	case 'đ':
		b.WriteByte('d')
	case 'ß': // Folding made it ss already; here for whoever reads the rule.
		b.WriteString("ss")
	case 'æ':
		b.WriteString("ae")
	case 'œ':
		b.WriteString("oe")
	case 'þ':
		b.WriteString("th")
	case 'ı':
		b.WriteByte('i')
	default:
		b.WriteRune(r)
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
