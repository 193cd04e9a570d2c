package directory

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
)

// newest returns the number of the newest change of a record.
func (h *house) newest(id string) (number int64) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT COALESCE(MAX(number), 0) FROM changes WHERE workspace_id = $1 AND record_id = $2`,
		h.ws, id).Scan(&number)
	if err != nil {
		h.Fatal(err)
	}
	return number
}

func (h *house) undo(number int64) (err error) {
	h.Helper()
	return h.try(func(a *action) error {
		_, err := a.undo(h.Context(), nil, number)
		return err
	})
}

// TestUndoOfATagThatManyCarried: beyond what is written at once the Refresher
// follows; until it has caught up with the deletion nobody undoes that.
func TestUndoOfATagThatManyCarried(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 3
		var people []string
		for i := range 8 {
			people = append(people, h.tagged(fmt.Sprint("p", i), "VIP"))
		}
		id := h.tag("VIP")
		h.act(func(a *action) error {
			return a.deleteTag(h.Context(), id, func(int64) error { return nil })
		})
		deletion := h.newest(id)
		if err := h.undo(deletion); !problem.Is(err, problem.Conflict) {
			t.Fatal("it is under way:", err)
		}
		work := func() {
			if err := NewRefresher(h.db, slog.New(slog.DiscardHandler)).WorkOff(h.Context()); err != nil {
				t.Fatal(err)
			}
		}
		work()
		if err := h.undo(deletion); err != nil {
			t.Fatal(err)
		}
		work()
		for _, p := range people {
			c, err := h.store.Get(h.Context(), p)
			if err != nil || !slices.Equal(c.TagNames(), []string{"VIP"}) {
				t.Errorf("got %v, %v", c.TagNames(), err)
			}
			rec, err := h.store.Record(h.Context(), p)
			if err != nil || string(rec.JSON) != string(c.JSON()) {
				t.Errorf("kept %s, %v", rec.JSON, err)
			}
		}
	})
}

// TestEveryKindIsUndoneByAPermission: a kind of record that is new has to say by
// whom its changes are undone.
func TestEveryKindIsUndoneByAPermission(t *testing.T) {
	for _, kind := range changelog.Kinds() {
		for action, own := range map[changelog.Action]string{
			changelog.Create: "delete_", changelog.Update: "change_", changelog.Delete: "add_",
		} {
			got := UndoPermission(&changelog.Change{Kind: changelog.Kind(kind), Action: action})
			if !slices.Contains(auth.Permissions(), got) {
				t.Errorf("%s of %s: %q", action, kind, got)
			}
			if kind == "contact" && string(got) != own+"contact" || kind == "option" && got != auth.ManageWorkspace {
				t.Errorf("%s of %s: %q", action, kind, got)
			}
		}
	}
}
