package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
)

// Actions on the selected rows of a list. A list posts what is selected: ids, each
// by itself or several with commas between them, or all=1 with the list's query,
// and what is to be done as action. The answer asks for what is missing, such as
// the tags, then says what would happen; only the second post does it.

// selected is a list whose rows can be selected.
type selected struct {
	path      string // of the list below the workspace
	kind      changelog.Kind
	view      auth.Permission
	statuses  []string
	one, many string // the button that does it

	amount, amounts string // so many of them
}

func contactsSelected() *selected {
	return &selected{
		path: "/contacts", kind: changelog.Contact, view: auth.ViewContact, statuses: contact.Statuses,
		one: "Apply to %s contact", many: "Apply to %s contacts", amount: "%s contact", amounts: "%s contacts",
	}
}

func organizationsSelected() *selected {
	return &selected{
		path: "/organizations", kind: changelog.Organization, view: auth.ViewOrganization, statuses: organization.Statuses,
		one: "Apply to %s organization", many: "Apply to %s organizations", amount: "%s organization", amounts: "%s organizations",
	}
}

// selectedOf returns the list of a kind of record.
func selectedOf(kind changelog.Kind) *selected {
	if kind == changelog.Organization {
		return organizationsSelected()
	}
	return contactsSelected()
}

func (a *Admin) actionRoutes() []route {
	routes := []route{
		{method: http.MethodGet, path: "/actions", handle: a.listActions},
		{method: http.MethodGet, path: "/actions/{id}", handle: a.showAction},
		{method: http.MethodPost, path: "/actions/{id}/cancel", handle: a.cancelAction},
		{method: http.MethodPost, path: "/actions/{id}/undo", permission: auth.UndoChange, handle: a.undoAction},
	}
	for _, s := range []*selected{contactsSelected(), organizationsSelected()} {
		routes = append(routes,
			route{
				method: http.MethodPost, path: s.path + "/action", permission: s.view,
				handle: func(v *visit) error { return a.previewAction(v, s) },
			},
			route{
				method: http.MethodPost, path: s.path + "/actions", permission: s.view,
				handle: func(v *visit) error { return a.startAction(v, s) },
			})
	}
	return routes
}

// selection reads what a form says is selected.
func (v *visit) selection() (bulk.Selection, error) {
	if v.PostForm.Get("all") == "1" {
		query, err := url.ParseQuery(strings.TrimPrefix(v.PostForm.Get("query"), "?"))
		if err != nil {
			return bulk.Selection{}, errQuery()
		}
		return bulk.Selection{All: true, Query: withoutBlank(query)}, nil
	}
	return bulk.Selection{IDs: separated(v.PostForm["ids"])}, nil
}

func errQuery() error {
	var faults problem.Fields
	faults.Add("/query", "invalid_query", "The query is not a valid query string.")
	return faults.Err()
}

// separated are values that were given one by one or with commas between them.
func separated(given []string) []string {
	var all []string
	for _, list := range given {
		for value := range strings.SplitSeq(list, ",") {
			if value = strings.TrimSpace(value); value != "" {
				all = append(all, value)
			}
		}
	}
	return all
}

// task reads what a form wants to be done. Tags stand with commas between them; one
// with a comma in it stands in double quotes.
func (v *visit) task() (bulk.Task, error) {
	t := bulk.Task{Verb: bulk.Verb(v.PostForm.Get("action")), Status: v.PostForm.Get("status")}
	names, ok := listing.Split(v.PostForm["tags"]...)
	if !ok {
		var faults problem.Fields
		faults.Add("/tags", listing.CodeInvalidValue, "A tag name starts with a double quote that is never closed.")
		return t, faults.Err()
	}
	t.Tags = slices.DeleteFunc(names, func(name string) bool { return strings.TrimSpace(name) == "" })
	return t, nil
}

// previewPage is what the template action_preview shows.
type previewPage struct {
	Form     *form
	Preview  *bulk.Preview // nil while something is missing
	Facts    []fact
	Here     string // where the form asks again
	Start    string // where it does it
	Back     string
	Verb     string
	Button   string
	Statuses []choice
	Hidden   []choice // what is selected, and the action
	Task     []choice // the rest of what is to be done
	Asks     bool     // there is something to be filled in
}

// fact is a line of what would happen.
type fact struct{ Text, Name, Number string }

func (a *Admin) previewAction(v *visit, s *selected) error {
	p := v.previewPage(s)
	task, err := v.task()
	if err == nil && missing(task) {
		return v.show(v.previewAnswer(p))
	}
	var selection bulk.Selection
	if err == nil {
		selection, err = v.selection()
	}
	if err != nil {
		return v.showRefused(p.Form, err, v.previewAnswer(p))
	}
	p.Preview, err = a.Bulk.Preview(v.Context(), v.principal, s.kind, selection, task)
	if err != nil {
		return v.showRefused(p.Form, err, v.previewAnswer(p))
	}
	p.Task = []choice{{"tags", listing.Quote(p.Preview.Task.Tags...)}, {"status", p.Preview.Task.Status}}
	p.Button = v.amountOf(s.one, s.many, p.Preview.Total)
	p.Facts = v.facts(p.Preview)
	return v.show(v.previewAnswer(p))
}

