package factory

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// odd makes a contact like those that real address books have beside the plain
// ones. It says in the patch what is unusual; fill does the rest.
func (g *generator) odd(p *contact.Patch, who *person) {
	at := g.rng.IntN(1000)
	for _, o := range []struct {
		share int // of a thousand
		make  func(p *contact.Patch, who *person)
	}{
		{20, oneName},
		{20, g.organizationOnly},
		{8, g.emailOnly},
		{8, g.phoneOnly},
		{10, g.longName},
		{12, g.ownScriptEmail},
	} {
		if at -= o.share; at < 0 {
			o.make(p, who)
			break
		}
	}
	g.names(p, who)
	g.job(p, who)
	g.channels(p, who)
	g.rest(p, who)
}

// oneName is someone of whom only one name is known.
func oneName(p *contact.Patch, who *person) {
	p.FirstName, p.LastName = record.Some(who.given), record.Some("")
}

// nobody says of a patch that no person is named.
func nobody(p *contact.Patch) {
	p.FirstName, p.LastName, p.Title = record.Some(""), record.Some(""), record.Some("")
	p.Nickname, p.Prefix, p.Suffix, p.BirthDate = record.Some(""), record.Some(""), record.Some(""), record.Some("")
}

// organizationOnly is a firm's switchboard.
func (g *generator) organizationOnly(p *contact.Patch, who *person) {
	if p.LinkedOrganization.Given {
		return
	}
	nobody(p)
	g.employ(who)
	p.OrganizationName = record.Some(who.employer)
	p.EmailAddresses = whole(emailItem("info@"+who.domain, "work"))
	p.PhoneNumbers = whole(phoneItem(g.phones.landline(g.rng, who.country), "work"))
	p.Addresses = whole(addressItem(contact.AddressRef{Change: g.address(who.locale)}, "work"))
}

// emailOnly is someone who once wrote.
func (g *generator) emailOnly(p *contact.Patch, who *person) {
	nobody(p)
	if !p.LinkedOrganization.Given {
		p.OrganizationName = record.Some("")
	}
	p.EmailAddresses = whole(emailItem(g.email(who, ""), "personal"))
	p.PhoneNumbers, p.Addresses = whole[contact.PhonePatch](), whole[contact.AddressPatch]()
}

// phoneOnly is a number that once called.
func (g *generator) phoneOnly(p *contact.Patch, who *person) {
	nobody(p)
	if !p.LinkedOrganization.Given {
		p.OrganizationName = record.Some("")
	}
	p.PhoneNumbers = whole(phoneItem(g.phones.mobile(g.rng, who.country), "mobile"))
	p.EmailAddresses, p.Addresses = whole[contact.EmailPatch](), whole[contact.AddressPatch]()
}

// longest is how many code points a name may have.
const longest = 100

// longName is someone with all the names of the family, up to the last code
// point that is allowed.
func (g *generator) longName(p *contact.Patch, who *person) {
	given, families := who.male, who.locale.family
	if who.woman {
		given, families = who.female, who.familyF
	}
	p.FirstName = record.Some(g.chain(who.given, given, " "))
	p.LastName = record.Some(g.chain(who.family, families, "-"))
}

func (g *generator) chain(name string, more []string, between string) string {
	for {
		longer := strings.TrimLeft(name+between+pick(g, more), between)
		if utf8.RuneCountInString(longer) > longest {
			return name
		}
		name = longer
	}
}

// ownScriptEmail writes the email address as the name is written (RFC 6531).
func (g *generator) ownScriptEmail(p *contact.Patch, who *person) {
	local := strings.ReplaceAll(strings.ToLower(join(who.given, ".", who.family)), " ", "-")
	if len(local) > longestLocal {
		return
	}
	p.EmailAddresses = whole(emailItem(local+"@example.org", "personal"))
}

// names adds what some have beside first and last name.
func (g *generator) names(p *contact.Patch, who *person) {
	if !p.FirstName.Given && who.family != "" && who.middle == "" && g.chance(8) {
		who.middle = pick(g, who.female)
		if !who.woman {
			who.middle = pick(g, who.male)
		}
	}
	switch {
	case p.Nickname.Given:
	case g.chance(2):
		p.Nickname = record.Some(who.given + " " + pick(g, []string{"🦊", "🐝", "👩‍🚀", "🏳️‍🌈", "🌻", "👨‍👩‍👧", "☕️", "🇺🇳"}))
	case g.chance(6):
		p.Nickname = record.Some(short(who.given))
	}
	if !p.Prefix.Given && g.chance(7) {
		p.Prefix = record.Some(pick(g, who.prefixes))
	}
	if !p.Suffix.Given && g.chance(1) {
		p.Suffix = record.Some(pick(g, []string{"Jr.", "III", "PhD", "MBA", "M.D."}))
	}
}

