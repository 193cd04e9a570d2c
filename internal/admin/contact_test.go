package admin_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// contact reads a contact.
func (s *site) contact(id string) *contact.Contact {
	s.t.Helper()
	c, err := contact.NewStore(s.db, s.home, nil).Get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// write runs fn in a transaction of the workspace, by somebody who is not a
// visitor.
func (s *site) write(fn func(ctx context.Context, tx *changelog.Tx) error) {
	s.t.Helper()
	err := changelog.InTx(s.t.Context(), s.db, s.home, changelog.Actor{Via: changelog.ViaCommand, Name: "test"}, func(tx *changelog.Tx) error {
		return fn(s.t.Context(), tx)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// addOrganization makes an organization and returns its id.
func (s *site) addOrganization(name, code, parent string) (id string) {
	s.t.Helper()
	s.write(func(ctx context.Context, tx *changelog.Tx) error {
		rules, err := s.rules.For(ctx, tx)
		if err != nil {
			return err
		}
		w, err := organization.Create(ctx, tx, rules, &organization.Patch{
			Name: record.Some(name), Code: record.Some(code), Type: record.Some("Company"), Parent: record.Some(parent),
		})
		if err == nil {
			id = w.Organization.ID
		}
		return err
	})
	return id
}

// addField defines a custom field.
func (s *site) addField(kind customfield.Kind, key, label string, kindOf customfield.Type, p customfield.Patch) {
	s.t.Helper()
	s.write(func(ctx context.Context, tx *changelog.Tx) error {
		if err := tx.LockRules(ctx); err != nil {
			return err
		}
		p.RecordKind, p.Key, p.Label, p.Type = record.Some(string(kind)), record.Some(key), record.Some(label), record.Some(string(kindOf))
		f, err := customfield.New(ctx, tx, &p, nil)
		if err != nil {
			return err
		}
		_, err = customfield.Insert(ctx, tx, f)
		return err
	})
	s.rules.Forget(s.home)
}

var input = regexp.MustCompile(`(?s)<(input)\b([^>]*)>|<(select|textarea)\b([^>]*)>(.*?)</(?:select|textarea)>`)

// attribute is the value of an attribute in a tag.
func attribute(tag, name string) (string, bool) {
	found := regexp.MustCompile(`\s` + name + `(?:="([^"]*)")?(?:\s|$)`).FindStringSubmatch(tag + " ")
	if found == nil {
		return "", false
	}
	return html.UnescapeString(found[1]), true
}

// inputs are what a browser without scripts would send of the form that is
// posted to a path.
func (p page) inputs(t *testing.T, action string) url.Values {
	t.Helper()
	start := strings.Index(p.body, `action="`+action+`"`)
	if start < 0 {
		t.Fatalf("no form is posted to %s:\n%s", action, p.body)
	}
	text := p.body[start:]
	text = regexp.MustCompile(`(?s)<template.*?</template>`).ReplaceAllString(text[:strings.Index(text, "</form>")], "")
	values := url.Values{}
	for _, in := range input.FindAllStringSubmatch(text, -1) {
		tag := in[2] + in[4]
		name, named := attribute(tag, "name")
		value, _ := attribute(tag, "value")
		kind, _ := attribute(tag, "type")
		_, checked := attribute(tag, "checked")
		switch {
		case !named || kind == "checkbox" && !checked || kind == "radio" && !checked:
			continue
		case in[3] == "textarea":
			value = html.UnescapeString(in[5])
		case in[3] == "select":
			chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(in[5])
			if chosen == nil {
				chosen = regexp.MustCompile(`<option value="([^"]*)"`).FindStringSubmatch(in[5])
			}
			value = html.UnescapeString(chosen[1])
		}
		values.Add(name, value)
	}
	return values
}

// send posts a form as it was shown, with some of it typed anew: name, value …
func (v *visitor) send(path string, shown url.Values, pairs ...string) page {
	v.t.Helper()
	form := url.Values{}
	for name, values := range shown {
		form[name] = slices.Clone(values)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return v.do(http.MethodPost, path, form, http.Header{"Sec-Fetch-Site": {"same-origin"}})
}

const newContact = "/admin/default/contacts/new"

// add makes a contact by the form, and returns its id.
func (v *visitor) add(pairs ...string) string {
	v.t.Helper()
	shown := v.get(newContact).inputs(v.t, newContact)
	made := v.send(newContact, shown, append([]string{"then", "stay"}, pairs...)...).wants(v.t, http.StatusSeeOther)
	path, _, _ := strings.Cut(made.header.Get("Location"), "?")
	return path[strings.LastIndex(path, "/")+1:]
}

func contactPath(id string) string { return "/admin/default/contacts/" + id }

func TestAContactWithAllItsFields(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		top := s.addOrganization("Analytical Engines", "AE", "")
		linked := s.addOrganization("Mill", "AE-M", top)
		s.addField(customfield.Contact, "score", "Score", customfield.Number, customfield.Patch{})
		s.addField(customfield.Contact, "langs", "Languages", customfield.Choices, customfield.Patch{Choices: record.Some([]string{"en", "fr"})})
		s.addField(customfield.Contact, "met", "Met", customfield.DateTime, customfield.Patch{})
		v := s.signedIn("admin")
		id := v.add(
			"first_name", "Ada", "last_name", "King", "title", "Analyst", "linked_organization", linked, "linked_organization.name", "Mill",
			"email_addresses.0.email", "ada@example.org", "email_addresses.0.email_type", "work", "email_addresses.0.notes", "office",
			"email_addresses.1.email", "ada@example.com", "email_addresses.primary", "1",
			"phone_numbers.0.phone_number", "+44 20 7946 0018 ext. 42", "tags", "poet\r\nVIP\r\n",
			"addresses.0.address.street_address_1", "12 St James's Square", "addresses.0.address.city", "London", "addresses.0.address.country", "GB",
			"addresses.0.address.latitude", "51.5074", "addresses.0.address.longitude", "-0,1278",
			"notes", "one\r\ntwo", "birth_date", "1815-12-10", "language", "en-GB", "status", "inactive",
			"custom_fields.score", "7.5", "custom_fields.langs", "fr", "custom_fields.met", "2026-11-03T09:15",
			"external_ids.0.system", "erp", "external_ids.0.id", "4711",
		)
		c := s.contact(id)
		if c.FullName() != "Ada King" || c.LinkedOrganization != linked || c.Notes != "one\ntwo" || c.ExternalIDs["erp"] != "4711" ||
			c.BirthDate != "1815-12-10" || c.Status != contact.Inactive || c.PrimaryEmail() != "ada@example.com" || len(c.EmailAddresses) != 2 ||
			!slices.Equal(c.TagNames(), []string{"poet", "VIP"}) {
			t.Errorf("made %+v", c)
		}
		if n := c.PhoneNumbers[0]; n.Number != "+442079460018" || n.Extension != "42" || !n.IsPrimary {
			t.Errorf("made the phone number %+v", n)
		}
		if a := c.Addresses[0].Address; a.City != "London" || a.Longitude == nil || *a.Longitude != -0.1278 {
			t.Errorf("made the address %+v", a)
		}
		if got := string(c.CustomFields.JSON()); got != `{"langs":["fr"],"met":"2026-11-03T09:15:00.000Z","score":7.5}` {
			t.Errorf("custom values are %s", got)
		}
		shown := v.get(contactPath(id)).wants(t, http.StatusOK, "<bdi>Analytical Engines</bdi>", `href="mailto:ada@example.com"`,
			`href="tel:&#43;442079460018;ext=42"`, "openstreetmap.org", "ZgotmplZ"[:0])
		shown.lacks(t, "ZgotmplZ")
		// What was shown can be saved, and that changes nothing.
		form := shown.inputs(t, contactPath(id))
		if saved := v.send(contactPath(id), form).wants(t, http.StatusSeeOther); !strings.HasSuffix(saved.header.Get("Location"), "done=0") {
			t.Errorf("saving what was shown: %s", saved.header.Get("Location"))
		}
		if after := s.contact(id); after.Version != c.Version {
			t.Errorf("the version went from %d to %d:\n%s\n%s", c.Version, after.Version, c.JSON(), after.JSON())
		}
	})
}

func TestChannelsKeepWhoTheyAre(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		id := v.add("first_name", "Ada", "email_addresses.0.email", "a@example.org", "email_addresses.1.email", "b@example.org",
			"email_addresses.2.email", "c@example.org")
		before := s.contact(id)
		form := v.get(contactPath(id)).inputs(t, contactPath(id))
		v.send(contactPath(id), form, "email_addresses.primary", "2", "email_addresses.1.remove", "1", "email_addresses.0.email", "a2@example.org").
			wants(t, http.StatusSeeOther)
		after := s.contact(id)
		if len(after.EmailAddresses) != 2 || after.EmailAddresses[0].Email != "c@example.org" || !after.EmailAddresses[0].IsPrimary ||
			after.EmailAddresses[1].IsPrimary || after.EmailAddresses[1].Email != "a2@example.org" {
			t.Fatalf("the email addresses are %+v", after.EmailAddresses)
		}
		if after.EmailAddresses[1].ID != before.EmailAddresses[0].ID || after.EmailAddresses[0].ID != before.EmailAddresses[2].ID {
			t.Error("a channel lost its id")
		}
	})
}

func TestBadContactKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addField(customfield.Contact, "score", "Score", customfield.Integer, customfield.Patch{})
	v := s.signedIn("admin")
	shown := v.get(newContact).inputs(t, newContact)
	got := v.send(newContact, shown, "first_name", "Ada", "email_addresses.5.email", "nobody", "email_addresses.5.notes", "kept note",
		"phone_numbers.0.phone_number", "030 1234567", "custom_fields.score", "many", "birth_date", "1815-13-10",
		"addresses.0.address.country", "XX", "addresses.0.address.city", "Kept City", "addresses.0.address.latitude", "north",
		"external_ids.0.system", "erp", "tags", "kept tag", "status", "gone").
		wants(t, http.StatusUnprocessableEntity, `value="Ada"`, `value="nobody"`, `value="kept note"`, `value="030 1234567"`,
			`value="many"`, `value="Kept City"`, `value="north"`, "kept tag", "Begin the number with", `href="#field-email_addresses-5-email"`,
			`id="field-email_addresses-5-email"`, `href="#field-custom_fields-score"`, `href="#field-addresses-0-address-latitude"`,
			`href="#field-external_ids-0-id"`)
	if n := strings.Count(got.body, `aria-invalid="true"`); n < 7 {
		t.Errorf("%d inputs are marked", n)
	}
	// Two of the same kind, said beside the second one.
	v.send(newContact, shown, "email_addresses.0.email", "a@example.org", "email_addresses.4.email", "A@example.org").
		wants(t, http.StatusUnprocessableEntity, `href="#field-email_addresses-4-email"`)
	v.post(newContact, "notes", "nobody").wants(t, http.StatusUnprocessableEntity, "must have at least one of", `href="#field-first_name"`)
}

