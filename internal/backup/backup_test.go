package backup_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/backup"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var engines = []database.Engine{database.SQLite, database.Postgres}

// openURL opens a database until the test ends.
func openURL(t *testing.T, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), url, database.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// furnished is a database with a row in every table.
func furnished(t *testing.T, engine database.Engine, contacts int) *database.DB {
	t.Helper()
	db := openURL(t, testkit.MigratedURL(t, engine))
	f := factorytest.New(t, db)
	actor := changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}
	plan := factory.Plan{Workspace: f.Workspace, Actor: actor, Contacts: contacts, Seed: 5}
	if err := factory.Fill(t.Context(), db, plan); err != nil {
		t.Fatal(err)
	}
	someone := f.Contact(func(p *contact.Patch) { p.FirstName, p.LastName = record.Some("Zdeňka"), record.Some("Backupová") })
	for _, statement := range []string{
		`INSERT INTO users (id, username, username_key, email, password_hash, is_superuser, created_at, updated_at, version)
			VALUES ('u', 'ada', 'ada', 'ada@example.org', 'hash', TRUE, $2, $2, 1)`,
		`INSERT INTO memberships (workspace_id, user_id, role_id, created_at)
			SELECT workspace_id, 'u', MIN(id), $2 FROM roles WHERE workspace_id = $1 GROUP BY workspace_id`,
		`INSERT INTO sessions (id, user_id, secret_hash, created_at, used_at, expires_at, kind, remember, device)
			SELECT 's', 'u', 'h', $2, $2, $2, 'browser', TRUE, 'Firefox' WHERE $1 <> ''`,
		`INSERT INTO sign_in_attempts (name_hash, failures, of_day, day_at, last_at) SELECT 'n', 3, 4, $2, $2 WHERE $1 <> ''`,
		`INSERT INTO signing_keys (id, secret, created_at) SELECT 'k', '` + strings.Repeat("ab", 32) + `', $2 WHERE $1 <> ''`,
		`INSERT INTO saved_views (workspace_id, id, list, name, name_key, sort_key, query, columns, is_shared, owner_id,
			created_at, updated_at, version) SELECT $1, 'v', 'contacts', 'Mine', 'mine', (SELECT sort_key FROM tags ORDER BY id LIMIT 1), 'q=1',
			'[]', TRUE, 'u', $2, $2, 1`,
		`INSERT INTO bulk_actions (workspace_id, id, kind, action, parameters, state, total, is_backward, created_at, user_id, via, via_name)
			VALUES ($1, 'b', 'contact', 'delete', '{}', 'running', 1, TRUE, $2, 'u', 'session', '')`,
		`INSERT INTO bulk_action_records (workspace_id, action_id, position, record_id)
			SELECT $1, 'b', 1, id FROM users WHERE id = 'u' AND $2 <> ''`,
		`INSERT INTO idempotency_keys (workspace_id, user_id, route, key, body_hash, status, headers, body, created_at)
			VALUES ($1, 'u', 'POST /contacts', 'a key', 'h', 201, '{}', '{"a": "ß"}', $2)`,
		`INSERT INTO pending_refreshes (workspace_id, record_id, cause, via, via_name, request_id)
			SELECT $1, 'c', 7, 'key', '', '' WHERE $2 <> ''`,
		`INSERT INTO refresh_walks (workspace_id, cause, selection, kind, subject, via, via_name, request_id)
			SELECT $1, 7, 's', 'organization', 'o', 'key', '', '' WHERE $2 <> ''`,
		`INSERT INTO contact_external_ids (workspace_id, contact_id, system, external_id)
			SELECT $1, '` + someone.ID + `', 'crm', '4711' WHERE $2 <> ''`,
		`INSERT INTO organization_external_ids (workspace_id, organization_id, system, external_id)
			SELECT $1, MIN(id), 'crm', '4711' FROM organizations WHERE $2 <> ''`,
		`INSERT INTO organization_tags (workspace_id, organization_id, tag_id)
			SELECT $1, MIN(o.id), MIN(t.id) FROM organizations o, tags t WHERE $2 <> ''`,
	} {
		if strings.HasPrefix(statement, "INSERT INTO users") {
			statement = strings.ReplaceAll(statement, "$2", "$1")
			run(t, db, statement, db.Now().String())
			continue
		}
		run(t, db, statement, f.Workspace, db.Now().String())
	}
	return db
}

