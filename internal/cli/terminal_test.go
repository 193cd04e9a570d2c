//go:build linux

package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/liaison/liaison/internal/cli"
)

// terminal returns both ends of a pseudo-terminal: what people type into, and
// what a program reads from.
func terminal(t *testing.T) (keyboard, program *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keyboard.Close() })
	fd := int(keyboard.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	return keyboard, program
}

func TestPasswordIsAskedForOnTheTerminalWithoutEcho(t *testing.T) {
	for _, c := range []struct {
		first, second string
		code          int
	}{
		{"correct horse battery", "correct horse battery", 0},
		{"correct horse battery", "correct horse bakery", 1},
		{"", "", 1},
	} {
		t.Chdir(t.TempDir())
		keyboard, program := terminal(t)
		var shown, stderr bytes.Buffer
		go func() { _, _ = io.Copy(&shown, keyboard) }()
		go func() {
			for _, answer := range []string{c.first, c.second} {
				time.Sleep(300 * time.Millisecond) // the echo is off by now
				_, _ = io.WriteString(keyboard, answer+"\n")
			}
		}()
		code := cli.Main(cli.Process{
			Args: []string{"user", "create", "--username=ada", "--email=ada@example.org"}, Stdin: program, Stdout: io.Discard, Stderr: &stderr,
		})
		if code != c.code || bytes.Contains(stderr.Bytes(), []byte("horse")) {
			t.Errorf("exit code %d, %s", code, &stderr)
		}
	}
}
