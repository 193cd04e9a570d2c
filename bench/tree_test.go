package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

// The sizes of BenchmarkTree: a tree of fan to the power of levels nodes, and
// the contacts linked to an organization, where all of them are written anew in
// one transaction and where a job does it.
const (
	fan    = 10
	levels = 5
	many   = 10_000
)

var toMany = flag.Int("linked", 100_000, "`number` of contacts of the organization that BenchmarkTree renames by a job")

// forest is an API in this process with a large tree behind it.
type forest struct {
	testing.TB

	db         *database.DB
	handler    http.Handler
	key        string
	statements atomic.Int64
	levels     [][]string // ids of the organizations, level by level
}

// BenchmarkTree does once what large trees make dear, on both engines, and says
// how long it took and with how many statements.
func BenchmarkTree(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			if b.N > 1 {
				b.Skip("each of these is done once")
			}
			f := plantForest(b, engine)
			f.readTree()
			f.moveSubtree()
			f.renameAndDelete()
			f.renameLarge()
			b.ReportMetric(0, "ns/op")
		})
	}
}

func plantForest(b *testing.B, engine database.Engine) *forest {
	f := &forest{TB: b}
	url := "sqlite:" + filepath.Join(b.TempDir(), "tree.db")
	if engine == database.Postgres {
		url = testkit.MigratedURL(b, engine)
	}
	options := database.Options{OnStatement: func(context.Context, string) { f.statements.Add(1) }}
	var err error
	if f.db, err = database.Open(b.Context(), url, options); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.db.Close() })
	ctx := b.Context()
	if err := errors.Join(f.db.Migrate(ctx), workspace.Ensure(ctx, f.db)); err != nil {
		b.Fatal(err)
	}
	w, err := workspace.BySlug(ctx, f.db, workspace.Default)
	if err != nil {
		b.Fatal(err)
	}
	keys := auth.New(f.db, nil)
	_, f.key, err = keys.CreateKey(ctx, w.ID, changelog.Actor{Via: changelog.ViaCommand}, auth.NewKey{Name: "bench", Role: "editor"})
	if err != nil {
		b.Fatal(err)
	}
	f.handler = httpserver.Handler(httpserver.Options{
		Keys: keys, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: f.db.NewID,
	}, restapi.New(restapi.Config{DB: f.db, Keys: keys, Rules: new(ruleset.Store), Version: "bench"}))
	f.grow()
	if engine == database.Postgres { // as autovacuum does within a minute
		if _, err := f.db.Exec(ctx, "ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	return f
}

// ask sends a request and reads the answer into dest, unless that is nil.
func (f *forest) ask(method, path string, body, dest any) {
	f.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		f.Fatal(err)
	}
	var reader io.Reader = http.NoBody
	if body != nil {
		reader = strings.NewReader(string(encoded))
	}
	if strings.HasPrefix(path, "/") {
		path = restapi.Base + path
	}
	r := httptest.NewRequestWithContext(f.Context(), method, path, reader)
	r.Header.Set("Authorization", "Bearer "+f.key)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	if w.Code >= http.StatusBadRequest {
		f.Fatalf("%s %s: %d %.1000s", method, path, w.Code, w.Body)
	}
	if dest != nil {
		if err := json.Unmarshal(w.Body.Bytes(), dest); err != nil {
			f.Fatal(err)
		}
	}
}

// timed does something and keeps how long it took, and with how many statements.
func (f *forest) timed(what string, do func()) {
	before, start := f.statements.Load(), time.Now()
	do()
	table.trees = append(table.trees, treeLine{string(f.db.Engine) + ": " + what, time.Since(start), f.statements.Load() - before})
}

type body map[string]any

// create makes records by batches of a thousand and returns their ids.
func (f *forest) create(path string, bodies []body) (ids []string) {
	const batch = 1_000
	for from := 0; from < len(bodies); from += batch {
		var operations []body
		for _, one := range bodies[from:min(from+batch, len(bodies))] {
			operations = append(operations, body{"action": "create", "body": one})
		}
		var answer struct {
			Results []struct{ Record struct{ ID string } }
		}
		f.ask("POST", path+"/batch", body{"operations": operations}, &answer)
		for _, r := range answer.Results {
			ids = append(ids, r.Record.ID)
		}
	}
	return ids
}

// grow makes the tree, level by level.
func (f *forest) grow() {
	level := f.create("/organizations", []body{{"name": "Root", "code": "R", "organization_type": "Company"}})
	f.levels = [][]string{level}
	code := 0
	for range levels {
		var bodies []body
		for _, parent := range level {
			for i := range fan {
				code++
				bodies = append(bodies, body{
					"name": fmt.Sprintf("Part %d of %d", i, code), "code": fmt.Sprint(code),
					"organization_type": "Department", "parent": parent,
				})
			}
		}
		level = f.create("/organizations", bodies)
		f.levels = append(f.levels, level)
	}
}

