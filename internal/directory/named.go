package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/organization"
)

// Named names records of one kind, contacts or organizations.
type Named struct {
	Kind        changelog.Kind
	IDs         []string
	ExternalIDs []external.ID
}

// Hold comes first in a transaction that writes the records that are named one by
// one, so that two who name the same ones in other orders wait once and not for
// each other: as hold does, the tree is locked and then contacts, as far as they
// are there, in the order of their ids. On SQLite one transaction writes at a time.
func Hold(ctx context.Context, tx *changelog.Tx, named Named) error {
	if tx.Engine == database.SQLite {
		return nil
	}
	if err := organization.LockTree(ctx, tx); err != nil || named.Kind == changelog.Organization {
		return err
	}
	ids := slices.Clone(named.IDs)
	for some := range slices.Chunk(named.ExternalIDs, 100) {
		found, err := contactsNamed(ctx, tx, some)
		if err != nil {
			return fmt.Errorf("look for the external ids: %w", err)
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return in(tx).lock(ctx, "contacts", slices.Compact(ids))
}

// contactsNamed returns the ids of the contacts that have one of the external
// ids.
func contactsNamed(ctx context.Context, tx *changelog.Tx, names []external.ID) ([]string, error) {
	w := database.Where{Args: []any{tx.Workspace}}
	each := make([]string, len(names))
	for i, n := range names {
		each[i] = "(system = " + w.Arg(n.System) + " AND external_id = " + w.Arg(n.ID) + ")"
	}
	query := `SELECT contact_id FROM contact_external_ids WHERE workspace_id = $1 AND (` + strings.Join(each, " OR ") + `)`
	rows, err := tx.Query(ctx, query, w.Args...)
	if err != nil {
		return nil, err
	}
	return database.Texts(rows)
}
