package address

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/liaison/liaison/internal/database"
)

// countriesTSV holds a line for each country of ISO 3166-1: its alpha-2 code, a
// tab and its English short name as CLDR shows it. It was made from the list of
// github.com/datasets/country-codes (public domain, PDDL), with the names that
// CLDR shortens further (UK, US) written out. Kosovo is in it as XK, the code
// that CLDR, libphonenumber and the European Union use: ISO 3166 has none yet.
//
//go:embed countries.tsv
var countriesTSV string

// retiredCountries are the codes that ISO 3166-1 withdrew and has not given to
// another country since (ISO 3166-3, as of 2026), in the form of countriesTSV.
// Addresses that have one keep it; no other address can get it.
const retiredCountries = `AN	Netherlands Antilles
BU	Burma
CS	Serbia and Montenegro
CT	Canton and Enderbury Islands
DD	German Democratic Republic
DY	Dahomey
FQ	French Southern and Antarctic Territories
FX	Metropolitan France
HV	Upper Volta
JT	Johnston Island
MI	Midway Islands
NH	New Hebrides
NQ	Dronning Maud Land
NT	Neutral Zone
PC	Pacific Islands (Trust Territory)
PU	United States Miscellaneous Pacific Islands
PZ	Panama Canal Zone
RH	Southern Rhodesia
SU	USSR
TP	East Timor
VD	Democratic Republic of Viet-Nam
WK	Wake Island
YD	Democratic Yemen
YU	Yugoslavia
ZR	Zaire
`

// retiredNames returns the names of the countries whose codes are retired.
var retiredNames = sync.OnceValue(func() map[string]string { return namesByCode(retiredCountries) })

// countryNames returns the names of all countries by their codes.
var countryNames = sync.OnceValue(func() map[string]string { return namesByCode(countriesTSV) })

func namesByCode(tsv string) map[string]string {
	names := make(map[string]string, 256)
	for line := range strings.Lines(tsv) {
		code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		names[code] = name
	}
	return names
}

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
// alpha-2 code (or XK), in capitals and retired ones included, or "" if there is none.
func CountryName(code string) string { return cmp.Or(countryNames()[code], retiredNames()[code]) }

// RetiredCountry reports whether code, in capitals, was an ISO 3166-1 alpha-2
// code once and is none now.
func RetiredCountry(code string) bool {
	_, ok := retiredNames()[code]
	return ok
}

// ValidCountry reports whether code is an ISO 3166-1 alpha-2 code or XK, in
// capitals.
func ValidCountry(code string) bool {
	_, ok := countryNames()[code]
	return ok
}

// CountryCodes returns all codes of countries in their alphabetical order.
// The caller owns the slice.
func CountryCodes() []string { return slices.Clone(countryCodes()) }

// CountriesInUse returns the codes of the countries that addresses of the
// workspace have, in their alphabetical order. It goes from one to the next in
// the index, so that it costs nothing however many addresses there are.
func CountriesInUse(ctx context.Context, db *database.DB, workspace string) ([]string, error) {
	rows, err := db.Query(ctx,
		`WITH RECURSIVE used (country) AS (
			SELECT MIN(a.country) FROM addresses a WHERE a.workspace_id = $1
			UNION ALL
			SELECT (SELECT MIN(a.country) FROM addresses a WHERE a.workspace_id = $1 AND a.country > used.country)
			FROM used WHERE used.country IS NOT NULL)
		SELECT country FROM used WHERE country IS NOT NULL ORDER BY country`, workspace)
	if err != nil {
		return nil, fmt.Errorf("read the countries in use: %w", err)
	}
	codes, err := database.Texts(rows)
	if err != nil {
		return nil, fmt.Errorf("read the countries in use: %w", err)
	}
	return codes, nil
}
