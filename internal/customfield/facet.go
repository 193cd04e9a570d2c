package customfield

import "github.com/liaison/liaison/internal/listing"

// shownChoices is how many choices of a field a facet has at most.
const shownChoices = 50

// Facets returns the filters by custom fields whose values are few and known:
// the choices and the yes or no of those that are filterable.
func Facets(fields *Fields) []listing.Facet {
	if fields == nil {
		return nil
	}
	var all []listing.Facet
	for i := range fields.List {
		f := &fields.List[i]
		if !f.Filterable || f.Indexing || !f.Type.chosen() && f.Type != Boolean {
			continue
		}
		facet := listing.Facet{Filter: FilterPrefix + f.Key, Label: f.Label, Key: "v.text_value"}
		values := f.Choices
		if f.Type == Boolean {
			values = []string{"true", "false"}
		}
		for _, v := range values[:min(len(values), shownChoices)] {
			facet.Values = append(facet.Values, listing.FacetValue{Value: v, Label: v})
		}
		all = append(all, facet)
	}
	return all
}
