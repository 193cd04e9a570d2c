package admin

import (
	"net/url"
	"time"

	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
)

// lately is how long ago the last thing may have been done that the key U undoes.
// What was done before that is found in the change log, where one sees what it is.
const lately = time.Hour

// undoLast takes back what the visitor did last: a change, or an action on many
// records as a whole. If it cannot, it says why.
func (a *Admin) undoLast(v *visit) error {
	c, err := v.lastDone()
	if err != nil {
		return err
	}
	back := v.local(v.PostForm.Get("back"))
	if back == "" {
		back = v.Path("/")
	}
	if c == nil {
		return v.redirect(withParameter(back, "done", nothingDone))
	}
	action, err := a.Bulk.Get(v.Context(), v.principal, c.Actor.RequestID)
	switch {
	case err == nil:
		return v.undoWhole(action)
	case !problem.Is(err, problem.NotFound):
		return err
	case !v.canUndo(c):
		return v.doneWith(back, stuck, c)
	}
	return a.takeBack(v, c)
}

// lastDone is the last change that the visitor made in these pages lately, nil for
// none. What follows from another one is that one's business.
func (v *visit) lastDone() (*changelog.Change, error) {
	q, err := parse(changelog.HistorySpec(), url.Values{
		"actor": {v.principal.UserID}, "at__gte": {v.admin.DB.Now().Add(-lately).UTC().Format(time.RFC3339)},
		"page_size": {"10"}, "count": {"none"},
	})
	if err != nil {
		return nil, err
	}
	changelog.WithoutFollowing(q)
	page, err := changelog.List(v.Context(), v.admin.DB, v.workspaceID(), q)
	for i := range page.Items {
		if c := &page.Items[i]; c.Actor.Via == changelog.ViaSession {
			return c, err
		}
	}
	return nil, err
}

// undoWhole undoes an action on many records.
func (v *visit) undoWhole(action *bulk.Action) error {
	if !action.Undoable() {
		return v.redirect(v.Path("/actions/" + action.ID)) // which says how far it is
	}
	undo, err := v.admin.Bulk.Undo(v.Context(), v.principal, v.actor(), action.ID)
	if err != nil {
		return err
	}
	return v.acted(undo, v.back(selectedOf(action.Kind)))
}
