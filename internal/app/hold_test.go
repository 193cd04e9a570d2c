package app

import (
	"os"
	"path/filepath"
	"testing"
)

// Who holds a file keeps others away, also from one whose lock was just removed by
// somebody who gave up.
func TestHold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "x.db")
	first, err := Hold(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Hold(path); err == nil {
		t.Fatal("two hold it")
	}
	if err := first.Abandon(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Dir(path)); err == nil {
		t.Error("a folder is left behind")
	}
	second, err := Hold(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + "-lock"); err != nil {
		t.Fatal(err)
	}
	if second.holds(path + "-lock") {
		t.Error("it takes a lock on a file without a name for one")
	}
	third, err := Hold(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := third.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path + "-lock"); err != nil {
		t.Error("a server that stops takes the lock of the next one away")
	}
	nothing, err := Hold("")
	if err != nil || nothing.Release() != nil || nothing.Abandon() != nil {
		t.Errorf("PostgreSQL has no file to hold: %v", err)
	}
}
