package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/liaison/liaison/internal/database"
)

// Keep says which backups of a directory stay: the last one of each of so many
// days and of each of so many weeks (ISO 8601, UTC) that have one. The zero value
// keeps all.
type Keep struct{ Daily, Weekly int }

const stamp = "2006-01-02T150405Z"

// name is that of a backup in a directory.
func name(at database.Time, secret bool) string {
	name := "liaison-" + at.UTC().Format(stamp) + ".backup"
	if secret {
		name += ".age"
	}
	return name
}

var nameForm = regexp.MustCompile(`^liaison-(\d{4}-\d\d-\d\dT\d{6}Z)\.backup(?:\.age)?$`)

// dated is a backup that was named after its time.
type dated struct {
	name string
	at   time.Time
}

// Rotate removes from the directory of a backup that was just made the backups
// that are not to be kept, and returns their paths. Files of another form of name
// stay, and the one at made does.
func Rotate(made string, keep Keep) (removed []string, err error) {
	folder := filepath.Dir(made)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("look for older backups: %w", err)
	}
	var list []dated
	for _, entry := range entries {
		found := nameForm.FindStringSubmatch(entry.Name())
		if found == nil || !entry.Type().IsRegular() || entry.Name() == filepath.Base(made) {
			continue
		}
		if at, err := time.Parse(stamp, found[1]); err == nil {
			list = append(list, dated{entry.Name(), at})
		}
	}
	if found := nameForm.FindStringSubmatch(filepath.Base(made)); found != nil {
		at, err := time.Parse(stamp, found[1])
		if err != nil {
			return nil, fmt.Errorf("read the time of %s: %w", made, err)
		}
		list = append(list, dated{filepath.Base(made), at})
	}
	for _, old := range superseded(list, keep) {
		path := filepath.Join(folder, old)
		if path == made {
			continue
		}
		if failed := os.Remove(path); failed != nil {
			err = errors.Join(err, fmt.Errorf("remove an old backup: %w", failed))
			continue
		}
		removed = append(removed, path)
	}
	return removed, err
}

// superseded returns the names of those that are not kept.
func superseded(list []dated, keep Keep) []string {
	if keep == (Keep{}) {
		return nil
	}
	slices.SortFunc(list, func(a, b dated) int { return b.at.Compare(a.at) }) // the newest first
	days, weeks := map[string]bool{}, map[string]bool{}
	var names []string
	for i, d := range list {
		year, week := d.at.ISOWeek()
		ofDay := firstOf(days, d.at.Format(time.DateOnly), keep.Daily)
		ofWeek := firstOf(weeks, fmt.Sprint(year, " ", week), keep.Weekly)
		if i > 0 && !ofDay && !ofWeek {
			names = append(names, d.name)
		}
	}
	return names
}

// firstOf reports whether the span is not among the seen ones, of which there may
// be so many, and adds it.
func firstOf(seen map[string]bool, span string, most int) bool {
	if seen[span] || len(seen) >= most {
		return false
	}
	seen[span] = true
	return true
}
