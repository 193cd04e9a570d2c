package admin_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// changed reads what the newest change of a record is said to have done.
func (v *visitor) changed(path string) string {
	v.t.Helper()
	text := plainText(v.get(path+"/history").wants(v.t, http.StatusOK).body)
	_, text, _ = strings.Cut(text, "History of ")
	return text
}

func wantsText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("it lacks %q:\n%s", part, text)
		}
	}
}

func TestADiffOfEachSortOfValue(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	mill := s.addOrganization("Mill", "M", "")
	s.addField(customfield.Contact, "vip", "Very important", customfield.Boolean, customfield.Patch{})
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada", "email_addresses.0.email", "a@example.org", "email_addresses.0.email_type", "work",
		"addresses.0.address.city", "Wien", "phone_numbers.0.phone_number", "+442079460018", "organization_name", "Free",
		"external_ids.0.system", "erp", "external_ids.0.id", "1")
	form := v.get(contactPath(id)).inputs(t, contactPath(id))
	v.send(contactPath(id), form, "email_addresses.0.email", "b@example.org", "email_addresses.0.email_type", "other",
		"addresses.0.address.city", "Graz", "addresses.0.address.latitude", "47", "addresses.0.address.longitude", "15",
		"phone_numbers.0.remove", "1", "organization_name", "", "linked_organization", mill, "linked_organization.name", "Mill",
		"external_ids.0.id", "2", "custom_fields.vip", "true").wants(t, http.StatusSeeOther)
	wantsText(t, v.changed(contactPath(id)),
		"Email address Before: a@example.org → Now: b@example.org", "b@example.org, email type Before: Work → Now: Other",
		"Address Before: Wien → Now: Graz", "place on the map Now: 47", "Phone number Before: +442079460018 (Mobile)",
		"Organization Now: Mill", "Organization Before: Free", "IDs in other systems in erp Before: 1 → Now: 2", "Very important Now: yes")
	// The organization is called otherwise: the contact shows it.
	s.write(func(ctx context.Context, tx *changelog.Tx) error {
		rules, err := s.rules.For(ctx, tx)
		if err == nil {
			_, err = directory.UpdateOrganization(ctx, tx, rules, mill, &organization.Patch{Name: record.Some("Windmill")}, func(int64) error { return nil })
		}
		return err
	})
	wantsText(t, v.changed(contactPath(id)), "Name of the organization Before: Mill → Now: Windmill", "follows from another change")
}

func TestADiffOfLongText(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	lines := strings.Split(strings.Repeat("same ", 20), " ")[:20]
	id := v.add("first_name", "Ada", "notes", strings.Join(lines, "\n"))
	lines[10] = "other"
	v.post(contactPath(id), "notes", strings.Join(append(lines, "last"), "\n")).wants(t, http.StatusSeeOther)
	text := v.changed(contactPath(id))
	newest, _, _ := strings.Cut(text, "created the contact")
	wantsText(t, newest, "Before: same", "Now: other", "Now: last", "…")
	if n := strings.Count(newest, "same"); n > 12 {
		t.Errorf("lines that stayed are shown %d times", n)
	}
}

// Texts of many lines that have nothing in common are compared all the same.
func TestADiffOfTextsThatAreTooLongToCompare(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	id := v.add("first_name", "Ada", "notes", strings.Repeat("a\nb\n", 5000)+"end")
	v.post(contactPath(id), "notes", strings.Repeat("c\nd\n", 5000)+"end").wants(t, http.StatusSeeOther)
	if page := v.get(contactPath(id)+"/history").wants(t, http.StatusOK, "…"); len(page.body) > 100_000 {
		t.Errorf("the page has %d bytes", len(page.body))
	}
}