func TestForgedInputsOfAContactDoNothing(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada", "email_addresses.0.email", "a@example.org")
	before := s.contact(id)
	// A form with some inputs alone leaves the others, and lists, as they are.
	v.post(contactPath(id), "nickname", "Ada", "workspace_id", "x", "is_superuser", "true", "created_at", "1999-01-01", "id", "x",
		"email_addresses.0.email", "", "external_ids.0.system", "x").wants(t, http.StatusSeeOther)
	after := s.contact(id)
	if after.Nickname != "Ada" || after.FirstName != "Ada" || len(after.EmailAddresses) != 1 || after.CreatedAt != before.CreatedAt || after.Version != before.Version+1 {
		t.Errorf("made %+v of %+v", after, before)
	}
	for _, version := range []string{"x", "-1", "99999", strings.Repeat("9", 40)} {
		v.post(contactPath(id), "version", version, "nickname", "Countess").wants(t, http.StatusConflict, "Countess")
	}
	v.post(contactPath(id), "email_addresses.shown", "1", "email_addresses.0.id", s.db.NewID(), "email_addresses.0.email", "x@example.org").
		wants(t, http.StatusUnprocessableEntity, "no channel with this id", `href="#field-email_addresses-0"`)
	v.get("/admin/default/contacts/new?from=//evil.example/x").lacks(t, "evil.example")
	v.get("/admin/default/contacts/new?from=javascript:alert(1)").lacks(t, "javascript:")
}

