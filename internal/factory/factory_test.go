package factory_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestContactHasConsistentDefaults(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		for _, c := range f.Contacts(40) {
			switch {
			case c.FirstName == "" || c.OrganizationName == "" || c.Title == "" || c.BirthDate == "" || c.Language == "":
				t.Errorf("something is missing: %s", c.JSON())
			case c.LinkedOrganization != "" || c.Status != contact.Active || len(c.Tags) != 1:
				t.Errorf("not the defaults: %s", c.JSON())
			case len(c.EmailAddresses) != 1 || len(c.PhoneNumbers) != 1 || len(c.Addresses) != 1:
				t.Errorf("not one channel of each kind: %s", c.JSON())
			}
			if region := phone.Region(c.PrimaryPhone()); region != c.Addresses[0].Address.Country {
				t.Errorf("a number of %s with an address of %s", region, c.Addresses[0].Address.Country)
			}
			kept, err := contact.NewStore(db, f.Workspace, nil).Record(t.Context(), c.ID)
			if err != nil || string(kept.JSON) != string(c.JSON()) {
				t.Errorf("the record kept differs: %v", err)
			}
		}
	})
}

func TestContactKeepsWhatOverridesSay(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		c := f.Contact(factory.Named("Zoë", "Åström"))
		if c.FullName() != "Zoë Åström" || !strings.Contains(c.PrimaryEmail(), "astrom") {
			t.Errorf("%s with the address %s", c.FullName(), c.PrimaryEmail())
		}
		c = f.Contact(factory.InLanguage("ja"), factory.WithTags("b", "a"))
		if c.Addresses[0].Address.Country != "JP" || phone.Region(c.PrimaryPhone()) != "JP" || len(c.Tags) != 2 {
			t.Errorf("not of Japan: %s", c.JSON())
		}
		c = f.Contact(factory.WithEmails("a@example.com", "b@example.com"), factory.WithPhones("+4930901820"))
		if len(c.EmailAddresses) != 2 || c.PrimaryEmail() != "a@example.com" || c.PrimaryPhone() != "+4930901820" {
			t.Errorf("not the channels given: %s", c.ChannelsJSON())
		}
		c = f.Contact(factory.Bare, factory.Named("Ada", ""))
		want := &contact.Contact{Meta: c.Meta, FirstName: "Ada", ContactType: c.ContactType, Status: contact.Active, Source: c.Source, Language: c.Language}
		if string(c.JSON()) != string(want.JSON()) {
			t.Errorf("not bare: %s", c.JSON())
		}
		o, a := f.Organization(), f.Address()
		c = f.Contact(factory.LinkedTo(o.ID), factory.At(a.ID))
		if c.LinkedOrganization != o.ID || c.OrganizationName != "" || c.Title == "" || c.Addresses[0].Address.ID != a.ID {
			t.Errorf("not linked: %s", c.JSON())
		}
	})
}

func TestChannelsAreAdded(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		c := f.Contact(factory.Bare, factory.InLanguage("el"))
		email := f.EmailAddress(c.ID, func(p *contact.EmailPatch) { p.Type = record.Some("work") })
		if email.Type != "work" || !email.IsPrimary || !strings.Contains(email.Email, "@") {
			t.Errorf("%+v", email)
		}
		if number := f.PhoneNumber(c.ID); phone.Region(number.Number) != "GR" || !number.IsPrimary {
			t.Errorf("%+v", number)
		}
		if a := f.ContactAddress(c.ID); a.Address.Country != "GR" || !a.IsPrimary {
			t.Errorf("%+v", a)
		}
		second := f.PhoneNumber(c.ID, func(p *contact.PhonePatch) { p.IsPrimary = record.Some(true) })
		now, err := contact.NewStore(db, f.Workspace, nil).Get(t.Context(), c.ID)
		if err != nil || len(now.PhoneNumbers) != 2 || now.PrimaryPhone() != second.Number || now.Version != 5 {
			t.Errorf("%v: %s", err, now.JSON())
		}
	})
}

