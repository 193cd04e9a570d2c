package admin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) organizationRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/organizations", permission: auth.ViewOrganization, handle: a.listOrganizations},
		{method: http.MethodGet, path: "/organizations/new", permission: auth.AddOrganization, handle: a.newOrganization},
		{method: http.MethodPost, path: "/organizations/new", permission: auth.AddOrganization, handle: a.createOrganization, body: recordBody},
		{method: http.MethodGet, path: "/organizations/{id}", permission: auth.ViewOrganization, handle: a.showOrganization},
		{method: http.MethodPost, path: "/organizations/{id}", permission: auth.ChangeOrganization, handle: a.updateOrganization, body: recordBody},
		{method: http.MethodGet, path: "/organizations/{id}/children", permission: auth.ViewOrganization, handle: a.listChildren},
		{method: http.MethodGet, path: "/organizations/{id}/contacts", permission: auth.ViewContact, handle: a.listOrganizationContacts},
		{method: http.MethodGet, path: "/organizations/{id}/history", permission: auth.ViewOrganization, handle: a.organizationHistory},
		{method: http.MethodGet, path: "/organizations/{id}/delete", permission: auth.DeleteOrganization, handle: a.askToDeleteOrganization},
		{method: http.MethodPost, path: "/organizations/{id}/delete", permission: auth.DeleteOrganization, handle: a.deleteOrganization},
	}
}

// organizationRow is an organization in a list.
type organizationRow struct {
	organization.Placed

	fields *record.Reader
	values record.Values // custom ones, once they were asked for
}

// listOrganizations is the list of all organizations, with filters, views and
// actions around it.
func (a *Admin) listOrganizations(v *visit) error {
	fields, err := v.organizationFields()
	if err != nil {
		return err
	}
	words := &organizationWords{v: v, fields: fields}
	if err := words.read(); err != nil {
		return err
	}
	x := explorer[organizationRow]{
		table: v.organizationTable(fields),
		words: filterWords{words.title, words.value},
		facets: func(ctx context.Context, q *listing.Query, within time.Duration) ([]listing.Facet, error) {
			return organization.Facets(ctx, a.DB, v.workspaceID(), q, organization.Counting{Fields: fields, Within: within})
		},
		from:    func(*listing.Query) listing.Select { return organization.Select(v.workspaceID()) },
		groups:  organizationGroups(v, fields),
		actions: actions{change: auth.ChangeOrganization, remove: auth.DeleteOrganization, statuses: v.organizationStatuses()},
	}
	return x.show(v)
}

// organizationTable is the list of all organizations.
func (v *visit) organizationTable(fields *customfield.Fields) table[organizationRow] {
	return table[organizationRow]{
		name: "organizations", title: "Organizations", search: "Search organizations", spec: organization.ListSpec(fields),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[organizationRow], error) {
			return organizationRows(organization.List(ctx, v.admin.DB, v.workspaceID(), q))
		},
		id:      func(o *organizationRow) string { return o.ID },
		link:    func(o *organizationRow) string { return "/organizations/" + o.ID },
		columns: slices.Concat(v.organizationColumns(), v.organizationValueColumns(fields)),
		empty:   "Companies, departments, customers, suppliers: add the first one, then others below it.",
		add:     "/organizations/new", adds: auth.AddOrganization,
		template: "organizations",
	}
}

// organizationGroups are what stands down the side of the list.
func organizationGroups(v *visit, fields *customfield.Fields) []facetGroup {
	return append([]facetGroup{
		{filter: "status", title: v.t("Status")},
		{filter: "organization_type", title: v.t("Type")},
		{filter: "tags", title: v.t("Tags"), picker: "tags", pick: v.t("Another tag"), isTags: true},
		{filter: "parent", title: v.t("Parent"), picker: "organizations", pick: v.t("Organization")},
		{filter: "created_at", title: v.t("Created"), isPast: true, input: "date"},
	}, customGroups(fields)...)
}

// organizationRows reads the records of a page.
func organizationRows(page listing.Page[organization.Placed], err error) (listing.Page[organizationRow], error) {
	rows := listing.Page[organizationRow]{
		Count: page.Count, CountIsExact: page.CountIsExact, Next: page.Next, Previous: page.Previous,
	}
	for i := range page.Items {
		fields, fault := record.Read(page.Items[i].Record)
		if fault != nil {
			return rows, fault
		}
		rows.Items = append(rows.Items, organizationRow{Placed: page.Items[i], fields: fields})
	}
	return rows, err
}

