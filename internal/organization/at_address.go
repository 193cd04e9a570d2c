package organization

import "github.com/liaison/liaison/internal/listing"

// AtAddress narrows a list of organizations to those whose primary address is
// the one with an id.
func AtAddress(q *listing.Query, id string) { q.Restrict("o.primary_address_id = ?", id) }
