package client_test

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/liaison/liaison/client"
)

// pagesAreWalked: each record once, in order, from page to page, and no further
// than the caller wants.
func pagesAreWalked(t *testing.T, c *client.Client) {
	operations := make([]client.ContactOperation, 7)
	for i := range operations {
		operations[i] = client.ContactOperation{Action: "create", Body: client.Set(person(fmt.Sprint("p", i), "Walker"))}
	}
	must(c.BatchContacts(t.Context(), client.ContactBatch{Operations: operations}))(t)
	params := client.ListContactsParams{LastNameExact: []string{"Walker"}, Ordering: []string{"-first_name"}, PageSize: 3}
	var names []string
	for person, err := range c.Contacts(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, person.FirstName)
	}
	want(t, names, []string{"p6", "p5", "p4", "p3", "p2", "p1", "p0"})

	// An option for the first page does not stand in the way of the next ones.
	names = nil
	params.PageSize = 0
	for person, err := range c.Contacts(t.Context(), params, client.Query("page_size", "2"), client.Query("page", "2")) {
		if err != nil {
			t.Fatal(err)
		}
		if names = append(names, person.FirstName); len(names) == 4 {
			break
		}
	}
	want(t, names, []string{"p4", "p3", "p2", "p1"})

	params.Ordering = []string{"height"}
	for person, err := range c.Contacts(t.Context(), params) {
		if person != nil {
			t.Errorf("got %v", person)
		}
		want(t, faults(refused(t, err, http.StatusBadRequest)), []string{"ordering unknown_field"})
	}
}

// filtersFind: values with commas and quotes, lookups, booleans, null.
func filtersFind(t *testing.T, c *client.Client) {
	body := person("Filter", `Knuth, "Don"`)
	body.EmailAddresses = client.Set([]client.EmailAddressInput{{Email: client.Set("don@example.org")}})
	don := must(c.CreateContact(t.Context(), body))(t)
	other := must(c.CreateContact(t.Context(), person("Filter", "Wirth")))(t)
	for name, find := range map[string]struct {
		params client.ListContactsParams
		want   []string
	}{
		"a comma in it": {client.ListContactsParams{LastNameExact: []string{`Knuth, "Don"`}}, []string{don.ID}},
		"several":       {client.ListContactsParams{LastNameIn: []string{"Wirth", `Knuth, "Don"`}}, []string{don.ID, other.ID}},
		"starts with":   {client.ListContactsParams{LastNameStartsWith: []string{"wir"}}, []string{other.ID}},
		"true":          {client.ListContactsParams{FirstName: []string{"Filter"}, HasEmail: new(true)}, []string{don.ID}},
		"false":         {client.ListContactsParams{FirstName: []string{"Filter"}, HasEmail: new(false)}, []string{other.ID}},
		"search":        {client.ListContactsParams{Search: "wirth, filter"}, []string{other.ID}},
		"id":            {client.ListContactsParams{ID: []string{other.ID}, BirthDateIsNull: new(true)}, []string{other.ID}},
	} {
		list := must(c.ListContacts(t.Context(), find.params))(t)
		var ids []string
		for _, found := range list.Results {
			ids = append(ids, found.ID)
		}
		t.Run(name, func(t *testing.T) { want(t, ids, find.want) })
	}
	counted := must(c.ListContacts(t.Context(), client.ListContactsParams{Count: "none"}))(t)
	if counted.Count != nil {
		t.Errorf("count is %d, want none", *counted.Count)
	}
}

// everyParameterIsKnown: the server knows each parameter that the client has a
// field for, by its name.
func everyParameterIsKnown(t *testing.T, c *client.Client) {
	fields := reflect.TypeFor[client.ListContactsParams]()
	if fields.NumField() < 100 {
		t.Errorf("there are %d parameters", fields.NumField())
	}
	for i := range fields.NumField() {
		name := fields.Field(i).Tag.Get("query")
		_, err := c.ListContacts(t.Context(), client.ListContactsParams{}, client.Query(name, "?"))
		if err == nil {
			continue // some text that nobody has
		}
		for _, e := range refused(t, err, http.StatusBadRequest).Errors {
			if e.Code == "unknown_parameter" {
				t.Errorf("the server does not know %s", name)
			}
		}
	}
}

