package bulk

import (
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

func TestOldActionsAreForgotten(t *testing.T) {
	eachHouse(t, func(h *house) {
		ids := h.people(forgottenAtOnce + 3)
		old, young := h.begin(contacts(tagThem, ids...)), h.begin(contacts(tagThem, ids[0]))
		if err := h.store().WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		changes := h.changes(old)
		long := database.At(h.db.Now().Add(-keptFor - time.Hour))
		if _, err := h.db.Exec(h.Context(), `UPDATE bulk_actions SET ended_at = $2 WHERE id = $1`, old.ID, long); err != nil {
			h.Fatal(err)
		}
		if err := h.store().Forget(h.Context()); err != nil {
			h.Fatal(err)
		}
		if _, err := h.store().read(h.Context(), h.Workspace, old.ID); !problem.Is(err, problem.NotFound) {
			h.Errorf("the old action: %v", err)
		}
		var left int
		err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM bulk_action_records WHERE action_id = $1`, old.ID).Scan(&left)
		if err != nil || left != 0 {
			h.Errorf("%d of its records are left: %v", left, err)
		}
		h.wantCounts(young, Done, 0, 1, 0)
		if n := h.changes(old); n != changes || n == 0 {
			h.Errorf("%d of its %d changes are left", n, changes)
		}
		h.sound()
	})
}
