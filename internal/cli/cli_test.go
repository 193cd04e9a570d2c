package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/cli"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// created is what is said when a database is made in an empty folder.
const created = "liaison: created a new database at liaison.db\n"

// shell runs commands in an empty folder.
type shell struct {
	*testing.T
	environ []string
}

func newShell(t *testing.T, environ ...string) *shell {
	t.Chdir(t.TempDir())
	return &shell{t, environ}
}

// run runs a command with an input and returns what it printed.
func (s *shell) run(stdin string, args ...string) (stdout, stderr string, code int) {
	s.Helper()
	input := filepath.Join(s.TempDir(), "input")
	if err := os.WriteFile(input, []byte(stdin), 0o600); err != nil {
		s.Fatal(err)
	}
	f, err := os.Open(input)
	if err != nil {
		s.Fatal(err)
	}
	defer f.Close()
	var out, errs bytes.Buffer
	code = cli.Main(cli.Process{Args: args, Environ: s.environ, Stdin: f, Stdout: &out, Stderr: &errs})
	return out.String(), errs.String(), code
}

// must is run for a command that succeeds.
func (s *shell) must(stdin string, args ...string) string {
	s.Helper()
	stdout, stderr, code := s.run(stdin, args...)
	if code != 0 {
		s.Fatalf("liaison %v ended with %d: %s", args, code, stderr)
	}
	return stdout
}

// fails is run for a command that ends with a code and one line with a text,
// after the one about a new database if it makes one.
func (s *shell) fails(want int, text, stdin string, args ...string) {
	s.Helper()
	stdout, stderr, code := s.run(stdin, args...)
	stderr = strings.TrimPrefix(stderr, created)
	if code != want || !strings.Contains(stderr, text) || strings.Count(stderr, "\n") != 1 || stdout != "" {
		s.Errorf("liaison %v: exit code %d, %q, %q; want %d and one line with %q", args, code, stdout, stderr, want, text)
	}
}

func write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

var keyForm = regexp.MustCompile(`^liaison_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9a-f]{8}\n$`)

func TestUsersAndKeysFromNothing(t *testing.T) {
	s := newShell(t)
	s.must("correct horse battery\n", "user", "create", "--username=ada", "--email=ada@example.org", "--role=admin", "--password-stdin")
	s.must("", "user", "create", "--username=bot", "--email=bot@example.org", "--superuser", "--no-password")
	key := s.must("", "api-key", "create", "--name=mine", "--role=editor", "--user=ada", "--expires=90d")
	if !keyForm.MatchString(key) {
		t.Errorf("standard output is %q, want the key alone", key)
	}
	s.must("", "api-key", "create", "--name=for good", "--role=viewer", "--expires=never")
	s.must("a better password\n", "user", "set-password", "ADA", "--password-stdin")
	s.must("", "user", "unlock", "ada")
	s.must("", "user", "disable", "ada")
	users, keys := s.must("", "user", "list"), s.must("", "api-key", "list")
	for text, in := range map[string]string{
		`ada +ada@example.org +admin +disabled`: users, `bot +bot@example.org +superuser +active`: users, `api-key-\S+ +- +viewer +service`: users,
		`mine +editor +ada +\d{4}-\d\d-\d\d +good`: keys, `for good +viewer +api-key-\S+ +never +good`: keys,
	} {
		if !regexp.MustCompile(text).MatchString(in) {
			t.Errorf("there is no %s in\n%s", text, in)
		}
	}
	s.must("", "api-key", "revoke", "mine")
	if list := s.must("", "api-key", "list"); !regexp.MustCompile(`mine .* revoked`).MatchString(list) {
		t.Errorf("after revoking:\n%s", list)
	}
	s.fails(1, "No API key has this name or id", "", "api-key", "revoke", "mine")
	s.fails(1, "No such user", "", "user", "unlock", "nobody")
	s.fails(1, "No such user", "a better password", "user", "set-password", "nobody", "--password-stdin")
	s.fails(1, "No such workspace", "", "api-key", "list", "--workspace=none")
	s.fails(1, "username: A user with this name already exists", "", "user", "create", "--username=ADA", "--email=a@example.org", "--no-password")
	s.fails(1, "password: The password must have at least 12", "short", "user", "create", "--username=x", "--email=a@example.org", "--password-stdin")
	s.fails(1, "no password was given on standard input", "\n", "user", "create", "--username=x", "--email=a@example.org", "--password-stdin")
	s.fails(2, "--password-stdin", "", "user", "create", "--username=x", "--email=a@example.org")
	s.fails(2, "--password-stdin", "", "user", "set-password", "ada")
	for _, when := range []string{"soon", "0d", "-1d", "999999d", "2030-13-01"} {
		s.fails(2, "--expires must be", "", "api-key", "create", "--name=x", "--role=viewer", "--expires="+when)
	}
	s.fails(1, "expires_at: ", "", "api-key", "create", "--name=x", "--role=viewer", "--expires=2020-01-31")
	s.must("", "api-key", "create", "--name=dated", "--role=viewer", "--expires=2199-01-31")
}

