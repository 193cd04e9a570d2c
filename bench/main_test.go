package bench_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/liaison/liaison/internal/browser"
)

var (
	contacts = flag.Int("contacts", 100_000, "`number` of contacts in the database")
	keep     = flag.String("database", "", "`file` that keeps the filled database from one run to the next")
	profile  = flag.String("profiles", "", "`folder` for a CPU profile of each server")
)

// TestMain is both programs: the one that measures and, started by it once
// more, each of the servers that are measured.
func TestMain(m *testing.M) {
	if kind := os.Getenv(serverEnv); kind != "" {
		if err := serve(kind); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	shared.close()
	browser.Close()
	table.print(os.Stdout)
	os.Exit(code)
}