// missing reports whether the page has to ask for more.
func missing(t bulk.Task) bool {
	switch t.Verb {
	case bulk.AddTags, bulk.RemoveTags:
		return len(t.Tags) == 0
	case bulk.SetStatus:
		return t.Status == ""
	}
	return false
}

func (v *visit) previewPage(s *selected) *previewPage {
	p := &previewPage{
		Form: v.typed(), Here: v.Path(s.path + "/action"), Start: v.Path(s.path + "/actions"), Back: v.back(s),
		Verb: v.PostForm.Get("action"),
	}
	p.Asks = slices.Contains([]string{string(bulk.AddTags), string(bulk.RemoveTags), string(bulk.SetStatus)}, p.Verb)
	for _, status := range s.statuses {
		p.Statuses = append(p.Statuses, choice{status, v.statusLabel(status)})
	}
	for _, name := range []string{"action", "all", "query", "back"} {
		if value := v.PostForm.Get(name); value != "" {
			p.Hidden = append(p.Hidden, choice{name, value})
		}
	}
	if ids := separated(v.PostForm["ids"]); len(ids) > 0 && v.PostForm.Get("all") != "1" {
		p.Hidden = append(p.Hidden, choice{"ids", strings.Join(ids, ",")})
	}
	return p
}

// back is where the browser goes after an action: where it came from, else the
// list.
func (v *visit) back(s *selected) string {
	if to := v.local(v.PostForm.Get("back")); to != "" {
		return to
	}
	if query := v.PostForm.Get("query"); query != "" && v.local(v.Path(s.path+"?"+query)) != "" {
		return v.local(v.Path(s.path + "?" + query))
	}
	return v.Path(s.path)
}

func (v *visit) previewAnswer(p *previewPage) answer {
	return answer{name: "action_preview", title: v.verbText(bulk.Verb(p.Verb)), data: p}
}

// verbText is what an action does, in words.
func (v *visit) verbText(verb bulk.Verb) string {
	switch verb {
	case bulk.AddTags:
		return v.t("Add tags")
	case bulk.RemoveTags:
		return v.t("Remove tags")
	case bulk.SetStatus:
		return v.t("Set the status")
	case bulk.Delete:
		return v.t("Delete")
	case bulk.Undo:
		return v.t("Undo")
	}
	return v.t("Action")
}

// amount is a number of records, counted as far as that goes.
func (v *visit) amount(n bulk.Number) string {
	if n.Exact {
		return v.language.digits(n.N)
	}
	return v.t("more than %s", v.language.digits(n.N))
}

// amountOf is a text with such a number in it.
func (v *visit) amountOf(one, many string, n bulk.Number) string {
	if n.Exact {
		return v.language.plural(one, many, n.N)
	}
	return v.t(many, v.amount(n))
}

func (v *visit) facts(p *bulk.Preview) []fact {
	list := []fact{{Text: v.t("Selected"), Number: v.amount(p.Total)}}
	for _, tag := range p.Tags {
		list = append(list, fact{v.t("Already have the tag"), tag.Name, v.amount(tag.Used)})
	}
	if p.Task.Verb == bulk.SetStatus {
		list = append(list, fact{v.t("Already have this status"), v.statusLabel(p.Task.Status), v.amount(p.Status)})
	}
	if p.PrimaryContacts.N > 0 {
		list = append(list, fact{Text: v.t("Are the primary contact of an organization, which will have none"), Number: v.amount(p.PrimaryContacts)})
	}
	if p.Parents.N > 0 {
		list = append(list, fact{Text: v.t("Have child organizations and will be skipped"), Number: v.amount(p.Parents)})
	}
	return list
}

func (a *Admin) startAction(v *visit, s *selected) error {
	p := v.previewPage(s)
	task, err := v.task()
	var selection bulk.Selection
	if err == nil {
		selection, err = v.selection()
	}
	if err != nil {
		return v.showRefused(p.Form, err, v.previewAnswer(p))
	}
	action, err := a.Bulk.Start(v.Context(), bulk.Begin{
		By: v.principal, Actor: v.actor(), Kind: s.kind, Selection: selection, Task: task,
	})
	if err != nil {
		return v.showRefused(p.Form, err, v.previewAnswer(p))
	}
	return v.acted(action, v.back(s))
}

// acted is where the browser goes once an action has begun: back, with word of it,
// if all of it is done, else to its own page.
func (v *visit) acted(action *bulk.Action, back string) error {
	if action.State == bulk.Done && action.Refused == 0 {
		return v.redirect(withParameter(back, "done", actionDone+action.ID))
	}
	return v.redirect(v.Path("/actions/" + action.ID))
}
