package contact_test

import (
	"net/url"
	"testing"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/listing"
)

func TestFacets(t *testing.T) {
	each(t, func(f *fixture) {
		for i := range people {
			f.create(people[i].patch())
		}
		for _, parameters := range []string{"", "status=active", "tags=vip", "search=ann", "country=CH&has_email=true", "tags_none=vip&ordering=-created_at"} {
			values, err := url.ParseQuery(parameters)
			if err != nil {
				t.Fatal(err)
			}
			q, faults := listing.Parse(contact.ListSpec(nil), values)
			if err := faults.Err(); err != nil {
				f.Fatal(err)
			}
			facets, err := f.store.FacetList(f.Context(), nil)
			if err != nil {
				f.Fatal(err)
			}
			if err := listing.CountFacets(f.Context(), f.db, q, f.store.Select(q), facets); err != nil {
				f.Fatal(err)
			}
			seen := map[string]int{}
			for _, facet := range facets {
				seen[facet.Filter] = len(facet.Values)
				for _, v := range facet.Values {
					with, faults := q.With(facet.Filter, v.Value)
					if err := faults.Err(); err != nil {
						f.Fatal(err)
					}
					page, err := f.store.List(f.Context(), with)
					if err != nil {
						f.Fatal(err)
					}
					if *page.Count != v.Count || !v.CountIsExact {
						f.Errorf("%s: %s=%s counts %d, the list has %d", parameters, facet.Filter, v.Value, v.Count, *page.Count)
					}
				}
			}
			for filter, n := range map[string]int{
				"status": 3, "contact_type": 5, "source": 6, "tags": 3, "country": 3, "has_email": 2, "has_phone": 2, "has_organization": 2,
			} {
				if seen[filter] != n {
					f.Errorf("%s: %s has %d values, want %d", parameters, filter, seen[filter], n)
				}
			}
		}
	})
}
