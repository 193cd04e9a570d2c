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

func TestCheckShowsABarOnATerminal(t *testing.T) {
	t.Chdir(t.TempDir())
	filled(t, "sqlite:liaison.db", 20)
	keyboard, program := terminal(t)
	read := make(chan string, 1)
	go func() {
		var shown bytes.Buffer
		_, _ = io.Copy(&shown, keyboard) // ends when both ends are closed
		read <- shown.String()
	}()
	var stdout bytes.Buffer
	code := cli.Main(cli.Process{Args: []string{"check"}, Stdout: &stdout, Stderr: program})
	_ = program.Close()
	select {
	case shown := <-read:
		if code != 0 || !strings.Contains(shown, "records") || !strings.Contains(shown, "%") {
			t.Errorf("ended with %d, showed %q and printed %q", code, shown, stdout.String())
		}
	case <-time.After(testkit.Patience):
		t.Fatal("the terminal stays open")
	}
}
