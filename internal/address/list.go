package address

import (
	"context"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
)

// Used is an address with the number of contacts and organizations that point
// to it.
type Used struct {
	Address
	UsedBy int64
}

// JSON returns the address's record with the number.
func (u *Used) JSON() []byte { return u.UsedJSON(u.UsedBy) }

// ListSpec returns what the list of addresses may be asked for.
func ListSpec() *listing.Spec {
	ordering := func(name, column string, kind listing.KeyType) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
	}
	return &listing.Spec{
		Name: "addresses", Alias: "a", ID: listing.Key{SQL: "a.id"},
		Filters: []listing.Filter{
			CountryFilter(nil), CityFilter(nil), PostalCodeFilter(nil),
			{Name: "state_province", Kind: listing.Text, Column: "a.state_province", Check: listing.HoldsText(maxState)},
			{Name: "status", Kind: listing.Choice, Column: "a.status", Choices: Statuses},
		},
		Orderings: []listing.Ordering{
			ordering("city", "a.city_key", listing.BytesKey),
			ordering("country", "COALESCE(a.country, '')", listing.TextKey),
			ordering("created_at", "a.created_at", listing.TextKey),
		},
		Default: "city",
		Fields: []string{
			"id", "street_address_1", "street_address_2", "city", "state_province", "postal_code", "country",
			"country_name", "latitude", "longitude", "status", "custom_fields", "formatted", "used_by",
			"created_at", "updated_at", "created_by", "updated_by", "version",
		},
		Searched: true, SearchColumn: "a.search_body",
	}
}

// List returns a page of the addresses that a query asks for.
func List(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Used], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "addresses a",
		Columns:   Columns + ", " + usedByColumn,
		Join:      "addresses a ON a.workspace_id = $1 AND a.id = p.id",
		Total:     "SELECT addresses FROM workspace_counters WHERE workspace_id = $1",
	}, func(row listing.Row) (u Used, err error) {
		err = row.Scan(append(u.Dest(), &u.UsedBy)...)
		return u, err
	})
}

// checkCountry reads a value of a filter by country, in either case. Retired codes
// are known too, since addresses may have them.
func checkCountry(_ listing.Lookup, value string) (string, *problem.Fault) {
	value = strings.ToUpper(value)
	if !ValidCountry(value) && !RetiredCountry(value) {
		return "", &problem.Fault{
			Code:   listing.CodeInvalidChoice,
			Detail: "The country must be an ISO 3166-1 alpha-2 code, such as DE.",
		}
	}
	return value, nil
}