const script = `"><script>alert(1)</script>'`

func TestNothingTypedBecomesPartOfThePage(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addField(customfield.Contact, "odd", script, customfield.Text, customfield.Patch{Help: record.Some(script)})
	v := s.signedIn("admin")
	pairs := []string{
		"email_addresses.0.email", `"<script>alert(1)</script>"@example.org`, "email_addresses.0.notes", script,
		"phone_numbers.0.phone_number", "+442079460018", "phone_numbers.0.notes", script, "addresses.0.notes", script,
		"custom_fields.odd", script, "external_ids.0.system", script, "external_ids.0.id", script, "tags", script, "organization_name", script,
	}
	for _, name := range []string{"prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "title", "notes"} {
		pairs = append(pairs, name, script)
	}
	for _, name := range []string{"street_address_1", "street_address_2", "city", "state_province"} {
		pairs = append(pairs, "addresses.0.address."+name, script)
	}
	id := v.add(pairs...)
	stale := v.get(contactPath(id)).inputs(t, contactPath(id))
	v.send(contactPath(id), stale, "notes", script+"\nmore", "first_name", script+"2").wants(t, http.StatusSeeOther)
	v.send(contactPath(id), stale, "first_name", script+"3").wants(t, http.StatusConflict).lacks(t, "<script>alert", "ZgotmplZ")
	s.addUser("reader", "viewer", false)
	for _, path := range []string{contactPath(id), contactPath(id) + "/history", contactPath(id) + "/delete"} {
		v.get(path).wants(t, http.StatusOK).lacks(t, "<script>alert", "ZgotmplZ")
	}
	s.signedIn("reader").get(contactPath(id)).wants(t, http.StatusOK).lacks(t, "<script>alert", "ZgotmplZ")
	v.get("/admin/default/pick/contacts?search=script").wants(t, http.StatusOK, id).lacks(t, "<script>")
	v.get("/admin/default/pick/tags?search=script").wants(t, http.StatusOK, "role=\"option\"").lacks(t, "<script>")
	v.get("/admin/default/pick/addresses?search=script").wants(t, http.StatusOK, "role=\"option\"").lacks(t, "<script>")
}

