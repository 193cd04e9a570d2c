package admin

import (
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/database"
)

// mostActions is how many actions their list shows.
const mostActions = 50

// actionPage is what the template action shows.
type actionPage struct {
	*bulk.Action

	Title     string
	What      string // the tags or the status
	User      string
	Path      string // of the list
	Ended     int64  // records that are not waiting any more
	Refusals  []bulk.Refusal
	More      int64 // refusals that are not shown
	Running   bool
	CanCancel bool
	CanUndo   bool
	UndoesAt  string // the page of the action that this one undoes, "" for none
}

// Record is the address of a record's page.
func (p *actionPage) Record(id string) string { return p.Path + "/" + id }

func (a *Admin) showAction(v *visit) error {
	action, err := v.action()
	if err != nil {
		return err
	}
	p, err := a.actionPage(v, action)
	if err != nil {
		return err
	}
	return v.show(answer{name: "action", title: p.Title, data: p})
}

// action is the action that the path names.
func (v *visit) action() (*bulk.Action, error) {
	id, err := v.id(bulk.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return v.admin.Bulk.Get(v.Context(), v.principal, id)
}

func (a *Admin) actionPage(v *visit, action *bulk.Action) (*actionPage, error) {
	names, err := a.Keys.Usernames(v.Context(), action.Actor.UserID)
	if err != nil {
		return nil, err
	}
	p := &actionPage{
		Action: action, Title: v.verbText(action.Task.Verb), User: names[action.Actor.UserID],
		Path: v.Path(selectedOf(action.Kind).path), Ended: action.Total - action.Left(), Running: action.State == bulk.Running,
	}
	for _, name := range action.Task.Tags {
		if p.What != "" {
			p.What += ", "
		}
		p.What += name
	}
	if action.Task.Status != "" {
		p.What = v.statusLabel(action.Task.Status)
	}
	p.CanCancel = p.Running && (action.Actor.UserID == v.principal.UserID || v.principal.Can(auth.ManageWorkspace))
	p.CanUndo = action.Undoable() && v.principal.Can(auth.UndoChange)
	if action.Undoes != "" {
		p.UndoesAt = v.Path("/actions/" + action.Undoes)
	}
	if action.Refused > 0 && !p.Running {
		if p.Refusals, err = a.Bulk.Refusals(v.Context(), action); err != nil {
			return nil, err
		}
		p.More = action.Refused - int64(len(p.Refusals))
	}
	return p, nil
}

func (a *Admin) cancelAction(v *visit) error {
	action, err := v.action()
	if err != nil {
		return err
	}
	if _, err := a.Bulk.Cancel(v.Context(), v.principal, action.ID); err != nil {
		return err
	}
	return v.redirect(v.Path("/actions/" + action.ID))
}

func (a *Admin) undoAction(v *visit) error {
	action, err := v.action()
	if err != nil {
		return err
	}
	return v.undoWhole(action)
}

// stateLabel is what people read for how far an action is.
func (v *visit) stateLabel(state bulk.State) string {
	switch state {
	case bulk.Running:
		return v.t("Running")
	case bulk.Done:
		return v.t("Done")
	case bulk.Cancelled:
		return v.t("Cancelled")
	case bulk.Stopped:
		return v.t("Stopped")
	}
	return string(state)
}

// actionLine is an action in their list.
type actionLine struct {
	Title, Kind, User, Link, State string
	CreatedAt                      database.Time
	Done, Total                    int64
}

func (a *Admin) listActions(v *visit) error {
	list, err := a.Bulk.List(v.Context(), v.principal, mostActions)
	if err != nil {
		return err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].Actor.UserID
	}
	names, err := a.Keys.Usernames(v.Context(), ids...)
	if err != nil {
		return err
	}
	lines := make([]actionLine, len(list))
	for i := range list {
		one := &list[i]
		lines[i] = actionLine{
			Title: v.verbText(one.Task.Verb), Kind: string(one.Kind), User: names[one.Actor.UserID],
			Link: v.Path("/actions/" + one.ID), State: v.stateLabel(one.State), CreatedAt: one.CreatedAt, Done: one.Done, Total: one.Total,
		}
	}
	return v.show(answer{name: "actions", title: v.t("Bulk actions"), data: lines})
}
