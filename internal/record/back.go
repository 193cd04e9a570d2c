package record

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Back says how a value that a change brought from before to after is brought
// back: to nothing where it is as before already, or was not changed. clash says
// that it is neither as before nor as after: somebody changed it since.
func Back[T comparable](before, after, now T) (back Opt[T], clash bool) {
	switch {
	case before == after, now == before:
		return Opt[T]{}, false
	case now == after:
		return Some(before), false
	}
	return Opt[T]{}, true
}

// BackValues is Back for each key of objects. What it returns is a patch in the
// form of Merge, nil for none.
func BackValues(before, after, now Values) (patch Values, clash bool) {
	keys := maps.Clone(before)
	if keys == nil {
		keys = Values{}
	}
	maps.Copy(keys, after)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		was, became, is := before[key], after[key], now[key]
		switch {
		case Same(was, became), Same(is, was):
		case !Same(is, became):
			clash = true
		default:
			if patch == nil {
				patch = Values{}
			}
			if patch[key] = was; was == nil {
				patch[key] = jsontext.Value("null")
			}
		}
	}
	return patch, clash
}

// BackNames is Back for lists of names that may be there once, in any order. It
// returns the whole list, and whether it is another one.
func BackNames(before, after, now []string, key func(string) string) (names []string, differs bool) {
	keys := func(list []string) map[string]bool {
		set := map[string]bool{}
		for _, name := range list {
			set[key(name)] = true
		}
		return set
	}
	was, became, is := keys(before), keys(after), keys(now)
	for _, name := range now {
		if k := key(name); became[k] && !was[k] {
			differs = true
			continue
		}
		names = append(names, name)
	}
	for _, name := range before {
		if k := key(name); !became[k] && !is[k] {
			names = append(names, name)
			differs = true
		}
	}
	return names, differs
}

// Backing gathers how the fields of a record are brought back.
type Backing struct {
	Any     bool     // something is to be brought back
	Clashes []string // names of the fields that somebody changed since
}

// Clash notes that somebody changed a field since.
func (b *Backing) Clash(name string) { b.Clashes = append(b.Clashes, name) }

// BackField is Back for one field, which it sets in dest.
func BackField[T comparable](b *Backing, name string, dest *Opt[T], before, after, now T) {
	back, clash := Back(before, after, now)
	if clash {
		b.Clash(name)
	}
	if back.Given {
		*dest, b.Any = back, true
	}
}

// Values is BackValues for one field, which it sets in dest.
func (b *Backing) Values(name string, dest *Opt[Values], before, after, now Values) {
	patch, clash := BackValues(before, after, now)
	if clash {
		b.Clash(name)
	}
	if patch != nil {
		*dest, b.Any = Some(patch), true
	}
}

// Names is BackNames for one field, which it sets in dest.
func (b *Backing) Names(dest *Opt[[]string], before, after, now []string, key func(string) string) {
	if names, differs := BackNames(before, after, now, key); differs {
		*dest, b.Any = Some(names), true
	}
}
