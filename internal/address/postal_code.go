package address

import (
	"strings"

	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/text"
)

// PostalKey returns the form in which postal codes are compared: without blanks and
// with small letters of ASCII, in which all countries write them. It depends on no
// table of Unicode, so the migration that added the key made the same one in SQL.
func PostalKey(code string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, strings.Join(strings.Fields(code), ""))
}

// PostalCodeFilter is a filter by the postal code of the addresses a. within is
// the table that says whose they are, nil for the addresses themselves.
func PostalCodeFilter(within *listing.Related) listing.Filter {
	return listing.Filter{
		Name: "postal_code", Kind: listing.Text, Folded: "a.postal_code_key", Fold: PostalKey, Within: within,
		Check: listing.HoldsText(maxPostalCode),
	}
}

// CityFilter is the same by the city.
func CityFilter(within *listing.Related) listing.Filter {
	return listing.Filter{
		Name: "city", Kind: listing.Text, Column: "a.city", Folded: "a.city_alike", Fold: text.Alike,
		Default: listing.IExact, Within: within, Check: listing.HoldsText(maxCity),
	}
}

// CountryFilter is the same by the country.
func CountryFilter(within *listing.Related) listing.Filter {
	return listing.Filter{
		Name: "country", Kind: listing.Text, Column: "a.country", Nullable: true, Within: within,
		Lookups: []listing.Lookup{listing.Exact, listing.In, listing.IsNull}, Check: checkCountry,
	}
}