func TestTheOtherRecords(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		if f.Tag("Héros").ID != f.Tag("héros").ID || f.Tag("").Name == "" {
			t.Error("a tag is not found again")
		}
		a := f.Address(func(p *address.Patch) { p.City = record.Some("Ulm") })
		if want := (address.Postal{City: "Ulm"}); a.Postal != want || !a.Standalone {
			t.Errorf("%+v", a)
		}
		if f.OrganizationType("").Name != "Company" || f.OrganizationType("Guild").ID != f.OrganizationType("guild").ID {
			t.Error("an organization type is not found again")
		}
		root := f.Organization()
		if root.TypeName != "Company" || root.Parent != "" || root.PrimaryAddress != nil || root.PrimaryContact != "" {
			t.Errorf("%s", root.JSON())
		}
		below := f.Organization(func(p *organization.Patch) {
			p.Parent, p.Type, p.Name = record.Some(root.ID), record.Some("Guild"), record.Some(root.Name)
		})
		if below.Parent != root.ID || below.TypeName != "Guild" || below.Name != root.Name || below.Code == root.Code {
			t.Errorf("%s", below.JSON())
		}
	})
}

func TestOverridesThatBreakARule(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		o := f.Organization(func(p *organization.Patch) { p.Code = record.Some("A") })
		err := f.InTx(t.Context(), changelog.Actor{Via: changelog.ViaSystem}, func(tx *changelog.Tx) error {
			for what, try := range map[string]func() error{
				"contact": func() error {
					_, err := f.Factory.Contact(t.Context(), tx, factory.WithEmails("no address"))
					return err
				},
				"address": func() error {
					_, err := f.Factory.Address(t.Context(), tx, func(p *address.Patch) { p.Country = record.Some("XX") })
					return err
				},
				"tag": func() error { _, err := f.Factory.Tag(t.Context(), tx, " \x00"); return err },
				"code": func() error {
					_, err := f.Factory.Organization(t.Context(), tx, func(p *organization.Patch) { p.Code = record.Some(o.Code) })
					return err
				},
				"channel": func() error {
					_, err := f.Factory.EmailAddress(t.Context(), tx, "nobody")
					return err
				},
			} {
				if err := try(); err == nil {
					t.Errorf("%s: no error", what)
				}
			}
			return problem.New(problem.Conflict, "undo")
		})
		if !problem.Is(err, problem.Conflict) {
			t.Error(err)
		}
	})
}

func TestTheSameCallsMakeTheSame(t *testing.T) {
	one, two, other := factory.New(nil, "", 9), factory.New(nil, "", 9), factory.New(nil, "", 10)
	for range 20 {
		a, b, c := one.ContactPatch(), two.ContactPatch(), other.ContactPatch()
		if a.FirstName != b.FirstName || a.EmailAddresses.Items[0] != b.EmailAddresses.Items[0] {
			t.Errorf("%v and %v", a, b)
		}
		if a.EmailAddresses.Items[0] == c.EmailAddresses.Items[0] {
			t.Errorf("another seed made %v", c)
		}
	}
}

func TestFill(t *testing.T) {
	const n = 330
	var engines [][]string
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		if empty, err := factory.Empty(t.Context(), db, f.Workspace); err != nil || !empty {
			t.Fatalf("empty: %v, %v", empty, err)
		}
		var progress []int
		plan := factory.Plan{
			Workspace: f.Workspace, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: n, Seed: 3,
			Progress: func(done int) { progress = append(progress, done) },
		}
		if err := factory.Fill(t.Context(), db, plan); err != nil {
			t.Fatal(err)
		}
		if empty, err := factory.Empty(t.Context(), db, f.Workspace); err != nil || empty {
			t.Errorf("empty: %v, %v", empty, err)
		}
		if progress[len(progress)-1] != n || !slices.IsSorted(progress) {
			t.Errorf("progress %v", progress)
		}
		engines = append(engines, people(t, db))
		checkFilled(t, db)
		if err := factory.Fill(t.Context(), db, plan); err != nil { // names of organizations are taken now
			t.Fatal(err)
		}
		if got := len(people(t, db)); got != 2*n {
			t.Errorf("%d contacts, want %d", got, 2*n)
		}
	})
	if diff := cmp.Diff(engines[0], engines[1]); diff != "" {
		t.Error(diff)
	}
}

