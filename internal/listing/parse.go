package listing

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// parser reads the parameters of one request.
type parser struct {
	spec   *Spec
	values url.Values
	query  *Query
	faults problem.Fields
	flags  map[string]bool
}

// Parse reads the query parameters of a request for a list. All that is wrong
// with them is reported together; then the Query is nil.
func Parse(spec *Spec, values url.Values) (*Query, problem.Fields) {
	p := parse(spec, values)
	if len(p.faults) > 0 {
		return nil, p.faults
	}
	return p.query, nil
}

func parse(spec *Spec, values url.Values) *parser {
	p := &parser{
		spec: spec, values: values, flags: map[string]bool{},
		query: &Query{spec: spec, given: values, PageSize: DefaultPageSize},
	}
	p.readFlags()
	p.query.order = p.orderOf(spec.Default)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if len(p.faults) >= maxFaults {
			break
		}
		if p.readable(name) {
			p.parameter(name)
		}
	}
	p.useFlags()
	p.page()
	if len(p.faults) == 0 {
		p.query.bound = p.query.binding()
		p.query.parsed = len(p.query.extra)
		p.cursor()
	}
	return p
}

// Faults returns all that is wrong with the parameters of a list: what Parse finds,
// and the values of the other filters that name nothing in the workspace.
func Faults(ctx context.Context, db *database.DB, workspace string, spec *Spec, values url.Values) (problem.Fields, error) {
	p := parse(spec, values)
	_, err := resolve(ctx, db, p.query.filters, workspace)
	if err := p.faults.Gather(err); err != nil {
		return nil, err
	}
	return p.faults, nil
}

func (p *parser) fault(name, code, detail string) { p.faults.Parameter(Printable(name), code, detail) }

// Printable returns the name of a parameter as it may be repeated in an answer:
// valid UTF-8 without NUL, of at most 100 code points, and never empty.
func Printable(name string) string {
	if name == "" {
		return "(no name)"
	}
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), "\x00", "\uFFFD")
	if utf8.RuneCountInString(name) > 100 {
		name = string([]rune(name)[:100])
	}
	return name
}

// readable refuses what no database takes as a text.
func (p *parser) readable(name string) bool {
	for _, v := range p.values[name] {
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
			p.fault(name, text.CodeInvalidText, "The value must be valid UTF-8 without NUL characters.")
			return false
		}
	}
	return true
}

// parameter reads one parameter, however often it was given.
func (p *parser) parameter(name string) {
	switch name {
	case "page_size":
		p.pageSize(name)
	case "page", "cursor": // read at the end
	case "count":
		p.count()
	case "ordering":
		p.ordering()
	case "search":
		p.search()
	case "fields":
		p.fields()
	default:
		if name != "" && name == p.spec.Limit {
			p.pageSize(name)
		} else if _, flag := p.flags[name]; !flag {
			p.filter(name)
		}
	}
}

// single returns the value of a parameter that may be given once.
func (p *parser) single(name string) (string, bool) {
	if len(p.values[name]) > 1 {
		p.fault(name, CodeRepeated, "The parameter may be given only once.")
		return "", false
	}
	return p.values.Get(name), len(p.values[name]) == 1
}

// number returns a whole number of at least one.
func (p *parser) number(name string, most int, detail string) int {
	value, ok := p.single(name)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		p.fault(name, CodeOutOfRange, detail)
		return 0
	}
	return n
}

func (p *parser) pageSize(name string) {
	if name == p.spec.Limit && p.values.Has("page_size") {
		p.fault(name, CodeRepeated, "This parameter is another name for page_size; give only one of them.")
		return
	}
	if n := p.number(name, MaxPageSize, "The value must be a whole number from 1 to "+strconv.Itoa(MaxPageSize)+"."); n > 0 {
		p.query.PageSize = n
	}
}

func (p *parser) page() {
	if !p.values.Has("page") || !p.readable("page") {
		return
	}
	if p.values.Has("cursor") {
		p.fault("page", CodeRepeated, "Give either page or cursor, not both.")
		return
	}
	// The page that holds record 10,000 is the last one.
	most := (MaxOffset + p.query.PageSize - 1) / p.query.PageSize
	p.query.Page = p.number("page", most, "The page must be a whole number from 1 and lie within the first 10,000 records; beyond them, follow next.")
}

func (p *parser) count() {
	value, ok := p.single("count")
	switch count := Counting(value); {
	case !ok:
	case count == CountExact || count == CountNone:
		p.query.Count = count
	default:
		p.fault("count", CodeInvalidChoice, "The value must be exact or none.")
	}
}

func (p *parser) search() {
	value, ok := p.single("search")
	switch {
	case !ok:
	case !p.spec.Searched:
		p.fault("search", CodeUnknownParameter, "This list cannot be searched.")
	case utf8.RuneCountInString(value) > maxSearch:
		p.fault("search", CodeTooLong, "The value must have at most 1,000 characters.")
	case len(text.SearchWords(value)) > 0:
		p.query.Search = value
	case strings.TrimSpace(value) != "": // nothing but what nobody sees
		p.query.Restrict("1 = 0")
	}
}

// ordering reads names that are separated by commas.
func (p *parser) ordering() {
	value, ok := p.single("ordering")
	if !ok {
		return
	}
	if order := p.orderOf(value); order != nil {
		p.query.order, p.query.Ordered = order, true
	}
}

// orderOf returns the keys of an ordering, or nil after a fault.
func (p *parser) orderOf(value string) []term {
	var order []term
	var seen []string
	all, desc := p.spec.All(), false
	for part := range strings.SplitSeq(value, ",") {
		var name string
		name, desc = strings.CutPrefix(strings.TrimSpace(part), "-")
		i := slices.IndexFunc(all, func(o Ordering) bool { return o.Name == name })
		switch {
		case i < 0:
			p.fault("ordering", CodeUnknownField, problem.MustBe("The ordering", p.orderingNames(), "see the API reference"))
			return nil
		case slices.Contains(seen, name):
			p.fault("ordering", CodeRepeated, "A field is given more than once.")
			return nil
		}
		seen = append(seen, name)
		for _, key := range all[i].Keys {
			order = append(order, term{key, desc})
		}
	}
	if order[len(order)-1].Key != p.spec.ID {
		order = append(order, term{p.spec.ID, desc})
	}
	return order
}

func (p *parser) orderingNames() []string {
	all := p.spec.All()
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = o.Name
	}
	return names
}

func (p *parser) fields() {
	if p.spec.Fields == nil {
		p.fault("fields", CodeUnknownParameter, "This list has no such parameter.")
		return
	}
	for _, value := range p.values["fields"] {
		for name := range strings.SplitSeq(value, ",") {
			name = strings.TrimSpace(name)
			if !slices.Contains(p.spec.Fields, name) {
				p.fault("fields", CodeUnknownField, "A name in fields is not a field of these records."+problem.DidYouMean(name, p.spec.Fields))
				return
			}
			if !slices.Contains(p.query.Fields, name) {
				p.query.Fields = append(p.query.Fields, name)
			}
		}
	}
}

func (p *parser) cursor() {
	value, ok := p.single("cursor")
	if !ok {
		return
	}
	c, ok := p.query.readCursor(value)
	if !ok {
		p.fault("cursor", CodeInvalidCursor, "The cursor does not belong to this list with this ordering and these filters; start again from the first page.")
		return
	}
	p.query.cursor = c
}
