package customfield

import (
	"context"

	"github.com/liaison/liaison/internal/database"
)

// Read returns the definitions of a workspace by the kind of record.
func Read(ctx context.Context, db *database.DB, workspace string) (map[Kind][]Field, error) {
	return nil, nil
}
