package factory

import (
	"slices"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// blockSize is how many contacts are made together, with the company that some
// of them work for. They are written in one transaction, so it is also how many
// other writers have to wait for.
const blockSize = 100

// block is a small part of an address book.
type block struct {
	trees  []*tree
	people []plan
}

// plan is a contact that is to be made.
type plan struct {
	patch *contact.Patch
	tree  *tree // of the organization, nil for none
	node  int
	// office says that the contact has the address of the organization, and
	// shares that it has the first one of the contact before.
	office, shares bool
}

// makeBlock makes up the block with a number. It is the same for every size of
// an address book; phones only spares work.
func makeBlock(seed, number uint64, phones *phoneBook) *block {
	g := newGenerator(seed, number+1)
	g.phones = phones
	b := &block{}
	var units [][]plan // people who stay together
	count := 0
	if number == 0 || g.chance(70) {
		t := g.tree(g.atlas.pick(g.rng), number == 0) // the first shows all there is
		b.trees = append(b.trees, t)
		for at, n := range t.nodes {
			for range n.people {
				units = append(units, []plan{g.colleague(t, at)})
				count++
			}
		}
	}
	for count < blockSize {
		unit := g.household()
		units = append(units, unit)
		count += len(unit)
	}
	g.rng.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	b.people = slices.Concat(units...)
	// Other numbers than those of the people, who so stay as they are.
	newGenerator(seed, ^number).customize(b)
	return b
}

// colleague is someone who is linked to an organization, most often of its
// country.
func (g *generator) colleague(t *tree, at int) plan {
	l := t.locale
	if g.chance(15) {
		l = g.atlas.pick(g.rng)
	}
	who := g.person(l)
	who.domain = t.firm.domain
	p := &contact.Patch{LinkedOrganization: record.Some("later")}
	made := plan{patch: p, tree: t, node: at, office: g.chance(50)}
	if made.office {
		p.Addresses = whole[contact.AddressPatch]()
	}
	if g.chance(85) {
		p.Title = record.Some(pick(g, t.titles))
	}
	g.odd(p, who)
	g.fill(p, who)
	return made
}

// household is one person or, from time to time, two with one address.
func (g *generator) household() []plan {
	who := g.person(g.atlas.pick(g.rng))
	p := &contact.Patch{}
	if !g.chance(5) {
		g.odd(p, who)
		g.fill(p, who)
		return []plan{{patch: p}}
	}
	p.Addresses = whole(addressItem(contact.AddressRef{Change: g.address(who.locale)}, "home"))
	g.fill(p, who)
	other := g.partner(who)
	q := &contact.Patch{Addresses: whole[contact.AddressPatch]()}
	g.fill(q, other)
	return []plan{{patch: p}, {patch: q, shares: true}}
}

// partner is someone who lives with who, most often of the same family name.
func (g *generator) partner(who *person) *person {
	other := g.person(who.locale)
	at := slices.Index(who.locale.family, who.family)
	if who.woman {
		at = slices.Index(who.familyF, who.family)
	}
	switch {
	case at < 0 || g.chance(20):
	case other.woman:
		other.family = who.familyF[at]
	default:
		other.family = who.locale.family[at]
	}
	return other
}
