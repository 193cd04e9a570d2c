package phone

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

const (
	maxInputBytes   = 250 // libphonenumber reads no more
	minVanityLetter = 3   // libphonenumber drops fewer as if they were not there
	// Fewer digits before letters are a prefix such as 0800 or +49 800, even where
	// a country has, or dials locally, numbers as short.
	minWholeDigits = 5
	minLocalDigits = 6
)

// input is a phone number as it was written, taken apart as far as that needs no
// country.
type input struct {
	whole     string // what libphonenumber is given
	main      string // from the first + or digit to the extension or parameters
	extension string
	digits    string // the ASCII digits of main
	plus      bool   // main starts with +
	letters   int    // letters of any script in main
}

// prepare takes what was written apart. It refuses what has no digits at all.
func prepare(written string) (input, *problem.Fault) {
	if !utf8.ValidString(written) {
		return input{}, &problem.Fault{Code: CodeInvalid, Detail: "The phone number is not valid UTF-8."}
	}
	in := input{whole: strings.TrimSpace(text.ASCIIDigits(strings.Map(readable, written)))}
	if len(in.whole) > maxInputBytes {
		return input{}, tooLong()
	}
	start := strings.IndexAny(in.whole, "+0123456789")
	if start < 0 || !strings.ContainsAny(in.whole, "0123456789") {
		return input{}, withoutDigits(in.whole)
	}
	in.main, in.extension = phonenumbers.MaybeSeparateExtensionFromPhone(in.whole[start:])
	in.main, _, _ = strings.Cut(in.main, ";")
	in.digits = Digits(in.main)
	in.plus = in.main[0] == '+'
	for _, r := range in.main {
		if unicode.IsLetter(r) {
			in.letters++
		}
	}
	return in, nil
}

func withoutDigits(s string) *problem.Fault {
	if strings.IndexFunc(s, unicode.IsLetter) >= 0 {
		return letters()
	}
	return &problem.Fault{Code: CodeInvalid, Detail: "The phone number has no digits."}
}

// readable makes every plus sign ASCII and drops the direction marks
// and joiners that address books put around numbers in right-to-left text.
func readable(r rune) rune {
	switch {
	case r == '\uFF0B' || r == '\uFE62' || r == '\u207A':
		return '+'
	case unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// lettersMeanDigits reports whether main has no letters, or letters that stand
// for the digits on their keys: at least three, behind something that is not a
// number by itself.
func (in input) lettersMeanDigits(region string) bool {
	if in.letters == 0 {
		return true
	}
	if in.letters < minVanityLetter {
		return false
	}
	before := in.main[:strings.IndexFunc(in.main, unicode.IsLetter)]
	number, err := phonenumbers.Parse(before, region)
	if err != nil {
		return true
	}
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.IS_POSSIBLE:
		return len(Digits(before)) < minWholeDigits
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return len(Digits(before)) < minLocalDigits
	}
	return true
}

// Digits returns the decimal digits of s, of any script, as ASCII digits and
// nothing else.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text.ASCIIDigits(s))
}
