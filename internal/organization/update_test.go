package organization

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

// in runs fn in a transaction.
func (h *house) in(fn func(tx *changelog.Tx) error) error {
	return changelog.InTx(h.Context(), h.db, h.ws, changelog.Actor{Via: changelog.ViaCommand, Name: "test"}, fn)
}

func anyVersion(int64) error { return nil }

func (h *house) tryUpdate(id string, p *Patch) (w *Written, err error) {
	err = h.in(func(tx *changelog.Tx) error {
		rules, err := ruleset.Read(h.Context(), tx.DB, h.ws)
		if err != nil {
			return err
		}
		w, err = Update(h.Context(), tx, rules, id, p, anyVersion)
		return err
	})
	return w, err
}

func (h *house) update(id string, p *Patch) *Written {
	h.Helper()
	w, err := h.tryUpdate(id, p)
	if err != nil {
		h.Fatal(err)
	}
	return w
}

// get returns an organization as it is shown, and fails the test unless it is
// kept as its rows have it.
func (h *house) get(id string) *Placed {
	h.Helper()
	shown, err := Get(h.Context(), h.db, h.ws, id)
	if err != nil {
		h.Fatal(err)
	}
	rows, err := Read(h.Context(), h.db, h.ws, []string{id})
	if err != nil || len(rows) != 1 {
		h.Fatal(rows, err)
	}
	if diff := cmp.Diff(string(rows[0].JSON()), string(shown.Record)); diff != "" {
		h.Errorf("the kept record differs from the rows: %s", diff)
	}
	return shown
}