func TestMigrate(t *testing.T) {
	s := newShell(t)
	if status := s.must("", "migrate", "status"); strings.Contains(status, "applied") || !strings.Contains(status, "pending") {
		t.Errorf("before:\n%s", status)
	}
	s.must("", "migrate")
	s.must("", "migrate", "up")
	if status := s.must("", "migrate", "status"); strings.Contains(status, " pending\n") || !strings.Contains(status, "00001_workspaces") {
		t.Errorf("after:\n%s", status)
	}
	s.fails(2, `"up","status"`, "", "migrate", "down")
	db, err := database.Open(t.Context(), "sqlite:liaison.db", database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)"); err != nil {
		t.Fatal(err)
	}
	status, stderr, code := s.run("", "migrate", "status")
	const newer = "was created by a newer version of Liaison; use that version or a newer one (schema 99999, known "
	if code != 1 || strings.Contains(status, " pending\n") || !strings.Contains(stderr, newer) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("of a newer database: %d %s %s", code, status, stderr)
	}
	s.fails(1, newer, "", "migrate")
}

func TestUsage(t *testing.T) {
	s := newShell(t)
	s.fails(2, "see liaison --help", "")
	s.fails(2, "unexpected argument", "", "serv")
	s.fails(2, "unknown flag --lisen", "", "serve", "--lisen=x")
	s.fails(2, "see liaison user create --help", "", "user", "create")
	s.fails(2, "unexpected argument", "", "help", "nonsense")
	for _, flag := range []string{"--listen", "--pool-size", "--trusted-proxy", "--config"} {
		for _, next := range [][]string{{"serve", flag}, {"serve", flag, "--demo"}} {
			if _, stderr, code := s.run("", next...); code != 2 || !strings.Contains(stderr, flag) || goWords.MatchString(stderr) {
				t.Errorf("%v: %d %s", next, code, stderr)
			}
		}
	}
	if out := s.must("", "version"); !strings.HasPrefix(out, "liaison dev (go") {
		t.Errorf("version: %s", out)
	}
	settings := []string{
		"--database-url", "LIAISON_DATABASE_URL", "--listen", "--insecure-http", "--trusted-proxy", "--metrics-listen",
		"--log-level", "--log-format", "--rate-limit", "--pool-size", "--sqlite-fast", "--demo", "--config", "LIAISON_SQLITE_FAST",
	}
	for _, args := range [][]string{{"help"}, {"--help"}, {"help", "serve"}, {"serve", "--help"}, {"help", "api-key", "create"}} {
		out := s.must("", args...)
		for _, want := range settings {
			if !strings.Contains(out, want) {
				t.Errorf("liaison %v does not say %s", args, want)
			}
		}
	}
	if out := s.must("", "help", "user", "create"); !strings.Contains(out, "--password-stdin") {
		t.Errorf("help user create:\n%s", out)
	}
}

