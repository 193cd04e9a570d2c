package address

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	boostport "github.com/Boostport/address"
)

// field is a field of Postal as the layouts of libaddressinput name it.
type field byte

const (
	fieldStreet     field = 'A'
	fieldCity       field = 'C'
	fieldState      field = 'S'
	fieldPostalCode field = 'Z'
)

// piece is one field of a row, with what the layout writes before it: between it
// and the piece before, or at the beginning of the row ("LT-", "〒").
type piece struct {
	before string
	field  field
	prefix bool // before stands at the beginning of the row
}

// row is one line of a layout.
type row []piece

// layout is the order of a country's lines, without the country.
type layout []row

// countryLayout holds the two layouts of a country; most have the same twice.
type countryLayout struct {
	native, latin layout
}

// countryLayouts returns the layouts of all countries by their codes, and that
// of any other place as "". Making them all takes a few milliseconds, once.
var countryLayouts = sync.OnceValue(func() map[string]countryLayout {
	made := make(map[string]countryLayout, 256)
	for _, code := range append(CountryCodes(), "") {
		native, latin := formats(code)
		made[code] = countryLayout{parseLayout(native), parseLayout(latin)}
	}
	return made
})

// formats returns a country's layouts in the notation of libaddressinput. Three
// are our own: Google's have no place for a city in Japan, and write a city or a
// state for every address of Singapore and Puerto Rico, which then stands twice.
func formats(code string) (native, latin string) {
	switch code {
	case "JP":
		return "〒%Z%n%S%C%n%A", "%A%n%C, %S%n%Z"
	case "PR":
		return "%A%n%C %S %Z", "%A%n%C %S %Z"
	case "SG":
		return "%A%n%C %Z", "%A%n%C %Z"
	}
	country := boostport.GetCountry(code)
	if country.LatinizedFormat == "" {
		return country.Format, country.Format
	}
	return country.Format, country.LatinizedFormat
}

// layout returns the layout for p's country and script.
func (p Postal) layout() layout {
	all := countryLayouts()
	found, ok := all[strings.TrimSpace(p.Country)]
	if !ok {
		found = all[""]
	}
	for _, s := range [...]string{p.City, p.StateProvince, p.StreetAddress1, p.StreetAddress2} {
		if strings.IndexFunc(s, isForeignLetter) >= 0 {
			return found.native
		}
	}
	return found.latin
}

func isForeignLetter(r rune) bool {
	return r >= utf8.RuneSelf && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
}

// parseLayout reads a layout in the notation of libaddressinput: %A and so on
// are fields, %n ends a line, anything else stands for itself. Fields that a
// Postal has not (names, sorting codes) go, with lines that hold nothing else,
// and fields that the layout has not are put in.
func parseLayout(format string) layout {
	var rows layout
	for line := range strings.SplitSeq(format, "%n") {
		if r := parseRow(line); len(r) > 0 {
			rows = append(rows, r)
		}
	}
	return rows.withCity().withPostalCode().withState()
}

func parseRow(line string) row {
	var pieces row
	first := true
	for {
		before, rest, ok := strings.Cut(line, "%")
		if !ok || rest == "" {
			return pieces
		}
		switch f := field(rest[0]); f {
		case fieldStreet, fieldCity, fieldState, fieldPostalCode:
			pieces = append(pieces, piece{before: before, field: f, prefix: first})
		}
		first = false
		line = rest[1:]
	}
}

// index returns the number of the row that has a field, or -1.
func (l layout) index(f field) int {
	return slices.IndexFunc(l, func(r row) bool {
		return slices.ContainsFunc(r, func(p piece) bool { return p.field == f })
	})
}

// largeFirst reports whether the layout goes from the region to the house.
func (l layout) largeFirst() bool {
	city, street := l.index(fieldCity), l.index(fieldStreet)
	return city >= 0 && city < street
}

func (l layout) withCity() layout {
	if l.index(fieldCity) >= 0 {
		return l
	}
	// The layouts without a city all begin with the street.
	return slices.Insert(l, l.index(fieldStreet)+1, row{{field: fieldCity}})
}

func (l layout) withPostalCode() layout {
	if l.index(fieldPostalCode) >= 0 {
		return l
	}
	if l.largeFirst() {
		return slices.Insert(l, 0, row{{field: fieldPostalCode}})
	}
	city := l.index(fieldCity)
	l[city] = append(l[city], piece{before: " ", field: fieldPostalCode})
	return l
}

func (l layout) withState() layout {
	if l.index(fieldState) >= 0 {
		return l
	}
	at := l.index(fieldCity)
	if !l.largeFirst() {
		at++
	}
	return slices.Insert(l, at, row{{field: fieldState}})
}

// line returns the row with the fields of p that are not empty. What stands
// between two of them is what the layout writes before the latter.
func (r row) line(p Postal) string {
	line := ""
	for _, piece := range r {
		value := p.value(piece.field)
		switch {
		case value == "":
		case line != "":
			line += piece.separator(line, value) + value
		case piece.prefix && value[0] >= '0' && value[0] <= '9':
			// Before anything else than a digit, the prefix is there already.
			line = piece.before + value
		default:
			line = value
		}
	}
	return line
}

// separator returns what stands between a line and the next value: where the
// layout has nothing, a space, but for scripts that are written without.
func (p piece) separator(line, value string) string {
	if p.before != "" {
		return p.before
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	first, _ := utf8.DecodeRuneInString(value)
	if isEastAsian(last) && isEastAsian(first) {
		return ""
	}
	return " "
}

func isEastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
