package admin

import (
	"errors"
	"strconv"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
)

// keptPage is what the template kept shows: what an undo left as it is.
type keptPage struct {
	changeLine // that was undone

	Undo  string // the address of the change that undid it
	To    string // where the browser goes after an undo that kept nothing
	Kept  []changeLine
	Count int
	More  int // how many are not among Kept
}

// showKept answers an undo with what somebody changed since, and so stays.
func (v *visit) showKept(c *changelog.Change, undone *directory.Undone) error {
	since := []changelog.Change{*c}
	for _, k := range undone.Kept {
		changed, err := changelog.Get(v.Context(), v.admin.DB, v.workspaceID(), k.Number)
		if errors.Is(err, changelog.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		since = append(since, *changed)
	}
	lines, err := v.lines(since)
	if err != nil {
		return err
	}
	return v.show(answer{
		name: "kept", title: v.t("Undone, except for what was changed since"), active: "changes", data: keptPage{
			changeLine: lines[0], Undo: v.Path("/changes/" + strconv.FormatInt(undone.Number, 10)),
			To: v.afterUndo(undone.Change), Kept: lines[1:], Count: undone.KeptCount, More: undone.KeptCount - len(lines[1:]),
		},
	})
}
