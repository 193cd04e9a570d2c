package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/testkit"
)

// The session of the README works when it is pasted into a shell.
func TestReadmeSession(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "## A first session")
	_, after, _ = strings.Cut(after, "```sh\n")
	session, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("the README has no session")
	}
	server := testkit.StartServer(t, testkit.Command{Args: []string{"--demo"}})
	if err := os.Mkdir(filepath.Join(server.Dir, "bin"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testkit.Binary(t), filepath.Join(server.Dir, "bin", "liaison")); err != nil {
		t.Fatal(err)
	}
	shell := exec.CommandContext(t.Context(), "bash", "-eu")
	shell.Dir = server.Dir
	shell.Stdin = strings.NewReader(strings.ReplaceAll(session, "http://127.0.0.1:8080", server.URL))
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{
		`"email":"office@example.com","email_type":"work","is_primary":true`,
		`{"full_name":"Ada King","primary_email":"office@example.com"}`,
		`{"full_name":"Ada King","primary_phone":"+442079460018"}`,
		`{"full_name":"Ada King","linked_organization_name":"Mill"}`,
		`{"contacts_count":1,"depth":1,"path":["Analytical Engines","Mill"]}`,
		`"changed":["email_addresses","primary_email"]`,
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the session does not show %s:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), `"errors"`) {
		t.Errorf("the session shows an error:\n%s", out)
	}
}
