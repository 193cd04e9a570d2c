package address

import (
	boostport "github.com/Boostport/address"
)

// Input is a field of an address as a country asks for it.
type Input struct {
	Field string // as in the record: city
	// Called is what the country calls it, in English and in lower case, such as
	// "prefecture" or "ZIP code".
	Called string
	Used   bool // the country has it in its addresses
}

// calledBy are the names that countries have for parts of an address.
var calledBy = map[boostport.FieldName]string{
	boostport.Area: "area", boostport.City: "city", boostport.County: "county", boostport.Department: "department",
	boostport.District: "district", boostport.DoSi: "do or si", boostport.Eircode: "Eircode", boostport.Emirate: "emirate",
	boostport.Island: "island", boostport.Neighborhood: "neighborhood", boostport.Oblast: "oblast", boostport.PINCode: "PIN code",
	boostport.Parish: "parish", boostport.PostTown: "post town", boostport.PostalCode: "postal code",
	boostport.Prefecture: "prefecture", boostport.Province: "province", boostport.State: "state", boostport.Suburb: "suburb",
	boostport.Townland: "townland", boostport.VillageTownship: "village or township", boostport.ZipCode: "ZIP code",
}

// Inputs returns the fields of an address, the country apart, in the order in
// which the country writes them in its own script; those of one line stand
// together. All fields are there, whether the country has them or not: what
// somebody once wrote has a place. An unknown country, or "", has a common order.
func Inputs(country string) [][]Input {
	found, ok := countryLayouts()[country]
	if !ok {
		country = ""
		found = countryLayouts()[country]
	}
	var lines [][]Input
	for _, r := range found.native {
		var line []Input
		for _, p := range r {
			if p.field == fieldStreet {
				lines = append(lines, []Input{{"street_address_1", "street", true}}, []Input{{"street_address_2", "second line", true}})
				continue
			}
			line = append(line, input(country, p.field))
		}
		if len(line) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

func input(country string, f field) Input {
	if country == "" {
		return map[field]Input{
			fieldCity: {"city", "city", true}, fieldState: {"state_province", "state or province", true},
			fieldPostalCode: {"postal_code", "postal code", true},
		}[f]
	}
	known := boostport.GetCountry(country)
	used := map[boostport.Field]bool{}
	for _, allowed := range known.Allowed {
		used[allowed] = true
	}
	switch f {
	case fieldCity:
		return Input{"city", called(known.LocalityNameType, "city"), true}
	case fieldState:
		return Input{"state_province", called(known.AdministrativeAreaNameType, "state or province"), used[boostport.AdministrativeArea]}
	default:
		return Input{"postal_code", called(known.PostCodeNameType, "postal code"), used[boostport.PostCode]}
	}
}

func called(name boostport.FieldName, otherwise string) string {
	if found := calledBy[name]; found != "" {
		return found
	}
	return otherwise
}
