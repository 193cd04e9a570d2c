package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	lists "github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) optionRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/options", permission: auth.ViewContact, handle: a.listOptions},
		{method: http.MethodGet, path: "/options/{list}", permission: auth.ViewContact, handle: a.showOptions},
		{method: http.MethodPost, path: "/options/{list}", permission: auth.ManageWorkspace, handle: a.createOption},
		{method: http.MethodPost, path: "/options/{list}/{id}", permission: auth.ManageWorkspace, handle: a.updateOption},
		{method: http.MethodPost, path: "/options/{list}/{id}/delete", permission: auth.ManageWorkspace, handle: a.deleteOption},
	}
}

// optionList is one list, for the templates options and option_list.
type optionList struct {
	Name, Title, Help string
	Options           []lists.Option
	Default           string // the value of a record that leaves the field out
	Form              *form  // of a new value
	Refused           string // id of the option that was refused, "" for none
	Detail            string // why
}

// Before is the position that an option has after it was moved up.
func (l *optionList) Before(o lists.Option) int64 { return max(o.Position-1, 1) }

// After is the position that an option has after it was moved down.
func (l *optionList) After(o lists.Option) int64 { return o.Position + 1 }

// Last reports whether an option is the last one of its list.
func (l *optionList) Last(o lists.Option) bool { return int(o.Position) == len(l.Options) }

// Retirable reports whether an option is not the only one in use.
func (l *optionList) Retirable(o lists.Option) bool {
	return !o.IsActive || slices.ContainsFunc(l.Options, func(other lists.Option) bool { return other.IsActive && other.ID != o.ID })
}

// titled returns a list without its options, nil for a name that no list has.
func (v *visit) titled(name string) *optionList {
	l := &optionList{Name: name, Form: newForm()}
	switch name {
	case lists.ContactType:
		l.Title, l.Help = v.t("Types of contacts"), v.t("How a person relates to you.")
	case lists.Source:
		l.Title, l.Help = v.t("Sources of contacts"), v.t("Where a contact came from.")
	case lists.EmailType:
		l.Title, l.Help = v.t("Types of email addresses"), v.t("What an email address is used for.")
	case lists.PhoneType:
		l.Title, l.Help = v.t("Types of phone numbers"), v.t("What a phone number is used for.")
	case lists.AddressType:
		l.Title, l.Help = v.t("Types of addresses"), v.t("What a postal address is used for.")
	default:
		return nil
	}
	return l
}

// optionLists reads one list or, for "", all of them.
func (a *Admin) optionLists(v *visit, name string) ([]*optionList, error) {
	names := lists.Names()
	if name != "" {
		names = []string{name}
	}
	found := make([]*optionList, len(names))
	for i, name := range names {
		if found[i] = v.titled(name); found[i] == nil {
			return nil, problem.New(problem.NotFound, "This option list does not exist.")
		}
		var err error
		if found[i].Options, err = a.optionsOf(v.Context(), v.workspaceID(), name); err != nil {
			return nil, err
		}
		active := lists.Lists{}
		for _, o := range found[i].Options {
			if o.IsActive {
				active[name] = append(active[name], o.Value)
			}
		}
		found[i].Default = active.Default(name)
	}
	return found, nil
}

// optionsOf reads all values of a list in their order.
func (a *Admin) optionsOf(ctx context.Context, workspaceID, list string) ([]lists.Option, error) {
	var all []lists.Option
	for cursor := ""; ; {
		values := url.Values{
			"list": {list}, "ordering": {"position"}, "page_size": {strconv.Itoa(largestPage)}, "count": {"none"},
		}
		if cursor != "" {
			values.Set("cursor", cursor)
		}
		q, err := parse(lists.ListSpec(), values)
		if err != nil {
			return nil, err
		}
		page, err := lists.List(ctx, a.DB, workspaceID, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" {
			return all, nil
		}
	}
}

