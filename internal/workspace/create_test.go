package workspace_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/workspace"
)

var command = changelog.Actor{Via: changelog.ViaCommand}

func (h *house) tryCreate(p workspace.Patch) (w *workspace.Workspace, err error) {
	err = changelog.InTx(h.Context(), h.db, h.db.NewID(), command, func(tx *changelog.Tx) (err error) {
		w, err = workspace.Create(h.Context(), tx, &p)
		return err
	})
	return w, err
}

// create makes a workspace that must be made.
func (h *house) create(slug string) *workspace.Workspace {
	h.Helper()
	w, err := h.tryCreate(workspace.Patch{Slug: record.Some(slug), Name: record.Some("The " + slug)})
	if err != nil {
		h.Fatal(err)
	}
	return w
}

func (h *house) delete(id string, check func(int64) error) error {
	return changelog.InTx(h.Context(), h.db, id, command, func(tx *changelog.Tx) error {
		return workspace.Delete(h.Context(), tx, id, check)
	})
}

// TestCreateMakesAllThatTheFirstOneHas compares a new workspace with Default, but
// for ids and times.
func TestCreateMakesAllThatTheFirstOneHas(t *testing.T) {
	each(t, func(h *house) {
		w, err := h.tryCreate(workspace.Patch{
			Slug: record.Some("acme-2"), Name: record.Some(" Acme "), DefaultRegion: record.Some("de"), StrictCustomFields: record.Some(true),
		})
		if err != nil || w.Name != "Acme" || w.DefaultRegion != "DE" || !w.StrictCustomFields || w.Version != 1 {
			h.Fatal(w, err)
		}
		for _, query := range []string{
			`SELECT name || name_key || description || search_body FROM organization_types WHERE workspace_id = $1 ORDER BY 1`,
			`SELECT name || ' ' || permissions FROM roles WHERE workspace_id = $1 ORDER BY 1`,
			`SELECT list || ' ' || value || ' ' || label || ' ' || position || value_key FROM options WHERE workspace_id = $1 ORDER BY 1`,
			`SELECT kind || ' ' || action || ' ' || number FROM changes WHERE workspace_id = $1 ORDER BY number`,
			`SELECT 'tree ' || moves FROM organization_trees WHERE workspace_id = $1`,
			`SELECT 'counters ' || change_number || ' ' || contacts FROM workspace_counters WHERE workspace_id = $1`,
		} {
			first := texts(h.T, h.db, query, h.ws)
			if diff := cmp.Diff(first, texts(h.T, h.db, query, w.ID)); diff != "" || len(first) == 0 {
				h.Errorf("%s: %d rows of default (-default +new):\n%s", query, len(first), diff)
			}
		}
		logged := texts(h.T, h.db, `SELECT after FROM changes WHERE workspace_id = $1 AND kind = 'workspace'`, w.ID)
		if diff := cmp.Diff([]string{string(w.JSON())}, logged); diff != "" {
			h.Errorf("the log (-want +got):\n%s", diff)
		}
	})
}

func TestSlugs(t *testing.T) {
	each(t, func(h *house) {
		for slug, code := range map[string]string{
			"": "required", "-a": "invalid_slug", "a-": "invalid_slug", "-": "invalid_slug", "A": "invalid_slug", " a": "invalid_slug",
			"a b": "invalid_slug", "a_b": "invalid_slug", "é": "invalid_slug", "a\n": "invalid_slug", "a/b": "invalid_slug",
			strings.Repeat("a", 51): "too_long", strings.Repeat("é", 50): "invalid_slug",
			"static": "reserved", "sign-in": "reserved", "sign-out": "reserved", "set-up": "reserved", "account": "reserved",
			"workspaces": "reserved", "resume": "reserved", "w": "reserved", "api": "reserved", "new": "reserved",
			"default": "unique", "a": "", "1": "", "a--b": "", strings.Repeat("b", 50): "", "sign": "",
		} {
			_, err := h.tryCreate(workspace.Patch{Slug: record.Some(slug), Name: record.Some("x")})
			h.fault(err, "/slug", code)
		}
		_, err := h.tryCreate(workspace.Patch{Slug: record.Some("c"), DefaultRegion: record.Some("XX")})
		h.fault(err, "/name", "required")
		h.fault(err, "/default_region", "unknown_value")
		_, err = h.update(h.ws, workspace.Patch{Slug: record.Some("other")}, anyVersion)
		h.fault(err, "/slug", "immutable")
		if _, err := h.update(h.ws, workspace.Patch{Slug: record.Some(workspace.Default)}, anyVersion); err != nil {
			h.Error(err)
		}
	})
}

// fault fails the test unless err is of bad input with a code at a pointer; the
// code "" is for no error.
func (h *house) fault(err error, pointer, code string) {
	h.Helper()
	if code == "" {
		if err != nil {
			h.Error(err)
		}
		return
	}
	var p *problem.Error
	if !errors.As(err, &p) || !slices.ContainsFunc(p.Fields, func(f problem.Field) bool { return f.Pointer == pointer && f.Code == code }) {
		h.Errorf("want %s at %s, got %+v", code, pointer, err)
	}
}

