package promise_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// A start that is killed while it makes the schema leaves whole steps behind,
// and the next start goes on from there.
func TestKilledWhileMigrating_DUR_05(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			whole := newPlace(t, engine).firstStart(t, 1<<62)
			kills, between := sized(4, 20), 0
			for i := range kills {
				p := newPlace(t, engine)
				p.firstStart(t, whole*int64(i)/int64(kills))
				version, all := p.schema(t)
				if version > 0 && version < all {
					between++
				}
				t.Logf("killed at step %d of %d", version, all)
				s := p.start(t, "")
				if version, all := p.schema(t); version != all {
					t.Errorf("the next start ends at step %d of %d", version, all)
				}
				id := s.must(http.StatusCreated, "POST", "/contacts", newPerson("a")).json().text("id")
				if _, torn := look(s.must(http.StatusOK, "GET", "/contacts/"+id, nil).json()); torn != "" {
					t.Errorf("a contact is torn:%s", torn)
				}
				s.stop()
				p.check(t)
			}
			if between == 0 {
				t.Errorf("none of %d kills met a schema half made", kills)
			}
		})
	}
}

// firstStart starts a server on a fresh database and kills it when it has made
// so much of the schema, at the latest when it listens. It returns how far it
// came: bytes in the log of SQLite, relations on PostgreSQL.
func (p *place) firstStart(t *testing.T, until int64) (progress int64) {
	t.Helper()
	far := func() int64 {
		info, err := os.Stat(filepath.Join(p.command.Dir, "liaison.db-wal"))
		if err != nil {
			return 0
		}
		return info.Size()
	}
	if p.engine == database.Postgres {
		db := p.open(t)
		far = func() (n int64) {
			err := db.QueryRow(t.Context(), "SELECT COUNT(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").Scan(&n)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		defer db.Close()
	}
	testkit.Binary(t)
	process := testkit.Start(t, p.serveArgs())
	for deadline := time.Now().Add(testkit.Patience); progress < until && !strings.Contains(process.Logs(), "listens on"); {
		if progress = max(progress, far()); time.Now().After(deadline) {
			t.Fatalf("no schema after a minute:\n%s", process.Logs())
		}
		time.Sleep(200 * time.Microsecond)
	}
	time.Sleep(rand.N(3 * time.Millisecond))
	process.Kill()
	return progress
}

// serveArgs is the command that starts a server of the place.
func (p *place) serveArgs() testkit.Command {
	c := p.command
	c.Args = []string{"serve", "--listen=127.0.0.1:0", "--rate-limit=0"}
	return c
}

var (
	created  = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX) (\w+)`)
	dropped  = regexp.MustCompile(`(?m)^DROP (?:TABLE|INDEX) (\w+)`)
	sequence = regexp.MustCompile(`^(\d+)_[^.]+(?:\.(sqlite|postgres))?\.sql$`)
)

// schema returns the last step that was made and the last that there is, and
// fails the test if what the database holds is not just what the steps made.
func (p *place) schema(t *testing.T) (version, last int64) {
	t.Helper()
	if p.engine == database.SQLite {
		if _, err := os.Stat(filepath.Join(p.command.Dir, "liaison.db")); err != nil {
			return 0, 1 // killed before it made the file
		}
	}
	db := p.open(t)
	defer db.Close()
	query, versions := "SELECT name FROM sqlite_master", "SELECT version_id FROM goose_db_version WHERE is_applied ORDER BY id"
	if p.engine == database.Postgres {
		query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
	}
	objects := column(t, db, query)
	var steps []string
	if slices.Contains(objects, "goose_db_version") {
		steps = column(t, db, versions)
	}
	for i, step := range steps {
		if step != strconv.Itoa(i) {
			t.Errorf("the steps made are %v, which has a gap", steps)
		}
	}
	version = int64(max(0, len(steps)-1))
	made, last := stepObjects(t, p.engine)
	for name, o := range made {
		if there := slices.Contains(objects, name); there != (o.made <= version && version < o.gone) {
			t.Errorf("the schema is at step %d, and %s of step %d is there: %v", version, name, o.made, there)
		}
	}
	return version, last
}

// lifetime is that of a table or an index: the step that makes it and the one that drops
// it again.
type lifetime struct{ made, gone int64 }

// stepObjects are the objects that the steps make, as their files say, and the
// last step.
func stepObjects(t *testing.T, engine database.Engine) (objects map[string]lifetime, last int64) {
	t.Helper()
	const dir = "../database/migrations"
	entries, err := os.ReadDir(dir) // in the order of the steps
	if err != nil {
		t.Fatal(err)
	}
	objects = map[string]lifetime{}
	for _, entry := range entries {
		parts := sequence.FindStringSubmatch(entry.Name())
		if parts == nil || (parts[2] != "" && parts[2] != string(engine)) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		last, _ = strconv.ParseInt(parts[1], 10, 64)
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		for _, match := range dropped.FindAllStringSubmatch(up, -1) {
			objects[match[1]] = lifetime{objects[match[1]].made, last}
		}
		for _, match := range created.FindAllStringSubmatch(up, -1) {
			o := lifetime{last, math.MaxInt64}
			if before := objects[match[1]]; before.gone == last { // made another way in one step
				o.made = before.made
			}
			objects[match[1]] = o
		}
	}
	return objects, last
}

// column reads the one column of a query.
func column(t *testing.T, db *database.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var value any
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(value))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
