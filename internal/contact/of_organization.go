package contact

import (
	"slices"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
)

// includeDescendants is the parameter that adds the contacts of all
// organizations below one.
const includeDescendants = "include_descendants"

// OfOrganization turns the spec of all contacts into that of those linked to the
// organization with an id. The parameter include_descendants, which stands
// beside linked_organization there, stands by itself here.
func OfOrganization(spec *listing.Spec, id string) *listing.Spec {
	spec.Name = "contacts of " + id // which cursors are bound to
	i := slices.IndexFunc(spec.Filters, func(f listing.Filter) bool { return f.Name == "linked_organization" })
	spec.Filters[i] = listing.Filter{
		Name: includeDescendants, Kind: listing.Custom, Lookups: []listing.Lookup{}, MaxValues: 1,
		Check: func(_ listing.Lookup, value string) (string, *problem.Fault) {
			if value != "true" && value != "false" {
				return "", &problem.Fault{Code: listing.CodeInvalidValue, Detail: "The value must be true or false."}
			}
			return value, nil
		},
		Condition: func(*database.Where, listing.Input) string { return "1 = 1" }, // LinkedTo narrows
	}
	return spec
}

// LinkedTo narrows a list of OfOrganization to the contacts of the organization,
// with those of all below it if descendants says so.
func LinkedTo(q *listing.Query, id string, descendants bool) {
	if !descendants {
		q.Restrict("c.linked_organization_id = ?", id)
		q.CountAll()
		return
	}
	subtree := func(w *database.Where) string {
		return `WITH RECURSIVE subtree (id) AS (
				SELECT o.id FROM organizations o WHERE o.workspace_id = $1 AND o.id = ` + w.Arg(id) + `
				UNION
				SELECT o.id FROM subtree t JOIN organizations o ON o.workspace_id = $1 AND o.parent_id = t.id)`
	}
	filtered := q.Filtered()
	q.Within(&listing.Search{
		ID: "s.id",
		Hits: func(w *database.Where, columns string) string {
			// CROSS JOIN keeps SQLite from going through all contacts.
			return `SELECT ` + columns + ` FROM (` + subtree(w) + `
				SELECT l.id FROM subtree t CROSS JOIN contacts l
				WHERE l.workspace_id = $1 AND l.linked_organization_id = t.id) s`
		},
		Test: func(w *database.Where) string {
			if filtered { // any number of contacts may be in question
				return `SELECT 1 WHERE c.linked_organization_id IN (` + subtree(w) + ` SELECT id FROM subtree)`
			}
			top := w.Arg(id)
			return `WITH RECURSIVE up (id) AS (
					SELECT c.linked_organization_id
					UNION
					SELECT (SELECT o.parent_id FROM organizations o WHERE o.workspace_id = $1 AND o.id = up.id)
					FROM up WHERE up.id <> ` + top + `)
				SELECT 1 FROM up WHERE up.id = ` + top
		},
	})
}
