package admin

import (
	"maps"
	"slices"

	"github.com/liaison/liaison/internal/listing"
)

// tagMode is the parameter of a list that says which of the filters by tags its
// sidebar works on, while none of them is on.
const tagMode = "tagged"

// tagModes are the filters by tags.
var tagModes = []struct{ filter, label string }{{"tags", "Any of"}, {"tags_all", "All of"}, {"tags_none", "None of"}}

// facetMode is a way to ask for tags. Its address takes those that are on along.
type facetMode struct {
	Label, Address string
	From, Filter   string
	On             bool
}

// modeOfTags is the filter by tags that the sidebar works on.
func modeOfTags(here state) string {
	for _, m := range tagModes {
		if here.values.Get(tagMode) == m.filter {
			return m.filter
		}
	}
	for _, m := range tagModes {
		if here.values.Get(m.filter) != "" {
			return m.filter
		}
	}
	return tagModes[0].filter
}

// modes are the ways to ask for tags.
func (x *explorer[T]) modes(v *visit, here state) []facetMode {
	present := modeOfTags(here)
	on, _ := listing.Split(here.values[present]...)
	list := make([]facetMode, len(tagModes))
	for i, m := range tagModes {
		list[i] = facetMode{Label: v.t(m.label), From: present, Filter: m.filter, On: m.filter == present}
		there, _ := listing.Split(here.values[m.filter]...)
		moved := state{here.path, maps.Clone(here.values)}
		moved.values.Del(present)
		moved.values.Set(tagMode, m.filter)
		for _, name := range on {
			if !slices.Contains(there, name) {
				there = append(there, name)
			}
		}
		list[i].Address = x.filtered(moved, m.filter, there)
	}
	return list
}

// countTags makes the numbers of tags, which say how many rows there would be with
// one of them alone, those of the mode: how many there would be with one more that
// must, or must not, be there.
func (x *explorer[T]) countTags(v *visit, here state, q *listing.Query, facet *listing.Facet) error {
	mode := modeOfTags(here)
	if facet == nil || mode == "tags" {
		return nil
	}
	var total int64
	known := !q.Has("tags") // else the numbers are without those
	if known && mode == "tags_none" {
		var err error
		if total, known, err = listing.Count(v.Context(), v.admin.DB, q, x.from(q)); err != nil {
			return err
		}
	}
	for i := range facet.Values {
		value := &facet.Values[i]
		switch {
		case !known || mode == "tags_none" && !value.CountIsExact:
			value.Uncounted = true
		case mode == "tags_none" && value.Count > 0: // else it changes nothing
			value.Count = total - value.Count
		}
	}
	return nil
}