func TestOneOfManyGetsASlug(t *testing.T) {
	each(t, func(h *house) {
		var all sync.WaitGroup
		var mu sync.Mutex
		made, refused := 0, 0
		for range 8 {
			all.Go(func() {
				_, err := h.tryCreate(workspace.Patch{Slug: record.Some("wanted"), Name: record.Some("x")})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					made++
				case problem.Is(err, problem.BadInput):
					refused++
				default:
					h.Error(err)
				}
			})
		}
		all.Wait()
		if made != 1 || refused != 7 {
			h.Errorf("%d were made and %d refused", made, refused)
		}
	})
}

// TestDeleteLeavesNothing looks into every table that has workspaces.
func TestDeleteLeavesNothing(t *testing.T) {
	each(t, func(h *house) {
		w := h.create("short-lived")
		keys := auth.New(h.db, nil)
		if _, _, err := keys.CreateKey(h.Context(), w.ID, command, auth.NewKey{Name: "k", Role: "admin"}); err != nil {
			h.Fatal(err)
		}
		_, err := keys.CreateUser(h.Context(), w.ID, command, auth.NewUser{Username: "ada", Role: "admin"})
		if err != nil {
			h.Fatal(err)
		}
		before := h.rows(h.ws)
		err = h.delete(w.ID, anyVersion)
		if !problem.Is(err, problem.Conflict) || !strings.Contains(err.Error(), "API keys that are not revoked 1") {
			h.Errorf("with a key: %v", err)
		}
		if err := keys.RevokeKey(h.Context(), w.ID, command, "k", anyVersion); err != nil {
			h.Fatal(err)
		}
		refuse := func(int64) error { return problem.New(problem.PreconditionFailed, "No.") }
		if err := h.delete(w.ID, refuse); !problem.Is(err, problem.PreconditionFailed) {
			h.Error(err)
		}
		if err := h.delete(w.ID, anyVersion); err != nil {
			h.Fatal(err)
		}
		if left := h.rows(w.ID); len(left) != 0 {
			h.Errorf("left are %v", left)
		}
		if diff := cmp.Diff(before, h.rows(h.ws)); diff != "" {
			h.Errorf("another workspace changed (-before +after):\n%s", diff)
		}
		if err := h.delete(w.ID, anyVersion); !problem.Is(err, problem.NotFound) {
			h.Error("deleted twice:", err)
		}
		if err := h.delete(h.ws, anyVersion); !problem.Is(err, problem.Conflict) {
			h.Error("default:", err)
		}
		h.create("short-lived")
	})
}

// rows counts the rows of a workspace in each table that has some.
func (h *house) rows(ws string) map[string]int {
	h.Helper()
	query := `SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'workspace_id'`
	if h.db.Engine == database.Postgres {
		query = `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'workspace_id'`
	}
	tables := texts(h.T, h.db, query)
	if len(tables) < 25 {
		h.Fatalf("only %v have workspaces", tables)
	}
	found := map[string]int{}
	for _, table := range tables {
		var n int
		err := h.db.QueryRow(h.Context(), "SELECT COUNT(*) FROM "+table+" WHERE workspace_id = $1", ws).Scan(&n)
		if err != nil {
			h.Fatal(err)
		}
		if n > 0 {
			found[table] = n
		}
		if err := h.emptied(table); err != nil {
			h.Error(err)
		}
	}
	return found
}

// emptied returns an error unless deleting a workspace says what becomes of the
// rows of a table.
func (h *house) emptied(table string) error {
	if !slices.Contains(workspace.Emptied(), table) {
		return fmt.Errorf("deleting a workspace leaves %s", table)
	}
	return nil
}

// TestWritersAndDelete: who writes while a workspace goes either keeps it or is
// told that it is gone, and nothing is left of it.
func TestWritersAndDelete(t *testing.T) {
	each(t, func(h *house) {
		keys := auth.New(h.db, nil)
		for round := range 5 {
			w := h.create(fmt.Sprintf("round-%d", round))
			var all sync.WaitGroup
			var gone error
			all.Go(func() { gone = h.delete(w.ID, anyVersion) })
			for i := range 4 {
				all.Go(func() {
					in := auth.NewKey{Name: fmt.Sprint(i), Role: "viewer"}
					_, _, err := keys.CreateKey(h.Context(), w.ID, command, in)
					if err != nil && !problem.Is(err, problem.Forbidden) && !problem.Is(err, problem.BadInput) {
						h.Error(err)
					}
				})
			}
			all.Wait()
			left := h.rows(w.ID)
			if gone == nil && len(left) > 0 {
				h.Errorf("it is gone, but left are %v", left)
			}
			if gone != nil && (!problem.Is(gone, problem.Conflict) || left["api_keys"] == 0) {
				h.Errorf("it stays, because of %v, with %v", gone, left)
			}
		}
	})
}
