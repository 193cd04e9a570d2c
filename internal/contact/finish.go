package contact

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
)

// ending is a write of a contact whose rows are written.
type ending struct {
	old    *Contact // as search finds it, nil for a new one
	before []byte   // the record kept so far
	c      *Contact
}

// finish is how every write of a contact ends: its record is rendered once and
// kept, search finds it by what it now says, and the change is appended.
func finish(ctx context.Context, tx *changelog.Tx, e ending) (*Written, error) {
	c, after := e.c, e.c.JSON()
	if err := keepRecords(ctx, tx.DB, tx.Workspace, []Record{{c.ID, Format, c.Version, after}}); err != nil {
		return nil, err
	}
	if e.old == nil || !e.old.sameSearch(c) {
		if err := writeSearch(ctx, tx.DB, []searchRow{c.searchRow(tx.Workspace)}); err != nil {
			return nil, err
		}
	}
	change, err := tx.Append(changelog.Contact, c.ID, e.before, after, nil)
	return &Written{Contact: c, JSON: after, Change: change}, err
}

// keepRecords keeps the records of contacts ready to be read. Binding a value
// takes SQLite a walk through those before it, so a statement has few.
func keepRecords(ctx context.Context, tx *database.DB, workspace string, records []Record) error {
	const columns = 5
	for batch := range slices.Chunk(records, 50) {
		args := make([]any, 0, columns*len(batch))
		for _, r := range batch {
			args = append(args, workspace, r.ID, r.Format, r.Version, string(r.JSON))
		}
		_, err := tx.Exec(ctx, `INSERT INTO contact_records (workspace_id, contact_id, format, version, record)
			VALUES `+database.Rows(len(batch), columns)+` ON CONFLICT (workspace_id, contact_id)
			DO UPDATE SET format = excluded.format, version = excluded.version, record = excluded.record`, args...)
		if err != nil {
			return fmt.Errorf("keep contact records: %w", err)
		}
	}
	return nil
}

func (c *Contact) searchRow(workspace string) searchRow {
	return searchRow{workspace, c.ID, c.searchNames(), c.searchBody()}
}
