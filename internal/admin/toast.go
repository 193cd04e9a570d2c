package admin

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

// toast tells what was just done, to what, and how to undo it.
type toast struct {
	Text   template.HTML
	Undo   int64  // the number of the change that can be undone, 0 for none
	Action string // the id of the action on many records that can be, "" for none
}

// What was done stands in the address of the next page, as done: the number of a
// change, or one of these words and what it is about.
const (
	undone      = "undo-"    // the number of the change that took another one back
	merged      = "merge-"   // the number of the change that merged a tag into that of the page
	stuck       = "stuck-"   // the number of a change that cannot be undone
	actionDone  = "action-"  // the id of an action on many records
	created     = "created-" // a kind of record and an id: what has no change to name
	saved       = "saved-"
	revoked     = "revoked-"
	signedOut   = "signed-out-"
	deleted     = "deleted-"        // a kind of record alone
	nothingDone = "nothing-to-undo" // the visitor has done nothing lately
	unchangedBy = "0"               // the form said what the record says
)

// done sends the browser on and lets the next page tell what was done: by the
// number of the change, nil if nothing changed.
func (v *visit) done(to string, c *changelog.Change) error {
	number := int64(0)
	if c != nil {
		number = c.Number
	}
	return v.redirect(withParameter(to, "done", strconv.FormatInt(number, 10)))
}

// doneWith is done with one of the words above before the number.
func (v *visit) doneWith(to, word string, c *changelog.Change) error {
	return v.redirect(withParameter(to, "done", word+strconv.FormatInt(c.Number, 10)))
}

// doneTo is done for what has no change at hand: what is a verb from above.
func (v *visit) doneTo(to, what string, kind changelog.Kind, id string) error {
	return v.redirect(withParameter(to, "done", what+string(kind)+"-"+id))
}