func (f *forest) readTree() {
	root, subtree, leaf := f.levels[0][0], f.levels[1][0], f.levels[levels][0]
	for _, warm := range []bool{true, false} {
		timed := f.timed
		if warm {
			timed = func(_ string, do func()) { do() }
		}
		timed("ancestors of a leaf", func() { f.ask("GET", "/organizations/"+leaf+"/ancestors", nil, nil) })
		timed("a page of the root's 111,110 descendants", func() { f.ask("GET", "/organizations/"+root+"/descendants", nil, nil) })
		timed("a page of 11,110 descendants of 111,111", func() { f.ask("GET", "/organizations/"+subtree+"/descendants", nil, nil) })
		timed("a page of 1,110 descendants of 111,111", func() {
			f.ask("GET", "/organizations/"+f.levels[2][0]+"/descendants", nil, nil)
		})
		timed("a page of children", func() { f.ask("GET", "/organizations/"+subtree+"/children", nil, nil) })
	}
	next := "/organizations/" + root + "/descendants?page_size=200"
	for range 50 {
		var page struct{ Next string }
		f.ask("GET", next, nil, &page)
		next = page.Next
	}
	f.timed("the 51st page of 200 of the root's descendants", func() { f.ask("GET", next, nil, nil) })
}

func (f *forest) moveSubtree() {
	f.timed("move a subtree of 11,111", func() {
		f.ask("POST", "/organizations/"+f.levels[1][0]+"/move", body{"parent": f.levels[1][1]}, nil)
	})
	f.timed("move it back", func() {
		f.ask("POST", "/organizations/"+f.levels[1][0]+"/move", body{"parent": f.levels[0][0]}, nil)
	})
}

// staff makes an organization with n contacts.
func (f *forest) staff(code string, n int) string {
	id := f.create("/organizations", []body{{"name": "Firm " + code, "code": code, "organization_type": "Company"}})[0]
	bodies := make([]body, n)
	for i := range bodies {
		bodies[i] = body{
			"first_name": "Ada", "last_name": fmt.Sprint("King ", i), "linked_organization": id,
			"email_addresses": []body{{"email": fmt.Sprintf("ada.%s.%d@example.com", code, i)}},
		}
	}
	f.create("/contacts", bodies)
	return id
}

func (f *forest) renameAndDelete() {
	id := f.staff("TENK", many)
	f.timed("rename one with 10,000 linked contacts", func() {
		f.ask("PATCH", "/organizations/"+id, body{"name": "Renamed firm"}, nil)
	})
	f.timed("delete it", func() { f.ask("DELETE", "/organizations/"+id, nil, nil) })
	var found struct{ Count int }
	f.ask("GET", "/contacts?search=renamed&count=exact&page_size=1", nil, &found)
	if found.Count != many {
		f.Errorf("%d contacts have kept the name", found.Count)
	}
}

// renameLarge renames an organization whose contacts are left to a job, and lets
// somebody else write meanwhile.
func (f *forest) renameLarge() {
	id := f.staff("LARGE", *toMany)
	other := f.create("/contacts", []body{{"first_name": "Grace"}})[0]
	stop, done := make(chan struct{}), make(chan struct{})
	var waits []time.Duration
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			start := time.Now()
			f.ask("PATCH", "/contacts/"+other, body{"nickname": fmt.Sprint(i)}, nil)
			waits = append(waits, time.Since(start))
		}
	}()
	f.timed(fmt.Sprintf("rename one with %d linked contacts: the answer", *toMany), func() {
		f.ask("PATCH", "/organizations/"+id, body{"name": "Renamed giant"}, nil)
	})
	f.timed("and until all show it", func() {
		refresher := directory.NewRefresher(f.db, slog.New(slog.DiscardHandler))
		if err := refresher.WorkOff(f.Context()); err != nil {
			f.Error(err)
		}
	})
	close(stop)
	<-done
	slices.Sort(waits)
	for _, part := range []int{50, 99, 100} {
		name := fmt.Sprintf("%s: another writer meanwhile, %d %% of %d within", f.db.Engine, part, len(waits))
		table.trees = append(table.trees, treeLine{name, waits[(len(waits)-1)*part/100], 0})
	}
	var found struct{ Count int }
	f.ask("GET", "/contacts?search=giant&count=exact&page_size=1", nil, &found)
	if found.Count != *toMany {
		f.Errorf("%d contacts show the new name", found.Count)
	}
}

// treeLine is a line of the third table.
type treeLine struct {
	name       string
	took       time.Duration
	statements int64
}
