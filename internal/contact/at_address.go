package contact

import "github.com/liaison/liaison/internal/listing"

// AtAddress narrows a list of contacts to those that point to the address with
// an id.
func AtAddress(q *listing.Query, id string) {
	q.Restrict(`c.id IN (SELECT ca.contact_id FROM contact_addresses ca WHERE ca.workspace_id = $1 AND ca.address_id = ?)`, id)
}
