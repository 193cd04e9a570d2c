package factory

import (
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// node is an organization that is to be made; the nodes above it come before
// it.
type node struct {
	patch  *organization.Patch
	parent int  // index of the node above, -1 for a root
	people int  // how many are linked to it
	led    bool // one of them is its primary contact
}

// tree is a company with what belongs to it.
type tree struct {
	*locale
	firm      firm
	employees int // of the root alone
	nodes     []node
	codes     int // how many codes of parts are given out
}

// tree makes a company up: most are small, some have departments and branches,
// a few have divisions with departments and teams, and those that are to be
// large.
func (g *generator) tree(l *locale, large bool) *tree {
	t := &tree{locale: l, firm: g.company(l)}
	g.root(t)
	switch n := g.rng.IntN(100); {
	case large:
		g.divisions(t)
	case n < 50:
		t.nodes[0].people += g.between(1, 4)
	case n < 82:
		g.parts(t, 0, "Department", l.departments, g.between(1, 3), 3)
		g.branches(t, 0, g.rng.IntN(2))
	default:
		g.divisions(t)
	}
	return t
}

// divisions adds divisions with departments and teams, and branches.
func (g *generator) divisions(t *tree) {
	for _, division := range g.parts(t, 0, "Division", t.divisions, g.between(2, 3), 1) {
		for _, department := range g.parts(t, division, "Department", t.departments, g.between(1, 2), 2) {
			g.parts(t, department, "Team", t.teams, g.rng.IntN(3), 4)
		}
	}
	g.branches(t, 0, g.between(1, 3))
}

func (g *generator) root(t *tree) {
	p := &organization.Patch{
		Type:           record.Some(g.weighted("Company", 65, "Customer", 15, "Supplier", 12, "Partner", 8)),
		EffectiveDate:  record.Some(strconv.Itoa(g.between(1948, 2021)) + "-01-01"),
		PrimaryAddress: record.Some(organization.AddressRef{Change: g.address(t.locale)}),
		Tags:           record.Some(g.organizationTags(t.locale)),
	}
	t.employees = g.between(3, 900)
	if g.chance(60) {
		p.LegalName = record.Some(t.firm.name)
	}
	switch n := g.rng.IntN(100); {
	case n < 3:
		p.Status, p.EndDate = record.Some(organization.Archived), record.Some("2023-12-31")
	case n < 7:
		p.Status = record.Some(organization.Inactive)
	}
	g.fillOrganization(p, t.locale, t.firm)
	t.nodes = append(t.nodes, node{patch: p, parent: -1, people: g.between(1, 3)})
}

func (g *generator) organizationTags(l *locale) []string {
	if g.chance(60) {
		return nil
	}
	return []string{g.tag(l)}
}

// parts adds up to n parts below a node, with up to so many people each, and
// returns their indexes.
func (g *generator) parts(t *tree, parent int, kind string, names []string, n, people int) []int {
	var added []int
	for _, at := range g.rng.Perm(len(names))[:min(n, len(names))] {
		p := &organization.Patch{Name: record.Some(names[at]), Type: record.Some(kind)}
		added = append(added, g.part(t, p, parent, people))
	}
	return added
}

func (g *generator) part(t *tree, p *organization.Patch, parent, people int) int {
	t.codes++
	p.Code = record.Some(t.nodes[0].patch.Code.Value + "-" + strconv.Itoa(t.codes))
	p.Website = record.Some("")
	g.fillOrganization(p, t.locale, t.firm)
	t.nodes = append(t.nodes, node{patch: p, parent: parent, people: g.between(1, people)})
	return len(t.nodes) - 1
}

// branches adds up to n branches, each in a city of its own.
func (g *generator) branches(t *tree, parent, n int) {
	for _, at := range g.rng.Perm(len(t.cities))[:min(n, len(t.cities))] {
		where := t.cities[at]
		g.part(t, &organization.Patch{
			Name:           record.Some(strings.ReplaceAll(t.branch, "{city}", where.name)),
			Type:           record.Some("Branch"),
			PrimaryAddress: record.Some(organization.AddressRef{Change: g.addressIn(t.locale, where)}),
		}, parent, 2)
	}
}
