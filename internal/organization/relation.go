package organization

import (
	"context"
	"slices"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
)

// Relation is how organizations stand to one in the tree.
type Relation string

// The relations that can be listed.
const (
	Ancestors   Relation = "ancestors"
	Descendants Relation = "descendants"
	Children    Relation = "children"
)

// Spec returns what the list of those that stand so to the organization with an
// id may be asked for: what the list of all can, and ancestors by their depth
// too, which is how they are ordered.
func (r Relation) Spec(fields *customfield.Fields, id string) *listing.Spec {
	spec := ListSpec(fields)
	spec.Name = string(r) + " of " + id // which cursors are bound to
	if r == Ancestors {
		depth := ordering("depth", "CAST(0 - a.level AS BIGINT)", listing.IntKey)
		spec.Orderings = slices.Concat([]listing.Ordering{depth}, spec.Orderings)
		spec.Default = "depth"
	}
	return spec
}

// ListRelated returns a page of the organizations that stand so to the one with
// an id, as a query of Spec asks for, or ErrNotFound.
func ListRelated(ctx context.Context, db *database.DB, workspace string, q *listing.Query, r Relation, id string,
) (page listing.Page[Placed], err error) {
	sel := listing.Select{Workspace: workspace, From: "organizations o"}
	switch r {
	case Ancestors:
		sel.From, sel.Args = ancestorsSQL, []any{id, maxDepth}
		q.Restrict("o.id <> ?", id) // From leaves it out too, but filters must know that not all match
	case Descendants:
		q.Within(below(id, q.Filtered()))
	case Children:
		q.Restrict("o.parent_id = ?", id)
		q.CountAll()
	}
	if page, err = fetch(ctx, db, q, sel); err == nil && len(page.Items) == 0 {
		err = Exists(ctx, db, workspace, id)
	}
	return page, err
}

// ancestorsSQL are the organizations o above $2, and on which level a of them
// each stands. $3 is a bound for circles, which package check reports.
const ancestorsSQL = `(WITH RECURSIVE up (id, parent_id, level) AS (
		SELECT s.id, s.parent_id, 0 FROM organizations s WHERE s.workspace_id = $1 AND s.id = $2
		UNION ALL
		SELECT up.parent_id, (SELECT s.parent_id FROM organizations s WHERE s.workspace_id = $1 AND s.id = up.parent_id),
			up.level + 1
		FROM up WHERE up.parent_id IS NOT NULL AND up.level < $3)
	SELECT id, level FROM up WHERE level > 0) a JOIN organizations o ON o.workspace_id = $1 AND o.id = a.id`

// below finds the organizations below one: from it down or, for each in question,
// from that up. If filters leave any number of them, all below are gathered once
// instead: walking up from thousands, in a deep tree, would take far longer.
func below(id string, filtered bool) *listing.Search {
	return &listing.Search{
		ID: "d.id",
		Hits: func(w *database.Where, columns string) string {
			return `SELECT ` + columns + ` FROM (` + down(w, id) + `) d`
		},
		Test: func(w *database.Where) string {
			if filtered {
				return `SELECT 1 WHERE o.id IN (` + down(w, id) + `)`
			}
			top := w.Arg(id)
			return `WITH RECURSIVE up (id, level) AS (
					SELECT o.parent_id, 1
					UNION ALL
					SELECT ` + parentOf("up.id") + `, up.level + 1
					FROM up WHERE up.id IS NOT NULL AND up.id <> ` + top + ` AND up.level <= ` + w.Arg(maxDepth) + `)
				SELECT 1 FROM up WHERE up.id = ` + top
		},
	}
}

// down selects the ids of all organizations below one.
func down(w *database.Where, id string) string {
	return `WITH RECURSIVE below (id) AS (
			SELECT s.id FROM organizations s WHERE s.workspace_id = $1 AND s.parent_id = ` + w.Arg(id) + `
			UNION
			SELECT s.id FROM below b JOIN organizations s ON s.workspace_id = $1 AND s.parent_id = b.id)
		SELECT id FROM below`
}
