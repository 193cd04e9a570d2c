package factory

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// generator makes data up. Generators with the same seed and the same calls
// give the same data.
type generator struct {
	rng    *rand.Rand
	atlas  *atlas
	phones *phoneBook
}

func newGenerator(seed, stream uint64) *generator {
	return &generator{rng: rand.New(rand.NewPCG(seed, stream)), atlas: loadAtlas(), phones: &phoneBook{}}
}

// chance is true so many times in a hundred.
func (g *generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

// between returns a number from low to high.
func (g *generator) between(low, high int) int { return low + g.rng.IntN(high-low+1) }

// pick returns one entry of a list, the zero value of an empty one.
func pick[T any](g *generator, list []T) (entry T) {
	if len(list) == 0 {
		return entry
	}
	return list[g.rng.IntN(len(list))]
}

// person is who a contact is made of.
type person struct {
	*locale
	woman    bool
	given    string
	middle   string
	family   string
	domain   string // of the employer, "" for none
	employer string
}

func (g *generator) person(l *locale) *person {
	p := &person{locale: l, woman: g.chance(50)}
	families := l.family
	p.given = pick(g, l.male)
	middle := l.middleM
	if p.woman {
		p.given, families, middle = pick(g, l.female), l.familyF, l.middleF
	}
	if middle != nil && g.chance(60) {
		p.middle = pick(g, middle)
	}
	if l.mononym > 0 && g.chance(l.mononym) {
		return p
	}
	p.family = pick(g, families)
	if l.twoFamilies && g.chance(70) {
		p.family += " " + pick(g, families)
	}
	return p
}

// employ gives a person an employer that is no record.
func (g *generator) employ(p *person) {
	c := g.company(p.locale)
	p.employer, p.domain = c.name, c.domain
}

// firm is a company that is made up.
type firm struct{ name, domain string }

func (g *generator) company(l *locale) firm {
	pattern := pick(g, l.companies)
	family, where := pick(g, l.family), pick(g, l.cities).name
	stem := g.atlas.romanize(family)
	if !strings.Contains(pattern.pattern, "{family}") {
		stem = g.atlas.romanize(where)
	}
	domain := pattern.word + ".example"
	if stem != "" {
		domain = stem + "-" + domain
	}
	name := strings.NewReplacer("{family}", family, "{city}", where).Replace(pattern.pattern)
	return firm{name: name, domain: domain}
}

// longestLocal is how many bytes may stand before the @ (RFC 5321, 4.5.3.1.1).
const longestLocal = 64

// email returns an address of one's own, or one of the employer's domain.
func (g *generator) email(p *person, domain string) string {
	given, family := g.atlas.romanize(p.given), g.atlas.romanize(p.family)
	if p.familyFirst && g.chance(50) {
		given, family = family, given
	}
	local := join(given, ".", family)
	switch n := g.rng.IntN(10); {
	case local == "":
		local = "box" + strconv.Itoa(g.between(100, 99999))
	case given == "" || family == "":
	case n < 2:
		local = given[:1] + "." + family
	case n < 3:
		local = family + "_" + given
	case n < 4:
		local = given + family
	}
	local = strings.TrimRight(local[:min(len(local), longestLocal-len("newsletter.9999"))], "._")
	if domain == "" {
		domain = pick(g, []string{"example.com", "example.net", "example.org", "mail.example", "post.example"})
		if g.chance(65) {
			local += strconv.Itoa(g.between(1, 9999))
		}
	}
	return local + "@" + domain
}

func join(a, between, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + between + b
}

// address returns an address of the locale's country, in its script.
func (g *generator) address(l *locale) *address.Patch {
	return g.addressIn(l, pick(g, l.cities))
}

func (g *generator) addressIn(l *locale, c city) *address.Patch {
	p := &address.Patch{
		StreetAddress1: record.Some(g.numbered(pick(g, l.streets))),
		City:           record.Some(c.name),
		StateProvince:  record.Some(c.region),
		PostalCode:     record.Some(g.postalCode(c.postalCode)),
		Country:        record.Some(l.country),
	}
	if len(l.units) > 0 && g.chance(15) {
		p.StreetAddress2 = record.Some(g.numbered(pick(g, l.units)))
	}
	return p
}

func (g *generator) numbered(pattern string) string {
	return strings.ReplaceAll(pattern, "{n}", strconv.Itoa(g.between(1, 199)))
}

// postalCode fills in the digits and letters of a pattern. Letters that are
// taken for digits when read are left out, as many countries do.
func (g *generator) postalCode(pattern string) string {
	const letters = "ABDEFGHJLNPQRSTUWXYZ"
	return strings.Map(func(r rune) rune {
		switch r {
		case '#':
			return '0' + rune(g.rng.IntN(10)) //nolint:gosec // one digit
		case '@':
			return rune(letters[g.rng.IntN(len(letters))])
		}
		return r
	}, pattern)
}

func emailItem(email, kind string) contact.EmailPatch {
	return contact.EmailPatch{
		ChannelPatch: contact.ChannelPatch{Type: record.Some(kind)}, Email: record.Some(email),
	}
}

func phoneItem(number, kind string) contact.PhonePatch {
	return contact.PhonePatch{
		ChannelPatch: contact.ChannelPatch{Type: record.Some(kind)}, Number: record.Some(number),
	}
}

func addressItem(ref contact.AddressRef, kind string) contact.AddressPatch {
	return contact.AddressPatch{
		ChannelPatch: contact.ChannelPatch{Type: record.Some(kind)}, Address: record.Some(ref),
	}
}

// whole is an edit that says a list whole.
func whole[P any](items ...P) contact.Edit[P] { return contact.Edit[P]{Given: true, Items: items} }