func TestSettingsFromFlagsThenEnvironmentThenFile_OPS_07(t *testing.T) {
	s := newShell(t, "LIAISON_LISTEN=0.0.0.0:2", "LIAISON_LOG_LEVEL=")
	write(t, "liaison.toml", "listen = \"0.0.0.0:3\"\nlog-level = \"warn\"\npool-size = 5\nsqlite-fast = true\n", 0o600)
	s.fails0(t, "0.0.0.0:1", "serve", "--listen=0.0.0.0:1")
	s.fails0(t, "0.0.0.0:2", "serve")
	s.environ = nil
	s.fails0(t, "0.0.0.0:3", "serve")
	write(t, "other.toml", "listen = \"0.0.0.0:4\"\ntrusted-proxy = []\n", 0o600)
	s.fails0(t, "0.0.0.0:4", "serve", "--config=other.toml")
	s.environ = []string{"LIAISON_CONFIG=other.toml"}
	s.fails0(t, "0.0.0.0:4", "serve")
	write(t, "proxied.toml", "listen = \"300.0.0.1:5\"\ntrusted-proxy = [\"10.0.0.0/8\", \"::1/128\"]\n", 0o600)
	s.environ = nil
	if _, stderr, code := s.run("", "serve", "--config=proxied.toml"); code != 1 || !strings.Contains(stderr, "listen on 300.0.0.1:5: there is no host") {
		t.Errorf("behind a proxy: %d %s", code, stderr)
	}
}

// fails0 is for an address that may not be served at: that it is named shows
// where it came from.
func (s *shell) fails0(t *testing.T, address string, args ...string) {
	t.Helper()
	_, stderr, code := s.run("", args...)
	if code != 2 || !strings.Contains(stderr, "--listen "+address+" can be reached") || !strings.Contains(stderr, "--insecure-http") {
		t.Errorf("liaison %v: %d %s", args, code, stderr)
	}
}

func TestBadSettingsAreClearErrors_OPS_07(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"lisen = \"x\"\n", `unknown setting "lisen"`},
		{"config = \"x\"\n", `unknown setting "config"`},
		{"rate_limit = 1\n", `unknown setting "rate_limit"`},
		{"x = 1\nlisten = \n", "liaison.toml, line 2: not TOML"},
		{"[listen]\nx = 1\n", `"listen" must not be a table`},
		{"rate-limit = \"many\"\n", "--rate-limit"},
		{"rate-limit = -1\n", "--rate-limit must be 0 or more"},
		{"pool-size = 0\n", "--pool-size must be 1 or more"},
		{"listen = \"here\"\n", "must have the form HOST:PORT"},
		{"metrics-listen = \":9\"\n", "--metrics-listen :9 can be reached"},
		{"log-format = \"xml\"\n", "json"},
		{"trusted-proxy = [\"10.0.0.1\"]\n", "--trusted-proxy"},
	} {
		s := newShell(t)
		write(t, "liaison.toml", c.file, 0o600)
		_, stderr, code := s.run("", "serve")
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		if last := lines[len(lines)-1]; code != 2 || !strings.Contains(last, c.want) {
			t.Errorf("%q: %d %s", c.file, code, stderr)
		}
	}
	s := newShell(t)
	s.fails(2, "cannot read the settings", "", "version", "--config=none.toml")
	if err := os.Mkdir("liaison.toml", 0o700); err != nil {
		t.Fatal(err)
	}
	s.fails(2, "cannot read the settings", "", "version")
}

// goWords are what parsers of Go say, and nobody else understands.
var goWords = regexp.MustCompile(`netip|strconv|Parse|unmarshal|bit int|int64|float64|bool value|\(string\)|%!|EOL|invalid syntax|lookup|listen tcp|syscall`)

// asRoot is what a server says of who started it, which is root in some places.
var asRoot = regexp.MustCompile(`.*running as root.*\n`)

