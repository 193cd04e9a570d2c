package database_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// asNobody runs fn without root's right to read everything.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		fn()
		return
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and the thread ends with the goroutine
		const nobody = 65534
		err := syscall.Setfsuid(nobody)
		fn()
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestUnreadableFileIsRefused(t *testing.T) {
	path := strings.TrimPrefix(testkit.MigratedURL(t, database.SQLite), "sqlite:")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	for folder := filepath.Dir(path); folder != "/"; folder = filepath.Dir(folder) {
		if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o001 == 0 {
			if err := os.Chmod(folder, 0o711); err != nil { //nolint:gosec // so that others come as far as the file
				t.Fatal(err)
			}
		}
	}
	asNobody(t, func() {
		_, err := database.Open(t.Context(), "sqlite:"+path, database.Options{})
		if !errors.Is(err, database.ErrDiskFails) ||
			err.Error() != "the database file "+path+" cannot be opened (permission denied): check its permissions, and run Liaison as the user who owns it" {
			t.Errorf("it is opened with %v", err)
		}
	})
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("beside it are %v, %v", left, err)
	}
}
