package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
)

func (a *Admin) customFieldRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/custom-fields", permission: auth.ViewCustomField, handle: a.listCustomFields},
		{method: http.MethodGet, path: "/custom-fields/new", permission: auth.AddCustomField, handle: a.newCustomField},
		{method: http.MethodPost, path: "/custom-fields/new", permission: auth.AddCustomField, handle: a.createCustomField},
		{method: http.MethodGet, path: "/custom-fields/{id}", permission: auth.ViewCustomField, handle: a.showCustomField},
		{method: http.MethodPost, path: "/custom-fields/{id}", permission: auth.ChangeCustomField, handle: a.updateCustomField},
		{method: http.MethodGet, path: "/custom-fields/{id}/delete", permission: auth.DeleteCustomField, handle: a.askDeleteCustomField},
		{method: http.MethodPost, path: "/custom-fields/{id}/delete", permission: auth.DeleteCustomField, handle: a.deleteCustomField},
	}
}

// fieldsPage is what the template custom_fields shows beside its table.
type fieldsPage struct {
	Kinds []kindTab
	Walks []fieldWalk
}

// kindTab leads to the custom fields of a kind of record.
type kindTab struct {
	Address, Label string
	Chosen         bool
}

// fieldWalk is work on stored values that is under way.
type fieldWalk struct {
	What    string
	Percent int
}

func (a *Admin) listCustomFields(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	here := state{path: v.Path("/custom-fields"), values: given}
	chosen := given.Get("record_kind")
	extra := &fieldsPage{Kinds: []kindTab{{here.with("record_kind", ""), v.t("All"), chosen == ""}}}
	for _, kind := range v.fieldKinds() {
		extra.Kinds = append(extra.Kinds, kindTab{here.with("record_kind", kind.Value), kind.Label, chosen == kind.Value})
	}
	if extra.Walks, err = a.fieldWalks(v, nil); err != nil {
		return err
	}
	t := table[customfield.Field]{
		name: "custom-fields", title: "Custom fields", search: "Search labels", spec: customfield.ListSpec(),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[customfield.Field], error) {
			return customfield.List(ctx, a.DB, v.workspaceID(), q)
		},
		id:   func(f *customfield.Field) string { return f.ID },
		link: func(f *customfield.Field) string { return "/custom-fields/" + f.ID },
		columns: []column[customfield.Field]{
			{name: "label", title: "Label", cell: func(f *customfield.Field) cell { return nameCell(f.Label) }},
			{name: "key", title: "Key", ordering: "key", cell: func(f *customfield.Field) cell { return textCell(f.Key) }},
			{name: "record_kind", title: "Of", cell: func(f *customfield.Field) cell { return textCell(labelOf(v.fieldKinds(), string(f.RecordKind))) }},
			{name: "type", title: "Type", cell: func(f *customfield.Field) cell { return textCell(labelOf(v.fieldTypes(), string(f.Type))) }},
			{name: "required", title: "Required", cell: func(f *customfield.Field) cell { return yesCell(f.Required) }},
			{name: "filterable", title: "Filter", cell: func(f *customfield.Field) cell { return yesCell(f.Filterable) }},
			{name: "created_at", title: "Created", ordering: "created_at", hidden: true, cell: func(f *customfield.Field) cell { return timeCell(f.CreatedAt) }},
		},
		filters: []filter{
			{name: "type", title: "Type", options: v.fieldTypes()},
			{name: "filterable", title: "Filter", options: []choice{{"true", v.t("yes")}, {"false", v.t("no")}}},
		},
		empty: "Custom fields hold your own data, such as a customer number or the end date of a contract. Each has a type, and its values are checked.",
		add:   "/custom-fields/new", adds: auth.AddCustomField, template: "custom_fields", extra: extra,
	}
	return t.show(v)
}

func yesCell(yes bool) cell {
	c := cell{Kind: "yes"}
	if yes {
		c.Number = 1
	}
	return c
}

