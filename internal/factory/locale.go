package factory

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// localeFiles hold what people, places and companies are called, a file for
// each language in a country. A line is "key: entry; entry"; names in another
// script than Latin carry their usual romanization after "=", which email
// addresses are made of. In a city's postal code # stands for a digit and @ for
// a letter, {n} is a number, | in notes a line break.
//
//go:embed locales/*.txt
var localeFiles embed.FS

// locale is how people are called and live in one country, in one language.
type locale struct {
	language    string // BCP 47
	country     string // ISO 3166-1 alpha-2
	weight      int    // how often it is taken, beside the others
	currency    string // ISO 4217
	timezone    string // IANA
	familyFirst bool   // the family name comes first where the whole name is written
	twoFamilies bool   // people have two family names
	mononym     int    // per cent of people with one name only

	female, male       []string
	family, familyF    []string // of men and of women, entry by entry
	middleF, middleM   []string // middle names or patronymics; none where they are not usual
	prefixes           []string
	cities             []city
	streets, units     []string
	titles             []string // job titles
	companies          []company
	divisions          []string
	departments, teams []string
	branch             string // pattern of a branch's name, with {city}
	tags, notes        []string
}

// city is a place with the pattern of its postal codes.
type city struct{ name, region, postalCode string }

// company is a pattern of names, with {family} or {city}, and the word that
// the names' domains end with.
type company struct{ pattern, word string }

// atlas is all locales together.
type atlas struct {
	locales []*locale
	weight  int               // of all locales
	roman   map[string]string // romanizations of names and cities
}

// loadAtlas reads the locales, once in a process: they are part of the program.
var loadAtlas = sync.OnceValue(func() *atlas {
	a, err := readAtlas()
	if err != nil {
		panic(err) // a fault of ours that every test would show
	}
	return a
})

func readAtlas() (*atlas, error) {
	a := &atlas{roman: map[string]string{}}
	files, err := localeFiles.ReadDir("locales")
	if err != nil {
		return nil, fmt.Errorf("read the locales: %w", err)
	}
	for _, file := range files {
		data, err := localeFiles.ReadFile("locales/" + file.Name())
		if err != nil {
			return nil, fmt.Errorf("read the locales: %w", err)
		}
		l, err := a.read(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		a.locales = append(a.locales, l)
		a.weight += l.weight
	}
	return a, nil
}

// read reads the lines of one locale.
func (a *atlas) read(data string) (*locale, error) {
	l := &locale{}
	for line := range strings.Lines(data) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return nil, fmt.Errorf("not a line of a locale: %s", line)
		}
		if err := a.set(l, key, value); err != nil {
			return nil, err
		}
	}
	if l.familyF == nil {
		l.familyF = l.family
	}
	if len(l.familyF) != len(l.family) {
		return nil, fmt.Errorf("%d family names of men and %d of women", len(l.family), len(l.familyF))
	}
	return l, nil
}

func (a *atlas) set(l *locale, key, value string) error {
	texts := map[string]*string{
		"language": &l.language, "country": &l.country, "currency": &l.currency,
		"timezone": &l.timezone, "branch": &l.branch,
	}
	names := map[string]*[]string{
		"female": &l.female, "male": &l.male, "family": &l.family, "familyf": &l.familyF,
		"middlef": &l.middleF, "middlem": &l.middleM,
		"prefixes": &l.prefixes, "streets": &l.streets, "units": &l.units, "titles": &l.titles,
		"divisions": &l.divisions, "departments": &l.departments, "teams": &l.teams,
		"tags": &l.tags, "notes": &l.notes,
	}
	var err error
	switch {
	case texts[key] != nil:
		*texts[key] = value
	case names[key] != nil:
		*names[key] = a.names(value)
	case key == "weight":
		l.weight, err = strconv.Atoi(value)
	case key == "mononym":
		l.mononym, err = strconv.Atoi(value)
	case key == "order":
		l.familyFirst = value == "family"
	case key == "two":
		l.twoFamilies = value == "yes"
	case key == "cities":
		l.cities = readCities(value)
	case key == "companies":
		l.companies = readCompanies(value)
	default:
		err = fmt.Errorf("a locale has no key %s", key)
	}
	return err
}

// names splits entries and keeps their romanizations.
func (a *atlas) names(value string) []string {
	list := entries(value)
	for i, entry := range list {
		name, roman, ok := strings.Cut(entry, "=")
		if ok {
			a.roman[name] = roman
		}
		list[i] = name
	}
	return list
}

func entries(value string) []string {
	list := strings.Split(value, ";")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

func readCities(value string) []city {
	var cities []city
	for _, entry := range entries(value) {
		parts := append(strings.SplitN(entry, "|", 3), "", "")
		cities = append(cities, city{parts[0], parts[1], parts[2]})
	}
	return cities
}

func readCompanies(value string) []company {
	var companies []company
	for _, entry := range entries(value) {
		pattern, word, _ := strings.Cut(entry, "=")
		companies = append(companies, company{pattern, word})
	}
	return companies
}

// pick returns a locale at random, each as often as its weight says.
func (a *atlas) pick(rng *rand.Rand) *locale {
	at := rng.IntN(a.weight)
	for _, l := range a.locales {
		if at -= l.weight; at < 0 {
			return l
		}
	}
	return a.locales[0]
}

// find returns the locale of a language tag, or nil. A tag that says more or
// less than the locale's (de-CH, zh) finds the first of the same language.
func (a *atlas) find(tag string) *locale {
	base, _, _ := strings.Cut(tag, "-")
	for _, same := range []func(*locale) bool{
		func(l *locale) bool { return strings.EqualFold(l.language, tag) },
		func(l *locale) bool { return strings.HasPrefix(l.language, base) },
	} {
		if i := slices.IndexFunc(a.locales, same); i >= 0 {
			return a.locales[i]
		}
	}
	return nil
}