func TestWhoMayDoWhatWithAContact(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	id := s.signedIn("admin").add("first_name", "Ada", "notes", "known to all", "email_addresses.0.email", "ada@example.org")
	s.addUser("reader", "viewer", false)
	s.addUser("writer", "editor", false)
	reader := s.signedIn("reader")
	reader.get(contactPath(id)).wants(t, http.StatusOK, "known to all", "ada@example.org").lacks(t, "<textarea", `name="first_name"`, "/delete")
	reader.get(contactPath(id)+"/history").wants(t, http.StatusOK, "created").lacks(t, "/undo")
	for _, path := range []string{newContact, contactPath(id), contactPath(id) + "/delete"} {
		reader.post(path, "first_name", "Eve").wants(t, http.StatusForbidden)
	}
	reader.get(newContact).wants(t, http.StatusForbidden)
	if c := s.contact(id); c.FirstName != "Ada" {
		t.Error("a viewer changed the contact")
	}
	writer := s.signedIn("writer")
	writer.get(contactPath(id)).wants(t, http.StatusOK, `name="first_name"`, "/delete")
	for _, absent := range []string{s.db.NewID(), "x", "%00"} {
		writer.get(contactPath(absent)).wants(t, http.StatusNotFound)
		writer.get(contactPath(absent)+"/history").wants(t, http.StatusNotFound)
		writer.post(contactPath(absent), "first_name", "Eve").wants(t, http.StatusNotFound)
	}
}

