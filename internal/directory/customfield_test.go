package directory

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// values reads an object of custom values.
func (h *house) values(object string) record.Opt[record.Values] {
	h.Helper()
	fields, err := record.Fields([]byte(object))
	if err != nil {
		h.Fatal(err)
	}
	return record.Some(record.Values(fields))
}

// holding makes a record of a kind with custom values, by the rules as they are.
func (h *house) holding(kind customfield.Kind, object string) (id string) {
	h.Helper()
	values := h.values(object)
	h.act(func(a *action) error {
		rules, err := ruleset.Read(h.Context(), a.tx.DB, h.ws)
		if err != nil {
			return err
		}
		switch kind {
		case customfield.Contact:
			w, err := contact.NewStore(h.db, h.ws, rules).Create(h.Context(), a.tx, &contact.Patch{FirstName: record.Some("x"), CustomFields: values})
			if err == nil {
				id = w.Contact.ID
			}
			return err
		case customfield.Organization:
			name := record.Some(a.tx.NewID())
			w, err := organization.Create(h.Context(), a.tx, rules, &organization.Patch{
				Name: name, Code: name, Type: record.Some("Company"), CustomFields: values,
			})
			if err == nil {
				id = w.Organization.ID
			}
			return err
		}
		made, err := address.Create(h.Context(), a.tx, rules.Fields(kind), &address.Patch{City: record.Some("Bonn"), CustomFields: values}, nil)
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id
}

// wantHeld fails the test unless the newest change of a record left these
// values, in this version.
func (h *house) wantHeld(kind customfield.Kind, id, values string, version string) {
	h.Helper()
	after, err := record.Fields(h.last(changelog.Kind(kind), id).After)
	if err != nil {
		h.Fatal(err)
	}
	if string(after["custom_fields"]) != values || string(after["version"]) != version {
		h.Errorf("%s: got %s in version %s, want %s in %s", kind, after["custom_fields"], after["version"], values, version)
	}
}

func eachKind(t *testing.T, fn func(h *house, kind customfield.Kind)) {
	t.Helper()
	eachHouse(t, func(h *house) {
		for _, kind := range customfield.Kinds {
			h.Run(kind, func(t *testing.T) {
				inner := *h
				inner.T = t
				fn(&inner, customfield.Kind(kind))
			})
		}
	})
}

func definition(kind customfield.Kind, key, valueType string) *customfield.Patch {
	return &customfield.Patch{RecordKind: record.Some(string(kind)), Key: record.Some(key), Type: record.Some(valueType)}
}

// define makes a field and returns its id.
func (h *house) define(p *customfield.Patch, stored StoredValues) (id string, err error) {
	h.Helper()
	err = h.try(func(a *action) error {
		f, err := a.createField(h.Context(), p, stored, nil)
		if err == nil {
			id = f.ID
		}
		return err
	})
	return id, err
}

func (h *house) mustDefine(p *customfield.Patch, stored StoredValues) string {
	h.Helper()
	id, err := h.define(p, stored)
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func (h *house) redefine(id string, p *customfield.Patch, stored StoredValues) error {
	h.Helper()
	return h.try(func(a *action) error {
		_, err := a.updateField(h.Context(), id, p, stored, whatever, nil)
		return err
	})
}

// wantConflict fails the test unless err is a conflict that says what.
func (h *house) wantConflict(err error, what string) {
	h.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.Conflict || !strings.Contains(p.Detail, what) {
		h.Errorf("got %v, want a conflict that says %q", err, what)
	}
}

func (h *house) indexed(fieldID string) (n int) {
	h.Helper()
	err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM custom_field_values WHERE workspace_id = $1 AND field_id = $2`,
		h.ws, fieldID).Scan(&n)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func integer(kind customfield.Kind) *customfield.Patch { return definition(kind, "k", "integer") }

// few and many are the two ways in which the values of records follow.
func fewAndMany(t *testing.T, fn func(h *house, kind customfield.Kind)) {
	t.Helper()
	for name, atOnce := range map[string]int{"at once": 100, "as a walk": 1} {
		t.Run(name, func(t *testing.T) {
			eachKind(t, func(h *house, kind customfield.Kind) {
				h.atOnce = atOnce
				fn(h, kind)
			})
		})
	}
}

// settle lets the Refresher do what is left.
func (h *house) settle() {
	h.Helper()
	if err := h.refresher().WorkOff(h.Context()); err != nil {
		h.Fatal(err)
	}
	var n int
	if err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM refresh_walks`).Scan(&n); err != nil || n > 0 {
		h.Fatal(n, err)
	}
}

func TestADefinitionOverValuesThatAreThere(t *testing.T) {
	fewAndMany(t, func(h *house, kind customfield.Kind) {
		good, text := h.holding(kind, `{"k":7,"z":"7"}`), h.holding(kind, `{"k":"8"}`)
		bad, none := h.holding(kind, `{"k":"many"}`), h.holding(kind, `{"z":{"k":"8"}}`)
		_, err := h.define(integer(kind), RefuseValues)
		h.wantConflict(err, "2 records have")
		_, err = h.define(integer(kind), ConvertValues)
		h.wantConflict(err, "1 record has")
		h.wantHeld(kind, text, `{"k":"8"}`, "1")
		p := integer(kind)
		p.Filterable = record.Some(true)
		id := h.mustDefine(p, ClearValues)
		h.settle()
		h.wantHeld(kind, good, `{"k":7,"z":"7"}`, "1")
		h.wantHeld(kind, text, `{"k":8}`, "2")
		h.wantHeld(kind, bad, `{}`, "2")
		h.wantHeld(kind, none, `{"z":{"k":"8"}}`, "1")
		cause := h.last(changelog.CustomField, id)
		h.wantCaused(changelog.Kind(kind), text, "custom_fields", cause)
		if n := h.indexed(id); n != 2 {
			h.Errorf("%d values are indexed", n)
		}
	})
}

func TestAChangedDefinition(t *testing.T) {
	fewAndMany(t, func(h *house, kind customfield.Kind) {
		p := definition(kind, "k", "text")
		p.Filterable = record.Some(true)
		id := h.mustDefine(p, RefuseValues)
		one, two := h.holding(kind, `{"k":"1"}`), h.holding(kind, `{"k":"2"}`)
		h.wantConflict(h.redefine(id, &customfield.Patch{Type: record.Some("boolean")}, ConvertValues), "1 record has")
		if err := h.redefine(id, &customfield.Patch{Type: record.Some("integer")}, ConvertValues); err != nil {
			h.Fatal(err)
		}
		h.settle()
		h.wantHeld(kind, one, `{"k":1}`, "2")
		h.wantHeld(kind, two, `{"k":2}`, "2")
		var n int
		err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM custom_field_values WHERE field_id = $1 AND number_value >= 1`, id).Scan(&n)
		if err != nil || n != 2 {
			h.Errorf("%d numbers are indexed, %v", n, err)
		}
		h.wantConflict(h.redefine(id, &customfield.Patch{Minimum: record.Some(jsontext.Value("2"))}, RefuseValues), "1 record has")
		if err := h.redefine(id, &customfield.Patch{Label: record.Some("K"), Filterable: record.Some(false)}, RefuseValues); err != nil {
			h.Fatal(err)
		}
		h.settle()
		if n := h.indexed(id); n != 0 {
			h.Errorf("%d values are still indexed", n)
		}
		h.wantHeld(kind, one, `{"k":1}`, "2")
		if err := h.redefine(id, &customfield.Patch{Filterable: record.Some(true)}, RefuseValues); err != nil {
			h.Fatal(err)
		}
		h.settle()
		if n := h.indexed(id); n != 2 {
			h.Errorf("%d values are indexed", n)
		}
		h.wantHeld(kind, one, `{"k":1}`, "2")
	})
}

func TestTheDefaultOfARequiredFieldIsWrittenWhereAskedFor(t *testing.T) {
	fewAndMany(t, func(h *house, kind customfield.Kind) {
		id := h.mustDefine(integer(kind), RefuseValues)
		one, two, three := h.holding(kind, `{"k":1}`), h.holding(kind, `{}`), h.holding(kind, `{"z":1}`)
		required := &customfield.Patch{Required: record.Some(true), Default: record.Some(jsontext.Value("5"))}
		if err := h.redefine(id, required, RefuseValues); err != nil {
			h.Fatal(err)
		}
		h.settle()
		h.wantHeld(kind, two, `{}`, "1")
		if err := h.redefine(id, &customfield.Patch{Label: record.Some("K")}, ConvertValues); err != nil {
			h.Fatal(err)
		}
		h.settle()
		h.wantHeld(kind, one, `{"k":1}`, "1")
		h.wantHeld(kind, two, `{"k":5}`, "2")
		h.wantHeld(kind, three, `{"k":5,"z":1}`, "2")
	})
}

func TestADeletedDefinition(t *testing.T) {
	fewAndMany(t, func(h *house, kind customfield.Kind) {
		p := integer(kind)
		p.Filterable = record.Some(true)
		remove := func(id string, stored StoredValues) error {
			return h.try(func(a *action) error { return a.deleteField(h.Context(), id, stored, whatever) })
		}
		id := h.mustDefine(p, RefuseValues)
		one, two := h.holding(kind, `{"k":1,"z":1}`), h.holding(kind, `{"k":2}`)
		h.wantConflict(remove(id, RefuseValues), "2 records have")
		if err := remove(id, KeepValues); err != nil {
			h.Fatal(err)
		}
		h.settle()
		h.wantHeld(kind, one, `{"k":1,"z":1}`, "1")
		if n := h.indexed(id); n != 0 {
			h.Errorf("%d values are still indexed", n)
		}
		id = h.mustDefine(p, RefuseValues)
		if err := remove(id, ClearValues); err != nil {
			h.Fatal(err)
		}
		if h.atOnce == 1 {
			_, err := h.define(p, RefuseValues)
			h.wantConflict(err, "still being cleared")
			rules, err := ruleset.Read(h.Context(), h.db, h.ws)
			if err != nil {
				h.Fatal(err)
			}
			var faults problem.Fields
			rules.Fields(kind).Apply(nil, record.Some(record.Values{"k": []byte("7")}), false, "", &faults)
			if len(faults) != 1 || faults[0].Pointer != "/k" || faults[0].Code != customfield.CodeNotReady {
				h.Errorf("a new value of a key that is being cleared: %v", faults)
			}
		}
		h.settle()
		h.wantHeld(kind, one, `{"z":1}`, "2")
		h.wantHeld(kind, two, `{}`, "2")
		h.wantCaused(changelog.Kind(kind), one, "custom_fields", h.last(changelog.CustomField, id))
		id = h.mustDefine(p, RefuseValues)
		if err := remove(id, RefuseValues); err != nil {
			h.Fatal(err)
		}
	})
}

// TestWhileValuesAreIndexed: a filter that would not find all yet says so, and
// a field whose old values are still leaving the index cannot come back.
func TestWhileValuesAreIndexed(t *testing.T) {
	eachKind(t, func(h *house, kind customfield.Kind) {
		id := h.mustDefine(integer(kind), RefuseValues)
		h.holding(kind, `{"k":1}`)
		h.holding(kind, `{"k":2}`)
		h.atOnce = 1
		filter := func() *problem.Fault {
			rules, err := ruleset.Read(h.Context(), h.db, h.ws)
			if err != nil {
				h.Fatal(err)
			}
			return customfield.Filters(rules.Fields(kind))[0].Refused
		}
		for _, step := range []struct {
			filterable bool
			want       string
		}{{true, "not_ready"}, {false, "not_filterable"}} {
			if err := h.redefine(id, &customfield.Patch{Filterable: record.Some(step.filterable)}, RefuseValues); err != nil {
				h.Fatal(err)
			}
			if fault := filter(); fault == nil || fault.Code != step.want {
				h.Errorf("got %v, want %s", fault, step.want)
			}
			if step.filterable {
				h.settle()
				if fault := filter(); fault != nil {
					h.Errorf("got %v", fault)
				}
			}
		}
		err := h.redefine(id, &customfield.Patch{Filterable: record.Some(true)}, RefuseValues)
		h.wantConflict(err, "still being cleared")
		h.settle()
	})
}

func TestAConvertedAddressShowsInAllWhoShareIt(t *testing.T) {
	eachHouse(t, func(h *house) {
		id := h.holding(customfield.Address, `{"k":"1"}`)
		lives := &contact.Patch{Addresses: contact.Edit[contact.AddressPatch]{
			Given: true, Items: []contact.AddressPatch{{Address: record.Some(contact.AddressRef{ID: id, AsText: true})}},
		}}
		one := h.contact("one", lives)
		org := h.organization("ORG", &organization.Patch{PrimaryAddress: record.Some(organization.AddressRef{ID: id, AsText: true})})
		h.mustDefine(integer(customfield.Address), ConvertValues)
		cause := h.last(changelog.Address, id)
		h.wantCaused(changelog.Contact, one, "addresses", cause)
		h.wantCaused(changelog.Organization, org, "primary_address", cause)
	})
}

// TestAPreconditionStopsDefinitions, too.
func TestAPreconditionStopsDefinitions(t *testing.T) {
	eachHouse(t, func(h *house) {
		id := h.mustDefine(integer(customfield.Contact), RefuseValues)
		stop := func(int64) error { return problem.New(problem.PreconditionFailed, "no") }
		for _, try := range []func(ctx context.Context, tx *changelog.Tx) error{
			func(ctx context.Context, tx *changelog.Tx) error { return DeleteField(ctx, tx, id, RefuseValues, stop) },
			func(ctx context.Context, tx *changelog.Tx) error {
				_, err := UpdateField(ctx, tx, id, &customfield.Patch{Label: record.Some("x")}, RefuseValues, stop, nil)
				return err
			},
		} {
			err := changelog.InTx(h.Context(), h.db, h.ws, writer, func(tx *changelog.Tx) error { return try(h.Context(), tx) })
			if !problem.Is(err, problem.PreconditionFailed) {
				h.Errorf("got %v", err)
			}
		}
	})
}

// TestWalksHaveNames that tell them apart: they stand in the database.
func TestWalksHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range selections {
		if seen[s.name] || s.rewrite == nil {
			t.Errorf("%s stands twice, or does nothing", s.name)
		}
		seen[s.name] = true
	}
}