func (a *Admin) listOptions(v *visit) error {
	found, err := a.optionLists(v, "")
	if err != nil {
		return err
	}
	return v.show(answer{name: "options", title: v.t("Option lists"), active: "options", data: found})
}

func (a *Admin) showOptions(v *visit) error { return a.answerOptions(v, nil, 0) }

// answerOptions answers with the page of a list, after adjust changed what it
// shows.
func (a *Admin) answerOptions(v *visit, adjust func(l *optionList), status int) error {
	found, err := a.optionLists(v, v.PathValue("list"))
	if err != nil {
		return err
	}
	l := found[0]
	if adjust != nil {
		adjust(l)
	}
	return v.show(answer{name: "option_list", title: l.Title, active: "options", data: l, status: status})
}

// writeOption writes what changes the rules of the workspace, which are read
// anew afterwards.
func (a *Admin) writeOption(v *visit, fn func(tx *changelog.Tx) error) (*changelog.Change, error) {
	change, err := v.write(fn)
	if err == nil {
		a.Rules.Forget(v.workspaceID())
	}
	return change, err
}

func (a *Admin) createOption(v *visit) error {
	f := v.typed()
	p := lists.Patch{List: record.Some(v.PathValue("list"))}
	f.text("value", &p.Value)
	f.text("label", &p.Label)
	if p.Value.Value == "" { // one name will do
		p.Value = p.Label
	}
	change, err := a.writeOption(v, func(tx *changelog.Tx) error {
		_, err := lists.Create(v.Context(), tx, &p)
		return err
	})
	if err != nil {
		if !f.refuse(err) {
			return err
		}
		return a.answerOptions(v, func(l *optionList) { l.Form = f }, http.StatusUnprocessableEntity)
	}
	return v.done(v.listPath(), change)
}

func (v *visit) listPath() string { return v.Path("/options/" + v.PathValue("list")) }

// updateOption changes a label, moves a value or retires it. A script that moves
// values gets the list as it is then.
func (a *Admin) updateOption(v *visit) error {
	id, err := v.id(lists.ErrNotFound)
	if err != nil {
		return err
	}
	f := v.typed()
	var p lists.Patch
	f.text("label", &p.Label)
	if given := f.Value("position"); given != "" {
		n, err := strconv.ParseInt(given, 10, 64)
		if err != nil {
			p.Faults.Add("/position", "invalid_value", "The position must be a whole number.")
		}
		p.Position = record.Some(n)
	}
	if given := f.Value("is_active"); given != "" {
		p.IsActive = record.Some(given == "true")
	}
	change, err := a.writeOption(v, func(tx *changelog.Tx) error {
		_, err := lists.Update(v.Context(), tx, id, &p, v.unchanged())
		return err
	})
	if err != nil {
		return a.refuseOption(v, id, f, err)
	}
	if v.target() == "list" {
		return a.answerOptions(v, nil, 0)
	}
	return v.done(v.listPath(), change)
}

func (a *Admin) deleteOption(v *visit) error {
	id, err := v.id(lists.ErrNotFound)
	if err != nil {
		return err
	}
	change, err := a.writeOption(v, func(tx *changelog.Tx) error {
		return lists.Delete(v.Context(), tx, id, v.unchanged())
	})
	if err != nil {
		return a.refuseOption(v, id, v.typed(), err)
	}
	return v.done(v.listPath(), change)
}

// refuseOption answers with the list, and beside the option why it was not
// written.
func (a *Admin) refuseOption(v *visit, id string, f *form, err error) error {
	status := http.StatusUnprocessableEntity
	detail := ""
	switch {
	case problem.Is(err, problem.Conflict):
		detail, status = detailOf(err), http.StatusConflict
	case f.refuse(err):
		detail = f.faults[0].Detail
	default:
		return err
	}
	return a.answerOptions(v, func(l *optionList) {
		l.Refused, l.Detail = id, detail
		for i := range l.Options {
			if l.Options[i].ID == id && f.values.Has("label") {
				l.Options[i].Label = f.Value("label")
			}
		}
	}, status)
}