// Every setting says what it takes, in words for people, wherever a bad value
// comes from: the flag, the variable and the file.
func TestBadValuesOfAllSettings_OPS_07(t *testing.T) {
	tried := map[string]bool{}
	for _, c := range []struct{ setting, value, want string }{
		{"config", "nothing.toml", "cannot read the settings"},
		{"database-url", "banana", "must have the form sqlite:PATH or postgres://"},
		{"pool-size", "many", "must be a whole number"},
		{"pool-size", "2.5", "must be a whole number"},
		{"pool-size", "99999999999999999999", "must be a whole number"},
		{"pool-size", "0", "must be 1 or more"},
		{"sqlite-fast", "maybe", "must be true or false"},
		{"listen", "banana", "must have the form HOST:PORT"},
		{"listen", "127.0.0.1:banana", "must have a port from 0 to 65535"},
		{"listen", "127.0.0.1:99999", "must have a port from 0 to 65535"},
		{"insecure-http", "maybe", "must be true or false"},
		{"trusted-proxy", "banana", "must be a network such as 10.0.0.0/8"},
		{"trusted-proxy", "10.0.0.0/99", "must be a network such as 10.0.0.0/8"},
		{"trusted-proxy", "10.0.0.1", "must be a network such as 10.0.0.0/8"},
		{"public-url", "banana", "must be an http or https URL"},
		{"allowed-host", "https://crm.example.org", "must be a host, such as crm.example.org"},
		{"allowed-host", "*", "there is no *"},
		{"cors-origin", "*", "there is no *"},
		{"cors-origin", "https://app.example.org/x", "must be an origin without a path"},
		{"set-up-from-anywhere", "maybe", "must be true or false"},
		{"metrics-listen", "banana", "must have the form HOST:PORT"},
		{"rate-limit", "many", "must be a whole number"},
		{"rate-limit", "-1", "must be 0 or more"},
		{"log-level", "loud", "must be one of"},
		{"log-format", "xml", "must be one of"},
		{"demo", "maybe", "must be true or false"},
	} {
		tried[c.setting] = true
		variable := "LIAISON_" + strings.ToUpper(strings.ReplaceAll(c.setting, "-", "_"))
		sources := map[string]func(s *shell) []string{
			"flag":     func(*shell) []string { return []string{"serve", "--" + c.setting + "=" + c.value} },
			"variable": func(s *shell) []string { s.environ = []string{variable + "=" + c.value}; return []string{"serve"} },
			"file": func(s *shell) []string {
				write(s.T, "liaison.toml", c.setting+" = \""+c.value+"\"\n", 0o600)
				return []string{"serve"}
			},
			"list": func(s *shell) []string {
				write(s.T, "liaison.toml", c.setting+" = [\""+c.value+"\"]\n", 0o600)
				return []string{"serve"}
			},
		}
		if c.setting == "config" { // which no file has
			delete(sources, "file")
			delete(sources, "list")
		}
		for source, arrange := range sources {
			s := newShell(t)
			_, stderr, code := s.run("", arrange(s)...)
			stderr = asRoot.ReplaceAllString(stderr, "")
			if code != 2 || !strings.Contains(stderr, c.want) || goWords.MatchString(stderr) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("%s %q by %s: %d %s", c.setting, c.value, source, code, stderr)
			}
			if c.setting != "config" && !strings.Contains(stderr, "--"+c.setting) {
				t.Errorf("%s %q by %s: the setting is not named: %s", c.setting, c.value, source, stderr)
			}
		}
	}
	all := regexp.MustCompile(`\[\$LIAISON_([A-Z_]+)\]`).FindAllStringSubmatch(newShell(t).must("", "help"), -1)
	for _, found := range all {
		if setting := strings.ToLower(strings.ReplaceAll(found[1], "_", "-")); !tried[setting] {
			t.Errorf("no bad value of %s is tried", setting)
		}
	}
	if len(all) < 15 {
		t.Errorf("the help has %d settings", len(all))
	}
}

