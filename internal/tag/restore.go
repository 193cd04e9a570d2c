package tag

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

// Parse reads a tag from its record, as the change log has it.
func Parse(rec []byte) (*Tag, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return &Tag{Meta: r.Meta(), Name: r.Text("name"), Slug: r.Text("slug")}, nil
}

// Restore brings back a deleted tag as its record shows it. Another tag of its
// name is a fault at /name. Who carried it is for package directory.
func Restore(ctx context.Context, tx *changelog.Tx, rec []byte) (*changelog.Change, error) {
	t, err := Parse(rec)
	if err != nil {
		return nil, err
	}
	t.Touch(tx.At, tx.Actor.UserID)
	if err := refuseTaken(ctx, tx, t.Name, t.ID); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO tags (workspace_id, id, name, name_key, sort_key, name_alike, slug, search_body, `+
		record.Columns+`) VALUES `+database.Rows(1, 13), append(append([]any{tx.Workspace, t.ID}, t.values()...), t.Values()...)...)
	if database.Violates(err, "tags_name_unique") {
		return nil, Taken("")
	}
	if err != nil {
		return nil, fmt.Errorf("bring a tag back: %w", err)
	}
	return tx.Append(changelog.Tag, t.ID, nil, t.JSON(), nil)
}
