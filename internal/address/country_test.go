package address

import "testing"

// A code means one country: what is retired is not in use.
func TestRetiredCountries(t *testing.T) {
	for code, name := range retiredNames() {
		if ValidCountry(code) || !RetiredCountry(code) || len(code) != 2 || name == "" || CountryName(code) != name {
			t.Errorf("%s %q is retired and in use", code, name)
		}
	}
	if len(retiredNames()) != 25 || RetiredCountry("DE") || RetiredCountry("") || ValidCountry("AN") {
		t.Errorf("%d countries are retired", len(retiredNames()))
	}
}
