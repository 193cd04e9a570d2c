package bench_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/workspace"
)

// filled is a database full of contacts, and what a client must know of it.
type filled struct {
	key       string   // an API key
	workspace string   // id
	ids       []string // of some contacts
	flips     []flip
	pages     []position
}

// flip is a contact whose two email addresses take turns at being primary.
type flip struct {
	contact string
	emails  [2]string // ids; the first one is primary at the start
}

// position is where a page starts, far from the list's beginning: behind the
// contact with these keys.
type position struct {
	offset              int
	id                  string
	lastName, firstName []byte
}

// sampled is how many contacts the clients know.
const sampled = 5_000

// written is how many contacts are made by the stores. The others have the same
// names, values and texts under fresh ids, which is several times as fast.
const written = 5_000

// fill makes the database file, unless it is there already, and looks around
// in it.
func fill(ctx context.Context, path string, n int) (f *filled, err error) {
	if _, err := os.Stat(path); err != nil {
		start := time.Now()
		if err := makeFile(ctx, path, n); err != nil {
			return nil, fmt.Errorf("fill the database: %w", errors.Join(err, os.Remove(path)))
		}
		fmt.Fprintf(os.Stderr, "%d contacts made in %.0f s\n", n, time.Since(start).Seconds())
	}
	db, err := database.Open(ctx, "sqlite:"+path, database.Options{Fast: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		return nil, err
	}
	f = &filled{workspace: w.ID}
	_, f.key, err = auth.New(db, nil).CreateKey(ctx, w.ID, changelog.Actor{Via: changelog.ViaCommand},
		auth.NewKey{Name: "bench " + db.NewID(), Role: "editor"})
	if err != nil {
		return nil, err
	}
	return f, f.look(ctx, db)
}

func makeFile(ctx context.Context, path string, n int) error {
	if err := createPeople(ctx, path, min(n, written)); err != nil || n <= written {
		return err
	}
	b, err := newBare(ctx, path, written)
	if err != nil {
		return err
	}
	defer b.close()
	return b.multiply(ctx, n-written)
}

// createPeople makes contacts in a new database.
func createPeople(ctx context.Context, path string, n int) (err error) {
	db, err := database.Open(ctx, "sqlite:"+path, database.Options{Fast: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := errors.Join(db.Migrate(ctx), workspace.Ensure(ctx, db)); err != nil {
		return err
	}
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		return err
	}
	rules, err := ruleset.Read(ctx, db, w.ID)
	if err != nil {
		return err
	}
	store := contact.NewStore(db, w.ID, rules)
	r := rand.New(rand.NewPCG(1, 1))
	const batch = 250
	for made := 0; made < n; made += batch {
		err := changelog.InTx(ctx, db, w.ID, changelog.Actor{Via: changelog.ViaCommand, Name: "bench"},
			func(tx *changelog.Tx) error {
				for range min(batch, n-made) {
					p := newPerson(r)
					if _, err := store.Create(ctx, tx, p.patch()); err != nil {
						return err
					}
				}
				return nil
			})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *filled) look(ctx context.Context, db *database.DB) error {
	rows, err := db.Query(ctx, `SELECT id FROM contacts WHERE workspace_id = $1 ORDER BY organization_key LIMIT $2`, f.workspace, sampled)
	if err != nil {
		return err
	}
	if f.ids, err = database.Texts(rows); err != nil {
		return err
	}
	for _, id := range f.ids {
		rows, err := db.Query(ctx, `SELECT id FROM contact_email_addresses WHERE workspace_id = $1 AND contact_id = $2
			ORDER BY is_primary DESC, id`, f.workspace, id)
		if err != nil {
			return err
		}
		emails, err := database.Texts(rows)
		if err != nil {
			return err
		}
		f.flips = append(f.flips, flip{id, [2]string(emails)})
	}
	var n int
	err = db.QueryRow(ctx, `SELECT contacts FROM workspace_counters WHERE workspace_id = $1`, f.workspace).Scan(&n)
	if err != nil {
		return err
	}
	const pages = 20
	for i := range pages {
		p := position{offset: (i + 1) * n / (pages + 2)}
		err := db.QueryRow(ctx, `SELECT id, last_name_key, first_name_key FROM contacts WHERE workspace_id = $1
			ORDER BY last_name_key, first_name_key, id LIMIT 1 OFFSET $2`, f.workspace, p.offset).
			Scan(&p.id, &p.lastName, &p.firstName)
		if err != nil {
			return err
		}
		f.pages = append(f.pages, p)
	}
	return nil
}

// copyFile copies a database that nobody has open.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

// servers are Liaison and the bare one, each with a copy of the same database.
type servers struct {
	*filled

	dir           string
	file          string // the filled database, of which each has a copy
	bare, liaison *server
}

// shared are the servers of this run: filling a database takes longer than all
// that is measured.
var shared struct {
	servers
	once sync.Once
	err  error
}

// start returns the servers, started by the first call.
func start(b *testing.B) *servers {
	b.Helper()
	shared.once.Do(func() { shared.err = shared.start() })
	if shared.err != nil {
		b.Fatal(shared.err)
	}
	return &shared.servers
}

func (s *servers) start() (err error) {
	if s.dir, err = os.MkdirTemp("", "liaison-bench"); err != nil {
		return err
	}
	path := *keep
	if path == "" {
		path = filepath.Join(s.dir, "filled.db")
	}
	if s.filled, err = fill(context.Background(), path, *contacts); err != nil {
		return err
	}
	s.file = path
	for kind, server := range map[string]**server{"bare": &s.bare, "liaison": &s.liaison} {
		file := filepath.Join(s.dir, kind+".db")
		if err := copyFile(path, file); err != nil {
			return err
		}
		if *server, err = startServer(kind, file, s.dir); err != nil {
			return err
		}
	}
	return nil
}

func (s *servers) close() {
	for _, server := range []*server{s.bare, s.liaison} {
		if server != nil {
			server.stop()
		}
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}
