package cli_test

import (
	"path/filepath"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func TestDemoAddsContacts(t *testing.T) {
	s := newShell(t)
	stdout, stderr, code := s.run("", "demo", "--contacts=30", "--seed=7")
	if code != 0 || stdout != "30 contacts added (seed 7).\n" {
		t.Fatalf("ended with %d, %q, %q", code, stdout, stderr)
	}
	if stderr != created+"30 of 30 contacts\n" {
		t.Errorf("progress: %q", stderr)
	}
	s.must("", "demo", "--contacts=5", "--seed=7")
	db, err := database.Open(t.Context(), "sqlite:liaison.db", database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var contacts, named int
	if err := db.QueryRow(t.Context(), `SELECT COUNT(*) FROM contacts`).Scan(&contacts); err != nil {
		t.Fatal(err)
	}
	err = db.QueryRow(t.Context(), `SELECT COUNT(*) FROM changes WHERE kind = 'contact' AND via = 'command'
		AND via_name = 'demo'`).Scan(&named)
	if err != nil || contacts != 35 || named != 35 {
		t.Errorf("%d contacts, %d changes by the command demo, want 35: %v", contacts, named, err)
	}
}

func TestDemoRefusesWhatItCannotMake(t *testing.T) {
	s := newShell(t)
	s.fails(2, "--contacts must be a number from 1", "", "demo", "--contacts=0")
	s.fails(2, "--contacts must be a number from 1", "", "demo", "--contacts=-3")
	s.fails(2, "see liaison demo --help", "", "demo", "--seed=abc")
	s.fails(1, "No such workspace", "", "demo", "--contacts=1", "--workspace=elsewhere")
}

func TestDemoAsAProcess(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		url := testkit.MigratedURL(t, db.Engine)
		stdout, stderr, code := testkit.Run(t, testkit.Command{
			Args: []string{"demo", "--contacts=120"}, Env: []string{"LIAISON_DATABASE_URL=" + url},
		})
		if code != 0 || stdout != "120 contacts added (seed 1).\n" {
			t.Fatalf("ended with %d, %q, %q", code, stdout, stderr)
		}
	})
}

func TestServeFillsAnEmptyDatabaseOnce(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		p := testkit.StartServer(t, testkit.Command{Args: []string{"--demo"}, Dir: dir})
		p.Terminate()
		if code := p.Wait(); code != 0 {
			t.Fatalf("the server ended with %d: %s", code, p.Logs())
		}
	}
	db, err := database.Open(t.Context(), "sqlite:"+filepath.Join(dir, "liaison.db"), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var contacts int
	if err := db.QueryRow(t.Context(), `SELECT COUNT(*) FROM contacts`).Scan(&contacts); err != nil || contacts != 500 {
		t.Errorf("%d contacts, want 500: %v", contacts, err)
	}
}
