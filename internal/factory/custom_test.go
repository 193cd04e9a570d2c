package factory_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
)

func TestCustomFieldHasConsistentDefaults(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		one, two := f.CustomField(), f.CustomField()
		if one.RecordKind != customfield.Contact || one.Type != customfield.Text || one.Required || one.Label == "" {
			t.Errorf("%s", one.JSON())
		}
		if one.Key == two.Key {
			t.Errorf("the key %s twice", one.Key)
		}
		third := factorytest.New(t, db).CustomField() // of a factory that knows nothing of the others
		if third.Key == one.Key || third.Key == two.Key {
			t.Errorf("the key %s again", third.Key)
		}
		for _, valueType := range customfield.Types {
			got := f.CustomField(func(p *customfield.Patch) {
				p.Type, p.RecordKind = record.Some(valueType), record.Some("address")
			})
			chosen := valueType == "choice" || valueType == "choices"
			if string(got.Type) != valueType || chosen != (len(got.Choices) > 0) || got.RecordKind != customfield.Address {
				t.Errorf("%s", got.JSON())
			}
		}
	})
}

// A definition holds for what the same factory makes next, in its transaction.
func TestCustomFieldHoldsAtOnce(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		f.Contact()
		valued := func(value string) func(*contact.Patch) {
			return func(p *contact.Patch) {
				p.CustomFields = record.Some(record.Values{"size": jsontext.Value(value)})
			}
		}
		err := f.InTx(t.Context(), changelog.Actor{Via: changelog.ViaSystem}, func(tx *changelog.Tx) error {
			if _, err := f.Factory.CustomField(t.Context(), tx, func(p *customfield.Patch) {
				p.Key, p.Type = record.Some("size"), record.Some("integer")
			}); err != nil {
				return err
			}
			_, err := f.Factory.Contact(t.Context(), tx, valued(`"large"`))
			return err
		})
		if !problem.Is(err, problem.BadInput) {
			t.Errorf("a text in an integer: %v", err)
		}
		f.CustomField(func(p *customfield.Patch) { p.Key, p.Type = record.Some("size"), record.Some("integer") })
		if c := f.Contact(valued("43.0")); string(c.CustomFields["size"]) != "43" {
			t.Errorf("%s", c.JSON())
		}
		err = f.InTx(t.Context(), changelog.Actor{Via: changelog.ViaSystem}, func(tx *changelog.Tx) error {
			_, err := f.Factory.CustomField(t.Context(), tx, func(p *customfield.Patch) { p.Key = record.Some("size") })
			return err
		})
		if !problem.Is(err, problem.BadInput) {
			t.Errorf("a key twice: %v", err)
		}
	})
}

func TestOrganizationKeepsWhatOverridesSay(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		root, who, a := f.Organization(), f.Contact(), f.Address()
		o := f.Organization(factory.OfType("Guild"), factory.Under(root.ID), factory.PrimaryContact(who.ID), factory.AtAddress(a.ID))
		if o.TypeName != "Guild" || o.Parent != root.ID || o.PrimaryContact != who.ID || o.PrimaryAddress.ID != a.ID {
			t.Errorf("%s", o.JSON())
		}
	})
}

// fill fills the workspace default.
func fill(t *testing.T, db *database.DB, contacts int) *factorytest.Factory {
	t.Helper()
	f := factorytest.New(t, db)
	err := factory.Fill(t.Context(), db, factory.Plan{
		Workspace: f.Workspace, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: contacts, Seed: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func count(t *testing.T, db *database.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestFilledDataAreSound(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		fill(t, db, 250)
		err := check.Run(t.Context(), db, func(b check.Breach) { t.Error(b) })
		if err != nil {
			t.Error(err)
		}
	})
}

func TestFillDefinesCustomFieldsWithValues(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		fill(t, db, 300)
		const having = ` WHERE custom_fields LIKE '%"' || CAST($1 AS TEXT) || '":%'`
		contacts := count(t, db, `SELECT COUNT(*) FROM contacts`)
		for _, key := range []string{"customer_number", "preferred_channel", "birthday_greetings"} {
			if n := count(t, db, `SELECT COUNT(*) FROM contacts`+having, key); n < contacts/10 || n > contacts*4/5 {
				t.Errorf("%d of %d contacts have %s", n, contacts, key)
			}
		}
		organizations := count(t, db, `SELECT COUNT(*) FROM organizations`)
		for _, key := range []string{"employees", "industry"} {
			if n := count(t, db, `SELECT COUNT(*) FROM organizations`+having, key); n < organizations/10 || n == organizations {
				t.Errorf("%d of %d organizations have %s", n, organizations, key)
			}
		}
		if n := count(t, db, `SELECT COUNT(*) FROM custom_fields`); n != 5 {
			t.Errorf("%d custom fields, want 5", n)
		}
		if n := count(t, db, `SELECT COUNT(DISTINCT field_id) FROM custom_field_values`); n != 4 {
			t.Errorf("%d fields are indexed, want 4", n)
		}
		fill(t, db, 20)
		if n := count(t, db, `SELECT COUNT(*) FROM custom_fields`); n != 5 {
			t.Errorf("%d custom fields after the second time, want 5", n)
		}
	})
}

// What a workspace has under a key of its own stays as it is.
func TestFillLeavesTheWorkspacesOwnFieldsAlone(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		f := factorytest.New(t, db)
		f.CustomField(func(p *customfield.Patch) {
			p.Key, p.Type = record.Some("customer_number"), record.Some("integer")
		})
		f.Contact(func(p *contact.Patch) {
			p.CustomFields = record.Some(record.Values{"preferred_channel": record.TextValue("pigeon")})
		})
		fill(t, db, 100)
		for _, key := range []string{"customer_number", "preferred_channel"} {
			n := count(t, db, `SELECT COUNT(*) FROM contacts WHERE custom_fields LIKE '%"' || CAST($1 AS TEXT) || '":%'`, key)
			if want := strings.Count(key, "channel"); n != want {
				t.Errorf("%d contacts have %s, want %d", n, key, want)
			}
		}
		if n := count(t, db, `SELECT COUNT(*) FROM custom_fields`); n != 4 {
			t.Errorf("%d custom fields, want the own one and three more", n)
		}
	})
}

func TestFillNamesPrimaryContactsOfTheirOwnPeople(t *testing.T) {
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		fill(t, db, 300)
		all, led := count(t, db, `SELECT COUNT(*) FROM organizations`), count(t, db, `SELECT COUNT(primary_contact_id) FROM organizations`)
		if led < all/3 || led == all {
			t.Errorf("%d of %d organizations have a primary contact", led, all)
		}
		if n := count(t, db, `WITH RECURSIVE up (start_id, id) AS (
				SELECT o.id, c.linked_organization_id FROM organizations o JOIN contacts c ON c.id = o.primary_contact_id
				UNION SELECT up.start_id, o.parent_id FROM up JOIN organizations o ON o.id = up.id)
			SELECT COUNT(*) FROM up WHERE start_id = id`); n != led {
			t.Errorf("%d of %d primary contacts belong to their organization", n, led)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM organizations WHERE parent_id IS NULL AND primary_contact_id IS NOT NULL`); n == 0 {
			t.Error("no root has a primary contact")
		}
	})
}
