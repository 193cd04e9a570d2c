package admin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) contactsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/contacts", permission: auth.ViewContact, handle: a.listContacts},
	}
}

// contactRow is a contact of the list, read from its record field by field.
type contactRow struct {
	*record.Reader

	id     string
	fields record.Values // custom ones, once they were asked for
}

func (a *Admin) listContacts(v *visit) error {
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	fields := rules.Fields(customfield.Contact)
	words := &contactWords{v: v, fields: fields}
	if err := words.read(v); err != nil {
		return err
	}
	store := contact.NewStore(a.DB, v.workspaceID(), nil)
	x := explorer[contactRow]{
		words: filterWords{words.title, words.value},
		facets: func(ctx context.Context, q *listing.Query, within time.Duration) ([]listing.Facet, error) {
			return store.Facets(ctx, q, fields, within)
		},
		from: store.Select, groups: contactGroups(v, fields),
		actions: actions{change: auth.ChangeContact, remove: auth.DeleteContact, statuses: words.statuses()},
	}
	x.table = table[contactRow]{
		name: "contacts", title: "Contacts", search: "Search contacts", spec: contact.ListSpec(fields),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[contactRow], error) {
			return contactPage(ctx, store, q)
		},
		id:       func(c *contactRow) string { return c.id },
		link:     func(c *contactRow) string { return "/contacts/" + c.id },
		columns:  slices.Concat(words.columns(), words.customColumns()),
		empty:    "Contacts are the people you deal with. Add the first one here or through the API.",
		add:      "/contacts/new",
		adds:     auth.AddContact,
		template: "contacts",
	}
	return x.show(v)
}

// contactPage reads a page of contacts.
func contactPage(ctx context.Context, store *contact.Store, q *listing.Query) (page listing.Page[contactRow], err error) {
	found, err := store.List(ctx, q)
	if err != nil {
		return page, err
	}
	page.Count, page.CountIsExact, page.Next, page.Previous = found.Count, found.CountIsExact, found.Next, found.Previous
	page.Items = make([]contactRow, len(found.Items))
	for i := range found.Items {
		page.Items[i].id = found.Items[i].ID
		if page.Items[i].Reader, err = record.Read(found.Items[i].JSON); err != nil {
			return page, err
		}
	}
	return page, nil
}

// contactGroups are what stands down the side of the list.
func contactGroups(v *visit, fields *customfield.Fields) []facetGroup {
	return append([]facetGroup{
		{filter: "status", title: v.t("Status")},
		{filter: "contact_type", title: v.t("Type")},
		{filter: "tags", title: v.t("Tags"), picker: "tags", pick: v.t("Another tag"), isTags: true},
		{
			filter: "linked_organization", title: v.t("Organization and everything below it"), picker: "organizations",
			pick: v.t("Organization"), flag: "include_descendants",
		},
		{filter: "has_email", title: v.t("Email")},
		{filter: "has_phone", title: v.t("Phone")},
		{filter: "has_organization", title: v.t("Has an organization")},
		{filter: "country", title: v.t("Country"), byCount: true},
		{filter: "source", title: v.t("Source")},
		{filter: "language", title: v.t("Language"), byCount: true},
		{filter: "created_at", title: v.t("Created"), isPast: true, input: "date"},
	}, customGroups(fields)...)
}

// contactWords are what people read for filters and values of contacts.
type contactWords struct {
	v      *visit
	fields *customfield.Fields
	labels map[string]map[string]string // by filter and value
}

// read reads the words that stand in the database, as far as the page needs them:
// labels of options, and names of organizations that are filtered by.
func (w *contactWords) read(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	w.labels = map[string]map[string]string{}
	columns := state{values: given}.list("columns")
	for _, list := range []string{option.ContactType, option.Source} {
		if !given.Has(list) && !given.Has(list+"__in") && !slices.Contains(columns, list) {
			continue
		}
		facet, err := option.Facet(v.Context(), v.admin.DB, v.workspaceID(), list)
		if err != nil {
			return err
		}
		w.labels[list] = map[string]string{}
		for _, value := range facet.Values {
			w.labels[list][value.Value] = value.Label
		}
	}
	ids, _ := listing.Split(given["linked_organization"]...)
	w.labels["linked_organization"], err = v.organizationNames(ids)
	return err
}

// organizationNames returns what organizations are called, by their ids; what is
// no id is left out.
func (v *visit) organizationNames(ids []string) (map[string]string, error) {
	names := map[string]string{}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !record.ValidID(strings.ToLower(id)) })
	if len(ids) == 0 || !v.Can(string(auth.ViewOrganization)) {
		return names, nil
	}
	q, err := parse(organization.ListSpec(nil), map[string][]string{"id": ids, "count": {"none"}, "page_size": {"200"}})
	if err != nil {
		return nil, err
	}
	page, err := organization.List(v.Context(), v.admin.DB, v.workspaceID(), q)
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		o, err := record.Read(page.Items[i].Record)
		if err != nil {
			return nil, err
		}
		names[page.Items[i].ID] = o.Text("name")
	}
	return names, nil
}

// title is what people read for a filter.
func (w *contactWords) title(filter string) string {
	titles := map[string]string{
		"id": "ID", "status": "Status", "contact_type": "Type", "source": "Source", "first_name": "First name", "last_name": "Last name",
		"has_organization": "Organization", "linked_organization": "Organization", "language": "Language", "birth_date": "Birth date",
		"created_at": "Created", "updated_at": "Changed", "created_by": "Created by", "email": "Email", "phone_number": "Phone",
		"has_email": "Email", "has_phone": "Phone", "tags": "Tag", "tags_all": "With tag", "tags_none": "Without tag",
		"country": "Country", "city": "City", "postal_code": "Postal code", "external_id": "External ID",
	}
	if title := titles[filter]; title != "" {
		return w.v.t(title)
	}
	return customTitle(w.fields, filter)
}

// value is what people read for a value of a filter.
func (w *contactWords) value(filter, value string) string {
	switch filter {
	case "status":
		return w.status(value)
	case "has_email", "has_phone", "has_organization":
		return w.yesNo(value)
	case "country":
		return cmp.Or(address.CountryName(strings.ToUpper(value)), value)
	}
	if label := w.labels[filter][value]; label != "" {
		return label
	}
	key, isCustom := strings.CutPrefix(filter, customfield.FilterPrefix)
	if f := w.fields.Field(key); isCustom && f != nil && f.Type == customfield.Boolean {
		return w.yesNo(value)
	}
	return value
}

func (w *contactWords) yesNo(value string) string {
	switch value {
	case "true":
		return w.v.t("Yes")
	case "false":
		return w.v.t("No")
	default:
		return value
	}
}

func (w *contactWords) status(value string) string { return w.v.statusLabel(value) }

func (w *contactWords) statuses() []choice {
	list := make([]choice, len(contact.Statuses))
	for i, status := range contact.Statuses {
		list[i] = choice{status, w.status(status)}
	}
	return list
}
