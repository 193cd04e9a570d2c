package factory

import (
	"fmt"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// fill gives a contact what its patch leaves open, so that it fits together:
// names of one language, an email address made of the name, a number and an
// address of the same country. What the patch says stands.
func (g *generator) fill(p *contact.Patch, who *person) {
	g.fillNames(p, who)
	g.fillWork(p, who)
	if !p.EmailAddresses.Given {
		p.EmailAddresses = whole(g.emailItems(who)...)
	}
	if !p.PhoneNumbers.Given {
		p.PhoneNumbers = whole(phoneItem(g.phones.mobile(g.rng, who.country), "mobile"))
	}
	if !p.Addresses.Given {
		p.Addresses = whole(addressItem(contact.AddressRef{Change: g.address(who.locale)}, "home"))
	}
	if !p.Tags.Given {
		p.Tags = record.Some([]string{g.tag(who.locale)})
	}
	orElse(&p.Language, who.language)
	orElse(&p.ContactType, g.weighted("primary", 70, "billing", 8, "support", 6, "technical", 6, "other", 10))
	orElse(&p.Source, g.weighted("website", 40, "referral", 20, "conference", 12, "import", 15, "api", 5, "other", 8))
	orElse(&p.BirthDate, g.birthDate())
}

// someone returns the person that a patch speaks of, as far as it does.
func (g *generator) someone(p *contact.Patch) *person {
	var l *locale
	if p.Language.Given {
		l = g.atlas.find(p.Language.Value)
	}
	if l == nil {
		l = g.atlas.pick(g.rng)
	}
	return g.person(l)
}

// fillNames leaves out all names if the patch says one of the two that count,
// so that a first name alone is a contact with one name.
func (g *generator) fillNames(p *contact.Patch, who *person) {
	if !p.FirstName.Given && !p.LastName.Given {
		p.FirstName, p.LastName = record.Some(who.given), record.Some(who.family)
		orElse(&p.MiddleName, who.middle)
		return
	}
	who.given, who.family = p.FirstName.Value, p.LastName.Value
}

func (g *generator) fillWork(p *contact.Patch, who *person) {
	linked := p.LinkedOrganization.Given && p.LinkedOrganization.Value != ""
	if !linked && !p.OrganizationName.Given {
		if who.employer == "" {
			g.employ(who)
		}
		p.OrganizationName = record.Some(who.employer)
	}
	if linked || p.OrganizationName.Value != "" {
		orElse(&p.Title, pick(g, who.titles))
	}
}

func (g *generator) emailItems(who *person) []contact.EmailPatch {
	if who.domain != "" {
		return []contact.EmailPatch{emailItem(g.email(who, who.domain), "work")}
	}
	return []contact.EmailPatch{emailItem(g.email(who, ""), "personal")}
}

// tag returns a tag of everyone's, or one of the locale's own.
func (g *generator) tag(l *locale) string {
	if g.chance(25) {
		return pick(g, l.tags)
	}
	return g.weighted("customer", 30, "newsletter", 25, "lead", 12, "partner", 8, "supplier", 8, "press", 4, "vip", 5,
		"event 2025", 4, "Friends & Family", 3, "to check", 3, "❤️", 1)
}

// weighted returns one of the values, each as often as the number behind it.
func (g *generator) weighted(valuesAndWeights ...any) string {
	total := 0
	for i := 1; i < len(valuesAndWeights); i += 2 {
		total += valuesAndWeights[i].(int)
	}
	at := g.rng.IntN(total)
	for i := 1; i < len(valuesAndWeights); i += 2 {
		if at -= valuesAndWeights[i].(int); at < 0 {
			return valuesAndWeights[i-1].(string)
		}
	}
	return ""
}

// birthDate is that of an adult, of all days of the year.
func (g *generator) birthDate() string {
	return fmt.Sprintf("%d-%02d-%02d", g.between(1938, 2006), g.between(1, 12), g.between(1, 28))
}

func orElse[T any](o *record.Opt[T], value T) {
	if !o.Given {
		*o = record.Some(value)
	}
}
