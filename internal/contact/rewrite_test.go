package contact_test

import (
	"context"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
)

// A contact that is rendered anew by a clock that was put back keeps its time, in
// its rows and in its record.
func TestRefreshWithTheClockPutBack(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	opts := database.Options{Fast: true, Now: func() time.Time { return now }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		f := newFixture(t, db)
		ada := f.create(&contact.Patch{FirstName: record.Some("Ada"), Tags: record.Some([]string{"poet"})})
		now = now.Add(-24 * time.Hour)
		defer func() { now = now.Add(24 * time.Hour) }()
		err := f.inTx(func(ctx context.Context, tx *changelog.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE tags SET name = 'bard', name_key = 'bard' WHERE workspace_id = $1`, f.ws)
			if err != nil {
				return err
			}
			return contact.Refresh(ctx, tx, []string{ada.ID}, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		after, err := f.store.Get(t.Context(), ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		if after.Version != 2 || after.Tags[0].Name != "bard" || !after.UpdatedAt.Equal(ada.UpdatedAt.Time) {
			t.Errorf("got version %d at %s, want 2 at %s", after.Version, after.UpdatedAt, ada.UpdatedAt)
		}
		f.sameAsRows(after)
	})
}
