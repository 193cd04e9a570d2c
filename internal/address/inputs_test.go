package address

import (
	"slices"
	"testing"
)

func TestInputsStandAsTheCountryWritesThem(t *testing.T) {
	t.Parallel()
	for country, want := range map[string][]string{
		"US": {"street_address_1:street", "street_address_2:second line", "city:city", "state_province:state", "postal_code:ZIP code"},
		"DE": {"street_address_1:street", "street_address_2:second line", "postal_code:postal code", "city:city", "state_province:province"},
		"JP": {"postal_code:postal code", "state_province:prefecture", "city:city", "street_address_1:street", "street_address_2:second line"},
		"IN": {"street_address_1:street", "street_address_2:second line", "city:city", "postal_code:PIN code", "state_province:state"},
		"XX": {"street_address_1:street", "street_address_2:second line", "city:city", "state_province:state or province", "postal_code:postal code"},
	} {
		var got []string
		for _, line := range Inputs(country) {
			for _, in := range line {
				got = append(got, in.Field+":"+in.Called)
			}
		}
		if country == "XX" { // whatever the order, nothing may be lacking
			slices.Sort(got)
			slices.Sort(want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", country, got, want)
		}
	}
}

// Wherever an address is, each of its fields has one place in the form.
func TestEveryCountryHasEveryInput(t *testing.T) {
	t.Parallel()
	for _, country := range append(CountryCodes(), "") {
		seen := map[string]int{}
		for _, line := range Inputs(country) {
			for _, in := range line {
				seen[in.Field]++
				if in.Called == "" {
					t.Errorf("%s: %s is called nothing", country, in.Field)
				}
			}
		}
		for _, name := range []string{"street_address_1", "street_address_2", "city", "state_province", "postal_code"} {
			if seen[name] != 1 {
				t.Errorf("%q has %s %d times", country, name, seen[name])
			}
		}
	}
}