func TestDeleteAndBringBackAContact(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		id := v.add("first_name", "Ada", "email_addresses.0.email", "ada@example.org")
		led := s.addOrganization("Mill", "M", "")
		s.write(func(ctx context.Context, tx *changelog.Tx) error {
			rules, err := s.rules.For(ctx, tx)
			if err == nil {
				_, err = organization.Update(ctx, tx, rules, led, &organization.Patch{PrimaryContact: record.Some(id)}, func(int64) error { return nil })
			}
			return err
		})
		ask := v.get(contactPath(id)+"/delete").wants(t, http.StatusOK, "Mill", "One email address")
		gone := v.send(contactPath(id)+"/delete", ask.inputs(t, contactPath(id)+"/delete")).wants(t, http.StatusSeeOther)
		v.get(gone.header.Get("Location")).wants(t, http.StatusOK, "was deleted", "Undo")
		if to := v.get(contactPath(id)).wants(t, http.StatusSeeOther).header.Get("Location"); to != contactPath(id)+"/history" {
			t.Errorf("a deleted contact leads to %s", to)
		}
		history := v.get(contactPath(id)+"/history").wants(t, http.StatusOK, "is deleted", "Restore")
		undo := regexp.MustCompile(`/admin/default/changes/[0-9]+/undo`).FindString(history.body)
		back := v.send(undo, history.inputs(t, undo)).wants(t, http.StatusSeeOther)
		if to := back.header.Get("Location"); !strings.HasPrefix(to, contactPath(id)) {
			t.Errorf("after bringing it back one is at %s", to)
		}
		if c := s.contact(id); c.PrimaryEmail() != "ada@example.org" {
			t.Errorf("came back as %+v", c)
		}
	})
}

func TestHistoryTellsWhatWasDone(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		id := v.add("first_name", "Ada", "email_addresses.0.email", "a@example.org", "email_addresses.1.email", "b@example.org",
			"notes", "one\ntwo\nthree", "tags", "poet", "status", "active")
		form := v.get(contactPath(id)).inputs(t, contactPath(id))
		v.send(contactPath(id), form, "first_name", "Augusta", "email_addresses.primary", "1", "email_addresses.7.email", "c@example.org",
			"notes", "one\r\n2\r\nthree", "tags", "VIP", "status", "do_not_contact").wants(t, http.StatusSeeOther)
		text := plainText(v.get(contactPath(id)+"/history").wants(t, http.StatusOK, "<ins dir=\"auto\">", "/undo").body)
		for _, want := range []string{
			"First name Before: Ada → Now: Augusta", "Primary email address Before: a@example.org → Now: b@example.org",
			"Email address Now: c@example.org", "Before: two", "Now: 2", "Tags Before: poet", "Tags Now: VIP",
			"Status Before: Active → Now: Do not contact",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the history lacks %q:\n%s", want, text)
			}
		}
	})
}

// plainText is a page as it is read out.
func plainText(body string) string {
	body = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(body, " ")
	return strings.Join(strings.Fields(html.UnescapeString(body)), " ")
}

