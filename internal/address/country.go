package address

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// countriesTSV holds a line for each country of ISO 3166-1: its alpha-2 code, a
// tab and its English short name as CLDR shows it. It was made from the list of
// github.com/datasets/country-codes (public domain, PDDL), with the names that
// CLDR shortens further (UK, US) written out.
//
//go:embed countries.tsv
var countriesTSV string

// countryNames returns the names of all countries by their codes.
var countryNames = sync.OnceValue(func() map[string]string {
	names := make(map[string]string, 256)
	for line := range strings.Lines(countriesTSV) {
		code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		names[code] = name
	}
	return names
})

// countryCodes returns the codes of all countries in order.
var countryCodes = sync.OnceValue(func() []string {
	codes := make([]string, 0, len(countryNames()))
	for code := range countryNames() {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
})

// CountryName returns the English short name of the country with the ISO 3166-1
// alpha-2 code, in capitals, or "" if there is none.
func CountryName(code string) string { return countryNames()[code] }

// ValidCountry reports whether code is an ISO 3166-1 alpha-2 code, in capitals.
func ValidCountry(code string) bool {
	_, ok := countryNames()[code]
	return ok
}

// CountryCodes returns all ISO 3166-1 alpha-2 codes in their alphabetical order.
// The caller owns the slice.
func CountryCodes() []string { return slices.Clone(countryCodes()) }
