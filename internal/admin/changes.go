package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) changeRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/changes", permission: auth.ViewChange, handle: a.listChanges},
		{method: http.MethodGet, path: "/changes/{number}", permission: auth.ViewChange, handle: a.showChange},
		{method: http.MethodPost, path: "/changes/{number}/undo", permission: auth.UndoChange, handle: a.undoChange},
		{method: http.MethodPost, path: "/take-back", permission: auth.UndoChange, handle: a.undoLast},
	}
}

// changesPage is what the template changes shows beside its table.
type changesPage struct {
	Lines      []changeLine
	Kind       string
	Kinds      []choice
	Action     string
	Actor      string
	Users      []choice
	Since      string // a day or "" for the beginning
	Until      string
	Quick      []choice // addresses of the list since some days
	Record     string   // id, "" for all
	RecordName string
	RecordPath string
	Without    string // the address of the list without the record
	Followed   bool   // with what follows from other changes
}

func (a *Admin) listChanges(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	extra := &changesPage{
		Kind: given.Get("kind"), Kinds: v.kindOptions(), Action: given.Get("action"), Actor: given.Get("actor"),
		Since: given.Get("at__gte"), Until: given.Get("at__lte"), Record: given.Get("record"),
		Followed: given.Get("followed") != "",
	}
	t := table[changelog.Change]{
		name: "changes", title: "Change log", spec: changelog.HistorySpec(), template: "changes", extra: extra,
		fetch: func(ctx context.Context, q *listing.Query) (page listing.Page[changelog.Change], err error) {
			if !extra.Followed && extra.Record == "" { // of one record all is shown
				changelog.WithoutFollowing(q)
			}
			if page, err = changelog.List(ctx, a.DB, v.workspaceID(), q); err == nil {
				extra.Lines, err = v.lines(page.Items)
			}
			return page, err
		},
		id:      func(c *changelog.Change) string { return strconv.FormatInt(c.Number, 10) },
		filters: []filter{{name: "followed"}, {name: "record"}, {name: "kind"}, {name: "action"}, {name: "actor"}, {name: "at__gte"}, {name: "at__lte"}},
		empty:   "Everything that is created, changed or deleted is listed here, with who did it and when.",
	}
	if extra.Users, err = v.actors(extra.Actor); err != nil {
		return err
	}
	here := state{path: v.Path("/changes"), values: given}
	extra.Quick, extra.Without = v.lastDays(here), here.with("record", "")
	if err := a.nameRecord(v, extra); err != nil {
		return err
	}
	return t.show(v)
}

// lastDays are addresses of the list since today and since some days ago.
func (v *visit) lastDays(here state) []choice {
	today := v.admin.DB.Now().UTC()
	list := make([]choice, 0, 3)
	for _, days := range []int{0, 7, 30} {
		label := v.t("Today")
		if days > 0 {
			label = v.language.plural("Since yesterday", "Last %s days", days)
		}
		list = append(list, choice{here.with("at__gte", today.AddDate(0, 0, -days).Format(time.DateOnly)), label})
	}
	return list
}

// actors are the users to choose from: some of the workspace and, if it is
// another, the one that is chosen, whose name is nobody's business here.
func (v *visit) actors(chosen string) ([]choice, error) {
	q, err := parse(auth.UserListSpec(), url.Values{"page_size": {"200"}, "count": {"none"}})
	if err != nil {
		return nil, err
	}
	page, err := v.users(v.Context(), q)
	if err != nil {
		return nil, err
	}
	list := make([]choice, 0, len(page.Items)+1)
	for i := range page.Items {
		list = append(list, choice{page.Items[i].ID, page.Items[i].Username})
	}
	if record.ValidID(chosen) && !slices.ContainsFunc(list, func(o choice) bool { return o.Value == chosen }) {
		list = append(list, choice{chosen, v.t("Someone else")})
	}
	return list, nil
}