func run(t *testing.T, db *database.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Exec(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// rows are all rows of a database as text, by table.
func rows(t *testing.T, db *database.DB) map[string][]string {
	t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'contact_search_%'`
	if db.Engine == database.Postgres {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`
	}
	names, err := db.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := database.Texts(names)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, table := range tables {
		if table != "goose_db_version" {
			all[table] = rowsOf(t, db, table)
		}
	}
	return all
}

func rowsOf(t *testing.T, db *database.DB, table string) []string {
	t.Helper()
	found, err := db.Query(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for found.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := found.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		var cells []string
		for i, column := range columns {
			switch v := values[i].(type) {
			case bool:
				values[i] = map[bool]int{false: 0, true: 1}[v]
			case []byte:
				values[i] = fmt.Sprintf("%x", v)
			}
			if column != "search_id" { // SQLite's own
				cells = append(cells, fmt.Sprintf("%s=%v", column, values[i]))
			}
		}
		slices.Sort(cells)
		list = append(list, strings.Join(cells, " "))
	}
	slices.Sort(list)
	return list
}

// restore restores a backup into a new database of an engine.
func restore(t *testing.T, engine database.Engine, file, identity string) (*database.DB, error) {
	t.Helper()
	source, err := backup.Open(file, identity, nil)
	if err != nil {
		return nil, err
	}
	if engine == database.Postgres {
		db := openURL(t, testkit.PostgresURL(t))
		_, err := source.ToDatabase(t.Context(), db)
		return db, err
	}
	path := filepath.Join(t.TempDir(), "restored.db")
	if _, err := source.ToFile(t.Context(), path); err != nil {
		left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
		if _, missing := os.Stat(path); missing == nil || len(left) > 0 {
			t.Errorf("after %v something is left", err)
		}
		return nil, err
	}
	return openURL(t, "sqlite:"+path), nil
}

// A backup of each engine restored into each engine is the same database, row for
// row, and one that works: it keeps all rules, is found in, and opens to its keys.
func TestEveryRowComesBackOnEachEngine(t *testing.T) {
	for _, from := range engines {
		t.Run("from "+string(from), func(t *testing.T) {
			db := furnished(t, from, 60)
			f := factorytest.New(t, db)
			_, key, err := auth.New(db, nil).CreateKey(t.Context(), f.Workspace, changelog.Actor{Via: changelog.ViaCommand},
				auth.NewKey{Name: "mine", Role: "editor"})
			if err != nil {
				t.Fatal(err)
			}
			want, breaches := rows(t, db), breachesOf(t, db)
			for table, list := range want {
				if len(list) == 0 {
					t.Errorf("%s is empty: this test wants a row in every table", table)
				}
			}
			file := filepath.Join(t.TempDir(), "a.backup")
			result, err := backup.Write(t.Context(), db, file, backup.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || info.Size() != result.Bytes {
				t.Errorf("the file is %v, %v; the result is %+v", info, err, result)
			}
			for _, to := range engines {
				t.Run("to "+string(to), func(t *testing.T) {
					restored, err := restore(t, to, file, "")
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, rows(t, restored)); diff != "" {
						t.Errorf("the rows differ (-before +after):\n%.3000s", diff)
					}
					works(t, restored, f.Workspace, key, breaches)
				})
			}
		})
	}
}

// works fails the test unless the database can be worked with and breaks the rules
// that the rows which were made up for this test break, and no more.
func works(t *testing.T, db *database.DB, workspace, key string, breaches []string) {
	t.Helper()
	if diff := cmp.Diff(breaches, breachesOf(t, db)); diff != "" {
		t.Errorf("the breaches differ (-before +after):\n%s", diff)
	}
	if _, err := auth.New(db, nil).Authenticate(t.Context(), key); err != nil {
		t.Errorf("the key does not open it: %v", err)
	}
	rules, err := ruleset.Read(t.Context(), db, workspace)
	if err != nil {
		t.Fatal(err)
	}
	store := contact.NewStore(db, workspace, rules)
	for _, word := range []string{"backupova", "kupov"} {
		q, faults := listing.Parse(contact.ListSpec(nil), url.Values{"search": {word}})
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if page, err := store.List(t.Context(), q); err != nil || len(page.Items) != 1 {
			t.Errorf("%s is found in %+v, %v", word, page, err)
		}
	}
	factorytest.New(t, db).Contact() // numbers and counters go on
}

func breachesOf(t *testing.T, db *database.DB) (list []string) {
	t.Helper()
	if err := check.Run(t.Context(), db, func(b check.Breach) { list = append(list, b.String()) }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// Nothing is restored of what is not a whole, sound backup for this key and this
// program, and nothing is left of the attempt.
func TestDamagedBackupsAreRefused(t *testing.T) {
	db := furnished(t, database.SQLite, 20)
	folder := t.TempDir()
	plain, secret := filepath.Join(folder, "plain"), filepath.Join(folder, "secret")
	key, other := keyFile(t), keyFile(t)
	for file, recipients := range map[string][]age.Recipient{plain: nil, secret: {key.recipient}} {
		if _, err := backup.Write(t.Context(), db, file, backup.Options{Recipients: recipients}); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(what, file, identity string, texts ...string) {
		t.Helper()
		_, err := restore(t, database.SQLite, file, identity)
		if err == nil || !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(err.Error(), text) }) {
			t.Errorf("%s: %v, want one of %q", what, err, texts)
		}
	}
	refused("no key", secret, "", "is encrypted: pass the file with the secret key with --identity")
	refused("another key", secret, other.path, "is encrypted for a different key")
	refused("no key file", secret, folder+"/none", "read the secret key")
	refused("a backup as key file", secret, plain, "does not contain an age secret key")
	refused("no file", folder+"/none", "", "no such file")
	refused("a folder", folder, "", "is a directory")
	refused("a database", db.Path(), "", "is a database, not a Liaison backup")
	for file, identity := range map[string]string{plain: "", secret: key.path} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		damaged := file + "-damaged"
		for _, n := range []int{0, 3, 4, 10, 100, 300, len(content) / 2, len(content) - 17, len(content) - 4, len(content) - 1} {
			write(t, damaged, content[:n])
			refused(fmt.Sprintf("%s cut off after %d of %d", file, n, len(content)), damaged, identity, "damaged or truncated", "not a Liaison backup")
		}
		for at := 0; at < len(content); at += 1 + len(content)/40 {
			flipped := slices.Clone(content)
			flipped[at] ^= 0x10
			write(t, damaged, flipped)
			refused(fmt.Sprintf("%s flipped at %d", file, at), damaged, identity, "damaged or truncated", "not a Liaison backup", "for a different key")
		}
		write(t, damaged, append(slices.Clone(content), "and more"...))
		refused("more behind it", damaged, identity, "damaged or truncated")
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

type key struct {
	path      string
	recipient age.Recipient
}

func keyFile(t *testing.T) key {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	k := key{filepath.Join(t.TempDir(), "key"), identity.Recipient()}
	write(t, k.path, []byte("# a comment\n"+identity.String()+"\n"))
	return k
}

// An encrypted backup has nothing readable in it and opens with its key.
func TestEncryptedBackups(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			db := furnished(t, engine, 10)
			want, folder, k := rows(t, db), t.TempDir(), keyFile(t)
			result, err := backup.Write(t.Context(), db, folder, backup.Options{Recipients: []age.Recipient{keyFile(t).recipient, k.recipient}})
			if err != nil {
				t.Fatal(err)
			}
			if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 || !strings.HasSuffix(result.Path, "Z.backup.age") {
				t.Errorf("%v, %v are in the folder, want %s alone", entries, err, result.Path)
			}
			restored, err := restore(t, engine, result.Path, k.path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, rows(t, restored)); diff != "" {
				t.Errorf("the rows differ (-before +after):\n%.2000s", diff)
			}
		})
	}
}

// A backup that fails or is stopped leaves nothing, least of all readable pages.
func TestStoppedBackupsLeaveNothing(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			db := furnished(t, engine, 30)
			for _, at := range []string{"copied", "packed"} {
				folder := t.TempDir()
				ctx, stop := context.WithCancel(t.Context())
				_, err := backup.Write(ctx, db, folder, backup.Options{Progress: func(what string, _, _ int64) {
					if strings.HasSuffix(what, at) {
						stop()
					}
				}})
				stop()
				if entries, _ := os.ReadDir(folder); !errors.Is(err, context.Canceled) || len(entries) > 0 {
					t.Errorf("stopped while it is %s: %v, and %v is left", at, err, entries)
				}
			}
		})
	}
}