func TestWrongValuesAreWrongUsage(t *testing.T) {
	s := newShell(t)
	for _, url := range []string{"mysql://u:secret@x", "sqlite:", "sqlite::memory:", "liaison.db"} {
		for _, command := range []string{"serve", "check"} {
			_, stderr, code := s.run("", command, "--database-url", url)
			if code != 2 || !strings.Contains(stderr, "liaison: --database-url ") || strings.Contains(stderr, "secret") {
				t.Errorf("%s on %s: %d %s", command, url, code, stderr)
			}
		}
	}
	for _, args := range [][]string{{"serve", "--rate-limit", "-1"}, {"--rate-limit", "-1", "serve"}, {"serve", "--rate-limit=-1"}} {
		if _, stderr, code := s.run("", args...); code != 2 || !strings.Contains(stderr, "--rate-limit must be 0 or more") || strings.Contains(stderr, "short flag") {
			t.Errorf("%v: %d %s", args, code, stderr)
		}
	}
	s.must("", "migrate")
	s.fails(1, "No API key", "", "api-key", "revoke", "--", "-1")
}

// A network, a host or an origin can be given once, several times, with commas and
// as a list; what is allowed but hardly wise is told.
func TestSettingsOfTheOutside_OPS_07(t *testing.T) {
	s := newShell(t)
	taken := "cannot listen on 300.0.0.1:1: there is no host of that name" // so that nothing is served
	serve := func(args ...string) string {
		t.Helper()
		_, stderr, code := s.run("", append([]string{"serve", "--listen=300.0.0.1:1", "--insecure-http"}, args...)...)
		if code != 1 || !strings.Contains(stderr, taken) {
			t.Errorf("%v: %d %s", args, code, stderr)
		}
		return asRoot.ReplaceAllString(stderr, "")
	}
	const public, everybody = "is public and accepts requests for any host", "trusts everybody"
	if told := serve(); strings.Count(told, public) != 1 || strings.Contains(told, everybody) {
		t.Errorf("without hosts: %s", told)
	}
	if told := serve("--allowed-host=a.example", "--allowed-host=b.example", "--cors-origin=https://a.example", "--public-url=https://a.example/crm"); strings.Contains(told, "warning") {
		t.Errorf("with hosts: %s", told)
	}
	write(t, "liaison.toml", "allowed-host = [\"a.example\", \"b.example\"]\ncors-origin = \"https://a.example,https://b.example\"\n"+
		"trusted-proxy = [\"10.0.0.0/8\", \"0.0.0.0/0\"]\n", 0o600)
	if told := serve(); strings.Contains(told, public) || strings.Count(told, everybody) != 1 || !strings.Contains(told, "--trusted-proxy 0.0.0.0/0") {
		t.Errorf("from the file: %s", told)
	}
	if told := serve("--trusted-proxy=::/0,10.0.0.0/8"); !strings.Contains(told, "--trusted-proxy ::/0 trusts everybody") {
		t.Errorf("everybody: %s", told)
	}
	if _, stderr, _ := s.run("", "version"); strings.Contains(stderr, "warning") {
		t.Errorf("it is no matter of other commands: %s", stderr)
	}
}

func TestNewDatabaseIsToldOf(t *testing.T) {
	s := newShell(t)
	s.fails(1, "neither a/b nor the folder around it", "", "check", "--database-url=sqlite:a/b/x.db")
	if _, stderr, code := s.run("", "migrate"); code != 0 || stderr != created {
		t.Errorf("%d %q", code, stderr)
	}
	if _, stderr, code := s.run("", "check"); code != 0 || stderr != "" {
		t.Errorf("the second time: %d %q", code, stderr)
	}
}

func TestWarnings_OPS_07(t *testing.T) {
	s := newShell(t, "LIAISON_LISTNE=x", "LIAISON_LOG_LEVEL=debug", "OTHER=y")
	write(t, "liaison.toml", "rate-limit = 1\n", 0o644)
	s.must("", "migrate")
	write(t, "liaison.db", "", 0o604)
	_, stderr, code := s.run("", "version")
	if code != 0 || strings.Count(stderr, "\n") != 3 {
		t.Errorf("%d, want three lines:\n%s", code, stderr)
	}
	for _, want := range []string{
		"warning: LIAISON_LISTNE is set, but Liaison has no such setting", "warning: liaison.toml can be read by everybody", "warning: liaison.db can be read by everybody",
	} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in:\n%s", want, stderr)
		}
	}
}
