package cli_test

import (
	"database/sql"
	"regexp"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/testkit"
)

// filled fills a database with contacts and closes it.
func filled(t *testing.T, url string, contacts int) {
	t.Helper()
	db, err := database.Open(t.Context(), url, database.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := factorytest.New(t, db)
	err = factory.Fill(t.Context(), db, factory.Plan{
		Workspace: f.Workspace, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: contacts, Seed: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// breakFile runs statements on an SQLite file past its foreign keys.
func breakFile(t *testing.T, path string, statements ...string) {
	t.Helper()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, s := range statements {
		if _, err := raw.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

var closing = regexp.MustCompile(`(?m)^1 workspace, 60 contacts, .*, 25 options, 5 custom fields, \d+ roles?, \d+ changes checked, (\d+ breach(es)?|no breaches)$`)

func TestCheckFindsWhatIsBrokenByHand(t *testing.T) {
	s := newShell(t)
	filled(t, "sqlite:liaison.db", 60)
	if out := s.must("", "check"); !closing.MatchString(out) || !strings.HasSuffix(out, "no breaches\n") || strings.Count(out, "\n") != 1 {
		t.Fatalf("of a sound database: %q", out)
	}
	const one = `(SELECT MIN(contact_id) FROM contact_phone_numbers)`
	breakFile(
		t, "liaison.db", `UPDATE contact_records SET record = '{}' WHERE contact_id = `+one,
		`DELETE FROM changes WHERE number = (SELECT MAX(number) FROM changes WHERE record_id = `+one+`)`,
		`UPDATE contacts SET linked_organization_id = 'x', organization_name = '' WHERE id = `+one,
		`DROP INDEX contact_email_addresses_one_primary`,
		`UPDATE contact_email_addresses SET is_primary = 1`,
	)
	stdout, stderr, code := s.run("", "check")
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "the database violates rules") || !closing.MatchString(stdout) {
		t.Errorf("ended with %d, %q, %q", code, stdout, stderr)
	}
	for _, rule := range []string{"one_primary", "record_differs", "dangling_link", "change_missing", "change_number_missing", "index_missing"} {
		if !strings.Contains(stdout, ": "+rule+": ") {
			t.Errorf("no line says %s:\n%s", rule, stdout)
		}
	}
}

var renderedAnew = regexp.MustCompile(`^(6[1-9]|7\d) records re-rendered\n`) // and some organizations

func TestCheckRebuilds(t *testing.T) {
	s := newShell(t)
	filled(t, "sqlite:liaison.db", 60)
	breakFile(t, "liaison.db", `UPDATE contact_records SET record = '{}'`, `DELETE FROM contact_search`, `DELETE FROM contact_search_index`,
		`UPDATE organization_records SET record = '{}'`, `DELETE FROM custom_field_values`)
	if _, _, code := s.run("", "check"); code != 1 {
		t.Errorf("before: exit code %d, want 1", code)
	}
	out := s.must("", "check", "--rebuild")
	if !renderedAnew.MatchString(out) || !closing.MatchString(out) {
		t.Errorf("rebuilding printed %q", out)
	}
	s.must("", "check")
	s.fails(2, "unexpected argument", "", "check", "twice")
}

func TestCheckAsAProcess(t *testing.T) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			url := testkit.MigratedURL(t, engine)
			filled(t, url, 60)
			command := testkit.Command{Args: []string{"check"}, Env: []string{"LIAISON_DATABASE_URL=" + url}}
			if stdout, stderr, code := testkit.Run(t, command); code != 0 || !closing.MatchString(stdout) {
				t.Fatalf("ended with %d, %q, %q", code, stdout, stderr)
			}
			db, err := database.Open(t.Context(), url, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(t.Context(), `UPDATE contact_records SET record = '{}'`); err != nil {
				t.Fatal(err)
			}
			stdout, _, code := testkit.Run(t, command)
			if code != 1 || strings.Count(stdout, ": record_differs: ") != 60 {
				t.Errorf("ended with %d, %q", code, stdout)
			}
		})
	}
}