func customFieldsAreFiltered(t *testing.T, c *client.Client) {
	defined := must(c.CreateCustomField(t.Context(), client.CustomFieldInput{
		RecordKind: client.Set("contact"), Key: client.Set("shelf"), Type: client.Set(client.CustomFieldTypeInteger),
		Filterable: client.Set(true), Maximum: client.Set[any](10), Default: client.Null[any](),
	}))(t)
	want(t, defined.Maximum, any(10.0))
	body := person("Shelved", "Reader")
	body.CustomFields = client.Set(map[string]any{"shelf": 7})
	made := must(c.CreateContact(t.Context(), body))(t)
	list := must(c.ListContacts(t.Context(), client.ListContactsParams{}, client.Query("custom_fields.shelf__in", "6", "7")))(t)
	want(t, len(list.Results), 1)
	want(t, list.Results[0].ID, made.ID)
	body.CustomFields = client.Set(map[string]any{"shelf": 11})
	_, err := c.CreateContact(t.Context(), body)
	want(t, refused(t, err, http.StatusBadRequest).Errors[0].Pointer, "/custom_fields/shelf")
	refused(t, c.DeleteCustomField(t.Context(), defined.ID), http.StatusConflict)
	if err := c.DeleteCustomField(t.Context(), defined.ID, client.StoredValues("clear")); err != nil {
		t.Error(err)
	}
}

func organizationsAreATree(t *testing.T, c *client.Client) {
	organization := func(name, code string, parent client.Optional[string]) *client.Organization {
		t.Helper()
		return must(c.CreateOrganization(t.Context(), client.OrganizationInput{
			Name: client.Set(name), Code: client.Set(code), OrganizationType: client.Set("Company"), Parent: parent,
			PrimaryAddress: client.Set(client.HeldAddressInput{City: client.Set("London")}),
		}))(t)
	}
	root := organization("Analytical Engines", "AE", client.Null[string]())
	mill := organization("Mill", "AE-1", client.Set(root.ID))
	store := organization("Store", "AE-2", client.Set(mill.ID))
	want(t, store.Path, []string{"Analytical Engines", "Mill", "Store"})
	want(t, store.PrimaryAddress.City, "London")
	var below []string
	for o, err := range c.OrganizationDescendants(t.Context(), root.ID, client.ListOrganizationDescendantsParams{PageSize: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		below = append(below, o.Name)
	}
	want(t, below, []string{"Mill", "Store"})
	roots := must(c.ListOrganizations(t.Context(), client.ListOrganizationsParams{Parent: []string{"null"}, Code: []string{"AE"}}))(t)
	want(t, roots.Results[0].ChildrenCount, 1)

	body := person("Charles", "Babbage")
	body.LinkedOrganization = client.Set(store.ID)
	linked := must(c.CreateContact(t.Context(), body))(t)
	people := must(c.ListOrganizationContacts(t.Context(), root.ID,
		client.ListOrganizationContactsParams{IncludeDescendants: new(true)}))(t)
	want(t, people.Results[0].ID, linked.ID)

	moved := must(c.MoveOrganization(t.Context(), store.ID, client.OrganizationMove{}))(t)
	if moved.Parent != nil || moved.Depth != 0 {
		t.Errorf("it is moved to %v, %d below the root", moved.Parent, moved.Depth)
	}
	_, err := c.MoveOrganization(t.Context(), root.ID, client.OrganizationMove{Parent: &mill.ID})
	want(t, faults(refused(t, err, http.StatusBadRequest)), []string{"/parent cycle"})
	refused(t, c.DeleteOrganization(t.Context(), root.ID), http.StatusConflict)
	if err := c.DeleteOrganization(t.Context(), store.ID); err != nil {
		t.Fatal(err)
	}
	left := must(c.GetContact(t.Context(), linked.ID))(t)
	if left.LinkedOrganization != nil || left.OrganizationName != "Store" {
		t.Errorf("the contact has %v and %q", left.LinkedOrganization, left.OrganizationName)
	}
}

func tagsAreMerged(t *testing.T, c *client.Client) {
	body := person("Tagged", "Person")
	body.Tags = client.Set([]string{"colour", "color"})
	made := must(c.CreateContact(t.Context(), body))(t)
	ids := map[string]string{}
	for tag, err := range c.Tags(t.Context(), client.ListTagsParams{Name: []string{"colour", "color"}}) {
		if err != nil {
			t.Fatal(err)
		}
		ids[tag.Name] = tag.ID
	}
	merged := must(c.MergeTag(t.Context(), ids["color"], client.TagMerge{Into: ids["colour"]}))(t)
	want(t, merged.UseCount, 1)
	want(t, must(c.GetContact(t.Context(), made.ID))(t).Tags, []string{"colour"})
	must(c.UpdateTag(t.Context(), ids["colour"], client.TagInput{Name: client.Set("colours")}))(t)
	if err := c.DeleteTag(t.Context(), ids["colour"]); err != nil {
		t.Fatal(err)
	}
	want(t, len(must(c.GetContact(t.Context(), made.ID))(t).Tags), 0)
}

func workspacesAreApart(t *testing.T, c *client.Client) {
	w := must(c.GetCaller(t.Context()))(t).Workspace
	if w == nil || *w != "default" {
		t.Fatalf("the key is of %v", w)
	}
	elsewhere := *c
	elsewhere.Workspace = "elsewhere"
	_, err := elsewhere.ListContacts(t.Context(), client.ListContactsParams{})
	refused(t, err, http.StatusForbidden)
}