// labelOf is what people read for a value.
func labelOf(options []choice, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// fieldKinds are the kinds of record that have custom fields.
func (v *visit) fieldKinds() []choice {
	return []choice{
		{string(customfield.Contact), v.t("Contacts")},
		{string(customfield.Organization), v.t("Organizations")},
		{string(customfield.Address), v.t("Addresses")},
	}
}

// fieldTypes are the types of custom fields.
func (v *visit) fieldTypes() []choice {
	return []choice{
		{string(customfield.Text), v.t("Text")},
		{string(customfield.Integer), v.t("Whole number")},
		{string(customfield.Number), v.t("Number")},
		{string(customfield.Boolean), v.t("Yes or no")},
		{string(customfield.Date), v.t("Date")},
		{string(customfield.DateTime), v.t("Date and time")},
		{string(customfield.Choice), v.t("Single choice")},
		{string(customfield.Choices), v.t("Multiple choice")},
		{string(customfield.URL), v.t("Web address")},
		{string(customfield.Email), v.t("Email address")},
	}
}

// fieldWalks says what is under way: of one field or, for nil, of all.
func (a *Admin) fieldWalks(v *visit, of *customfield.Field) ([]fieldWalk, error) {
	walks, err := directory.FieldWalks(v.Context(), a.DB, v.workspaceID())
	if err != nil || len(walks) == 0 {
		return nil, err
	}
	fields, err := customfield.Read(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return nil, err
	}
	var list []fieldWalk
	for _, w := range walks {
		label := w.Subject
		for _, f := range fields[w.Kind] {
			if f.ID == w.Subject || f.Key == w.Subject {
				label = f.Label
			}
		}
		if of != nil && (w.Kind != of.RecordKind || w.Subject != of.ID && w.Subject != of.Key) {
			continue
		}
		if what := v.workOn(w.Work, label); what != "" {
			list = append(list, fieldWalk{what, w.Percent})
		}
	}
	return list, nil
}

// workOn says what is being done, "" for what nobody waits for.
func (v *visit) workOn(work, label string) string {
	switch work {
	case customfield.IndexWalk:
		return v.t("%s: the values are made ready for filters", label)
	case customfield.FitWalk:
		return v.t("%s: the values are fitted to the new definition", label)
	case customfield.FillWalk:
		return v.t("%s: the default is written where there is no value", label)
	case customfield.DropWalk:
		return v.t("%s: the values are cleared", label)
	case customfield.BackWalk:
		return v.t("%s: the values come back that an undone change took", label)
	}
	return ""
}

// fieldPage is what the templates custom_field and custom_field_delete show.
type fieldPage struct {
	Form   *form
	Field  *customfield.Field // nil for a new one
	Meta   *recordMeta
	Kinds  []choice
	Types  []choice
	Type   string // that the form is for
	YesNo  []choice
	Shown  []choice // the definition, for who may not change it
	Walks  []fieldWalk
	Values directory.FieldValues
	Asked  bool // Values stand in the way
	Why    string
	Holds  string // the address of the list of the records with a value, "" where there is none
}

// Uses reports whether the type of the form has a use for a rule.
func (p *fieldPage) Uses(rule string) bool {
	switch customfield.Type(p.Type) {
	case customfield.Text:
		return rule == "length" || rule == "pattern"
	case customfield.Integer, customfield.Number, customfield.Date, customfield.DateTime:
		return rule == "bounds"
	case customfield.Choice:
		return rule == "choices"
	case customfield.Choices:
		return rule == "choices" || rule == "many"
	case customfield.URL, customfield.Email:
		return rule == "pattern"
	}
	return false
}

// Input is the type of the inputs for a value of the type.
func (p *fieldPage) Input() string {
	switch customfield.Type(p.Type) {
	case customfield.Date:
		return "date"
	case customfield.DateTime:
		return "datetime-local"
	}
	return "text"
}

func (v *visit) fieldPage(f *form, field *customfield.Field) (*fieldPage, error) {
	p := &fieldPage{
		Form: f, Field: field, Kinds: v.fieldKinds(), Types: v.fieldTypes(), Type: f.Value("type"),
		YesNo: []choice{{"", v.t("none")}, {"true", v.t("yes")}, {"false", v.t("no")}},
	}
	if field == nil {
		return p, nil
	}
	var err error
	if p.Meta, err = v.meta(changelog.CustomField, &field.Meta); err != nil {
		return nil, err
	}
	p.Holds = v.withValue(field)
	if !v.Can("change_customfield") {
		p.Shown = v.definition(field)
	}
	p.Walks, err = v.admin.fieldWalks(v, field)
	return p, err
}

func (v *visit) fieldAnswer(p *fieldPage) answer {
	title := v.t("New custom field")
	if p.Field != nil {
		title = p.Field.Label
	}
	return answer{name: "custom_field", title: title, active: "custom-fields", data: p}
}

// newCustomField shows the form; a script asks for it anew when another type is
// chosen, with what was typed.
func (a *Admin) newCustomField(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	if given.Get("type") == "" {
		given.Set("type", string(customfield.Text))
	}
	p, err := v.fieldPage(&form{values: given}, nil)
	if err != nil {
		return err
	}
	return v.show(v.fieldAnswer(p))
}

func (v *visit) customField() (*customfield.Field, error) {
	id, err := v.id(customfield.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return customfield.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
}

func (a *Admin) showCustomField(v *visit) error {
	field, err := v.customField()
	if err != nil {
		return err
	}
	given, err := v.query()
	if err != nil {
		return err
	}
	f := formOfField(field)
	if given.Has("type") { // another type is tried
		f = &form{values: given}
	}
	p, err := v.fieldPage(f, field)
	if err != nil {
		return err
	}
	return v.show(v.fieldAnswer(p))
}

func (a *Admin) createCustomField(v *visit) error {
	return a.saveCustomField(v, nil, func(tx *changelog.Tx, p *customfield.Patch, stored directory.StoredValues, faults problem.Fields) error {
		_, err := directory.CreateField(v.Context(), tx, p, stored, faults)
		return err
	})
}

func (a *Admin) updateCustomField(v *visit) error {
	field, err := v.customField()
	if err != nil {
		return err
	}
	return a.saveCustomField(v, field, func(tx *changelog.Tx, p *customfield.Patch, stored directory.StoredValues, faults problem.Fields) error {
		_, err := directory.UpdateField(v.Context(), tx, field.ID, p, stored, v.unchanged(), faults)
		return err
	})
}

// saveCustomField writes what a form says. Where values that records have stand
// in the way, the form asks what is to become of them.
func (a *Admin) saveCustomField(v *visit, field *customfield.Field,
	save func(tx *changelog.Tx, p *customfield.Patch, stored directory.StoredValues, faults problem.Fields) error,
) error {
	f := v.typed()
	if f.Value("refresh") != "" { // without scripts: another type was chosen
		p, err := v.fieldPage(f, field)
		if err != nil {
			return err
		}
		return v.show(v.fieldAnswer(p))
	}
	patch := fieldPatch(f, field)
	stored, faults := storedValues(f, directory.ConvertValues, directory.ClearValues)
	change, err := v.write(func(tx *changelog.Tx) error { return save(tx, patch, stored, faults) })
	if err == nil {
		a.Rules.Forget(v.workspaceID())
		if field != nil {
			return v.done(v.Path("/custom-fields/"+field.ID), change)
		}
		return v.done(v.Path("/custom-fields/"+change.Record), change)
	}
	p, readErr := v.fieldPage(f, field)
	if readErr != nil {
		return readErr
	}
	if !problem.Is(err, problem.Conflict) {
		return v.showRefused(f, atChoices(err, field), v.fieldAnswer(p))
	}
	id := ""
	if field != nil {
		id = field.ID
	}
	p.Asked, p.Why = true, detailOf(err)
	if p.Values, readErr = directory.FieldValuesAfter(v.Context(), a.DB, v.workspaceID(), id, patch); readErr != nil {
		return readErr
	}
	page := v.fieldAnswer(p)
	page.status = http.StatusConflict
	return v.show(page)
}

// atChoices returns the error with what is wrong with single choices at their one
// input, by their lines, and with new names at their inputs.
func atChoices(err error, field *customfield.Field) error {
	var p *problem.Error
	if !errors.As(err, &p) {
		return err
	}
	at := *p
	at.Fields = slices.Clone(p.Fields)
	for i := range at.Fields {
		fault := &at.Fields[i]
		if index, found := strings.CutPrefix(fault.Pointer, "/choices/"); found {
			if n, err := strconv.Atoi(index); err == nil {
				fault.Pointer, fault.Detail = "/choices", "Line "+strconv.Itoa(n+1)+": "+fault.Detail
			}
		}
		if field == nil {
			continue
		}
		for n, choice := range field.Choices {
			if fault.Pointer == problem.Pointer("rename", choice) {
				fault.Pointer = problem.Pointer("rename", n)
				break
			}
		}
	}
	return &at
}

// storedValues reads what is to become of values that records have, one of those
// allowed; nothing is to be lost unless it is said.
func storedValues(f *form, allowed ...directory.StoredValues) (directory.StoredValues, problem.Fields) {
	given := directory.StoredValues(f.Value("stored_values"))
	if given == "" || given == directory.RefuseValues {
		return directory.RefuseValues, nil
	}
	for _, one := range allowed {
		if given == one {
			return one, nil
		}
	}
	var faults problem.Fields
	faults.Add("/stored_values", "unknown_value", "Choose what happens to the values.")
	return directory.RefuseValues, faults
}

// askDeleteCustomField says what deleting would do before it is done.
func (a *Admin) askDeleteCustomField(v *visit) error { return a.answerDeletion(v, "", newForm()) }

func (a *Admin) answerDeletion(v *visit, why string, f *form) error {
	field, err := v.customField()
	if err != nil {
		return err
	}
	values, err := directory.FieldValuesAfter(v.Context(), a.DB, v.workspaceID(), field.ID, nil)
	if err != nil {
		return err
	}
	status := 0
	if why != "" {
		status = http.StatusConflict
	} else if len(f.Faults()) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.show(answer{
		name: "custom_field_delete", title: v.t("Delete %s?", field.Label), active: "custom-fields", status: status,
		data: &fieldPage{Form: f, Field: field, Values: values, Why: why},
	})
}

func (a *Admin) deleteCustomField(v *visit) error {
	field, err := v.customField()
	if err != nil {
		return err
	}
	f := v.typed()
	stored, faults := storedValues(f, directory.ClearValues, directory.KeepValues)
	if len(faults) > 0 {
		f.faults = faults
		return a.answerDeletion(v, "", f)
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return directory.DeleteField(v.Context(), tx, field.ID, stored, v.unchanged())
	})
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.PreconditionFailed) {
		return a.answerDeletion(v, detailOf(err), f)
	}
	if err != nil {
		return err
	}
	a.Rules.Forget(v.workspaceID())
	return v.done(v.Path("/custom-fields"), change)
}

// withValue is the list of the contacts or organizations with any value of a
// field, "" where there is none.
func (v *visit) withValue(f *customfield.Field) string {
	if !f.Filterable || f.Indexing || f.RecordKind == customfield.Address || !v.Can("view_"+string(f.RecordKind)) {
		return ""
	}
	return v.Path("/"+string(f.RecordKind)+"s") + "?" + url.Values{"custom_fields." + f.Key + "__isnull": {"false"}}.Encode()
}

// lines are the lines of a text area that are not blank.
func linesOf(text string) []string {
	list := []string{}
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