// checkFilled looks at what only the database can say.
func checkFilled(t *testing.T, db *database.DB) {
	t.Helper()
	for what, query := range map[string]string{
		"shared addresses": `SELECT COUNT(*) FROM (SELECT address_id FROM contact_addresses GROUP BY address_id HAVING COUNT(*) > 1) s`,
		"offices":          `SELECT COUNT(*) FROM contact_addresses c JOIN organizations o ON o.primary_address_id = c.address_id`,
		"linked":           `SELECT COUNT(*) FROM contacts WHERE linked_organization_id IS NOT NULL`,
		"parts":            `SELECT COUNT(*) FROM organizations WHERE parent_id IS NOT NULL`,
		"linked to parts":  `SELECT COUNT(*) FROM contacts c JOIN organizations o ON o.id = c.linked_organization_id WHERE o.parent_id IS NOT NULL`,
		"changes":          `SELECT COUNT(*) FROM changes WHERE kind = 'contact' AND via_name = 'demo'`,
		"searchable":       `SELECT COUNT(*) FROM contact_search`,
	} {
		var n int
		if err := db.QueryRow(t.Context(), query).Scan(&n); err != nil || n == 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
}

// people returns the contacts' records without what differs from run to run,
// sorted.
func people(t *testing.T, db *database.DB) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), `SELECT record FROM contact_records`)
	if err != nil {
		t.Fatal(err)
	}
	records, err := database.Texts(rows)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		records[i] = stable(t, records[i])
	}
	slices.Sort(records)
	return records
}

func stable(t *testing.T, whole string) string {
	fields, err := record.Fields([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range fields {
		switch {
		case name == "id" || name == "linked_organization" || strings.HasSuffix(name, "_at"):
			delete(fields, name)
		case name == "address":
			fields[name] = jsontext.Value(stable(t, string(value)))
		case value.Kind() == '[' && name != "tags":
			fields[name] = jsontext.Value(strings.Join(stableItems(t, value), ","))
		}
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		b.WriteString(name + "=" + string(fields[name]) + " ")
	}
	return b.String()
}

func stableItems(t *testing.T, list jsontext.Value) []string {
	dec := jsontext.NewDecoder(strings.NewReader(string(list)))
	if _, err := dec.ReadToken(); err != nil {
		t.Fatal(err)
	}
	var items []string
	for dec.PeekKind() == '{' {
		item, err := dec.ReadValue()
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, stable(t, string(item)))
	}
	return items
}

func TestASmallerFillIsTheBeginningOfALarger(t *testing.T) {
	fill := func(t *testing.T, contacts int) []string {
		db, err := database.Open(t.Context(), testkit.MigratedURL(t, database.SQLite), database.Options{Fast: true})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		f := factorytest.New(t, db)
		if err := factory.Fill(t.Context(), db, factory.Plan{
			Workspace: f.Workspace, Actor: changelog.Actor{Via: changelog.ViaCommand}, Contacts: contacts, Seed: 5,
		}); err != nil {
			t.Fatal(err)
		}
		return people(t, db)
	}
	large := fill(t, 150)
	for _, c := range fill(t, 20) {
		if !slices.Contains(large, c) {
			t.Errorf("not in the larger one: %s", c)
		}
	}
}

func TestFillEndsWithItsContext(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		plan := factory.Plan{
			Workspace: f.Workspace, Actor: changelog.Actor{Via: changelog.ViaCommand}, Contacts: 1000, Seed: 1,
			Progress: func(int) { cancel() },
		}
		if err := factory.Fill(ctx, db, plan); err == nil {
			t.Error("no error")
		}
		if got := len(people(t, db)); got == 0 || got >= 1000 {
			t.Errorf("%d contacts, want whole blocks and not all", got)
		}
	})
}
