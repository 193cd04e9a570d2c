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
		read := make(chan struct{})
		go func() {
			_, _ = io.Copy(&shown, keyboard) // ends when the program's end is closed
			close(read)
		}()
		prompts, ended := make(chan struct{}, 2), make(chan struct{})
		go typeWithoutEcho(keyboard, program, []string{c.first, c.second}, prompts, ended)
		code := cli.Main(cli.Process{
			Args:  []string{"user", "create", "--username=ada", "--email=ada@example.org"},
			Stdin: program, Stdout: io.Discard, Stderr: promptWriter{&stderr, prompts},
		})
		close(ended)
		_ = program.Close()
		<-read
		if code != c.code || bytes.Contains(stderr.Bytes(), []byte("horse")) || bytes.Contains(shown.Bytes(), []byte("horse")) {
			t.Errorf("exit code %d, %s, the terminal shows %q", code, &stderr, &shown)
		}
	}
}

// promptWriter tells of each prompt for a password.
type promptWriter struct {
	io.Writer
	prompts chan<- struct{}
}

func (w promptWriter) Write(text []byte) (int, error) {
	n, err := w.Writer.Write(text)
	if bytes.HasSuffix(text, []byte(": ")) {
		w.prompts <- struct{}{}
	}
	return n, err
}

// typeWithoutEcho types each answer after its prompt, as soon as the echo is off.
func typeWithoutEcho(keyboard, program *os.File, answers []string, prompts, ended <-chan struct{}) {
	for _, answer := range answers {
		select {
		case <-prompts:
		case <-ended:
			return
		}
		for {
			state, err := unix.IoctlGetTermios(int(program.Fd()), unix.TCGETS)
			if err != nil {
				return
			}
			if state.Lflag&unix.ECHO == 0 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		_, _ = io.WriteString(keyboard, answer+"\n")
	}
}