// nameRecord says of which record the changes are, by its newest one.
func (a *Admin) nameRecord(v *visit, p *changesPage) error {
	if !record.ValidID(p.Record) {
		return nil
	}
	q, err := parse(changelog.HistorySpec(), url.Values{"record": {p.Record}, "limit": {"1"}, "count": {"none"}})
	if err != nil {
		return err
	}
	page, err := changelog.List(v.Context(), a.DB, v.workspaceID(), q)
	if err != nil || len(page.Items) == 0 {
		return err
	}
	of := v.recordOf(&page.Items[0])
	if p.RecordName = of.name; page.Items[0].Action != changelog.Delete {
		p.RecordPath = of.address
	}
	return nil
}

// mostFollowing is how many changes are shown that follow from one.
const mostFollowing = 20

// changePage is what the template change shows.
type changePage struct {
	changeLine

	Diff      []difference
	Gone      bool // the record is not there any more
	Record    string
	Path      string
	Back      string // where to go after undoing it
	Cause     *changeLine
	Following []changeLine
	Count     *int64 // of those that follow
	Exact     bool
}

func (a *Admin) showChange(v *visit) error {
	c, err := v.change()
	if err != nil {
		return err
	}
	lines, err := v.lines([]changelog.Change{*c})
	if err != nil {
		return err
	}
	of := v.recordOf(c)
	p := changePage{changeLine: lines[0], Record: of.name, Path: of.address, Back: v.Here()}
	if p.Diff, err = a.diffOf(v, c); err != nil {
		return err
	}
	if p.Cause, err = a.causeOf(v, c); err != nil {
		return err
	}
	if err := a.followUp(v, &p); err != nil {
		return err
	}
	return v.show(answer{name: "change", title: v.t("Change %s", v.language.digits(c.Number)), active: "changes", data: p})
}

// change is the change that the path names.
func (v *visit) change() (*changelog.Change, error) {
	number, err := strconv.ParseInt(v.PathValue("number"), 10, 64)
	if err != nil {
		return nil, changelog.ErrNotFound
	}
	return changelog.Get(v.Context(), v.admin.DB, v.workspaceID(), number)
}

