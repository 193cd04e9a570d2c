//go:build linux

package cli_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/cli"
	"github.com/liaison/liaison/internal/testkit"
)

func TestDemoShowsABarOnATerminal(t *testing.T) {
	t.Chdir(t.TempDir())
	keyboard, program := terminal(t)
	read := make(chan string, 1)
	go func() {
		var shown bytes.Buffer
		_, _ = io.Copy(&shown, keyboard) // ends when both ends are closed
		read <- shown.String()
	}()
	var stdout bytes.Buffer
	code := cli.Main(cli.Process{Args: []string{"demo", "--contacts=10"}, Stdout: &stdout, Stderr: program})
	_ = program.Close()
	select {
	case shown := <-read:
		if code != 0 || !strings.Contains(shown, "(10/10") || !strings.Contains(shown, "100%") {
			t.Errorf("ended with %d and showed %q", code, shown)
		}
	case <-time.After(testkit.Patience):
		t.Fatal("the terminal stays open")
	}
}
