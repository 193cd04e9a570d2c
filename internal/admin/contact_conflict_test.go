package admin_test

import (
	"net/http"
	"slices"
	"testing"
)

// What two people changed apart from each other is saved without asking.
func TestFormsThatMeetAreMerged(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		id := v.add("first_name", "Ada", "notes", "old", "tags", "a\nb", "email_addresses.0.email", "a@example.org",
			"email_addresses.1.email", "b@example.org", "external_ids.0.system", "erp", "external_ids.0.id", "1")
		stale := v.get(contactPath(id)).inputs(t, contactPath(id))
		v.send(contactPath(id), stale, "first_name", "Augusta", "tags", "a\nc", "email_addresses.0.notes", "theirs", "email_addresses.primary", "1",
			"external_ids.1.system", "crm", "external_ids.1.id", "2").wants(t, http.StatusSeeOther)
		v.send(contactPath(id), stale, "notes", "new", "tags", "a\nb\nd", "email_addresses.1.notes", "mine", "email_addresses.2.email", "new@example.org",
			"phone_numbers.0.phone_number", "+442079460018", "external_ids.0.id", "9").wants(t, http.StatusSeeOther)
		c := s.contact(id)
		if c.FirstName != "Augusta" || c.Notes != "new" || !slices.Equal(c.TagNames(), []string{"a", "c", "d"}) {
			t.Errorf("merged to %q %q %v", c.FirstName, c.Notes, c.TagNames())
		}
		if c.ExternalIDs["erp"] != "9" || c.ExternalIDs["crm"] != "2" {
			t.Errorf("the ids in other systems are %v", c.ExternalIDs)
		}
		notes := map[string]string{}
		for _, e := range c.EmailAddresses {
			notes[e.Email] = e.Notes
		}
		if len(notes) != 3 || notes["a@example.org"] != "theirs" || notes["b@example.org"] != "mine" || c.PrimaryEmail() != "b@example.org" || len(c.PhoneNumbers) != 1 {
			t.Errorf("the channels are %v, %s", notes, c.PrimaryEmail())
		}
	})
}

// What both changed is chosen, field by field.
func TestWhatBothChangedIsChosen(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.addUser("grace", "editor", false)
		v, grace := s.signedIn("admin"), s.signedIn("grace")
		id := v.add("first_name", "Ada", "last_name", "King", "email_addresses.0.email", "a@example.org", "email_addresses.1.email", "b@example.org")
		stale := v.get(contactPath(id)).inputs(t, contactPath(id))
		grace.send(contactPath(id), stale, "first_name", "Hers", "last_name", "Hers too", "email_addresses.0.email", "hers@example.org",
			"email_addresses.1.remove", "1", "nickname", "hers alone").wants(t, http.StatusSeeOther)
		ask := v.send(contactPath(id), stale, "first_name", "Mine", "last_name", "Mine too", "email_addresses.0.email", "mine@example.org",
			"email_addresses.1.notes", "still used", "title", "mine alone").
			wants(t, http.StatusConflict, "<bdi>grace</bdi>", "Hers too", "Mine too", "hers@example.org", "mine@example.org").
			lacks(t, "hers alone")
		if c := s.contact(id); c.FirstName != "Hers" {
			t.Errorf("before anything was chosen the name is %q", c.FirstName)
		}
		form := ask.inputs(t, contactPath(id))
		first := s.contact(id)
		ids := map[string]string{}
		for name := range form {
			if len(name) > 21 && name[:21] == "keep.email_addresses." {
				ids[name] = "mine"
			}
		}
		if len(ids) != 2 {
			t.Errorf("two email addresses are to be chosen, not %v", ids)
		}
		saved := v.send(contactPath(id), form, "keep.first_name", "theirs", "keep.last_name", "mine").wants(t, http.StatusSeeOther)
		c := s.contact(id)
		if c.FirstName != "Hers" || c.LastName != "Mine too" || c.Nickname != "hers alone" || c.Title != "mine alone" || c.Version != first.Version+1 {
			t.Errorf("chosen: %s; %s", c.JSON(), saved.header.Get("Location"))
		}
		var list []string
		for _, e := range c.EmailAddresses {
			list = append(list, e.Email+" "+e.Notes)
		}
		slices.Sort(list)
		if !slices.Equal(list, []string{"b@example.org still used", "mine@example.org "}) {
			t.Errorf("the email addresses are %q", list)
		}
	})
}

// A choice counts for what was seen, not for what came after it.
func TestAChoiceIsAskedAgainWhenSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada")
	stale := v.get(contactPath(id)).inputs(t, contactPath(id))
	v.send(contactPath(id), stale, "first_name", "Second").wants(t, http.StatusSeeOther)
	form := v.send(contactPath(id), stale, "first_name", "Mine").wants(t, http.StatusConflict, "Second").inputs(t, contactPath(id))
	v.post(contactPath(id), "first_name", "Third").wants(t, http.StatusSeeOther)
	again := v.send(contactPath(id), form, "keep.first_name", "mine").wants(t, http.StatusConflict, "Third")
	v.send(contactPath(id), again.inputs(t, contactPath(id)), "keep.first_name", "mine").wants(t, http.StatusSeeOther)
	if c := s.contact(id); c.FirstName != "Mine" {
		t.Errorf("the name is %q", c.FirstName)
	}
}

// What is wrong with a merged form is said in the form, merged as it is.
func TestAMergedFormCanBeRefused(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada")
	stale := v.get(contactPath(id)).inputs(t, contactPath(id))
	v.send(contactPath(id), stale, "nickname", "Countess").wants(t, http.StatusSeeOther)
	refused := v.send(contactPath(id), stale, "email_addresses.0.email", "nobody").
		wants(t, http.StatusUnprocessableEntity, `value="Countess"`, `value="nobody"`)
	v.send(contactPath(id), refused.inputs(t, contactPath(id)), "email_addresses.0.email", "ada@example.org").wants(t, http.StatusSeeOther)
	if c := s.contact(id); c.Nickname != "Countess" || c.PrimaryEmail() != "ada@example.org" {
		t.Errorf("saved %s", c.JSON())
	}
}

// Who types while somebody deletes the contact loses nothing.
func TestAFormOfADeletedContact(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada", "email_addresses.0.email", "ada@example.org")
	stale := v.get(contactPath(id)).inputs(t, contactPath(id))
	v.post(contactPath(id)+"/delete").wants(t, http.StatusSeeOther)
	refused := v.send(contactPath(id), stale, "notes", "typed for long").
		wants(t, http.StatusUnprocessableEntity, "typed for long", "deleted this contact", contactPath(id)+"/history")
	v.send(newContact, refused.inputs(t, newContact)).wants(t, http.StatusSeeOther)
}
