package address

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	tests := []struct {
		name string
		in   Postal
		want []string
	}{
		{"empty", Postal{}, []string{}},
		{"blank", Postal{City: " ", Country: " "}, []string{}},
		{"Germany", Postal{"Torstraße 1", "c/o Meier", "Berlin", "", "10119", "DE"}, []string{"Torstraße 1", "c/o Meier", "10119 Berlin", "Germany"}},
		{"Germany with a state", Postal{"Marktplatz 1", "", "Ulm", "Bayern", "89073", "DE"}, []string{"Marktplatz 1", "89073 Ulm", "Bayern", "Germany"}},
		{"United States", Postal{"1 Main St", "Suite 5", "Springfield", "IL", "62704", "US"}, []string{"1 Main St", "Suite 5", "Springfield, IL 62704", "United States"}},
		{"without a state", Postal{"1 Main St", "", "Springfield", "", "62704", "US"}, []string{"1 Main St", "Springfield 62704", "United States"}},
		{"a ZIP code alone", Postal{PostalCode: "62704", Country: "US"}, []string{"62704", "United States"}},
		{"a state alone", Postal{StateProvince: "IL", Country: "US"}, []string{"IL", "United States"}},
		{"United Kingdom", Postal{"10 Downing St", "", "London", "Greater London", "SW1A 2AA", "GB"}, []string{"10 Downing St", "London", "Greater London", "SW1A 2AA", "United Kingdom"}},
		{"Brazil", Postal{"Av. Paulista 1", "", "São Paulo", "SP", "01310-100", "BR"}, []string{"Av. Paulista 1", "São Paulo-SP", "01310-100", "Brazil"}},
		{"Lithuania", Postal{"", "", "Vilnius", "", "01100", "LT"}, []string{"LT-01100 Vilnius", "Lithuania"}},
		{"prefix already there", Postal{"", "", "Vilnius", "", "LT-01100", "LT"}, []string{"LT-01100 Vilnius", "Lithuania"}},
		{"Singapore", Postal{"1 Raffles Pl", "", "Singapore", "", "048616", "SG"}, []string{"1 Raffles Pl", "Singapore 048616", "Singapore"}},
		{"Hungary", Postal{"Fő utca 1", "", "Budapest", "", "1011", "HU"}, []string{"Budapest", "Fő utca 1", "1011", "Hungary"}},
		{"Hong Kong", Postal{"1 Queen's Rd", "", "Central", "Hong Kong Island", "999077", "HK"}, []string{"1 Queen's Rd", "Central 999077", "Hong Kong Island", "Hong Kong"}},
		{"Hong Kong in Chinese", Postal{"皇后大道1號", "", "中環", "香港島", "999077", "HK"}, []string{"999077", "香港島", "中環", "皇后大道1號", "Hong Kong"}},
		{"Japan", Postal{"千代田1-1", "", "千代田区", "東京都", "100-0001", "JP"}, []string{"〒100-0001", "東京都千代田区", "千代田1-1", "Japan"}},
		{"Japan in Latin", Postal{"1-1 Chiyoda", "", "Chiyoda-ku", "Tokyo", "100-0001", "JP"}, []string{"1-1 Chiyoda", "Chiyoda-ku, Tokyo", "100-0001", "Japan"}},
		{"China", Postal{"长安街1号", "", "海淀区", "北京市", "100080", "CN"}, []string{"100080", "北京市海淀区", "长安街1号", "China"}},
		{"China in both", Postal{"长安街1号", "", "Haidian", "北京市", "100080", "CN"}, []string{"100080", "北京市 Haidian", "长安街1号", "China"}},
		{"Côte d'Ivoire", Postal{"Rue 1", "BP 2", "Abidjan", "", "", "CI"}, []string{"Rue 1, BP 2 Abidjan", "Côte d’Ivoire"}},
		{"second line alone", Postal{"", "Hof 2", "Wien", "", "1010", "AT"}, []string{"Hof 2", "1010 Wien", "Austria"}},
		{"without a country", Postal{"Street 1", "", "Town", "State", "123", ""}, []string{"Street 1", "Town 123", "State"}},
		{"an unknown country", Postal{"Street 1", "", "Town", "", "", "XX"}, []string{"Street 1", "Town", "XX"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.in.Lines()); diff != "" {
				t.Errorf("Lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOneLine(t *testing.T) {
	p := Postal{"Torstraße 1", "", "Berlin", "", "10119", "DE"}
	if got, want := p.OneLine(), "Torstraße 1, 10119 Berlin, Germany"; got != want {
		t.Errorf("OneLine = %q, want %q", got, want)
	}
}

// TestLinesLoseNothing fills every set of fields for every country, in Latin and
// in another script, and looks for each value once.
func TestLinesLoseNothing(t *testing.T) {
	scripts := [][5]string{
		{"1 Street", "Floor 2", "Cityname", "Statename", "12345"},
		{"长安街1号", "二楼", "海淀区", "北京市", "100080"},
		{"улица 1", "Этаж 2", "Москва", "Область", "QX-101"},
	}
	for _, code := range append(CountryCodes(), "", "XX") {
		for _, script := range scripts {
			for set := range 1 << len(script) {
				var v [5]string
				for i := range v {
					if set>>i&1 == 1 {
						v[i] = script[i]
					}
				}
				p := Postal{v[0], v[1], v[2], v[3], v[4], code}
				checkLines(t, p, v[:])
			}
		}
	}
}

func checkLines(t *testing.T, p Postal, values []string) {
	t.Helper()
	lines := p.Lines()
	all := "\n" + strings.Join(lines, "\n") + "\n"
	for _, value := range values {
		if value != "" && strings.Count(all, value) != 1 {
			t.Errorf("%+v: %q is not there once in %q", p, value, lines)
		}
	}
	for _, line := range lines {
		if line == "" || strings.TrimSpace(line) != line || strings.Trim(line, ",-/") != line || strings.Contains(line, "%") {
			t.Errorf("%+v: a line of %q is not clean", p, lines)
		}
	}
	if name := CountryName(p.Country); name != "" && lines[len(lines)-1] != name {
		t.Errorf("%+v: the country is not last in %q", p, lines)
	}
}

func TestLinesConcurrently(t *testing.T) {
	var group sync.WaitGroup
	for _, code := range CountryCodes()[:16] {
		group.Go(func() { Postal{City: "Town", Country: code}.Lines() })
	}
	group.Wait()
}

func TestCountries(t *testing.T) {
	codes := CountryCodes()
	if len(codes) != 250 || !slices.IsSorted(codes) {
		t.Errorf("%d codes, sorted: %v", len(codes), slices.IsSorted(codes))
	}
	for _, code := range codes {
		name := CountryName(code)
		if len(code) != 2 || strings.ToUpper(code) != code || name == "" || strings.TrimSpace(name) != name || !ValidCountry(code) {
			t.Errorf("%q is named %q", code, name)
		}
	}
	codes[0] = "changed"
	if CountryCodes()[0] != "AD" {
		t.Error("the caller's slice is the package's own")
	}
	for code, want := range map[string]string{
		"TR": "Türkiye", "CZ": "Czechia", "GB": "United Kingdom", "US": "United States", "CI": "Côte d’Ivoire", "TW": "Taiwan", "XK": "Kosovo", "de": "", "UK": "", "": "", "XX": "",
	} {
		if got := CountryName(code); got != want || ValidCountry(code) != (want != "") {
			t.Errorf("CountryName(%q) = %q, want %q", code, got, want)
		}
	}
}

func BenchmarkOneLine(b *testing.B) {
	p := Postal{"1 Main St", "Suite 5", "Springfield", "IL", "62704", "US"}
	b.ReportAllocs()
	for b.Loop() {
		p.OneLine()
	}
}
