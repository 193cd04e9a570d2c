package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/liaison/liaison/internal/cli"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

var written = regexp.MustCompile(`^(\S+) written: [1-9]\d* rows, \d+\.\d MB\.\n$`)

func TestBackupAndRestore(t *testing.T) {
	s := newShell(t)
	s.fails(1, "no database at liaison.db: set its location with --database-url", "", "backup", "a.backup")
	if entries, _ := os.ReadDir("."); len(entries) > 0 {
		t.Errorf("without a database it makes %v", entries)
	}
	filled(t, "sqlite:liaison.db", 20)
	if out := s.must("", "backup", "a.backup"); !written.MatchString(out) {
		t.Errorf("it printed %q", out)
	}
	s.fails(1, "a.backup already exists", "", "backup", "a.backup")
	s.must("", "backup", "--force", "a.backup")
	s.fails(1, "--force replaces only a backup: liaison.db is a database", "", "backup", "--force", "liaison.db")
	s.fails(1, "the directory none does not exist", "", "backup", "none/a.backup")
	s.fails(1, "liaison.db already exists, and a restore needs an empty place", "", "restore", "a.backup")
	const elsewhere = "--database-url=sqlite:new/liaison.db"
	s.fails(1, "restore: no such file", "", "restore", elsewhere, "restore")
	s.fails(1, "liaison.db is a database, not a Liaison backup", "", "restore", elsewhere, "liaison.db")
	whole, err := os.ReadFile("a.backup")
	if err != nil {
		t.Fatal(err)
	}
	write(t, "cut.backup", string(whole[:len(whole)/2]), 0o600)
	s.fails(1, "cut.backup is damaged or truncated", "", "restore", elsewhere, "cut.backup")
	if _, err := os.Stat("new"); err == nil {
		t.Error("what was refused has left a folder")
	}
	s.fails(1, "cut.backup is damaged or truncated", "", "restore", "--database-url=sqlite:other.db", "cut.backup")
	if left, _ := filepath.Glob("other.db*"); len(left) > 0 {
		t.Errorf("a restore that was refused has left %v", left)
	}
	if out := s.must("", "restore", elsewhere, "a.backup"); !regexp.MustCompile(`^\d+ rows restored into new/liaison\.db\.\n$`).MatchString(out) {
		t.Errorf("it printed %q", out)
	}
	if out := s.must("", "check", elsewhere); !strings.HasSuffix(out, "no breaches\n") {
		t.Errorf("the restored one: %s", out)
	}
	if info, err := os.Stat("new/liaison.db"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the restored file is %v, %v", info, err)
	}
	s.fails(2, "see liaison backup --help", "", "backup")
	s.fails(2, "see liaison restore --help", "", "restore")
	s.fails(2, "--keep-daily and --keep-weekly must be 0 or more", "", "backup", "--keep-daily=-1", ".")
	s.fails(2, "--database-url must have the form", "", "restore", "--database-url=mysql://x", "a.backup")
	s.fails(2, "--database-url must have the form", "", "backup", "--database-url=mysql://x", "b.backup")
}

func TestBackupIntoADirectory(t *testing.T) {
	s := newShell(t)
	filled(t, "sqlite:liaison.db", 5)
	if err := os.Mkdir("kept", 0o700); err != nil {
		t.Fatal(err)
	}
	const old, older = "kept/liaison-2020-02-03T040506Z.backup", "kept/liaison-2020-02-03T030506Z.backup.age"
	write(t, old, "", 0o600)
	write(t, older, "", 0o600)
	out := s.must("", "backup", "kept")
	if lines := strings.SplitAfter(out, "\n"); !written.MatchString(lines[0]) || strings.Join(lines[1:], "") != older+" removed.\n" {
		t.Errorf("it printed %q", out)
	}
	made := strings.Fields(out)[0]
	if !regexp.MustCompile(`^kept/liaison-20\d\d-\d\d-\d\dT\d{6}Z\.backup$`).MatchString(made) {
		t.Errorf("it is named %s", made)
	}
	s.must("", "restore", "--database-url=sqlite:new.db", made)
	s.must("", "backup", "--keep-daily=1", "--keep-weekly=0", "--force", "kept")
	if _, err := os.Stat(old); err == nil {
		t.Error("an old one stays")
	}
}

