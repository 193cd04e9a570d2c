package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// nonGeographic is the region that libphonenumber gives to numbers of no country.
const nonGeographic = "001"

// ValidRegion reports whether numbers can be read with the region s: an ISO
// 3166-1 alpha-2 code, of either case, that has a numbering plan.
func ValidRegion(s string) bool {
	return len(s) == 2 && phonenumbers.GetCountryCodeForRegion(strings.ToUpper(s)) != 0
}

// known returns a region in capitals, or "" where it has no numbering plan.
func known(region string) string {
	if !ValidRegion(region) {
		return ""
	}
	return strings.ToUpper(region)
}

// Region returns the ISO 3166-1 alpha-2 code of the country or territory that a
// number in E.164 belongs to, or "" where the number belongs to none (as +800
// and satellites do) or does not say (as numbers do that are not in use).
func Region(e164 string) string {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return ""
	}
	region := phonenumbers.GetRegionCodeForNumber(number)
	if region == nonGeographic {
		return ""
	}
	return region
}

// SearchTerms returns the digits by which a number in E.164 is searched: those
// of the whole number, and those by which it is dialled in its own country if
// they are no part of the former (0151… for +49151…).
func SearchTerms(e164 string) []string {
	whole := Digits(e164)
	if whole == "" {
		return nil
	}
	terms := []string{whole}
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return terms
	}
	national := Digits(phonenumbers.Format(number, phonenumbers.NATIONAL))
	if national != "" && !strings.Contains(whole, national) {
		terms = append(terms, national)
	}
	return terms
}