// short returns the beginning of a Latin name, and another whole: a cut there
// may go through a letter.
func short(name string) string {
	name, _, _ = strings.Cut(name, " ")
	runes := []rune(name)
	for _, r := range runes {
		if !unicode.Is(unicode.Latin, r) {
			return name
		}
	}
	return string(runes[:min(len(runes), 3)])
}

// job leaves most people without an employer, and some without a title.
func (g *generator) job(p *contact.Patch, who *person) {
	if !p.LinkedOrganization.Given && !p.OrganizationName.Given {
		if g.chance(35) {
			g.employ(who)
		}
		p.OrganizationName = record.Some(who.employer)
	}
	if !p.Title.Given && g.chance(30) {
		p.Title = record.Some("")
	}
}

// channels decides how many channels of each kind there are.
func (g *generator) channels(p *contact.Patch, who *person) {
	if !p.EmailAddresses.Given {
		p.EmailAddresses = whole(g.someEmails(p, who)...)
	}
	if !p.PhoneNumbers.Given {
		p.PhoneNumbers = whole(different(g.somePhones(who))...)
	}
	if !p.Addresses.Given {
		p.Addresses = whole(g.someAddresses(who)...)
	}
}

func (g *generator) someEmails(p *contact.Patch, who *person) []contact.EmailPatch {
	named := *who
	if p.FirstName.Given {
		named.given, named.family = p.FirstName.Value, p.LastName.Value
	}
	named.given, named.family = firstWord(named.given), firstWord(named.family)
	own, work := emailItem(g.email(&named, ""), "personal"), emailItem(g.email(&named, who.domain), "work")
	hasWork := who.domain != ""
	switch n := g.rng.IntN(100); {
	case n < 9:
		return nil
	case n < 20 && hasWork:
		return []contact.EmailPatch{work, own}
	case n < 21:
		list := []contact.EmailPatch{own}
		for _, label := range []string{"billing", "newsletter", "old"} {
			list = append(list, emailItem(label+"."+own.Email.Value, "other"))
		}
		return list
	case n < 80 && hasWork:
		return []contact.EmailPatch{work}
	}
	return []contact.EmailPatch{own}
}

// firstWord is what of several names goes into an email address.
func firstWord(names string) string {
	if word, _, ok := strings.Cut(strings.ReplaceAll(names, "-", " "), " "); ok && utf8.RuneCountInString(names) > 25 {
		return word
	}
	return names
}

func (g *generator) somePhones(who *person) []contact.PhonePatch {
	mobile := phoneItem(g.phones.mobile(g.rng, who.country), "mobile")
	work := phoneItem(g.phones.landline(g.rng, who.country), "work")
	if g.chance(15) {
		work.Extension = record.Some(digits(g.rng, g.between(2, 4)))
	}
	switch n := g.rng.IntN(100); {
	case n < 7:
		return nil
	case n < 12:
		third := phoneItem(g.phones.landline(g.rng, who.country), pick(g, []string{"home", "fax", "other"}))
		third.Notes = record.Some(pick(g, []string{"", "", "holiday home", "old number?"}))
		list := []contact.PhonePatch{work, mobile, third}
		list[g.rng.IntN(2)].IsPrimary = record.Some(true)
		return list
	case n < 30 && who.domain != "":
		return []contact.PhonePatch{work, mobile}
	case n < 38:
		return []contact.PhonePatch{work}
	}
	return []contact.PhonePatch{mobile}
}

// different leaves each number out that stands there already: in countries whose
// numbers do not tell mobiles from landlines, chance makes such.
func different(list []contact.PhonePatch) []contact.PhonePatch {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(p contact.PhonePatch) bool {
		double := seen[p.Number.Value]
		seen[p.Number.Value] = true
		return double
	})
}

func (g *generator) someAddresses(who *person) []contact.AddressPatch {
	home := addressItem(contact.AddressRef{Change: g.address(who.locale)}, "home")
	switch n := g.rng.IntN(100); {
	case n < 35:
		return nil
	case n < 41:
		other := addressItem(contact.AddressRef{Change: g.address(who.locale)},
			pick(g, []string{"billing", "shipping", "work"}))
		return []contact.AddressPatch{home, other}
	}
	return []contact.AddressPatch{home}
}

// rest decides tags, status, dates and notes.
func (g *generator) rest(p *contact.Patch, who *person) {
	var tags []string
	for range g.rng.IntN(4) {
		tags = append(tags, g.tag(who.locale))
	}
	orElse(&p.Tags, tags)
	switch n := g.rng.IntN(1000); {
	case n < 25:
		orElse(&p.Status, contact.DoNotContact)
	case n < 90:
		orElse(&p.Status, contact.Inactive)
	}
	if g.chance(65) {
		orElse(&p.BirthDate, "")
	}
	if g.chance(9) {
		orElse(&p.Notes, strings.ReplaceAll(pick(g, who.notes), "|", "\n"))
	}
}