// organizationColumns are the columns of every list of organizations.
func (v *visit) organizationColumns() []column[organizationRow] {
	text := func(name string) func(o *organizationRow) cell {
		return func(o *organizationRow) cell { return textCell(o.fields.Text(name)) }
	}
	date := func(name string) func(o *organizationRow) cell {
		return func(o *organizationRow) cell { return cell{Kind: "date", Text: o.fields.Text(name)} }
	}
	return []column[organizationRow]{
		{name: "name", title: "Name", ordering: "name", cell: placedCell},
		{name: "organization_type", title: "Type", cell: func(o *organizationRow) cell { return nameCell(o.fields.Text("organization_type_name")) }},
		{name: "code", title: "Code", ordering: "code", cell: text("code")},
		{name: "status", title: "Status", ordering: "status", cell: v.organizationStatusCell},
		{name: "contacts_count", title: "Contacts", cell: func(o *organizationRow) cell {
			return v.counted(o.Contacts, "/organizations/"+o.ID+"/contacts")
		}},
		{name: "children_count", title: "Children", cell: func(o *organizationRow) cell {
			return v.counted(o.Children, "/organizations/"+o.ID+"/children")
		}},
		{name: "parent", title: "Parent", hidden: true, cell: v.parentCell},
		{name: "tags", title: "Tags", cell: func(o *organizationRow) cell { return cell{Kind: "tags", Texts: o.fields.Texts("tags")} }},
		{name: "legal_name", title: "Legal name", hidden: true, cell: text("legal_name")},
		{name: "website", title: "Website", hidden: true, cell: text("website")},
		{name: "tax_id", title: "Tax ID", hidden: true, cell: text("tax_id")},
		{name: "currency", title: "Currency", hidden: true, cell: text("currency")},
		{name: "timezone", title: "Time zone", hidden: true, cell: text("timezone")},
		{name: "language", title: "Language", hidden: true, cell: text("language")},
		{name: "effective_date", title: "Effective date", hidden: true, cell: date("effective_date")},
		{name: "end_date", title: "End date", hidden: true, cell: date("end_date")},
		{name: "created_at", title: "Created", ordering: "created_at", hidden: true, cell: func(o *organizationRow) cell { return timeCell(o.fields.Time("created_at")) }},
		{name: "updated_at", title: "Changed", ordering: "updated_at", cell: func(o *organizationRow) cell { return timeCell(o.fields.Time("updated_at")) }},
	}
}

func (v *visit) organizationStatusCell(o *organizationRow) cell {
	status := o.fields.Text("status")
	return cell{Kind: "status", Text: v.statusLabel(status), Value: status}
}

// placedCell is the name of an organization with those of the ones above it.
func placedCell(o *organizationRow) cell {
	return cell{Kind: "placed", Text: o.fields.Text("name"), Texts: o.Path[:max(0, len(o.Path)-1)]}
}

// counted is a number that leads to what it counts, if there is any.
func (v *visit) counted(n int64, path string) cell {
	if n == 0 {
		return numberCell(n)
	}
	return numberCell(n).to(v.Path(path))
}

func (v *visit) parentCell(o *organizationRow) cell {
	if len(o.Path) < 2 {
		return nameCell("")
	}
	return nameCell(o.Path[len(o.Path)-2]).to(v.Path("/organizations/" + o.fields.Text("parent")))
}

// organizationStatuses are the values of an organization's status to choose from.
func (v *visit) organizationStatuses() []choice {
	list := make([]choice, len(organization.Statuses))
	for i, status := range organization.Statuses {
		list[i] = choice{status, v.statusLabel(status)}
	}
	return list
}

// organizationValueColumns are those of the custom fields.
func (v *visit) organizationValueColumns(fields *customfield.Fields) []column[organizationRow] {
	var columns []column[organizationRow]
	for i := range fields.List {
		f := &fields.List[i]
		columns = append(columns, column[organizationRow]{
			name: customfield.FilterPrefix + f.Key, title: f.Label, hidden: true,
			cell: func(o *organizationRow) cell { return customCell(v, f, o.custom()[f.Key]) },
		})
	}
	return columns
}

// custom are the custom fields, read once however many columns show one.
func (o *organizationRow) custom() record.Values {
	if o.values == nil {
		o.values = o.fields.Values("custom_fields")
	}
	return o.values
}

// organizationWords are what people read for filters and values of organizations.
type organizationWords struct {
	v      *visit
	fields *customfield.Fields
	types  map[string]string // names by id
	names  map[string]string // of organizations that are filtered by
}

// read reads the words that stand in the database.
func (w *organizationWords) read() error {
	given, err := w.v.query()
	if err != nil {
		return err
	}
	w.types = map[string]string{}
	if given.Get("organization_type") != "" {
		types, err := w.v.typeOptions("", "")
		if err != nil {
			return err
		}
		for _, t := range types {
			w.types[t.Value] = t.Label
		}
	}
	parents, _ := listing.Split(given["parent"]...)
	w.names, err = w.v.organizationNames(parents)
	return err
}

// title is what people read for a filter.
func (w *organizationWords) title(filter string) string {
	titles := map[string]string{
		"id": "ID", "status": "Status", "organization_type": "Type", "parent": "Parent", "code": "Code", "name": "Name",
		"currency": "Currency", "tags": "Tag", "tags_all": "With tag", "tags_none": "Without tag", "external_id": "External ID",
		"created_at": "Created", "updated_at": "Changed", "postal_code": "Postal code",
	}
	if title := titles[filter]; title != "" {
		return w.v.t(title)
	}
	return customTitle(w.fields, filter)
}

// value is what people read for a value of a filter.
func (w *organizationWords) value(filter, value string) string {
	switch filter {
	case "status":
		return w.v.statusLabel(value)
	case "organization_type":
		return cmp.Or(w.types[value], value)
	case "parent":
		if value == "null" {
			return w.v.t("none: top level")
		}
		return cmp.Or(w.names[value], value)
	}
	key, isCustom := strings.CutPrefix(filter, customfield.FilterPrefix)
	if f := w.fields.Field(key); isCustom && f != nil && f.Type == customfield.Boolean {
		return (&contactWords{v: w.v}).yesNo(value)
	}
	return value
}

// organizationFields are the custom fields of organizations.
func (v *visit) organizationFields() (*customfield.Fields, error) {
	rules, err := v.admin.Rules.Get(v.Context(), v.admin.DB, v.workspaceID())
	if err != nil {
		return nil, err
	}
	return rules.Fields(customfield.Organization), nil
}
