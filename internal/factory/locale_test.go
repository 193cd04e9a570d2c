package factory

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"github.com/liaison/liaison/internal/address"
)

func TestTablesAreWhole(t *testing.T) {
	a := loadAtlas()
	if len(a.locales) < 25 {
		t.Errorf("%d locales, want 25 at least", len(a.locales))
	}
	for _, l := range a.locales {
		t.Run(l.language, func(t *testing.T) {
			checkCodes(t, l)
			for name, list := range map[string][]string{
				"female": l.female, "male": l.male, "family": l.family, "family of women": l.familyF,
				"prefixes": l.prefixes, "streets": l.streets, "units": l.units, "titles": l.titles,
				"divisions": l.divisions, "departments": l.departments, "teams": l.teams, "tags": l.tags,
				"notes": l.notes, "branch": {l.branch},
			} {
				checkEntries(t, name, list)
			}
			if len(l.cities) < 3 || len(l.companies) < 3 || l.weight < 1 {
				t.Errorf("%d cities, %d companies, weight %d", len(l.cities), len(l.companies), l.weight)
			}
			if !strings.Contains(l.branch, "{city}") {
				t.Errorf("the branch %q names no city", l.branch)
			}
			for _, c := range l.companies {
				if !regexp.MustCompile(`^[a-z]+$`).MatchString(c.word) || !strings.Contains(c.pattern, "{") {
					t.Errorf("company %q=%q", c.pattern, c.word)
				}
			}
		})
	}
}

func checkCodes(t *testing.T, l *locale) {
	if _, err := language.Parse(l.language); err != nil {
		t.Error(err)
	}
	if _, err := currency.ParseISO(l.currency); err != nil {
		t.Error(err)
	}
	if _, err := time.LoadLocation(l.timezone); err != nil {
		t.Error(err)
	}
	if !address.ValidCountry(l.country) {
		t.Errorf("country %q", l.country)
	}
}

func checkEntries(t *testing.T, name string, list []string) {
	if len(list) == 0 {
		t.Errorf("no %s", name)
	}
	for i, entry := range list {
		if entry == "" || strings.ContainsAny(entry, "=;") || utf8.RuneCountInString(entry) > 70 && name != "notes" {
			t.Errorf("%s: entry %q", name, entry)
		}
		if slices.Contains(list[:i], entry) && name != "family of women" {
			t.Errorf("%s: %q stands there twice", name, entry)
		}
	}
}

func TestEveryNameHasARomanization(t *testing.T) {
	a := loadAtlas()
	for _, l := range a.locales {
		for _, name := range slices.Concat(l.female, l.male, l.family, l.familyF) {
			if roman := a.romanize(name); !regexp.MustCompile(`^[a-z][a-z-]*$`).MatchString(roman) {
				t.Errorf("%s: %q is romanized %q", l.language, name, roman)
			}
		}
	}
}

func TestPhoneNumbersAreValidInTheirCountry(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	book := &phoneBook{}
	for _, l := range loadAtlas().locales {
		for kind, number := range map[string]func(*rand.Rand, string) string{"mobile": book.mobile, "landline": book.landline} {
			seen := map[string]bool{}
			for range 50 {
				made := number(rng, l.country)
				parsed, err := phonenumbers.Parse(made, "")
				if err != nil || !phonenumbers.IsValidNumberForRegion(parsed, l.country) {
					t.Errorf("%s: %s %s is not valid: %v", l.country, kind, made, err)
				}
				seen[made] = true
			}
			if len(seen) < 45 {
				t.Errorf("%s: %d different %s numbers of 50", l.country, len(seen), kind)
			}
		}
	}
}

func TestPostalCodesAreFilledIn(t *testing.T) {
	g := newGenerator(3, 3)
	for _, l := range g.atlas.locales {
		for _, c := range l.cities {
			p := g.addressIn(l, c)
			if strings.ContainsAny(p.PostalCode.Value+p.StreetAddress1.Value+p.StreetAddress2.Value, "#@{}") ||
				len(p.PostalCode.Value) > 20 || p.PostalCode.Value == "" {
				t.Errorf("%s: %+v", l.language, p)
			}
		}
	}
}

func TestLanguagesAreFound(t *testing.T) {
	a := loadAtlas()
	for tag, want := range map[string]string{"ja": "JP", "JA": "JP", "de-CH": "DE", "pt": "BR", "zh-Hant-TW": "TW", "zh": "CN"} {
		if l := a.find(tag); l == nil || l.country != want {
			t.Errorf("%s: %v, want %s", tag, l, want)
		}
	}
	if l := a.find("tlh"); l != nil {
		t.Errorf("tlh: %s", l.country)
	}
}

func TestABadTableIsRefused(t *testing.T) {
	for data, want := range map[string]string{
		"colour: red":              "no key colour",
		"language":                 "not a line",
		"family: A; B\nfamilyf: C": "2 family names of men and 1 of women",
		"weight: many":             "invalid syntax",
		"female: Ada\nmale: Bob\nfamily: C; D; E; F":  "",
		"cities: Berlin||10###; Ulm\ncompanies: A=aa": "",
	} {
		_, err := (&atlas{roman: map[string]string{}}).read(data)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
	}
}

// scriptOf returns the script of the first letter, "" for none.
func scriptOf(s string) string {
	for _, r := range s {
		for name, table := range unicode.Scripts {
			if unicode.IsLetter(r) && unicode.Is(table, r) && name != "Common" && name != "Inherited" {
				return name
			}
		}
	}
	return ""
}
