package promise_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/database"
)

// TestPythonSync runs the Python example of docs/clients.md twice: the second run finds
// all people there already and changes nothing.
func TestPythonSync(t *testing.T) {
	s := newPlace(t, database.SQLite).start(t, "")
	folder := filepath.Join("..", "..", "clients", "python")
	sync := func(file, want string, code int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "python3", filepath.Join(folder, "sync.py"), file)
		cmd.Env = append(os.Environ(), "LIAISON_URL="+s.URL, "LIAISON_API_KEY="+s.key)
		out, err := cmd.CombinedOutput()
		if !strings.Contains(string(out), want) || cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
			t.Fatalf("it printed %q, want %q and exit code %d (%v)", out, want, code, err)
		}
	}
	changes := func() any {
		return s.must(http.StatusOK, "GET", "/changes?kind=contact&count=exact", nil).json()["count"]
	}

	people := filepath.Join(folder, "people.csv")
	sync(people, "3 created, 0 already there, 0 rejected", 0)
	before := changes()
	sync(people, "0 created, 3 already there, 0 rejected", 0)
	if after := changes(); after != before {
		t.Errorf("there were %v changes of contacts after the first run, %v after the second", before, after)
	}

	bad := filepath.Join(t.TempDir(), "bad.csv")
	rows := "id,first_name,last_name,email\n1,Jean,Baptiste,nowhere\n2,Max,Born,max@example.com\n"
	if err := os.WriteFile(bad, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	sync(bad, "1 created, 0 already there, 1 rejected", 1)
}
