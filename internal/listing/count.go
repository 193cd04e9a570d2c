package listing

import (
	"slices"
	"strconv"
	"strings"
)

// countSQL returns a statement that gives the number of rows that each finder
// finds, as far as they can be gathered, and that of the matches. The first
// finder that finds few decides how matches are counted.
func (p *plan) countSQL() (string, []any) {
	s := p.newStatement()
	finders := p.finders()
	if len(finders) == 0 {
		return "SELECT (" + s.countRows(nil) + ")", s.w.Args
	}
	var with, found []string
	var names, few strings.Builder
	for i, finder := range finders {
		n := strconv.Itoa(i)
		with = append(with, "h"+n+" AS MATERIALIZED (SELECT f.id FROM ("+s.hits(finder)+") f"+s.limit(p.most(finder)+1)+")")
		found = append(found, "(SELECT COUNT(*) FROM h"+n+") AS n"+n)
		names.WriteString("n.n" + n + ", ")
	}
	for i, finder := range finders {
		n := strconv.Itoa(i)
		few.WriteString(" WHEN n.n" + n + " <= " + s.w.Arg(p.most(finder)) + " THEN (" + s.countGathered(finder, "h"+n) + ")")
	}
	many := s.countMany(finders)
	if s.testsOwn(finders) {
		found = append(found, "(SELECT COUNT(*) FROM (SELECT 1 FROM "+s.From+s.own()+s.limit(MaxCount+1)+") o) AS own")
		few.WriteString(" WHEN n.own <= " + s.w.Arg(MaxCount) + " THEN (" + s.countRows(nil) + ")")
	}
	with = append(with, "n AS MATERIALIZED (SELECT "+strings.Join(found, ", ")+")")
	return "WITH " + strings.Join(with, ", ") + " SELECT " + names.String() + "CASE" + few.String() + " ELSE (" + many + ") END FROM n", s.w.Args
}

func (s *statement) hits(finder int) string { return s.parts[finder].hits(&s.w, s.q.spec, s.From) }

// alone reports whether nothing but one finder narrows the list: what it finds
// are the matches.
func (s *statement) alone() bool {
	return len(s.parts) == 1 && len(s.q.extra) == 0 && !s.searchesColumn()
}

// searchesColumn reports whether the search is a condition on the row itself.
func (s *statement) searchesColumn() bool { return s.q.Search != "" && s.q.spec.SearchColumn != "" }

// testsOwn reports whether it is worth knowing how many rows pass the conditions
// on the row itself: a finder finds, and rows are also tested for those.
func (s *statement) testsOwn(finders []int) bool {
	if s.q.Count == CountExact || s.driver(finders) < 0 || !slices.ContainsFunc(finders, func(i int) bool { return !s.parts[i].implied }) {
		return false
	}
	return len(s.q.extra) > 0 || s.searchesColumn() || slices.ContainsFunc(s.parts, func(c part) bool { return !c.finds() })
}

// driver returns the first finder that finds no row twice, or -1.
func (s *statement) driver(finders []int) int {
	i := slices.IndexFunc(finders, func(i int) bool { return s.parts[i].unique() })
	if i < 0 {
		return -1
	}
	return finders[i]
}

// countGathered counts the matches among the rows that a finder found.
func (s *statement) countGathered(finder int, found string) string {
	count := "SELECT COUNT(DISTINCT h.id) FROM "
	if s.parts[finder].unique() {
		count = "SELECT COUNT(*) FROM "
	}
	if s.alone() {
		return count + found + " h"
	}
	return count + found + " h WHERE " + s.passes(finder)
}

// passes is the condition that the row with the id h.id, which a finder found,
// passes the rest. It is asked hit by hit: a planner that thinks there are few
// would else compare each hit with each row.
func (s *statement) passes(finder int) string {
	return "EXISTS (SELECT 1 FROM " + s.From + s.where(map[int]string{finder: joined}) + fence + ")"
}

// countMany counts the matches when every finder finds many rows.
func (s *statement) countMany(finders []int) string {
	driver := s.driver(finders)
	exact := s.q.Count == CountExact
	switch {
	case s.alone() && driver >= 0 && !exact:
		return "SELECT n.n0"
	case s.alone() && driver >= 0:
		return "SELECT COUNT(*) FROM (" + s.hits(driver) + ") m"
	case s.alone():
		// The empty text keeps SQLite from walking the index by which rows
		// are distinct.
		distinct := "SELECT DISTINCT f.id || '' FROM (" + s.hits(finders[0]) + ") f"
		if !exact {
			distinct += s.limit(MaxCount + 1)
		}
		return "SELECT COUNT(*) FROM (" + distinct + ") m"
	case driver >= 0 && !exact:
		return "SELECT COUNT(*) FROM (SELECT 1 FROM (" + s.hits(driver) + ") h WHERE " + s.passes(driver) + s.limit(MaxCount+1) + ") m"
	default:
		return s.countRows(nil)
	}
}

// countRows returns a SELECT of the number of matches.
func (s *statement) countRows(gathered map[int]string) string {
	switch {
	case !s.narrowed() && s.Total != "":
		return s.Total
	case !s.narrowed() || s.q.Count == CountExact:
		return "SELECT COUNT(*) FROM " + s.From + s.where(gathered)
	default:
		return "SELECT COUNT(*) FROM (SELECT 1 FROM " + s.From + s.where(gathered) + s.limit(MaxCount+1) + ") m"
	}
}
