package listing

import (
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/text"
)

// The statements of a list. Where filters or a search leave few matches, those
// are gathered first, by whatever index finds them, and then sorted; where they
// leave many, the index of the order is walked until the page is full. No
// engine's planner can be trusted to tell the two apart, so the count that comes
// first decides.

// statement gathers the text and the values of one statement.
type statement struct {
	*plan
	w   database.Where
	end string // of the sub-selects that test rows
}

func (p *plan) newStatement() *statement {
	s := &statement{plan: p}
	s.w.Arg(p.Workspace) // $1, in every block
	for _, arg := range p.Args {
		s.w.Arg(arg)
	}
	return s
}

// joined stands in the place of the SELECT of gathered rows where these are
// joined as h.
const joined = "h"

// where returns the conditions on the list's rows. The rows that some parts find
// are gathered, by the SELECT given; for the other parts each row is tested.
func (s *statement) where(gathered map[int]string) string {
	spec := s.q.spec
	conditions := s.ownConditions()
	for i := range s.parts {
		c := &s.parts[i]
		switch rows, ok := gathered[i]; {
		case rows == joined:
			conditions = append(conditions, spec.ID.SQL+" = h.id")
		case ok:
			conditions = append(conditions, spec.ID.SQL+" IN ("+rows+")")
		case c.finds() && !c.implied:
			conditions = append(conditions, c.test(&s.w, spec.ID.SQL, s.end))
		}
	}
	return " WHERE " + strings.Join(conditions, " AND ")
}

// own returns the conditions that speak of the row itself.
func (s *statement) own() string { return " WHERE " + strings.Join(s.ownConditions(), " AND ") }

func (s *statement) ownConditions() []string {
	spec := s.q.spec
	conditions := []string{spec.Alias + ".workspace_id = $1"}
	for _, r := range s.q.extra {
		condition := r.condition
		for _, v := range r.values {
			condition = strings.Replace(condition, "?", s.w.Arg(v), 1)
		}
		conditions = append(conditions, condition)
	}
	for i := range s.parts {
		if c := &s.parts[i]; !c.finds() {
			conditions = append(conditions, c.test(&s.w, spec.ID.SQL, s.end))
		}
	}
	if s.searchesColumn() {
		for _, word := range text.SearchWords(s.q.Search) {
			conditions = append(conditions, Word(&s.w, spec.SearchColumn, word))
		}
	}
	return conditions
}

func (s *statement) limit(n int64) string { return " LIMIT " + s.w.Arg(n) }

// pageSQL returns the statement that reads the page and one row more.
func (p *plan) pageSQL() (string, []any) {
	s := p.newStatement()
	with, from, where := "", "matches m", ""
	keys := named(p.order, "m") // as the rows that are ordered call them
	switch {
	case p.ranked:
		hits := p.Search.Hits(&s.w, p.Search.ID+" AS id, "+p.Search.Score(&s.w)+" AS score")
		with = "WITH h AS MATERIALIZED (" + hits + "), matches AS MATERIALIZED (SELECT " + columns(p.order) +
			" FROM h CROSS JOIN " + p.From + s.where(s.gathered(0)) + ") "
	case p.gatherable():
		with = "WITH matches AS MATERIALIZED (SELECT " + columns(p.order) + " FROM " + p.From + s.where(s.gathered(-1)) + ") "
	default:
		s.end = fence
		from, where, keys = p.From, s.where(nil), p.order
	}
	if after := s.after(keys); after != "" && where == "" {
		where = " WHERE " + after
	} else if after != "" {
		where += " AND " + after
	}
	query := with + "SELECT " + p.Columns + names(named(p.order, "p")) + " FROM (SELECT " + columns(keys) + " FROM " + from + where +
		s.orderBy(keys) + s.window() + ") p JOIN " + p.Join + s.orderBy(named(p.order, "p"))
	return query, s.w.Args
}

// gathered returns how the rows are found that finders find few of. One of them,
// or none if it is -1, is joined.
func (s *statement) gathered(join int) map[int]string {
	rows := map[int]string{}
	for i := range s.parts {
		switch {
		case i == join:
			rows[i] = joined
		case s.few[i]:
			rows[i] = s.hits(i)
		}
	}
	return rows
}

// keyName is the name of the i-th key of an order of n, whose last is the id.
func keyName(i, n int) string {
	if i == n-1 {
		return "id"
	}
	return "k" + strconv.Itoa(i)
}

// columns returns the keys with their names.
func columns(order []term) string {
	all := make([]string, len(order))
	for i, t := range order {
		all[i] = t.SQL + " AS " + keyName(i, len(order))
	}
	return strings.Join(all, ", ")
}

// named returns the order as those see it who know the keys by name.
func named(order []term, alias string) []term {
	all := make([]term, len(order))
	for i, t := range order {
		all[i] = term{Key{alias + "." + keyName(i, len(order)), t.Type}, t.desc}
	}
	return all
}

func names(order []term) string {
	var b strings.Builder
	for _, t := range order {
		b.WriteString(", " + t.SQL)
	}
	return b.String()
}

func (s *statement) orderBy(order []term) string {
	all := make([]string, len(order))
	for i, t := range order {
		if all[i] = t.SQL; t.desc != s.backward() {
			all[i] += " DESC"
		}
	}
	return " ORDER BY " + strings.Join(all, ", ")
}

// window returns the part of the rows that the page and one more are.
func (s *statement) window() string {
	window := s.limit(int64(s.q.PageSize) + 1)
	if s.q.Page > 1 {
		window += " OFFSET " + s.w.Arg(int64(s.q.Page-1)*int64(s.q.PageSize))
	}
	return window
}

// after returns the condition that a row lies behind the cursor, "" without one.
func (s *statement) after(order []term) string {
	c := s.q.cursor
	if c == nil {
		return ""
	}
	uniform := true
	for _, t := range order {
		uniform = uniform && t.desc == order[0].desc
	}
	if uniform {
		all := make([]string, len(order))
		for i, t := range order {
			all[i] = t.SQL
		}
		return "(" + strings.Join(all, ", ") + ")" + s.operator(order[0], c.Included) + "(" + database.List(&s.w, c.keys) + ")"
	}
	return s.mixed(order, c.keys)
}

// mixed compares key by key, as an order in two directions needs: a row lies
// behind if it does by the first key, or has the same and lies behind by the rest.
func (s *statement) mixed(order []term, keys []any) string {
	t, last := order[0], len(order) == 1
	if last {
		return t.SQL + s.operator(t, s.q.cursor.Included) + s.w.Arg(keys[0])
	}
	key := s.w.Arg(keys[0])
	// The first part is implied by the second; it is what an index can use.
	return t.SQL + s.operator(t, true) + key + " AND (" + t.SQL + s.operator(t, false) + key + " OR (" + s.mixed(order[1:], keys[1:]) + "))"
}

// operator returns the comparison with which rows lie behind in the direction
// of reading.
func (s *statement) operator(t term, included bool) string {
	operator := " > "
	if t.desc != s.backward() {
		operator = " < "
	}
	if included {
		operator = operator[:2] + "= "
	}
	return operator
}