func TestASharedAddress(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		one := v.add("first_name", "One", "addresses.0.address.city", "Wien", "addresses.0.address.country", "AT")
		shared := s.contact(one).Addresses[0].Address.ID
		two := v.add("first_name", "Two", "addresses.0.address.id", shared, "addresses.0.address.city", "Wien", "addresses.0.address.country", "AT")
		if got := s.contact(two).Addresses[0].Address.ID; got != shared {
			t.Fatalf("the address %s was picked, the contact points to %s", shared, got)
		}
		form := v.get(contactPath(one)).wants(t, http.StatusOK, "2 records use this address").inputs(t, contactPath(one))
		v.send(contactPath(one), form, "addresses.0.address.city", "Graz", "addresses.0.address.share", "all").wants(t, http.StatusSeeOther)
		if got := s.contact(two).Addresses[0].Address; got.City != "Graz" || got.ID != shared {
			t.Errorf("changed for all: the other one has %+v", got)
		}
		form = v.get(contactPath(one)).inputs(t, contactPath(one))
		v.send(contactPath(one), form, "addresses.0.address.city", "Linz", "addresses.0.address.share", "own").wants(t, http.StatusSeeOther)
		if a, b := s.contact(one).Addresses[0].Address, s.contact(two).Addresses[0].Address; a.City != "Linz" || a.ID == shared || b.City != "Graz" {
			t.Errorf("changed for one alone: %+v and %+v", a, b)
		}
	})
}

func TestAddressFieldsFollowTheCountry(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	get := func(country string) string {
		return v.get("/admin/default/contacts/address-fields?at=addresses.3.address&country="+country).wants(t, http.StatusOK).lacks(t, "<html").body
	}
	us, jp := get("US"), get("JP")
	for _, want := range []string{">ZIP code", ">State", `name="addresses.3.address.city"`} {
		if !strings.Contains(us, want) {
			t.Errorf("the United States lack %s", want)
		}
	}
	if !strings.Contains(jp, ">Prefecture") || strings.Index(jp, "address.postal_code") > strings.Index(jp, "address.street_address_1") {
		t.Errorf("Japan is asked for: %s", jp)
	}
	v.get("/admin/default/contacts/address-fields?at=%22%3E%3Cscript%3E").wants(t, http.StatusBadRequest)
	v.get("/admin/default/contacts/address-fields?at=a.b&address="+s.db.NewID()).wants(t, http.StatusNotFound)
}

func TestPickersShowFew(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	top := s.addOrganization("Acme", "A", "")
	for i := range 25 {
		s.addOrganization(fmt.Sprintf("Branch %02d", i), fmt.Sprintf("B%02d", i), top)
	}
	body := v.get("/admin/default/pick/organizations?search=branch").wants(t, http.StatusOK, `data-label="Branch 00"`, "Acme").body
	if n := strings.Count(body, `role="option"`); n != 20 {
		t.Errorf("%d organizations can be chosen", n)
	}
	v.get("/admin/default/pick/organizations?search=zzz").wants(t, http.StatusOK, "No matches", "aria-disabled")
	// Without scripts the whole name does.
	id := v.add("first_name", "Ada", "linked_organization.name", "branch 07")
	if c := s.contact(id); c.LinkedOrganizationName != "Branch 07" {
		t.Errorf("linked to %q", c.LinkedOrganizationName)
	}
	shown := v.get(newContact).inputs(t, newContact)
	v.send(newContact, shown, "linked_organization.name", "Nowhere").wants(t, http.StatusUnprocessableEntity, "no organization of that name", `value="Nowhere"`)
	form := v.get(contactPath(id)).inputs(t, contactPath(id))
	v.send(contactPath(id), form, "linked_organization.name", "", "organization_name", "Free").wants(t, http.StatusSeeOther)
	if c := s.contact(id); c.LinkedOrganization != "" || c.OrganizationName != "Free" {
		t.Errorf("unlinked: %q %q", c.LinkedOrganization, c.OrganizationName)
	}
}