func TestEncryptedBackup(t *testing.T) {
	s := newShell(t)
	filled(t, "sqlite:liaison.db", 5)
	var recipients []string
	for _, name := range []string{"one", "two", "other"} {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		write(t, name+".key", identity.String(), 0o600)
		recipients = append(recipients, identity.Recipient().String())
	}
	write(t, "recipients", "# who may\n"+recipients[1]+"\n", 0o600)
	s.must("", "backup", "--recipient="+recipients[0], "--recipients-file=recipients", "a.backup")
	s.must("", "restore", "--database-url=sqlite:one.db", "--identity=one.key", "a.backup")
	s.must("", "restore", "--database-url=sqlite:two.db", "--identity=two.key", "a.backup")
	s.fails(1, "a.backup is encrypted: pass the file", "", "restore", "--database-url=sqlite:x.db", "a.backup")
	s.fails(1, "a.backup is encrypted for a different key", "", "restore", "--database-url=sqlite:x.db", "--identity=other.key", "a.backup")
	s.fails(1, "read the secret key", "", "restore", "--database-url=sqlite:x.db", "--identity=none", "a.backup")
	// An unset variable of a script must not make a backup that anybody can read.
	s.fails(2, "no recipients found", "", "backup", "--recipient=", "b.backup")
	s.fails(2, "no recipients found", "", "backup", "--recipient", "", "b.backup")
	s.fails(1, "read the public keys", "", "backup", "--recipients-file=", "b.backup")
	s.fails(1, "read the public keys", "", "backup", "--recipients-file=none", "b.backup")
	secret, err := os.ReadFile("one.key")
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := s.run("", "backup", "--recipient="+string(secret), "b.backup"); code != 2 || strings.Contains(stderr, string(secret[:20])) {
		t.Errorf("with a secret key for a public one it ended with %d, %q", code, stderr)
	}
	if left, _ := filepath.Glob("b.backup*"); len(left) > 0 {
		t.Errorf("%v was written", left)
	}
}

// A backup from PostgreSQL goes into SQLite and the other way round.
func TestBackupAndRestoreOfPostgres(t *testing.T) {
	s := newShell(t)
	full, empty := "--database-url="+testkit.MigratedURL(t, database.Postgres), "--database-url="+testkit.PostgresURL(t)
	s.fails(1, "it contains no Liaison tables", "", "backup", empty, "a.backup")
	filled(t, strings.TrimPrefix(full, "--database-url="), 20)
	s.must("", "backup", full, "a.backup")
	s.fails(1, "it already contains data", "", "restore", full, "a.backup")
	if out := s.must("", "restore", empty, "a.backup"); !strings.HasSuffix(out, "restored into the database.\n") {
		t.Errorf("it printed %q", out)
	}
	s.must("", "restore", "a.backup")
	for _, place := range []string{empty, "--database-url=sqlite:liaison.db"} {
		if out := s.must("", "check", place); !strings.HasSuffix(out, "no breaches\n") {
			t.Errorf("the restored one: %s", out)
		}
	}
	s.fails(1, "it already contains data", "", "restore", empty, "a.backup")
}

func TestRestoreIsRefusedBesideAServer(t *testing.T) {
	dir := t.TempDir()
	server := testkit.StartServer(t, testkit.Command{Dir: dir})
	server.Command(t, "backup", "a.backup")
	refused := func(text string) {
		t.Helper()
		_, stderr, code := testkit.Run(t, testkit.Command{Dir: dir, Args: []string{"restore", "a.backup"}})
		if code != 1 || !strings.Contains(stderr, text) {
			t.Errorf("it ended with %d, %q, want 1 and %q", code, stderr, text)
		}
	}
	refused("liaison.db already exists")
	for _, name := range []string{"liaison.db", "liaison.db-wal", "liaison.db-shm"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	refused("another Liaison serves liaison.db")
	server.Kill()
	server.Command(t, "restore", "a.backup")
}

// A signal ends a backup without a trace.
func TestStoppedBackup(t *testing.T) {
	dir := t.TempDir()
	filled(t, "sqlite:"+filepath.Join(dir, "liaison.db"), 500)
	if err := os.Mkdir(filepath.Join(dir, "kept"), 0o700); err != nil {
		t.Fatal(err)
	}
	stopped := 0
	for range 20 {
		p := testkit.Start(t, testkit.Command{Dir: dir, Args: []string{"backup", "kept"}})
		for deadline := time.Now().Add(testkit.Patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if entries, _ := os.ReadDir(filepath.Join(dir, "kept")); len(entries) > 0 {
				break
			}
		}
		p.Terminate()
		code := p.Wait()
		entries, err := os.ReadDir(filepath.Join(dir, "kept"))
		if err != nil {
			t.Fatal(err)
		}
		if code == 0 { // it was quicker
			if err := os.Remove(filepath.Join(dir, "kept", entries[0].Name())); err != nil {
				t.Fatal(err)
			}
			continue
		}
		stopped++
		if code != 1 || p.Logs() != "liaison: stopped; nothing was written\n" || len(entries) > 0 {
			t.Errorf("it ended with %d, %q and left %v", code, p.Logs(), entries)
		}
	}
	if stopped == 0 {
		t.Error("no backup was stopped")
	}
}

// A long backup says how far it is in lines where there is no terminal.
func TestWorkProgressInLines(t *testing.T) {
	var out strings.Builder
	progress, end := cli.WorkProgress(&out)
	for done := int64(0); done <= 250_000; done += 1000 {
		progress("pages copied", done, 250_000)
	}
	progress("pages packed", 100_000, 250_000)
	end()
	want := "100000 of 250000 pages copied\n200000 of 250000 pages copied\n100000 of 250000 pages packed\n"
	if out.String() != want {
		t.Errorf("it says %q, want %q", out.String(), want)
	}
}
