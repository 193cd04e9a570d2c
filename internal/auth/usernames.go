package auth

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/database"
)

// Usernames returns the names of users by their ids, of whatever workspace, for
// showing who did what. An id that is nobody's is left out.
func (s *Store) Usernames(ctx context.Context, ids ...string) (map[string]string, error) {
	ids = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(ids))), func(id string) bool { return id == "" })
	names := make(map[string]string, len(ids))
	for batch := range slices.Chunk(ids, 500) {
		if err := s.usernames(ctx, batch, names); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func (s *Store) usernames(ctx context.Context, ids []string, into map[string]string) error {
	var w database.Where
	rows, err := s.db.Query(ctx, `SELECT id, username FROM users WHERE id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil {
		return fmt.Errorf("read the names of users: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return fmt.Errorf("read the names of users: %w", err)
		}
		into[id] = name
	}
	return rows.Err()
}
