package testkit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
)

// Disk is a small disk of its own, in memory.
type Disk struct {
	Path string

	t       testing.TB
	filling string
}

// SmallDisk mounts a disk of so many megabytes until the test ends. Mounting is
// root's: for others the whole test runs once more as root of a namespace of its
// own, and the first return value says that it did and is over.
func SmallDisk(t *testing.T, megabytes int) (over bool, d *Disk) {
	t.Helper()
	if os.Geteuid() != 0 {
		again := exec.Command("unshare", "--map-root-user", "--mount", os.Args[0], //nolint:gosec // this very test
			"-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.count=1")
		if out, err := again.CombinedOutput(); err != nil {
			t.Fatalf("as root of a namespace: %v\n%s", err, out)
		}
		return true, nil
	}
	path, err := os.MkdirTemp("", "liaison-disk")
	if err == nil {
		err = os.Chmod(path, 0o755) //nolint:gosec // PostgreSQL's user must reach what is in it
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	})
	d = &Disk{Path: path, t: t, filling: filepath.Join(path, "filling")}
	d.mount("-t", "tmpfs", "-o", fmt.Sprintf("mode=755,size=%dm", megabytes), "tmpfs", path)
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "--lazy", path).CombinedOutput(); err != nil {
			t.Errorf("unmount: %v %s", err, out)
		}
	})
	return false, d
}

func (d *Disk) mount(args ...string) {
	d.t.Helper()
	if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
		d.t.Fatalf("mount %v: %v %s", args, err, out)
	}
}

// Grow makes the disk as large as so many megabytes.
func (d *Disk) Grow(megabytes int) {
	d.t.Helper()
	d.mount("-o", fmt.Sprintf("remount,size=%dm", megabytes), d.Path)
}

// Fill leaves no room on the disk.
func (d *Disk) Fill() {
	d.t.Helper()
	f, err := os.OpenFile(d.filling, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// Free takes away what Fill has put there.
func (d *Disk) Free() {
	d.t.Helper()
	if err := os.Remove(d.filling); err != nil {
		d.t.Fatal(err)
	}
}
