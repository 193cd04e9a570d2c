package directory

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// house is a fresh workspace with what its tests look at.
type house struct {
	*testing.T

	db     *database.DB
	ws     string
	rules  *ruleset.Set
	store  *contact.Store
	atOnce int
}

func eachHouse(t *testing.T, fn func(h *house)) {
	t.Helper()
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		rules, err := ruleset.Read(t.Context(), db, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		store := contact.NewStore(db, w.ID, rules)
		fn(&house{T: t, db: db, ws: w.ID, rules: rules, store: store, atOnce: atOnce})
	})
}

// writer is who acts in these tests.
var writer = changelog.Actor{Via: changelog.ViaKey, Name: "front desk", RequestID: "r-1"}

// act runs an action and fails the test if it does.
func (h *house) act(fn func(a *action) error) {
	h.Helper()
	if err := h.try(fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) try(fn func(a *action) error) error {
	return changelog.InTx(h.Context(), h.db, h.ws, writer, func(tx *changelog.Tx) error {
		return fn(&action{tx: tx, atOnce: h.atOnce})
	})
}

func (h *house) contact(name string, p *contact.Patch) (id string) {
	h.Helper()
	p.FirstName = record.Some(name)
	h.act(func(a *action) error {
		w, err := h.store.Create(h.Context(), a.tx, p)
		if err == nil {
			id = w.Contact.ID
		}
		return err
	})
	return id
}

func (h *house) tagged(name string, tags ...string) string {
	h.Helper()
	return h.contact(name, &contact.Patch{Tags: record.Some(tags)})
}

func (h *house) organization(code string, p *organization.Patch) (id string) {
	h.Helper()
	p.Name, p.Code, p.Type = record.Some(code), record.Some(code), record.Some("Company")
	h.act(func(a *action) error {
		w, err := organization.Create(h.Context(), a.tx, h.rules, p)
		if err == nil {
			id = w.Organization.ID
		}
		return err
	})
	return id
}

func (h *house) tag(name string) string {
	h.Helper()
	id, err := tag.Find(h.Context(), h.db, h.ws, name)
	if err != nil {
		h.Fatal(err)
	}
	return id
}

// shown is what a contact's kept record shows of what these tests change.
type shownContact struct {
	Tags    []string
	Version int64
	City    string
}

func (h *house) shown(id string) shownContact {
	h.Helper()
	rec, err := h.store.Record(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	var c struct {
		Tags      []string
		Version   int64
		Addresses []struct{ Address struct{ City string } }
	}
	if err := json.Unmarshal(rec.JSON, &c); err != nil {
		h.Fatal(err)
	}
	s := shownContact{Tags: c.Tags, Version: c.Version}
	if len(c.Addresses) > 0 {
		s.City = c.Addresses[0].Address.City
	}
	return s
}

func (h *house) wantShown(id string, want shownContact) {
	h.Helper()
	if diff := cmp.Diff(want, h.shown(id)); diff != "" {
		h.Error(diff)
	}
}

// last is the newest change of a record.
func (h *house) last(kind changelog.Kind, id string) *changelog.Change {
	h.Helper()
	var number int64
	err := h.db.QueryRow(h.Context(), `SELECT MAX(number) FROM changes WHERE workspace_id = $1 AND kind = $2 AND record_id = $3`,
		h.ws, string(kind), id).Scan(&number)
	if err != nil {
		h.Fatal(err)
	}
	c, err := changelog.Get(h.Context(), h.db, h.ws, number)
	if err != nil {
		h.Fatal(err)
	}
	return c
}

// wantCaused fails the test unless the newest change of a record changed the
// field, by the writer, because of cause.
func (h *house) wantCaused(kind changelog.Kind, id, field string, cause *changelog.Change) {
	h.Helper()
	c := h.last(kind, id)
	if c.Cause != cause.Number || !slices.Contains(c.Changed, field) || c.Actor != writer {
		h.Errorf("got cause %d by %v of %v, want %d of %s", c.Cause, c.Actor, c.Changed, cause.Number, field)
	}
}

// pending counts what is left to the Refresher: contacts and walks.
func (h *house) pending() (n int) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT (SELECT COUNT(*) FROM pending_refreshes) + (SELECT COUNT(*) FROM refresh_walks)`).Scan(&n)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func whatever(int64) error { return nil }

func TestRenamedTagShowsInWhatCarriesIt(t *testing.T) {
	eachHouse(t, func(h *house) {
		one, other := h.tagged("one", "VIP", "press"), h.tagged("other", "press")
		org := h.organization("ORG", &organization.Patch{Tags: record.Some([]string{"vip"})})
		id := h.tag("VIP")
		h.act(func(a *action) error {
			used, err := a.renameTag(h.Context(), id, record.Some("Gold"), whatever, nil)
			if err == nil && (used.Name != "Gold" || used.UseCount != 2 || used.Version != 2) {
				h.Errorf("got %+v", used)
			}
			return err
		})
		cause := h.last(changelog.Tag, id)
		h.wantShown(one, shownContact{Tags: []string{"Gold", "press"}, Version: 2})
		h.wantShown(other, shownContact{Tags: []string{"press"}, Version: 1})
		h.wantCaused(changelog.Contact, one, "tags", cause)
		h.wantCaused(changelog.Organization, org, "tags", cause)
		o, err := organization.Get(h.Context(), h.db, h.ws, org)
		if err != nil || o.Version != 2 || !strings.Contains(string(o.Record), `"tags":["Gold"]`) {
			h.Errorf("got %+v, %v", o, err)
		}
	})
}

func TestRenamingToTheSameNameChangesNothing(t *testing.T) {
	eachHouse(t, func(h *house) {
		one := h.tagged("one", "VIP")
		before := h.last(changelog.Tag, h.tag("VIP"))
		for _, name := range []record.Opt[string]{{}, record.Some("VIP")} {
			h.act(func(a *action) error {
				_, err := a.renameTag(h.Context(), h.tag("VIP"), name, whatever, nil)
				return err
			})
		}
		if after := h.last(changelog.Tag, h.tag("VIP")); after.Number != before.Number {
			h.Error("there is a change of nothing")
		}
		h.wantShown(one, shownContact{Tags: []string{"VIP"}, Version: 1})
	})
}

func TestMergedTagIsInTheOther(t *testing.T) {
	eachHouse(t, func(h *house) {
		both, from, into := h.tagged("both", "a", "b"), h.tagged("from", "a"), h.tagged("into", "b")
		org := h.organization("ORG", &organization.Patch{Tags: record.Some([]string{"a"})})
		id := h.tag("a")
		h.act(func(a *action) error {
			used, err := a.mergeTag(h.Context(), id, "B", whatever)
			if err == nil && (used.Name != "b" || used.UseCount != 4 || used.Version != 1) {
				h.Errorf("got %+v", used)
			}
			return err
		})
		cause := h.last(changelog.Tag, id)
		if cause.Action != changelog.Delete {
			h.Errorf("got %s", cause.Action)
		}
		h.wantShown(both, shownContact{Tags: []string{"b"}, Version: 2})
		h.wantShown(from, shownContact{Tags: []string{"b"}, Version: 2})
		h.wantShown(into, shownContact{Tags: []string{"b"}, Version: 1})
		h.wantCaused(changelog.Contact, both, "tags", cause)
		h.wantCaused(changelog.Contact, from, "tags", cause)
		h.wantCaused(changelog.Organization, org, "tags", cause)
	})
}

func TestMergeRefusals(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.tagged("one", "a")
		for _, into := range []string{"a", h.tag("a"), "none", "", "x\x00", h.db.NewID()} {
			err := h.try(func(a *action) error {
				_, err := a.mergeTag(h.Context(), h.tag("a"), into, whatever)
				return err
			})
			if !problem.Is(err, problem.BadInput) {
				h.Errorf("into %q: got %v", into, err)
			}
		}
		err := h.try(func(a *action) error {
			_, err := a.mergeTag(h.Context(), h.db.NewID(), "a", whatever)
			return err
		})
		if !problem.Is(err, problem.NotFound) {
			h.Errorf("got %v", err)
		}
	})
}

func TestDeletedTagIsTakenFromAll(t *testing.T) {
	eachHouse(t, func(h *house) {
		one := h.tagged("one", "a", "b")
		org := h.organization("ORG", &organization.Patch{Tags: record.Some([]string{"a"})})
		id := h.tag("a")
		h.act(func(a *action) error { return a.deleteTag(h.Context(), id, whatever) })
		cause := h.last(changelog.Tag, id)
		h.wantShown(one, shownContact{Tags: []string{"b"}, Version: 2})
		h.wantCaused(changelog.Contact, one, "tags", cause)
		h.wantCaused(changelog.Organization, org, "tags", cause)
		if _, _, err := tag.Get(h.Context(), h.db, h.ws, id); !problem.Is(err, problem.NotFound) {
			h.Errorf("got %v", err)
		}
	})
}

func TestAPreconditionStopsAllOfIt(t *testing.T) {
	eachHouse(t, func(h *house) {
		one := h.tagged("one", "a", "b")
		stop := func(int64) error { return problem.New(problem.PreconditionFailed, "no") }
		for _, try := range []func(a *action) error{
			func(a *action) error { return a.deleteTag(h.Context(), h.tag("a"), stop) },
			func(a *action) error {
				_, err := a.mergeTag(h.Context(), h.tag("a"), "b", stop)
				return err
			},
			func(a *action) error {
				_, err := a.renameTag(h.Context(), h.tag("a"), record.Some("c"), stop, nil)
				return err
			},
		} {
			if err := h.try(try); !problem.Is(err, problem.PreconditionFailed) {
				h.Errorf("got %v", err)
			}
		}
		h.wantShown(one, shownContact{Tags: []string{"a", "b"}, Version: 1})
	})
}

func TestChangedAddressShowsInAllWhoShareIt(t *testing.T) {
	eachHouse(t, func(h *house) {
		var id string
		h.act(func(a *action) error {
			made, err := address.Create(h.Context(), a.tx, h.rules.Fields(customfield.Address), &address.Patch{City: record.Some("Bonn")}, nil)
			if err == nil {
				id = made.ID
			}
			return err
		})
		lives := func() *contact.Patch {
			return &contact.Patch{Addresses: contact.Edit[contact.AddressPatch]{
				Given: true, Items: []contact.AddressPatch{{Address: record.Some(contact.AddressRef{ID: id, AsText: true})}},
			}}
		}
		one, two := h.contact("one", lives()), h.contact("two", lives())
		org := h.organization("ORG", &organization.Patch{PrimaryAddress: record.Some(organization.AddressRef{ID: id, AsText: true})})
		h.act(func(a *action) error {
			used, err := a.updateAddress(h.Context(), h.rules, id, &address.Patch{City: record.Some("Köln")}, whatever, nil)
			if err == nil && (used.UsedBy != 3 || used.City != "Köln") {
				h.Errorf("got %+v", used)
			}
			return err
		})
		cause := h.last(changelog.Address, id)
		for _, c := range []string{one, two} {
			h.wantShown(c, shownContact{Tags: []string{}, Version: 2, City: "Köln"})
			h.wantCaused(changelog.Contact, c, "addresses", cause)
		}
		h.wantCaused(changelog.Organization, org, "primary_address", cause)
	})
}
