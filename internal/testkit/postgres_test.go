package testkit_test

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// victimEnv makes the binary the one that TestKilledBinaryLeavesNoServer kills.
const victimEnv = "LIAISON_TESTKIT_VICTIM"

func TestMain(m *testing.M) { testkit.Main(m) }

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

func TestPostgresURLIsFreshAndEmpty(t *testing.T) {
	first, second := testkit.PostgresURL(t), testkit.PostgresURL(t)
	if first == second {
		t.Fatalf("two calls gave the same database")
	}
	for _, address := range []string{first, second} {
		var encoding, collate string
		row := connect(t, address).QueryRow(t.Context(),
			"SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()")
		if err := row.Scan(&encoding, &collate); err != nil {
			t.Fatal(err)
		}
		if encoding != "UTF8" || collate != "C.UTF-8" {
			t.Errorf("encoding %s, collation %s; want UTF8, C.UTF-8", encoding, collate)
		}
		if _, err := connect(t, address).Exec(t.Context(), "CREATE TABLE only_here (id int)"); err != nil {
			t.Error(err)
		}
	}
}

func TestPostgresURLIsDroppedWithTheTest(t *testing.T) {
	var address string
	t.Run("inner", func(t *testing.T) {
		address = testkit.PostgresURL(t)
		connect(t, address) // still open when it is dropped
	})
	if conn, err := pgx.Connect(t.Context(), address); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the database is still there after its test")
	}
}

func TestPostgresTemplateIsMigratedOnceAndCopied(t *testing.T) {
	migrate := func(string) error {
		t.Error("migrated a second time")
		return nil
	}
	testkit.EachEngine(t, func(*testing.T, *database.DB) {}) // migrates the template
	for range 3 {
		var n int
		row := connect(t, testkit.PostgresTemplateURL(t, migrate)).QueryRow(t.Context(),
			"SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
		if err := row.Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n < 2 {
			t.Errorf("%d tables in a copy of the template, want the whole schema", n)
		}
	}
}

// TestVictim is not a test of its own: it starts a server, says where it is and
// waits to be killed.
func TestVictim(t *testing.T) {
	if os.Getenv(victimEnv) == "" {
		return
	}
	var directory string
	address := testkit.PostgresURL(t)
	if err := connect(t, address).QueryRow(t.Context(), "SHOW data_directory").Scan(&directory); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("victim %s %s\n", u.Host, directory)
	time.Sleep(testkit.Patience)
}

func TestKilledBinaryLeavesNoServer(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	cmd.Env = append(os.Environ(), victimEnv+"=1", "LIAISON_TEST_POSTGRES=")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var host, directory string
	for lines := bufio.NewScanner(out); host == "" && lines.Scan(); {
		_, _ = fmt.Sscanf(lines.Text(), "victim %s %s", &host, &directory)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if host == "" {
		t.Fatal("the other binary started no server")
	}
	directory = strings.TrimSuffix(directory, "/data")
	for deadline := time.Now().Add(testkit.Patience); ; time.Sleep(20 * time.Millisecond) {
		_, statErr := os.Stat(directory)
		conn, dialErr := net.Dial("tcp", host)
		if dialErr == nil {
			_ = conn.Close()
		}
		if os.IsNotExist(statErr) && dialErr != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still there: directory %v, server %v", statErr == nil, dialErr == nil)
		}
	}
}
