package contact

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
)

// CreatedOn is how many contacts were created on a day, in UTC: as far as
// listing.MaxCount, where Exact is false if there are more.
type CreatedOn struct {
	Day   string // YYYY-MM-DD
	Count int64
	Exact bool
}

// CreatedPerDay returns how many of the workspace's contacts were created on each
// of some days up to today, the oldest first.
func (s *Store) CreatedPerDay(ctx context.Context, days int) ([]CreatedOn, error) {
	today := s.db.Now().UTC().Truncate(24 * time.Hour)
	w := database.Where{Args: []any{s.workspace}}
	var counts []string
	list := make([]CreatedOn, days)
	for i := range list {
		from := today.AddDate(0, 0, i+1-days)
		list[i].Day = from.Format(time.DateOnly)
		counts = append(counts, `(SELECT COUNT(*) FROM (SELECT 1 FROM contacts WHERE workspace_id = $1
			AND created_at >= `+w.Arg(database.At(from))+` AND created_at < `+w.Arg(database.At(from.AddDate(0, 0, 1)))+`
			LIMIT `+strconv.Itoa(listing.MaxCount+1)+`) d)`)
	}
	dest := make([]any, days)
	for i := range list {
		dest[i] = &list[i].Count
	}
	if err := s.db.QueryRow(ctx, "SELECT "+strings.Join(counts, ", "), w.Args...).Scan(dest...); err != nil {
		return nil, fmt.Errorf("count the contacts of each day: %w", err)
	}
	for i := range list {
		list[i].Exact = list[i].Count <= listing.MaxCount
		list[i].Count = min(list[i].Count, listing.MaxCount)
	}
	return list, nil
}
