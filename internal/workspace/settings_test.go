package workspace_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

// house is the workspace Default.
type house struct {
	*testing.T

	db *database.DB
	ws string
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		fn(&house{t, db, w.ID})
	})
}

func (h *house) update(id string, p workspace.Patch, check func(int64) error) (w *workspace.Workspace, err error) {
	h.Helper()
	err = changelog.InTx(h.Context(), h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand}, func(tx *changelog.Tx) (err error) {
		w, err = workspace.Update(h.Context(), tx, id, &p, check)
		return err
	})
	return w, err
}

func (h *house) rules() (version int64) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT rules FROM workspace_counters WHERE workspace_id = $1`, h.ws).Scan(&version)
	if err != nil {
		h.Fatal(err)
	}
	return version
}

var anyVersion = func(int64) error { return nil }

func TestUpdateOfSettings(t *testing.T) {
	each(t, func(h *house) {
		w, err := h.update(h.ws, workspace.Patch{Name: record.Some(" Engines "), DefaultRegion: record.Some("de")}, anyVersion)
		if err != nil || w.Name != "Engines" || w.DefaultRegion != "DE" || w.Version != 2 || h.rules() != 0 {
			h.Fatal(w, err)
		}
		w, err = h.update(h.ws, workspace.Patch{StrictCustomFields: record.Some(true)}, anyVersion)
		if err != nil || !w.StrictCustomFields || w.Version != 3 {
			h.Fatal(w, err)
		}
		strict := h.rules()
		if strict == 0 {
			h.Error("who checked by the old rules is not told")
		}
		w, err = h.update(h.ws, workspace.Patch{StrictCustomFields: record.Some(true), Name: record.Some("Engines")}, anyVersion)
		if err != nil || w.Version != 3 || h.rules() != strict {
			h.Error("nothing is a change:", w, err)
		}
		stored, err := workspace.ByID(h.Context(), h.db, h.ws)
		if err != nil {
			h.Fatal(err)
		}
		if diff := cmp.Diff(string(w.JSON()), string(stored.JSON())); diff != "" {
			h.Errorf("what was returned and the row (-returned +row):\n%s", diff)
		}
		logged := texts(h.T, h.db, `SELECT after FROM changes WHERE kind = 'workspace' ORDER BY number`)
		if len(logged) != 3 {
			h.Fatalf("%d changes are written, want 3", len(logged))
		}
		if diff := cmp.Diff(string(w.JSON()), logged[2]); diff != "" {
			h.Errorf("what was returned and the log (-returned +log):\n%s", diff)
		}
	})
}

func TestRefusedSettings(t *testing.T) {
	each(t, func(h *house) {
		refuse := func(int64) error { return problem.New(problem.PreconditionFailed, "No.") }
		for name, c := range map[string]struct {
			id    string
			patch workspace.Patch
			check func(int64) error
			want  problem.Kind
		}{
			"another id":   {h.db.NewID(), workspace.Patch{}, anyVersion, problem.NotFound},
			"precondition": {h.ws, workspace.Patch{Name: record.Some("x")}, refuse, problem.PreconditionFailed},
			"blank name":   {h.ws, workspace.Patch{Name: record.Some(" ")}, anyVersion, problem.BadInput},
			"region":       {h.ws, workspace.Patch{DefaultRegion: record.Some("ZZ")}, anyVersion, problem.BadInput},
			"the reader's": {h.ws, workspace.Patch{Faults: problem.Fields{{Pointer: "/x"}}}, anyVersion, problem.BadInput},
		} {
			if _, err := h.update(c.id, c.patch, c.check); !problem.Is(err, c.want) {
				h.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestVisibleIsTheOwnOrAll(t *testing.T) {
	each(t, func(h *house) {
		h.create("other")
		gone, cancel := context.WithCancel(h.Context())
		cancel()
		for _, c := range []struct {
			ctx   context.Context
			query string
			ws    string
			all   bool
			want  int
		}{
			{h.Context(), "", h.ws, false, 1},
			{h.Context(), "slug=default&ordering=name", h.ws, false, 1},
			{h.Context(), "slug=other", h.ws, false, 0},
			{h.Context(), "slug=other", h.ws, true, 1},
			{h.Context(), "ordering=-name&count=exact", h.ws, true, 2},
			{h.Context(), "", "elsewhere", false, 0},
			{gone, "", h.ws, false, -1},
		} {
			values, err := url.ParseQuery(c.query)
			if err != nil {
				h.Fatal(err)
			}
			q, faults := listing.Parse(workspace.ListSpec(), values)
			if err := faults.Err(); err != nil {
				h.Fatal(err)
			}
			page, err := workspace.Visible(c.ctx, h.db, c.ws, c.all, q)
			if c.want < 0 != (err != nil) || err == nil && len(page.Items) != c.want {
				h.Errorf("%q in %s: %d found, %v", c.query, c.ws, len(page.Items), err)
			}
		}
	})
}
