package contact

import (
	"context"
	"time"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/tag"
)

// Facets returns the filters that stand beside the list of contacts, each value
// with the number of contacts that it would leave of what the query asks for
// otherwise, as far as they can be counted within a time. fields are the custom
// fields of contacts.
func (s *Store) Facets(ctx context.Context, q *listing.Query, fields *customfield.Fields, within time.Duration) ([]listing.Facet, error) {
	facets, err := s.FacetList(ctx, fields)
	if err != nil {
		return nil, err
	}
	return facets, listing.CountFacetsIn(ctx, within, s.db, q, s.Select(q), facets)
}

// FacetList returns the filters of Facets and their values without their numbers:
// first those that are counted quickly.
func (s *Store) FacetList(ctx context.Context, fields *customfield.Fields) ([]listing.Facet, error) {
	facets := []listing.Facet{{Filter: "status", Key: "c.status", Values: values(Statuses...)}}
	for _, list := range []string{option.ContactType, option.Source} {
		f, err := option.Facet(ctx, s.db, s.workspace, list)
		if err != nil {
			return nil, err
		}
		f.Key = "c." + list
		facets = append(facets, f)
	}
	tags, err := tag.Facet(ctx, s.db, s.workspace, tagged())
	if err != nil {
		return nil, err
	}
	languages, err := languageFacet(ctx, s.db, s.workspace)
	if err != nil {
		return nil, err
	}
	languages.Key = "c.language"
	codes, err := address.CountriesInUse(ctx, s.db, s.workspace)
	if err != nil {
		return nil, err
	}
	countries := listing.Facet{Filter: "country", Key: "a.country"}
	for _, code := range codes {
		countries.Values = append(countries.Values, listing.FacetValue{Value: code, Label: address.CountryName(code)})
	}
	facets = append(facets, listing.Facet{Filter: "has_organization", Values: values("true", "false")}, tags)
	facets = append(facets, customfield.Facets(fields)...)
	return append(facets, languages, listing.Facet{Filter: "has_email", Values: values("true", "false")},
		listing.Facet{Filter: "has_phone", Values: values("true", "false")}, countries), nil
}

// values are those of a closed set, which the pages have words for.
func values(all ...string) []listing.FacetValue {
	list := make([]listing.FacetValue, len(all))
	for i, v := range all {
		list[i].Value = v
	}
	return list
}
