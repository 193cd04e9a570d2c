package backup_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/liaison/liaison/internal/backup"
)

const stamp = "2006-01-02T150405Z"

// rotated makes files of names in a folder, rotates them around the one called
// made and returns what is left.
func rotated(t *testing.T, made string, keep backup.Keep, names ...string) []string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range append(names, made) {
		write(t, filepath.Join(folder, name), nil)
	}
	removed, err := backup.Rotate(filepath.Join(folder, made), keep)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		left = append(left, entry.Name())
		if slices.Contains(removed, filepath.Join(folder, entry.Name())) {
			t.Errorf("%s is said to be removed and is there", entry.Name())
		}
	}
	if all := len(names) + 1; len(left)+len(removed) != all {
		t.Errorf("%v are left of %d and %v removed", left, all, removed)
	}
	return left
}

func TestRotate(t *testing.T) {
	names := []string{
		"liaison-2026-11-23T021500Z.backup",     // Monday
		"liaison-2026-11-23T010000Z.backup.age", // not the last one of its day
		"liaison-2026-11-22T021500Z.backup",     // Sunday: the last one of its week
		"liaison-2026-11-21T021500Z.backup.age",
		"liaison-2026-11-20T021500Z.backup",
		"liaison-2026-11-15T021500Z.backup", // Sunday
		"liaison-2026-11-08T021500Z.backup", // Sunday
		"liaison-2026-11-07T021500Z.backup",
	}
	others := []string{
		"liaison-2025-01-01T021500Z.backup.txt", "before.backup", "liaison-2025-13-01T021500Z.backup", "Xliaison-2025-01-01T021500Z.backup",
	}
	const made = "liaison-2026-11-24T021500Z.backup"
	for _, c := range []struct {
		keep backup.Keep
		left []string // of names
	}{
		{backup.Keep{}, names},
		{backup.Keep{Daily: 1}, nil},
		{backup.Keep{Daily: 3}, []string{names[0], names[2]}},
		{backup.Keep{Daily: 2, Weekly: 3}, []string{names[0], names[2], names[5]}},
		{backup.Keep{Weekly: 9}, []string{names[2], names[5], names[6]}},
		{backup.Keep{Daily: 7, Weekly: 4}, []string{names[0], names[2], names[3], names[4], names[5], names[6]}},
	} {
		want := append(append(slices.Clone(others), made), c.left...)
		slices.Sort(want)
		got := rotated(t, made, c.keep, append(slices.Clone(names), others...)...)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +left):\n%s", c.keep, diff)
		}
	}
	// The one that was just made stays, whatever the clock of its name says.
	if left := rotated(t, "liaison-2020-01-01T000000Z.backup", backup.Keep{Daily: 1}, names[0]); len(left) != 2 {
		t.Errorf("%v is left", left)
	}
	if left := rotated(t, "by hand", backup.Keep{Daily: 1}, names[0], names[2]); len(left) != 2 {
		t.Errorf("%v is left", left)
	}
}

// One backup a day, day after day: what is kept does not depend on what was
// removed before, and is as many as was asked for.
func TestRotatingEveryDayKeepsWhatIsAskedFor(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		keep := backup.Keep{Daily: rapid.IntRange(0, 9).Draw(r, "daily"), Weekly: rapid.IntRange(0, 6).Draw(r, "weekly")}
		if keep == (backup.Keep{}) {
			keep.Daily = 1
		}
		folder := t.TempDir()
		day := time.Date(2026, 1, 1, 2, 15, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 400).Draw(r, "start"))
		for range 60 {
			made := filepath.Join(folder, "liaison-"+day.Format(stamp)+".backup")
			write(t, made, nil)
			if _, err := backup.Rotate(made, keep); err != nil {
				r.Fatal(err)
			}
			day = day.AddDate(0, 0, 1)
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			r.Fatal(err)
		}
		// A day that is kept can be the one that its week is kept by.
		if n := len(entries); n < max(keep.Daily, keep.Weekly) || n > keep.Daily+keep.Weekly {
			r.Fatalf("%d are left with %+v", n, keep)
		}
	})
}
