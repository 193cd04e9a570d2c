package organization

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/database"
)

// Named is an organization by its id and name.
type Named struct{ ID, Name string }

// WithPrimaryContact returns the first organizations, by their names, that have
// a contact as their primary contact, as many as most.
func WithPrimaryContact(ctx context.Context, db *database.DB, workspace, contactID string, most int) ([]Named, error) {
	rows, err := db.Query(ctx, `SELECT id, name FROM organizations WHERE workspace_id = $1 AND primary_contact_id = $2
		ORDER BY sort_key, id LIMIT $3`, workspace, contactID, most)
	if err != nil {
		return nil, fmt.Errorf("look for the organizations of a contact: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Named
	for rows.Next() {
		var o Named
		if err := rows.Scan(&o.ID, &o.Name); err != nil {
			return nil, fmt.Errorf("look for the organizations of a contact: %w", err)
		}
		list = append(list, o)
	}
	return list, rows.Err()
}
