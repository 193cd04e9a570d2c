package testkit

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// postgresEnv names a running server to use instead of starting one: the URL
// of a superuser. scripts/with-postgres.sh sets it for a whole run.
const postgresEnv = "LIAISON_TEST_POSTGRES"

//go:embed postgres.sh
var postgresScript string

// shared is the one server of this test binary. It is a variable of the
// package since tests of all of its files share it; nothing else writes it.
var shared postgresServer

// Main runs the tests, calls what is to be done after them and stops the
// PostgreSQL server that they started, if any, before the binary ends. Without it
// the server ends too, but a moment later. Call it from TestMain.
func Main(m *testing.M, after ...func()) {
	code := m.Run()
	for _, do := range after {
		do()
	}
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "stop the PostgreSQL server of the tests:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// PostgresURL returns the URL of a fresh, empty PostgreSQL database, which is
// dropped when the test ends. The first call starts the server; the test fails
// where PostgreSQL is not installed.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return copyOf(t, "template1")
}

// PostgresTemplateURL returns the URL of a fresh PostgreSQL database that has
// been migrated, which is dropped when the test ends. The first call in a test
// binary runs migrate, on a database that all later ones are copied from: every
// call must mean the same schema.
func PostgresTemplateURL(t testing.TB, migrate func(url string) error) string {
	t.Helper()
	template, err := shared.migrated(t.Context(), migrate)
	if err != nil {
		t.Fatal(err)
	}
	return copyOf(t, template)
}

// PostgresURLIn is PostgresURL for a database whose tables lie in a folder, which
// is on the server's machine: ours.
func PostgresURLIn(t testing.TB, folder string) string {
	t.Helper()
	owner, err := shared.owner(t.Context())
	if err == nil {
		err = os.Chown(folder, owner, -1)
	}
	space := "liaison_test_" + strings.ToLower(rand.Text())
	if err == nil {
		err = shared.exec(t.Context(), "CREATE TABLESPACE "+space+" LOCATION '"+strings.ReplaceAll(folder, "'", "''")+"'")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := shared.exec(context.Background(), "DROP TABLESPACE "+space); err != nil {
			t.Error(err)
		}
	})
	return copyOf(t, "template1 TABLESPACE "+space)
}

func copyOf(t testing.TB, template string) string {
	t.Helper()
	name, err := shared.create(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := shared.drop(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	return shared.database(name)
}

// postgresServer is a server that is started when it is first needed.
type postgresServer struct {
	starting sync.Once
	err      error    // why it did not start
	admin    *url.URL // a superuser's URL
	process  *exec.Cmd
	stdin    io.Closer // closing it, or dying, stops the process

	migrating  sync.Once
	migrateErr error
	template   string // the name of the migrated database
}

func (s *postgresServer) start() error {
	s.starting.Do(func() {
		address := os.Getenv(postgresEnv)
		if address == "" {
			address, s.err = s.run()
		}
		if s.err == nil {
			s.admin, s.err = url.Parse(address)
		}
	})
	return s.err
}

// run starts postgres.sh, in a session of its own: what is sent to the test's
// process group must not keep the script from tidying up.
func (s *postgresServer) run() (address string, err error) {
	cmd := exec.Command("/bin/sh", "-c", postgresScript)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if os.Getuid() == 0 {
		const nobody = 65534 // initdb refuses root
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = stdin.Close()
		return "", fmt.Errorf("start PostgreSQL: %w: %s", errors.Join(err, cmd.Wait()), strings.TrimSpace(stderr.String()))
	}
	s.process, s.stdin = cmd, stdin
	return strings.TrimSpace(line), nil
}

// close drops the template and stops the server, if it is ours.
func (s *postgresServer) close() error {
	switch {
	case s.process != nil:
		return errors.Join(s.stdin.Close(), s.process.Wait())
	case s.template != "":
		return s.drop(context.Background(), s.template)
	default:
		return nil
	}
}

// migrated returns the name of the database that migrate has been run on.
func (s *postgresServer) migrated(ctx context.Context, migrate func(url string) error) (string, error) {
	s.migrating.Do(func() {
		name, err := s.create(ctx, "template1")
		if err == nil {
			s.template = name
			err = migrate(s.database(name))
		}
		if err != nil {
			s.migrateErr = fmt.Errorf("migrate the template database: %w", err)
		}
	})
	return s.template, s.migrateErr
}

// create makes a copy of a database and returns its name.
func (s *postgresServer) create(ctx context.Context, template string) (string, error) {
	if err := s.start(); err != nil {
		return "", err
	}
	name := "liaison_test_" + strings.ToLower(rand.Text())
	if err := s.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		return "", fmt.Errorf("create a test database: %w", err)
	}
	return name, nil
}

// owner is the user of the machine that the server runs as.
func (s *postgresServer) owner(ctx context.Context) (uid int, err error) {
	if err := s.start(); err != nil {
		return 0, err
	}
	conn, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	var file string
	if err := conn.QueryRow(ctx, "SELECT pg_read_file('postmaster.pid')").Scan(&file); err != nil {
		return 0, err
	}
	pid, _, _ := strings.Cut(file, "\n")
	info, err := os.Stat("/proc/" + pid)
	if err != nil {
		return 0, fmt.Errorf("look for the server's process: %w", err)
	}
	return int(info.Sys().(*syscall.Stat_t).Uid), nil
}

func (s *postgresServer) drop(ctx context.Context, name string) error {
	if err := s.exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop a test database: %w", err)
	}
	return nil
}

func (s *postgresServer) exec(ctx context.Context, statement string) (err error) {
	conn, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// database returns the URL of the named database on the server.
func (s *postgresServer) database(name string) string {
	u := *s.admin
	u.Path = "/" + name
	return u.String()
}
