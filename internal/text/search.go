package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxSearchWords and maxSearchRunes bound what one query may cost.
	maxSearchWords = 32
	maxSearchRunes = 100
	// minJoinedDigits is the length from which a chunk of digits and punctuation
	// is taken for a piece of a phone number, whose digits alone are compared.
	minJoinedDigits = 5
)

// SearchBody returns the text in which search looks for words, made of the
// given fields. Every word in it, once only, has two spaces before it and the
// body ends with two spaces; without words it is empty. A word of a query
// (see SearchWords) is found as follows, with the same result on any engine:
//
//   - of three or more characters: where it stands anywhere in the body, which a
//     trigram index answers;
//   - of one or two characters: where it stands after two spaces, so as the
//     beginning of a word; "  a" is a trigram too, and " an" of "  an".
//
// Words are the fields' chunks between white space, found alike (see Alike),
// with curly apostrophes and all dashes made straight and the decimal digits of
// every script made ASCII. A chunk with punctuation is there as it is, without
// the punctuation at its ends, as the parts after each punctuation mark, and,
// if it has an apostrophe, hyphen or period inside or any digit, without all
// punctuation: O’Brien is found as o'brien, brien and obrien.
func SearchBody(fields ...string) string {
	body := bodyBuilder{seen: make(map[string]struct{})}
	for _, field := range fields {
		for chunk := range strings.FieldsSeq(searchable(field)) {
			body.addChunk(chunk)
		}
	}
	if body.text.Len() == 0 {
		return ""
	}
	return body.text.String() + "  "
}

// bodyBuilder gathers the words of a search body.
type bodyBuilder struct {
	text strings.Builder
	seen map[string]struct{}
}

func (b *bodyBuilder) addWord(word string) {
	if _, ok := b.seen[word]; ok || word == "" {
		return
	}
	b.seen[word] = struct{}{}
	b.text.WriteString("  ")
	b.text.WriteString(word)
}

func (b *bodyBuilder) addChunk(chunk string) {
	b.addWord(chunk)
	if strings.IndexFunc(chunk, isPunctuation) < 0 {
		return
	}
	inner := strings.TrimFunc(chunk, isPunctuation)
	b.addWord(inner)
	if strings.IndexFunc(inner, isPunctuation) < 0 {
		return
	}
	for part := range strings.FieldsFuncSeq(inner, isPunctuation) {
		// The first part is the beginning of inner and is found there.
		if !strings.HasPrefix(inner, part) {
			b.addWord(part)
		}
	}
	if joined := without(inner, isPunctuation); strings.ContainsAny(inner, "'-.0123456789") {
		b.addWord(joined)
	}
}

// SearchWords returns the words of a query, in the form in which SearchBody
// holds them, each once, at most 32 and each cut to 100 code points. A chunk
// stays one word (smith-jones); punctuation at its ends goes if anything
// remains, as people put words into quotes and a + before phone numbers; a
// chunk of five or more digits with punctuation between them becomes the digits
// alone, as phone numbers are compared. A word that is nothing but punctuation
// stays. No words mean that the query is empty.
func SearchWords(query string) []string {
	words := make([]string, 0, 4)
	seen := make(map[string]struct{})
	for chunk := range strings.FieldsSeq(searchable(query)) {
		word := cut(queryWord(chunk), maxSearchRunes)
		if _, ok := seen[word]; ok {
			continue
		}
		if len(words) == maxSearchWords {
			break
		}
		seen[word] = struct{}{}
		words = append(words, word)
	}
	return words
}

func queryWord(chunk string) string {
	inner := strings.TrimFunc(chunk, isPunctuation)
	if inner == "" {
		return chunk
	}
	if joined := without(inner, isPunctuation); len(joined) >= minJoinedDigits && isDigits(joined) {
		return joined
	}
	return inner
}

// searchable returns the form of s in which words are compared. Apostrophes and
// dashes are made straight first, because NFKC turns some of them into a space
// and a mark, and once more after it, because it turns others into new ones.
func searchable(s string) string {
	return strings.Map(straight, Alike(strings.Map(straight, s)))
}

// straight returns the ASCII character that people type for r when they search.
func straight(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u201A', '\u201B', '\u2032', '\u02B9', '\u02BB', '\u02BC', '\u02BD', '\u00B4', '`', '\uFF07', '\u055A', '\u05F3':
		return '\''
	case '\u2212', '\u30A0', '\uFE58', '\uFE63', '\uFF0D', '\u05BE':
		return '-'
	}
	if r >= '\u2010' && r <= '\u2015' {
		return '-'
	}
	return asciiDigit(r)
}

// ASCIIDigits returns s with the decimal digits of every script (category Nd)
// made ASCII digits of the same value, and everything else as it is.
func ASCIIDigits(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(asciiDigit, s)
}

// asciiDigit returns the ASCII digit of the same value for a decimal digit of
// any script and r itself for anything else. The digits of a script are ten code
// points in a row, zero first (Unicode Standard 4.6), so every range of the
// table holds a multiple of ten.
func asciiDigit(r rune) rune {
	if r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r) {
		return r
	}
	for _, span := range unicode.Nd.R16 {
		if rune(span.Lo) <= r && r <= rune(span.Hi) {
			return '0' + (r-rune(span.Lo))%10
		}
	}
	for _, span := range unicode.Nd.R32 {
		if rune(span.Lo) <= r && r <= rune(span.Hi) {
			return '0' + (r-rune(span.Lo))%10
		}
	}
	return r
}

// isPunctuation reports whether r separates the parts of a chunk. ASCII symbols
// such as + count, since they do in addresses and numbers; others such as ♥ or
// emoji do not, since people search for them.
func isPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r != 0x7F && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	return unicode.IsPunct(r)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func without(s string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, s)
}

// Slug returns the form of a tag's name for addresses of pages: found alike,
// with the letters, vowel signs and digits of any script kept and everything
// else between them made one hyphen. It is empty for a name without letters
// and digits, such as one of emoji alone; the caller then needs another name.
func Slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range Alike(s) {
		// Spacing vowel signs (Mc) are part of the words of Indic scripts.
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}