func (a *Admin) causeOf(v *visit, c *changelog.Change) (*changeLine, error) {
	if c.Cause == 0 {
		return nil, nil
	}
	cause, err := changelog.Get(v.Context(), a.DB, v.workspaceID(), c.Cause)
	if problem.Is(err, problem.NotFound) { // kept for a shorter time
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines, err := v.lines([]changelog.Change{*cause})
	if err != nil {
		return nil, err
	}
	return &lines[0], nil
}

// followUp reads what followed from the change, and whether its record is there.
func (a *Admin) followUp(v *visit, p *changePage) error {
	spec := changelog.HistorySpec()
	q, err := parse(spec, url.Values{"ordering": {"number"}, "limit": {strconv.Itoa(mostFollowing)}})
	if err != nil {
		return err
	}
	changelog.CausedBy(q, p.Number)
	page, err := changelog.List(v.Context(), a.DB, v.workspaceID(), q)
	if err != nil {
		return err
	}
	p.Count, p.Exact = page.Count, page.CountIsExact
	if p.Following, err = v.lines(page.Items); err != nil {
		return err
	}
	if q, err = parse(spec, url.Values{"limit": {"1"}, "count": {"none"}}); err != nil {
		return err
	}
	changelog.OfRecord(q, p.Kind, p.Change.Record)
	if page, err = changelog.List(v.Context(), a.DB, v.workspaceID(), q); err == nil && len(page.Items) > 0 {
		p.Gone = page.Items[0].Action == changelog.Delete
	}
	return err
}

// canUndo reports whether the visitor may undo a change, and whether it is one
// that can be undone by itself.
func (v *visit) canUndo(c *changelog.Change) bool {
	return c.Cause == 0 && directory.Undoable(c) && v.principal.Can(auth.UndoChange) && v.principal.Can(directory.UndoPermission(c))
}

// undoChange takes a change back and goes where the form says, else to the
// record.
func (a *Admin) undoChange(v *visit) error {
	c, err := v.change()
	if err != nil {
		return err
	}
	if needed := directory.UndoPermission(c); !v.principal.Can(needed) {
		return v.forbidden(needed)
	}
	return a.takeBack(v, c)
}

func (a *Admin) takeBack(v *visit, c *changelog.Change) error {
	var back *directory.Undone
	_, err := v.write(func(tx *changelog.Tx) error {
		var err error
		back, err = directory.Undo(v.Context(), tx, v.principal, c.Number)
		return err
	})
	if problem.Is(err, problem.Conflict) {
		return v.showInTheWay(c, err)
	}
	if err != nil {
		return err
	}
	a.Rules.Forget(v.workspaceID()) // it may have been one of the rules, or of what somebody may
	a.Keys.Forget()
	if back.KeptCount > 0 {
		return v.showKept(c, back)
	}
	return v.doneWith(v.afterUndo(back.Change), undone, back.Change)
}

// afterUndo is where the browser goes after an undo. The page of a record that
// is not there any more is the list.
func (v *visit) afterUndo(c *changelog.Change) string {
	of := v.recordOf(c)
	to := v.local(v.PostForm.Get("back"))
	switch {
	case to == "" && c.Action != changelog.Delete:
		to = of.address
	case c.Action == changelog.Delete && (to == "" || strings.Contains(to, c.Record)) && of.list != "":
		to = of.list
	}
	if to == "" {
		to = v.Path("/")
	}
	to, _, _ = strings.Cut(to, "#") // a place in a page: the toast says enough
	return to
}

// local returns an address below the workspace's pages, without what was done
// there; "" for any other.
func (v *visit) local(given string) string {
	to, err := url.Parse(given)
	if err != nil || to.IsAbs() || to.Host != "" || to.Opaque != "" || strings.ContainsAny(given, "\\\r\n\t") {
		return ""
	}
	if !strings.HasPrefix(to.Path, v.Path("/")) || strings.Contains(to.Path, "/..") || strings.Contains(to.Path, "//") {
		return ""
	}
	query := to.Query()
	query.Del("done")
	clean := url.URL{Path: to.Path, RawQuery: query.Encode()}
	return clean.String()
}

// inTheWay is what the template in_the_way shows.
type inTheWay struct {
	changeLine

	Detail []part
	Faults [][]part
	Back   string
}

// part is a piece of a text that may lead to a change.
type part struct {
	Text   string
	Number string // of the change, "" for none
}

// showInTheWay answers an undo with what stands in its way.
func (v *visit) showInTheWay(c *changelog.Change, err error) error {
	var p *problem.Error
	if !errors.As(err, &p) {
		return err
	}
	lines, err := v.lines([]changelog.Change{*c})
	if err != nil {
		return err
	}
	page := inTheWay{changeLine: lines[0], Detail: withChanges(p.Detail), Back: v.local(v.PostForm.Get("back"))}
	for _, fault := range p.Fields {
		label := strings.TrimPrefix(fault.Pointer, "/")
		if label != "" {
			label = v.fieldPhrase(strings.SplitN(label, "/", 2)[0]) + ": "
		}
		page.Faults = append(page.Faults, append([]part{{Text: label}}, withChanges(fault.Detail)...))
	}
	return v.show(answer{
		name: "in_the_way", title: v.t("This cannot be undone"), active: "changes", data: page, status: http.StatusConflict,
	})
}

var namedChanges = regexp.MustCompile(`\bchanges? \d+(, \d+)*`)

// withChanges takes a sentence apart at the numbers of the changes that it names.
func withChanges(detail string) []part {
	var parts []part
	rest := 0
	for _, at := range namedChanges.FindAllStringIndex(detail, -1) {
		parts = append(parts, part{Text: detail[rest:at[0]]})
		for i, word := range strings.SplitAfter(detail[at[0]:at[1]], " ") {
			number := strings.TrimRight(word, ", ")
			if i == 0 {
				parts = append(parts, part{Text: word})
				continue
			}
			parts = append(parts, part{number, number}, part{Text: strings.TrimPrefix(word, number)})
		}
		rest = at[1]
	}
	return append(parts, part{Text: detail[rest:]})
}
