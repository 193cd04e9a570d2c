package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// Corpora returns the path of a file or folder of real-world data that is kept
// beside the project and is no part of it: elem below the folder named by
// LIAISON_CORPORA or, if that is not set, below shared/corpora in the folder
// that holds the project's root. Where it is absent the test is skipped with one
// line that says so.
func Corpora(t testing.TB, elem ...string) string {
	t.Helper()
	root := os.Getenv("LIAISON_CORPORA")
	if root == "" {
		root = filepath.Join(projectRoot(t), "..", "shared", "corpora")
	}
	path := filepath.Join(append([]string{root}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: no corpora file %s here (set LIAISON_CORPORA)", filepath.Join(elem...))
	}
	return path
}

// projectRoot returns the folder of go.mod: tests run in their package's folder,
// somewhere below it.
func projectRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = parent
	}
}