func withParameter(to, name, value string) string {
	mark := "?"
	if strings.Contains(to, "?") {
		mark = "&"
	}
	return to + mark + url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// toast tells what the address says was done, nil for nothing. An address may come
// from anywhere: it names nothing that the visitor did not do or may not see.
func (v *visit) toast() (*toast, error) {
	given := v.URL.Query().Get("done")
	if given == "" || v.principal == nil {
		return nil, nil
	}
	if given == deleted+string(changelog.Workspace) {
		return &toast{Text: v.plain("The workspace was deleted")}, nil
	}
	if v.slug == "" || v.principal.WorkspaceID == "" {
		return nil, nil
	}
	switch given {
	case unchangedBy:
		return &toast{Text: v.plain("There was nothing to save")}, nil
	case nothingDone:
		return &toast{Text: v.plain("You have not changed anything in the last hour, so there is nothing to undo")}, nil
	}
	if id, ok := strings.CutPrefix(given, actionDone); ok {
		return v.actionToast(id)
	}
	for word, text := range map[string]string{
		created: v.t("%s was created"), saved: v.t("%s was saved"), revoked: v.t("%s was revoked"),
		signedOut: v.t("%s was signed out everywhere"),
	} {
		if what, ok := strings.CutPrefix(given, word); ok {
			return v.recordToast(text, what)
		}
	}
	return v.changeToast(given)
}

func (v *visit) plain(text string) template.HTML { return sentence(v.t(text)) }

// recordToast is a text about a record: of its kind and id.
func (v *visit) recordToast(text, what string) (*toast, error) {
	kind, id, _ := strings.Cut(what, "-")
	place := recordPlaces[changelog.Kind(kind)]
	if place.path == "" || !v.Can(place.permission) || !record.ValidID(id) {
		return nil, nil
	}
	q, err := parse(changelog.HistorySpec(), url.Values{"limit": {"1"}, "count": {"none"}})
	if err != nil {
		return nil, err
	}
	changelog.OfRecord(q, changelog.Kind(kind), id)
	page, err := changelog.List(v.Context(), v.admin.DB, v.workspaceID(), q)
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &toast{Text: sentence(text, v.subject(&page.Items[0]))}, nil
}

// subject names the record of a change, and leads to its page while it is there.
func (v *visit) subject(c *changelog.Change) template.HTML {
	of := v.recordOf(c)
	if c.Kind == changelog.SavedView { // of the visitor's own
		of.address = v.Path("/views/" + c.Record)
	}
	if c.Action == changelog.Delete {
		of.address = ""
	}
	return linked(of.address, isolated(of.name))
}

// changeToast tells what a change of the visitor did.
func (v *visit) changeToast(given string) (*toast, error) {
	word := ""
	for _, prefix := range []string{undone, merged, stuck} {
		if rest, ok := strings.CutPrefix(given, prefix); ok {
			word, given = prefix, rest
		}
	}
	number, err := strconv.ParseInt(given, 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // an address that somebody wrote: nothing was done
	}
	c, err := v.admin.ownChange(v.Context(), v.principal, number)
	if err != nil || c == nil {
		return nil, err
	}
	t := &toast{Text: sentence(v.doneText(c), v.subject(c))}
	switch word {
	case undone:
		t.Text = sentence(v.undoneText(c), v.subject(c))
	case merged:
		if t.Text, err = v.mergedText(c); err != nil {
			return nil, err
		}
	case stuck:
		t.Text = sentence(v.t("Your last change, to %s, cannot be undone"), v.subject(c))
		if c.Kind == changelog.Export {
			t.Text = v.plain("The last thing you did was an export, which cannot be undone")
		}
	}
	if v.canUndo(c) {
		t.Undo = c.Number
	}
	return t, nil
}

// doneText says what a change did to the record that %s names.
func (v *visit) doneText(c *changelog.Change) string {
	place := []string{"depth", "parent", "path"}
	moved := c.Kind == changelog.Organization && slices.Contains(c.Changed, "parent") &&
		!slices.ContainsFunc(c.Changed, func(name string) bool { return !slices.Contains(place, name) })
	switch {
	case c.Action == changelog.Create:
		return v.t("%s was created")
	case c.Action == changelog.Delete:
		return v.t("%s was deleted")
	case moved:
		return v.t("%s was moved")
	}
	return v.t("%s was saved")
}

// undoneText says what the undoing of a change did.
func (v *visit) undoneText(c *changelog.Change) string {
	switch c.Action {
	case changelog.Create:
		return v.t("Undone: %s was restored")
	case changelog.Delete:
		return v.t("Undone: %s was removed")
	}
	return v.t("Undone: %s was changed back")
}

// mergedText says which tag was merged into that of the page.
func (v *visit) mergedText(c *changelog.Change) (template.HTML, error) {
	into, err := v.tag()
	if problem.Is(err, problem.NotFound) || err == nil && !v.Can("view_tag") {
		into, err = &tag.Used{}, nil
	}
	if err != nil {
		return "", err
	}
	return sentence(v.t("%s was merged into %s"), v.subject(c), linked(v.Path("/tags/"+into.ID), isolated(into.Name))), nil
}

// ownChange returns a change that the principal made, nil if it is another's.
func (a *Admin) ownChange(ctx context.Context, p *auth.Principal, number int64) (*changelog.Change, error) {
	c, err := changelog.Get(ctx, a.DB, p.WorkspaceID, number)
	if problem.Is(err, problem.NotFound) || err == nil && c.Actor.UserID != p.UserID {
		return nil, nil
	}
	return c, err
}

// actionToast tells what an action of the visitor did, and leads to its page.
func (v *visit) actionToast(id string) (*toast, error) {
	action, err := v.admin.Bulk.Get(v.Context(), v.principal, id)
	if problem.Is(err, problem.NotFound) || err == nil && action.Actor.UserID != v.principal.UserID {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := selectedOf(action.Kind)
	many := v.language.plural(s.amount, s.amounts, action.Done)
	text := map[bulk.Verb]string{
		bulk.AddTags: v.t("Tags added to %s"), bulk.RemoveTags: v.t("Tags removed from %s"), bulk.SetStatus: v.t("Status set for %s"),
		bulk.Delete: v.t("%s deleted"), bulk.Undo: v.t("Undone for %s"),
	}[action.Task.Verb]
	t := &toast{Text: sentence(text, linked(v.Path("/actions/"+action.ID), isolated(many)))}
	if action.Undoable() && v.principal.Can(auth.UndoChange) {
		t.Action = action.ID
	}
	return t, nil
}