// exec changes the database behind the program's back.
func (h *house) exec(query string, args ...any) {
	h.Helper()
	err := h.db.InTx(h.Context(), func(tx *database.DB) error {
		_, err := tx.Exec(h.Context(), query, args...)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// logged returns the actions on records of a kind, in the order of the log.
func (h *house) logged(kind changelog.Kind) string {
	h.Helper()
	rows, err := h.db.Query(h.Context(), `SELECT action FROM changes WHERE workspace_id = $1 AND kind = $2 ORDER BY number`,
		h.ws, string(kind))
	if err != nil {
		h.Fatal(err)
	}
	actions, err := database.Texts(rows)
	if err != nil {
		h.Fatal(err)
	}
	return strings.Join(actions, " ")
}

func TestUpdateOfEveryField(t *testing.T) {
	eachHouse(t, func(h *house) {
		root := h.create(named("root", "r"))
		made := h.create(full())
		p := named("Other", "o-2")
		p.Type, p.Parent = record.Some("Team"), record.Some(strings.ToUpper(root.ID))
		p.LegalName, p.Status = record.Some(""), record.Some(Active)
		p.EffectiveDate, p.EndDate = record.Some(""), record.Some("1900-01-01")
		p.Website, p.TaxID = record.Some("http://o.example"), record.Some("")
		p.Currency, p.Timezone, p.Language = record.Some("usd"), record.Some(""), record.Some("")
		p.Tags = record.Some([]string{"press", "new"})
		p.Metadata = record.Some(record.Values{"a": jsontext.Value("null"), "b": jsontext.Value("1")})
		p.CustomFields = record.Some(record.Values{"size": jsontext.Value(`8`)})
		p.ExternalIDs = record.Some(record.Values{"erp": jsontext.Value(`"5"`), "crm": jsontext.Value(`"6"`)})
		p.PrimaryAddress = record.Some(AddressRef{})
		w := h.update(made.ID, p)
		if !w.Renamed || w.Change == nil || w.Change.Action != changelog.Update {
			h.Errorf("got %+v", w)
		}
		fields, err := record.Fields(h.get(made.ID).JSON())
		if err != nil {
			h.Fatal(err)
		}
		for name, want := range map[string]string{
			"name": `"Other"`, "legal_name": `""`, "code": `"o-2"`, "organization_type_name": `"Team"`, "status": `"active"`,
			"parent": `"` + root.ID + `"`, "effective_date": `null`, "end_date": `"1900-01-01"`,
			"website": `"http://o.example"`, "tax_id": `""`, "primary_address": `null`, "currency": `"USD"`,
			"timezone": `null`, "language": `null`, "tags": `["new","press"]`, "metadata": `{"b":1}`,
			"custom_fields": `{"size":8}`, "external_ids": `{"crm":"6","erp":"5"}`, "path": `["root","Other"]`, "version": `2`,
		} {
			if got := string(fields[name]); got != want {
				h.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
		if got := h.logged(changelog.Address); got != "create delete" {
			h.Errorf("the address: %s", got)
		}
		if w := h.update(made.ID, p); w.Change != nil || w.Organization.Version != 2 {
			h.Errorf("the same again: got %+v", w)
		}
		if got := h.logged(changelog.Organization); got != "create create update" {
			h.Errorf("got %s", got)
		}
	})
}

func TestUpdateIsAsked(t *testing.T) {
	eachHouse(t, func(h *house) {
		made := h.create(named("A", "a"))
		_, err := h.tryUpdate(h.db.NewID(), named("B", "b"))
		if !problem.Is(err, problem.NotFound) {
			h.Errorf("got %v", err)
		}
		refusal := problem.New(problem.PreconditionFailed, "no")
		err = h.in(func(tx *changelog.Tx) error {
			_, err := Update(h.Context(), tx, &ruleset.Set{}, made.ID, named("B", "b"), func(int64) error { return refusal })
			return err
		})
		if !problem.Is(err, problem.PreconditionFailed) {
			h.Errorf("got %v", err)
		}
	})
}

// TestValuesThatListsLost: what a list has lost since does not keep a writer
// from changing something else, but cannot be chosen again.
func TestValuesThatListsLost(t *testing.T) {
	eachHouse(t, func(h *house) {
		made := h.create(named("A", "a"))
		h.exec(`UPDATE organizations SET currency = 'DEM', timezone = 'Asia/Gone', language = 'xx-gone' WHERE id = $1`, made.ID)
		w := h.update(made.ID, &Patch{LegalName: record.Some("A Ltd"), Currency: record.Some("DEM")})
		if o := w.Organization; o.Currency != "DEM" || o.Timezone != "Asia/Gone" || o.LegalName != "A Ltd" {
			h.Errorf("got %+v", o)
		}
		_, err := h.tryUpdate(made.ID, &Patch{Currency: record.Some("FRF")})
		wantFault(h.T, err, "/currency", "unknown_value")
	})
}

func TestTimezones(t *testing.T) {
	for _, zone := range []string{
		"Local", "Factory", "europe/berlin", "Europe/", ".", "..", "/Europe/Berlin", "../Europe/Berlin", "Europe", "posix/UTC",
		"posixrules", "localtime", "zone.tab", "Europe/Berlin\x00", "Mars/Phobos",
	} {
		if validTimezone(zone) {
			t.Errorf("%q was taken", zone)
		}
	}
	for _, zone := range []string{
		"UTC", "EST5EDT", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Antarctica/DumontDUrville", "GB-Eire",
	} {
		if !validTimezone(zone) {
			t.Errorf("%q was refused", zone)
		}
	}
}

// TestAnAddressOfItsOwnOrShared: an object without an id changes the address
// that the organization has, unless others have it too.
func TestAnAddressOfItsOwnOrShared(t *testing.T) {
	eachHouse(t, func(h *house) {
		described := func(city string) *Patch {
			return &Patch{PrimaryAddress: record.Some(AddressRef{Change: &address.Patch{City: record.Some(city)}})}
		}
		one := h.create(full())
		own := one.PrimaryAddress.ID
		w := h.update(one.ID, described("Leeds"))
		if a := w.Organization.PrimaryAddress; a.ID != own || a.City != "Leeds" || a.Country != "GB" || a.Version != 2 || w.Address != own {
			h.Errorf("in place: got %+v, %q", a, w.Address)
		}
		if w := h.update(one.ID, described("Leeds")); w.Change != nil || w.Address != "" {
			h.Errorf("the same again: %+v", w)
		}
		p := named("Two", "2")
		p.PrimaryAddress = record.Some(AddressRef{ID: own, AsText: true})
		two := h.create(p)
		if w := h.update(two.ID, described("Leeds")); w.Change != nil {
			h.Errorf("the same, shared: %+v", w)
		}
		w = h.update(two.ID, described("York"))
		if a := w.Organization.PrimaryAddress; a.ID == own || a.City != "York" || a.Country != "GB" || a.Version != 1 || w.Address != "" {
			h.Errorf("shared: got %+v, %q", a, w.Address)
		}
		if a, usedBy, err := address.Get(h.Context(), h.db, h.ws, own); err != nil || usedBy != 1 || a.City != "Leeds" {
			h.Errorf("got %+v, %d, %v", a, usedBy, err)
		}
		// It goes with the last who points to it.
		h.update(one.ID, &Patch{PrimaryAddress: record.Some(AddressRef{ID: w.Organization.PrimaryAddress.ID})})
		if _, _, err := address.Get(h.Context(), h.db, h.ws, own); !problem.Is(err, problem.NotFound) {
			h.Errorf("got %v", err)
		}
		_, err := h.tryUpdate(one.ID, &Patch{PrimaryAddress: record.Some(AddressRef{Change: &address.Patch{Country: record.Some("QQ")}})})
		wantFault(h.T, err, "/primary_address/country", "unknown_value")
		h.get(one.ID)
	})
}

// TestRecordsThatAreNotKept: databases from before have no kept records.
func TestRecordsThatAreNotKept(t *testing.T) {
	eachHouse(t, func(h *house) {
		one := h.create(full())
		two := h.create(named("Two", "2"))
		want := h.get(one.ID)
		h.exec(`DELETE FROM organization_records WHERE organization_id = $1`, one.ID)
		h.exec(`UPDATE organization_records SET format = 0, record = '{}' WHERE organization_id = $1`, two.ID)
		if diff := cmp.Diff(string(want.JSON()), string(h.get(one.ID).JSON())); diff != "" {
			h.Error(diff)
		}
		var codes []string
		for _, p := range h.list("").Items {
			codes = append(codes, code(h.T, p))
		}
		if diff := cmp.Diff([]string{"AE-1", "2"}, codes); diff != "" {
			h.Error(diff)
		}
	})
}

func (h *house) refresh(ids ...string) {
	h.Helper()
	if err := h.in(func(tx *changelog.Tx) error { return Refresh(h.Context(), tx, ids, nil) }); err != nil {
		h.Fatal(err)
	}
}

func TestRefreshOfMany(t *testing.T) {
	statements := 0
	testkit.EachEngineWith(t, countStatements(&statements), func(t *testing.T, db *database.DB) {
		h := newHouse(t, db)
		var ids []string
		for i := range batch + 10 {
			p := named(fmt.Sprint("O ", i), fmt.Sprint(i))
			p.Type = record.Some("Team")
			ids = append(ids, h.create(p).ID)
		}
		ids = append(ids, ids[0], h.db.NewID()) // twice, and not there
		log := h.logged(changelog.Organization)
		h.refresh(ids...)
		if got := h.logged(changelog.Organization); got != log {
			h.Error("what looks the same was written")
		}
		h.exec(`UPDATE organization_types SET name = 'Squad' WHERE name = 'Team'`)
		slices.Reverse(ids)
		statements = 0
		h.refresh(ids...)
		if statements > 30 {
			h.Errorf("%d statements for %d organizations", statements, len(ids))
		}
		for _, id := range []string{ids[2], ids[100], ids[batch]} {
			if p := h.get(id); p.Version != 2 || !strings.Contains(string(p.Record), "Squad") {
				h.Errorf("got %s", p.Record)
			}
		}
		if got := strings.Count(h.logged(changelog.Organization), "update"); got != batch+10 {
			h.Errorf("%d changes", got)
		}
	})
}

// TestRefreshWithoutAKeptRecord takes what was shown before from the log and,
// where retention took that too, raises the version all the same.
func TestRefreshWithoutAKeptRecord(t *testing.T) {
	eachHouse(t, func(h *house) {
		made := h.create(named("A", "a"))
		h.exec(`DELETE FROM organization_records`)
		h.refresh(made.ID)
		if p := h.get(made.ID); p.Version != 1 {
			h.Errorf("got version %d", p.Version)
		}
		h.exec(`DELETE FROM changes WHERE kind = 'organization'`)
		h.refresh(made.ID)
		if p := h.get(made.ID); p.Version != 2 {
			h.Errorf("got version %d", p.Version)
		}
	})
}

// person makes a contact and returns its id.
func (h *house) person() (id string) {
	h.Helper()
	err := h.in(func(tx *changelog.Tx) error {
		rules, err := ruleset.Read(h.Context(), tx.DB, h.ws)
		if err != nil {
			return err
		}
		w, err := contact.NewStore(tx.DB, h.ws, rules).Create(h.Context(), tx, &contact.Patch{FirstName: record.Some("Ada")})
		if err == nil {
			id = w.Contact.ID
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func TestReleaseOfAContact(t *testing.T) {
	eachHouse(t, func(h *house) {
		made := h.create(named("A", "a"))
		ada := h.person()
		w := h.update(made.ID, &Patch{PrimaryContact: record.Some(" " + strings.ToUpper(ada))})
		if w.Organization.PrimaryContact != ada {
			h.Errorf("got %+v", w.Organization)
		}
		h.get(made.ID)
		err := h.in(func(tx *changelog.Tx) error {
			ids, err := ReleaseContact(h.Context(), tx, ada)
			if err != nil {
				return err
			}
			if diff := cmp.Diff([]string{made.ID}, ids); diff != "" {
				h.Error(diff)
			}
			return Refresh(h.Context(), tx, ids, nil)
		})
		if err != nil {
			h.Fatal(err)
		}
		if p := h.get(made.ID); p.Version != 3 || !strings.Contains(string(p.Record), `"primary_contact":null`) {
			h.Errorf("got %s", p.Record)
		}
	})
}

func TestRefit(t *testing.T) {
	eachHouse(t, func(h *house) {
		p := named("A", "a")
		p.CustomFields = record.Some(record.Values{"size": jsontext.Value(`"7"`), "gone": jsontext.Value("1"), "free": jsontext.Value("2")})
		made, other := h.create(p), h.create(named("B", "b"))
		err := h.in(func(tx *changelog.Tx) error {
			field, err := customfield.New(h.Context(), tx, &customfield.Patch{
				RecordKind: record.Some("organization"), Key: record.Some("size"), Label: record.Some("Size"),
				Type: record.Some("integer"), Filterable: record.Some(true),
			}, nil)
			if err != nil {
				return err
			}
			_, err = customfield.Insert(h.Context(), tx, field)
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
		err = h.in(func(tx *changelog.Tx) error {
			rules, err := ruleset.Read(h.Context(), tx.DB, h.ws)
			if err != nil {
				return err
			}
			return Refit(h.Context(), tx, rules, []string{made.ID, other.ID}, customfield.Without("gone"), nil)
		})
		if err != nil {
			h.Fatal(err)
		}
		if got := h.get(made.ID); got.Version != 2 || !strings.Contains(string(got.Record), `"custom_fields":{"free":2,"size":7}`) {
			h.Errorf("got %s", got.Record)
		}
		if got := h.get(other.ID); got.Version != 1 {
			h.Errorf("got %s", got.Record)
		}
		var n int
		err = h.db.QueryRow(h.Context(), "SELECT COUNT(*) FROM custom_field_values WHERE record_id = $1", made.ID).Scan(&n)
		if err != nil || n != 1 {
			h.Errorf("%d values are indexed: %v", n, err)
		}
	})
}

func TestRemove(t *testing.T) {
	eachHouse(t, func(h *house) {
		root := h.create(full())
		child := h.create(under(root.ID, "child", "c"))
		err := h.in(func(tx *changelog.Tx) error {
			if n, err := CountChildren(h.Context(), tx, root.ID); err != nil || n != 1 {
				h.Errorf("got %d, %v", n, err)
			}
			for _, id := range []string{child.ID, root.ID} {
				o, err := Lock(h.Context(), tx, id)
				if err != nil {
					return err
				}
				change, err := tx.Append(changelog.Organization, o.ID, o.JSON(), nil, nil)
				if err != nil {
					return err
				}
				if err := Remove(h.Context(), tx, o, change); err != nil {
					return err
				}
			}
			_, err := Lock(h.Context(), tx, root.ID)
			if !problem.Is(err, problem.NotFound) {
				h.Errorf("got %v", err)
			}
			return nil
		})
		if err != nil {
			h.Fatal(err)
		}
		for _, table := range []string{"organizations", "organization_records", "organization_tags", "organization_external_ids", "addresses"} {
			var n int
			if err := h.db.QueryRow(h.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil || n != 0 {
				h.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
		if got := h.logged(changelog.Address); got != "create delete" {
			h.Errorf("the address: %s", got)
		}
	})
}
