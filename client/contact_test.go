package client_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/client"
)

func want[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func contactLives(t *testing.T, c *client.Client) {
	body := person("Ada", "King")
	body.BirthDate = client.Set("1815-12-10")
	body.Tags = client.Set([]string{"poet"})
	body.CustomFields = client.Set(map[string]any{"level": "gold", "points": 3})
	body.ExternalIDs = client.Set(map[string]*string{"crm": new("4711")})
	body.PhoneRegion = client.Set("GB")
	body.EmailAddresses = client.Set([]client.EmailAddressInput{{Email: client.Set("ada@example.org")}})
	body.PhoneNumbers = client.Set([]client.PhoneNumberInput{{PhoneNumber: client.Set("020 7946 0018")}})
	var header http.Header
	made := must(c.CreateContact(t.Context(), body, client.Answer(&header)))(t)
	want(t, made.FullName, "Ada King")
	want(t, *made.PrimaryEmail, "ada@example.org")
	want(t, made.PhoneNumbers[0].PhoneNumber, "+442079460018")
	want(t, made.CustomFields, map[string]any{"level": "gold", "points": 3.0})
	want(t, made.ExternalIDs, map[string]string{"crm": "4711"})
	want(t, made.Status, client.ContactStatusActive)
	if !strings.HasSuffix(header.Get("Location"), "/contacts/"+made.ID) || made.CreatedBy == nil || made.CreatedAt.IsZero() {
		t.Errorf("it is at %q, created by %v at %v", header.Get("Location"), made.CreatedBy, made.CreatedAt)
	}

	read := must(c.GetContact(t.Context(), made.ID))(t)
	want(t, read, made)
	part := must(c.GetContact(t.Context(), made.ID, client.Fields("id", "full_name")))(t)
	want(t, part, &client.Contact{ID: made.ID, FullName: "Ada King"})

	changed := must(c.UpdateContact(t.Context(), made.ID, client.ContactInput{
		Status:      client.Set(client.ContactStatusInactive),
		ExternalIDs: client.Set(map[string]*string{"crm": nil, "erp": new("A-1")}),
	}))(t)
	want(t, changed.Status, "inactive")
	want(t, changed.ExternalIDs, map[string]string{"erp": "A-1"})
	want(t, changed.LastName, "King")
	want(t, changed.Version, made.Version+1)
	must(c.PutContact(t.Context(), made.ID, person("Augusta", "King")))(t)

	history := must(c.ListContactHistory(t.Context(), made.ID, client.ListContactHistoryParams{}))(t)
	want(t, history.Results[0].Changed, []string{"first_name", "full_name"})
	want(t, history.Results[0].Before["first_name"], any("Ada"))
	want(t, *history.Count, 3)

	if err := c.DeleteContact(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	_, err := c.GetContact(t.Context(), made.ID)
	refused(t, err, http.StatusNotFound)
}

// nullClears: null, left out and a value are three things.
func nullClears(t *testing.T, c *client.Client) {
	body := person("Grace", "Hopper")
	body.Title = client.Set("Rear admiral")
	body.BirthDate = client.Set("1906-12-09")
	body.Tags = client.Set([]string{"navy"})
	made := must(c.CreateContact(t.Context(), body))(t)
	changed := must(c.UpdateContact(t.Context(), made.ID, client.ContactInput{
		Title: client.Null[string](), BirthDate: client.Null[string](), Nickname: client.Set(""), Tags: client.Null[[]string](),
	}))(t)
	if changed.Title != "" || changed.BirthDate != nil || len(changed.Tags) != 0 {
		t.Errorf("title %q, birth date %v, tags %v are not cleared", changed.Title, changed.BirthDate, changed.Tags)
	}
	want(t, changed.FirstName, "Grace")
	same := must(c.UpdateContact(t.Context(), made.ID, client.ContactInput{}))(t)
	want(t, same, changed)
	_, err := c.UpdateContact(t.Context(), made.ID, client.ContactInput{Status: client.Null[string]()})
	want(t, faults(refused(t, err, http.StatusBadRequest)), []string{"/status null"})
}

// onePrimaryOfAKind follows the single-primary rule through the contact and
// through its channels.
func onePrimaryOfAKind(t *testing.T, c *client.Client) {
	body := person("Mary", "Somerville")
	body.EmailAddresses = client.Set([]client.EmailAddressInput{
		{Email: client.Set("first@example.org")}, {Email: client.Set("second@example.org"), EmailType: client.Set("work")},
	})
	made := must(c.CreateContact(t.Context(), body))(t)
	want(t, primaries(made), []string{"first@example.org"})
	second := made.EmailAddresses[1].ID

	must(c.UpdateContactEmailAddress(t.Context(), made.ID, second, client.EmailAddressInput{IsPrimary: client.Set(true)}))(t)
	want(t, primaries(must(c.GetContact(t.Context(), made.ID))(t)), []string{"second@example.org"})

	third := must(c.CreateContactEmailAddress(t.Context(), made.ID, client.EmailAddressInput{
		Email: client.Set("third@example.org"), IsPrimary: client.Set(true),
	}))(t)
	list := must(c.ListContactEmailAddresses(t.Context(), made.ID))(t)
	want(t, list.Results[0].ID, third.ID)
	want(t, len(list.Results), 3)

	if err := c.DeleteContactEmailAddress(t.Context(), made.ID, third.ID); err != nil {
		t.Fatal(err)
	}
	want(t, primaries(must(c.GetContact(t.Context(), made.ID))(t)), nil)

	both := []client.EmailAddressInput{
		{ID: client.Set(second), IsPrimary: client.Set(true)},
		{Email: client.Set("fourth@example.org"), IsPrimary: client.Set(true)},
	}
	_, err := c.UpdateContact(t.Context(), made.ID, client.ContactInput{EmailAddresses: client.Set(both)})
	want(t, refused(t, err, http.StatusBadRequest).Errors[0].Pointer, "/email_addresses/1/is_primary")
	channels := must(c.GetContactChannels(t.Context(), made.ID))(t)
	want(t, len(channels.EmailAddresses), 2)
}

func primaries(c *client.Contact) (list []string) {
	for _, e := range c.EmailAddresses {
		if e.IsPrimary {
			list = append(list, e.Email)
		}
	}
	return list
}

func addressesAreShared(t *testing.T, c *client.Client) {
	home := must(c.CreateAddress(t.Context(), client.AddressInput{
		StreetAddress1: client.Set("12 St James’s Square"), City: client.Set("London"), Country: client.Set("GB"),
	}))(t)
	shared := client.Set([]client.ContactAddressInput{{Address: client.Set(client.HeldAddressInput{ID: client.Set(home.ID)})}})
	var ids []string
	for _, name := range []string{"Ada", "William"} {
		body := person(name, "King-Noel")
		body.Addresses = shared
		made := must(c.CreateContact(t.Context(), body))(t)
		want(t, made.Addresses[0].Address.City, "London")
		ids = append(ids, made.ID)
	}
	want(t, must(c.GetAddress(t.Context(), home.ID))(t).UsedBy, 2)
	must(c.UpdateAddress(t.Context(), home.ID, client.AddressInput{City: client.Set("Ockham")}))(t)
	want(t, must(c.GetContact(t.Context(), ids[1]))(t).Addresses[0].Address.City, "Ockham")
	refused(t, c.DeleteAddress(t.Context(), home.ID), http.StatusConflict)
}

func staleWritesAreRefused(t *testing.T, c *client.Client) {
	var header http.Header
	made := must(c.CreateContact(t.Context(), person("Rosalind", "Franklin"), client.Answer(&header)))(t)
	tag := header.Get("ETag")
	if _, err := c.GetContact(t.Context(), made.ID, client.IfNoneMatch(tag)); err != client.ErrNotModified { //nolint:errorlint // it is not wrapped
		t.Errorf("got %v, want that it is not modified", err)
	}
	title := client.ContactInput{Title: client.Set("Dr")}
	must(c.UpdateContact(t.Context(), made.ID, title, client.IfMatch(tag)))(t)
	_, err := c.UpdateContact(t.Context(), made.ID, client.ContactInput{Title: client.Set("Prof")}, client.IfMatch(tag))
	refused(t, err, http.StatusPreconditionFailed)
	refused(t, c.DeleteContact(t.Context(), made.ID, client.IfMatch(tag)), http.StatusPreconditionFailed)
	must(c.GetContact(t.Context(), made.ID, client.IfNoneMatch(tag)))(t)
}

func keysAreReplayed(t *testing.T, c *client.Client) {
	var header http.Header
	once := []client.RequestOption{client.IdempotencyKey("order 66"), client.Answer(&header)}
	first := must(c.CreateContact(t.Context(), person("Emmy", "Noether"), once...))(t)
	want(t, header.Get("Idempotent-Replayed"), "")
	again := must(c.CreateContact(t.Context(), person("Emmy", "Noether"), once...))(t)
	want(t, again, first)
	want(t, header.Get("Idempotent-Replayed"), "true")
	_, err := c.CreateContact(t.Context(), person("Amalie", "Noether"), once...)
	refused(t, err, http.StatusUnprocessableEntity)
}

func batches(t *testing.T, c *client.Client) {
	operations := []client.ContactOperation{
		{Action: client.ContactOperationActionCreate, Body: client.Set(person("Hypatia", ""))},
		{
			Action: client.ContactOperationActionUpsert, ExternalID: client.Set(map[string]string{"lib": "1"}),
			Body: client.Set(person("Theon", "")),
		},
		{Action: client.ContactOperationActionCreate, Body: client.Set(client.ContactInput{})},
	}
	_, err := c.BatchContacts(t.Context(), client.ContactBatch{Operations: operations})
	p := refused(t, err, http.StatusBadRequest)
	want(t, p.Errors[0].Pointer, "/operations/2/body/first_name")
	done := must(c.BatchContacts(t.Context(), client.ContactBatch{Operations: operations, Atomic: client.Set(false)}))(t)
	var statuses []int64
	for _, r := range done.Results {
		statuses = append(statuses, r.Status)
	}
	want(t, statuses, []int64{201, 201, 400})
	want(t, done.Results[1].Record.ExternalIDs, map[string]string{"lib": "1"})
	if done.Results[2].Problem == nil || done.Results[2].Record != nil {
		t.Errorf("the third operation has %+v", done.Results[2])
	}
}

func deletionsAreUndone(t *testing.T, c *client.Client) {
	made := must(c.CreateContact(t.Context(), person("Sofya", "Kovalevskaya")))(t)
	if err := c.DeleteContact(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	list := must(c.ListChanges(t.Context(), client.ListChangesParams{
		Record: []string{made.ID}, Action: []string{client.ChangeActionDelete},
	}))(t)
	deleted := list.Results[0]
	want(t, must(c.GetChange(t.Context(), deleted.Number))(t), &deleted)
	undone := must(c.UndoChange(t.Context(), deleted.Number))(t)
	want(t, undone.Action, client.ChangeActionCreate)
	back := must(c.GetContact(t.Context(), made.ID))(t)
	want(t, back.FullName, made.FullName)
	_, err := c.UndoChange(t.Context(), deleted.Number)
	refused(t, err, http.StatusConflict)
}
