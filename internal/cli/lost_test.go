package cli_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// loss is a way in which the file of a database is lost or damaged.
type loss struct {
	do   func(t *testing.T, path string)
	want []string // what every command says: which it is, and what to do
}

var warning = regexp.MustCompile(`(?m)^liaison: warning: running as root.*\n`)

const pageSize = 4096

// losses are all that we know of, with what belongs beside the file in place.
var losses = map[string]loss{
	"empty": {
		func(t *testing.T, path string) { rewrite(t, path, func([]byte) []byte { return nil }) },
		[]string{"is empty", "restore a backup"},
	},
	"another file": {
		func(t *testing.T, path string) {
			rewrite(t, path, func([]byte) []byte { return []byte("Dear diary\n") })
		},
		[]string{"is not an SQLite database", "--database-url"},
	},
	"a text as long as a header": {
		func(t *testing.T, path string) {
			rewrite(t, path, func([]byte) []byte { return bytes.Repeat([]byte("name,email\n"), 1000) })
		},
		[]string{"is not an SQLite database", "--database-url"},
	},
	"a few bytes of it": {
		func(t *testing.T, path string) { rewrite(t, path, func(b []byte) []byte { return b[:60] }) },
		[]string{"is damaged (it ends after 60 bytes)", "restore a backup"},
	},
	"half a page of it": {
		func(t *testing.T, path string) { rewrite(t, path, func(b []byte) []byte { return b[:pageSize/2] }) },
		[]string{"is damaged (it ends after 2048 of ", "restore a backup"},
	},
	"half of it": {
		func(t *testing.T, path string) { rewrite(t, path, func(b []byte) []byte { return b[:len(b)/2] }) },
		[]string{"is damaged (it ends after ", "restore a backup"},
	},
	"all but the last byte": {
		func(t *testing.T, path string) { rewrite(t, path, func(b []byte) []byte { return b[:len(b)-1] }) },
		[]string{"is damaged (it ends after ", "restore a backup"},
	},
	"header of zeros": {
		func(t *testing.T, path string) { rewrite(t, path, func(b []byte) []byte { clear(b[:100]); return b }) },
		[]string{"is not an SQLite database", "restore a backup"},
	},
	"header of nonsense behind the magic": {
		func(t *testing.T, path string) { rewrite(t, path, func(b []byte) []byte { return fill(b, 16, 100) }) },
		[]string{"is damaged (its header makes no sense)", "restore a backup"},
	},
	"first page": {
		func(t *testing.T, path string) {
			rewrite(t, path, func(b []byte) []byte { return fill(b, 100, pageSize) })
		},
		[]string{"is damaged (", "restore a backup"},
	},
	"a page in the middle": {
		func(t *testing.T, path string) { rewrite(t, path, overwriteLeaf) },
		[]string{"is damaged (", "restore a backup"},
	},
	"missing beside its log": {
		func(t *testing.T, path string) { write(t, path+"-wal", "log", 0o600); remove(t, path) },
		[]string{"is missing, but liaison.db-wal", "put the file back"},
	},
	"missing beside the index of its log": {
		func(t *testing.T, path string) { write(t, path+"-shm", "", 0o600); remove(t, path) },
		[]string{"is missing, but liaison.db-shm", "put the file back"},
	},
	"a page in the middle, with a log": {
		func(t *testing.T, path string) { rewrite(t, path, overwriteLeaf); write(t, path+"-wal", "", 0o600) },
		[]string{"is damaged (", "restore a backup"},
	},
	"a directory": {
		func(t *testing.T, path string) {
			remove(t, path)
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		[]string{"is a directory or a device", "--database-url"},
	},
	"a pipe": {
		func(t *testing.T, path string) {
			remove(t, path)
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		[]string{"is a directory or a device", "--database-url"},
	},
	"a link to nothing": {
		func(t *testing.T, path string) { remove(t, path); link(t, "mounted/liaison.db", path) },
		[]string{"is a symbolic link to a file that does not exist", "mounted"},
	},
	"a link to a damaged file": {
		func(t *testing.T, path string) {
			rewrite(t, path, func([]byte) []byte { return nil })
			if err := os.Rename(path, "elsewhere.db"); err != nil {
				t.Fatal(err)
			}
			link(t, "elsewhere.db", path)
		},
		[]string{"elsewhere.db is empty", "restore a backup"},
	},
	"another program's database": {
		func(t *testing.T, path string) { remove(t, path); foreign(t, path, "DELETE") },
		[]string{"is the database of another program", "--database-url"},
	},
	"another program's database with a log": {
		func(t *testing.T, path string) { remove(t, path); foreign(t, path, "WAL") },
		[]string{"is the database of another program", "--database-url"},
	},
}

// Whatever happened to the file of a database, no command takes it for a new one:
// each says in one line what it is and what to do, and touches nothing.
func TestLostAndDamagedFilesAreRefused(t *testing.T) {
	s := newShell(t)
	filled(t, "sqlite:liaison.db", 60)
	sound, err := os.ReadFile("liaison.db")
	if err != nil {
		t.Fatal(err)
	}
	s.must("", "backup", "good.backup")
	backed, err := os.ReadFile("good.backup")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(losses)) {
		t.Run(name, func(t *testing.T) {
			s := newShell(t)
			if err := os.WriteFile("liaison.db", sound, 0o600); err != nil {
				t.Fatal(err)
			}
			losses[name].do(t, "liaison.db")
			before := everyFile(t)
			for _, args := range [][]string{
				{"serve", "--listen=127.0.0.1:0"},
				{"migrate"},
				{"migrate", "status"},
				{"user", "list"},
				{"user", "disable", "ada"},
				{"user", "create", "--username=ada", "--email=ada@example.org", "--no-password"},
				{"api-key", "list"},
				{"api-key", "create", "--name=k", "--role=editor"},
				{"api-key", "revoke", "k"},
				{"workspace", "list"},
				{"workspace", "create", "--slug=two", "--name=Two"},
				{"demo", "--contacts=1"},
				{"check"},
				{"check", "--rebuild"},
				{"backup", t.TempDir() + "/a.backup"},
			} {
				stdout, stderr, code := s.run("", args...)
				stderr = warning.ReplaceAllString(stderr, "")
				if code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 {
					t.Errorf("%v: exit code %d, %q, %q", args, code, stdout, stderr)
				}
				for _, text := range losses[name].want {
					if !strings.Contains(stderr, text) {
						t.Errorf("%v does not say %q: %s", args, text, stderr)
					}
				}
				if diff := cmp.Diff(before, everyFile(t)); diff != "" {
					t.Fatalf("%v has touched files (-before +after):\n%s", args, diff)
				}
			}
			file := filepath.Join(t.TempDir(), "good.backup")
			if err := os.WriteFile(file, backed, 0o600); err != nil {
				t.Fatal(err)
			}
			s.fails(1, "already exists", "", "restore", file)
			if diff := cmp.Diff(before, everyFile(t)); diff != "" {
				t.Errorf("a restore has touched files (-before +after):\n%s", diff)
			}
		})
	}
}

// A link to a database is the database, with its log beside the file itself.
func TestLinkToADatabase(t *testing.T) {
	s := newShell(t)
	if err := os.Mkdir("data", 0o700); err != nil {
		t.Fatal(err)
	}
	s.must("", "user", "create", "--username=ada", "--email=ada@example.org", "--no-password", "--database-url=sqlite:data/real.db")
	link(t, "data/real.db", "liaison.db")
	if list := s.must("", "user", "list"); !strings.Contains(list, "ada@example.org") {
		t.Errorf("through the link it lists %s", list)
	}
	for name := range everyFile(t) {
		if strings.HasPrefix(name, "liaison.db-") {
			t.Errorf("%s was made beside the link", name)
		}
	}
	rename(t, "data/real.db", "data/moved.db")
	write(t, "data/real.db-wal", "log", 0o600)
	s.fails(1, "symbolic link to a file that does not exist", "", "user", "list")
}

// everyFile are the files of the working directory with their modes and contents.
func everyFile(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content := ""
		if info.Mode().IsRegular() {
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(b)
			content = fmt.Sprintf("%d bytes, %s, %s", len(b), hex.EncodeToString(sum[:8]), info.ModTime())
		}
		all[name] = fmt.Sprint(info.Mode(), " ", content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func rewrite(t *testing.T, path string, change func(content []byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fill overwrites a part of a file.
func fill(content []byte, from, to int) []byte {
	for i := from; i < to; i++ {
		content[i] = 0xa5
	}
	return content
}

// overwriteLeaf overwrites a page with rows in the middle of a file.
func overwriteLeaf(content []byte) []byte {
	const leafOfTable = 13
	for at := len(content) / 2 / pageSize * pageSize; at < len(content); at += pageSize {
		if content[at] == leafOfTable {
			return fill(content, at, at+pageSize)
		}
	}
	panic("there is no such page")
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}

// foreign makes the database of a program that knows nothing of ours.
func foreign(t *testing.T, path, journal string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=journal_mode("+journal+")")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	defer func() {
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}()
	if _, err := db.Exec("CREATE TABLE goose_db_version (id INTEGER); CREATE TABLE users (id TEXT)"); err != nil {
		t.Fatal(err)
	}
}
