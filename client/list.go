package client

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"slices"
)

// List is a page of a list.
type List[T any] struct {
	Count        *int64  `json:"count"`          // how many match, nil if that was not asked for
	CountIsExact bool    `json:"count_is_exact"` // false: there are more than Count
	Next         *string `json:"next"`           // URL of the next page, nil on the last one
	Previous     *string `json:"previous"`       // URL of the page before, nil on the first one
	Results      []T     `json:"results"`
	LastNumber   int64   `json:"last_number,omitzero"` // of changes: the page is complete up to it
}

// pages walks a list from the page that r asks for to the last one. It stops at
// the first error, which it yields with a nil record.
func pages[T any](ctx context.Context, c *Client, r request) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		given := r.options
		for {
			page, err := send[List[T]](ctx, c, r)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Results {
				if !yield(&page.Results[i], nil) {
					return
				}
			}
			if page.Next == nil {
				return
			}
			query, err := queryOf(*page.Next)
			if err != nil {
				yield(nil, err)
				return
			}
			r.options = slices.Concat(given, []RequestOption{onlyQuery(query)})
		}
	}
}

// queryOf is the query of a link. Nothing else of it is used: the key goes to
// the client's own server alone, whatever host an answer names.
func queryOf(link string) (url.Values, error) {
	parsed, err := url.Parse(link)
	if err != nil {
		return nil, fmt.Errorf("liaison: the link to the next page: %w", err)
	}
	return parsed.Query(), nil
}
