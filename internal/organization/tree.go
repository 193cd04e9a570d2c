package organization

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// maxDepth bounds how many organizations stand above one, so that nobody can
// make reading a path dear.
const maxDepth = 2_000

// LockTree comes before every move: of moves that race, each sees what the one
// before it did, so that two never make a circle. It comes before every other
// lock: Update calls it first, and so does who locks records before that.
func LockTree(ctx context.Context, tx *changelog.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO organization_trees (workspace_id, moves) VALUES ($1, 1)
		ON CONFLICT (workspace_id) DO UPDATE SET moves = organization_trees.moves + 1`, tx.Workspace)
	if err != nil {
		return fmt.Errorf("lock the tree of organizations: %w", err)
	}
	return nil
}

// noParent is the fault of a parent that is not there.
func noParent() *problem.Field {
	missing := external.Missing(changelog.Organization)
	return &problem.Field{Pointer: "/parent", Code: missing.Code, Detail: missing.Detail}
}

// findParent refuses a new parent that is not there, that stands below the
// organization, or that stands too deep.
func (w *writer) findParent(ctx context.Context) error {
	parent := w.o.Parent
	if parent == "" || w.before != nil && w.before.Parent == parent {
		return nil
	}
	fault, err := w.refuseParent(ctx, parent)
	if err == nil && fault != nil {
		w.faults = append(w.faults, *fault)
		w.misplaced = true
	}
	return err
}

func (w *writer) refuseParent(ctx context.Context, parent string) (*problem.Field, error) {
	if !record.ValidID(parent) {
		return noParent(), nil
	}
	// The bound is for circles, which package check reports.
	var above, itself int64
	err := w.tx.QueryRow(ctx, `WITH RECURSIVE up (id, parent_id, level) AS (
			SELECT o.id, o.parent_id, 0 FROM organizations o WHERE o.workspace_id = $1 AND o.id = $2
			UNION ALL
			SELECT up.parent_id, `+parentOf("up.parent_id")+`, up.level + 1
			FROM up WHERE up.parent_id IS NOT NULL AND up.level <= $4)
		SELECT COUNT(*), COUNT(CASE WHEN id = $3 THEN 1 END) FROM up`,
		w.tx.Workspace, parent, w.o.ID, maxDepth).Scan(&above, &itself)
	switch {
	case err != nil:
		return nil, fmt.Errorf("look up the tree: %w", err)
	case above == 0:
		return noParent(), nil
	case itself > 0:
		return &problem.Field{
			Pointer: "/parent", Code: "cycle", Detail: "The parent must not be the organization itself or one below it.",
		}, nil
	}
	below := int64(0)
	if w.before != nil {
		if below, err = height(ctx, w.tx, w.o.ID); err != nil {
			return nil, err
		}
	}
	if above+below > maxDepth {
		return &problem.Field{
			Pointer: "/parent", Code: "too_deep", Detail: fmt.Sprintf("The tree would be more than %d levels deep.", maxDepth),
		}, nil
	}
	return nil, nil
}

// parentOf selects the parent of the organization with an id. Going up with this,
// and not with a join, each step is one look into an index: PostgreSQL may join
// by hashing all organizations, at each level anew.
func parentOf(id string) string {
	return `(SELECT s.parent_id FROM organizations s WHERE s.workspace_id = $1 AND s.id = ` + id + `)`
}

// height returns how many levels of organizations stand below one.
func height(ctx context.Context, tx *changelog.Tx, id string) (levels int64, err error) {
	err = tx.QueryRow(ctx, `WITH RECURSIVE below (id, level) AS (
			SELECT o.id, 1 FROM organizations o WHERE o.workspace_id = $1 AND o.parent_id = $2
			UNION ALL
			SELECT o.id, b.level + 1
			FROM below b JOIN organizations o ON o.workspace_id = $1 AND o.parent_id = b.id WHERE b.level <= $3)
		SELECT COALESCE(MAX(level), 0) FROM below`, tx.Workspace, id, maxDepth).Scan(&levels)
	if err != nil {
		return 0, fmt.Errorf("look down the tree: %w", err)
	}
	return levels, nil
}

// CountChildren returns how many organizations stand right below one.
func CountChildren(ctx context.Context, tx *changelog.Tx, id string) (n int64, err error) {
	err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM organizations WHERE workspace_id = $1 AND parent_id = $2`,
		tx.Workspace, id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the children of an organization: %w", err)
	}
	return n, nil
}
