package listing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/problem"
)

// readFlags reads the parameters that change what a filter means.
func (p *parser) readFlags() {
	for i := range p.spec.Filters {
		for _, name := range p.spec.Filters[i].Flags {
			p.flags[name] = false
			value, ok := p.single(name)
			if !ok {
				continue
			}
			if _, fault := readBool(value); fault != nil {
				p.fault(name, fault.Code, fault.Detail)
			}
			p.flags[name] = value == "true"
		}
	}
}

// useFlags refuses a flag whose filter was not given.
func (p *parser) useFlags() {
	for i := range p.spec.Filters {
		f := &p.spec.Filters[i]
		used := slices.ContainsFunc(p.query.filters, func(q filtering) bool { return q.Filter == f })
		for _, name := range f.Flags {
			if p.values.Has(name) && !used && !p.hasFault(f.Name) {
				p.fault(name, CodeUnknownParameter, "This parameter is only valid together with "+f.Name+".")
			}
		}
	}
}

// hasFault reports whether a filter was given and refused.
func (p *parser) hasFault(name string) bool {
	for _, f := range p.faults {
		if filter, _, _ := p.spec.filter(f.Parameter); filter != nil && filter.Name == name {
			return true
		}
	}
	return false
}

// filter reads a parameter NAME or NAME__LOOKUP.
func (p *parser) filter(name string) {
	f, lookup, known := p.spec.filter(name)
	switch {
	case f == nil:
		p.fault(name, CodeUnknownParameter, "Unknown parameter."+p.spec.didYouMean(name))
		return
	case f.Refused != nil:
		p.fault(name, f.Refused.Code, f.Refused.Detail)
		return
	case !known:
		p.fault(name, CodeUnknownLookup, "Unknown lookup. "+f.Name+" takes "+lookupNames(f)+".")
		return
	}
	given, ok := p.split(name, f.AsSent)
	if !ok || !p.enough(name, f, lookup, len(given)) {
		return
	}
	in := Input{Lookup: lookup, Values: make([]string, 0, len(given)), On: p.flags}
	for _, value := range given {
		if strings.TrimSpace(value) == "" {
			p.fault(name, CodeBlank, "A value must not be empty.")
			return
		}
		if utf8.RuneCountInString(value) > maxValue {
			p.fault(name, CodeTooLong, "A value must have at most 500 characters.")
			return
		}
		read, fault := f.read(lookup, value)
		if fault != nil {
			p.fault(name, fault.Code, fault.Detail)
			return
		}
		in.Values = append(in.Values, read)
	}
	p.query.filters = append(p.query.filters, filtering{Filter: f, Input: in, parameter: name})
}

// filter finds the filter that a parameter names, and whether it has the lookup.
// Names may have underscores at their end and two of them inside, so the longest
// name that fits is the one that is meant.
func (s *Spec) filter(name string) (f *Filter, lookup Lookup, known bool) {
	for i := range s.Filters {
		one := &s.Filters[i]
		if one.Name == name {
			return one, one.defaultLookup(), true
		}
		if suffix, ok := strings.CutPrefix(name, one.Name+"__"); ok && (f == nil || len(one.Name) > len(f.Name)) {
			f, lookup = one, Lookup(suffix)
		}
	}
	return f, lookup, f != nil && slices.Contains(f.lookups(), lookup)
}

// didYouMean suggests the parameter that a name was meant to be, with its lookup.
func (s *Spec) didYouMean(name string) string {
	known := []string{"page_size", "page", "cursor", "count", "ordering"}
	if s.Searched {
		known = append(known, "search")
	}
	if s.Fields != nil {
		known = append(known, "fields")
	}
	for i := range s.Filters {
		known = append(append(known, s.Filters[i].Name), s.Filters[i].Flags...)
	}
	name, lookup, _ := strings.Cut(name, "__")
	if lookup != "" {
		for i := range known {
			known[i] += "__" + lookup
		}
		known = slices.DeleteFunc(known, func(name string) bool { _, _, ok := s.filter(name); return !ok })
		name += "__" + lookup
	}
	return problem.DidYouMean(name, known)
}

// lookupNames are the lookups of a filter as a parameter has them.
func lookupNames(f *Filter) string {
	var names []string
	for _, lookup := range f.lookups() {
		names = append(names, "__"+string(lookup))
	}
	if len(names) == 0 {
		return "no lookups"
	}
	return strings.Join(names, ", ")
}

// enough checks the number of values.
func (p *parser) enough(name string, f *Filter, lookup Lookup, n int) bool {
	most := maxValues
	if f.MaxValues > 0 {
		most = f.MaxValues
	}
	switch lookup {
	case Contains, IContains, StartsWith:
		most = min(most, maxPatterns)
	case Greater, AtLeast, Less, AtMost, IsNull:
		most = 1
	case Range:
		if n != 2 {
			p.fault(name, CodeInvalidValue, "A range must be two values, separated by a comma.")
			return false
		}
	}
	if n > most {
		p.fault(name, CodeTooMany, "There are more values than this filter allows.")
		return false
	}
	return true
}

// split returns the values of a parameter, from each time that it is given, with
// the blanks at their ends if they are wanted asSent.
func (p *parser) split(name string, asSent bool) ([]string, bool) {
	all, ok := split(p.values[name])
	for i := range all {
		if !asSent {
			all[i] = strings.TrimSpace(all[i])
		}
	}
	switch {
	case !ok:
		p.fault(name, CodeInvalidValue, "A value begins with a double quote that is not closed before the next comma or the end.")
	case len(all) > maxValues:
		p.fault(name, CodeTooMany, "There may be at most 500 values.")
		ok = false
	}
	return all, ok
}

// Split returns the values of a parameter that is given so: separated by commas,
// in double quotes where they hold one (a quote inside is doubled). It stops
// behind the 500 that a filter takes, and at a quote that is not closed, where ok
// is false. Quote does the opposite.
func Split(given ...string) (all []string, ok bool) {
	all, ok = split(given)
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all, ok
}

// split is Split that leaves the blanks at the ends of the values, but for one
// behind a comma.
func split(given []string) (all []string, ok bool) {
	for _, list := range given {
		for more := true; more; {
			var value string
			if value, list, more, ok = nextValue(list); !ok {
				return all, false
			}
			list = strings.TrimPrefix(list, " ")
			if all = append(all, value); len(all) > maxValues {
				return all, true
			}
		}
	}
	return all, true
}

// nextValue cuts the first value off a list. One in quotes that goes on with a
// colon ("urn:crm":17) keeps its quotes, for a PairFilter.
func nextValue(list string) (value, rest string, more, ok bool) {
	trimmed := strings.TrimLeft(list, " ")
	if !strings.HasPrefix(trimmed, `"`) {
		value, rest, more = strings.Cut(list, ",")
		return value, rest, more, true
	}
	rest = trimmed[1:]
	var b strings.Builder
	for {
		part, after, closed := strings.Cut(rest, `"`)
		if !closed {
			return "", "", false, false
		}
		b.WriteString(part)
		if rest = after; !strings.HasPrefix(rest, `"`) {
			break
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
	before, rest, more := strings.Cut(rest, ",")
	if strings.HasPrefix(before, ":") {
		return inQuotes(b.String()) + strings.TrimSpace(before), rest, more, true
	}
	return b.String(), rest, more, strings.TrimSpace(before) == ""
}
