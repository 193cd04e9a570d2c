package contact

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
)

// languageFacet is the filter by the languages that contacts of the workspace
// have. It goes from one to the next in the index, so that it costs nothing
// however many contacts there are.
func languageFacet(ctx context.Context, db *database.DB, workspace string) (listing.Facet, error) {
	f := listing.Facet{Filter: "language"}
	rows, err := db.Query(ctx,
		`WITH RECURSIVE used (language) AS (
			SELECT MIN(c.language) FROM contacts c WHERE c.workspace_id = $1 AND c.language > ''
			UNION ALL
			SELECT (SELECT MIN(c.language) FROM contacts c WHERE c.workspace_id = $1 AND c.language > used.language)
			FROM used WHERE used.language IS NOT NULL)
		SELECT language FROM used WHERE language IS NOT NULL ORDER BY language`, workspace)
	if err != nil {
		return f, fmt.Errorf("read the languages in use: %w", err)
	}
	codes, err := database.Texts(rows)
	if err != nil {
		return f, fmt.Errorf("read the languages in use: %w", err)
	}
	f.Values = values(codes...)
	return f, nil
}
