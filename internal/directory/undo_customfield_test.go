package directory

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// rewrite changes the custom values of a record as a writer does.
func (h *house) rewrite(kind customfield.Kind, id, object string) {
	h.Helper()
	values := h.values(object)
	h.act(func(a *action) error {
		rules, err := ruleset.Read(h.Context(), a.tx.DB, h.ws)
		if err != nil {
			return err
		}
		switch kind {
		case customfield.Contact:
			_, err = contact.NewStore(h.db, h.ws, rules).Update(h.Context(), a.tx, id, &contact.Patch{CustomFields: values}, whatever)
		case customfield.Organization:
			_, err = organization.Update(h.Context(), a.tx, rules, id, &organization.Patch{CustomFields: values}, whatever)
		default:
			_, err = a.updateAddress(h.Context(), rules, id, &address.Patch{CustomFields: values}, whatever, nil)
		}
		return err
	})
}

// wantNow fails the test unless a record has these custom values.
func (h *house) wantNow(kind customfield.Kind, what, id, values string) {
	h.Helper()
	after, err := record.Fields(h.last(changelog.Kind(kind), id).After)
	if err != nil {
		h.Fatal(err)
	}
	if string(after["custom_fields"]) != values {
		h.Errorf("%s: got %s, want %s", what, after["custom_fields"], values)
	}
}

// undone takes the newest change of a definition back, and lets the Refresher do
// what is left.
func (h *house) undone(id string) *Undone {
	h.Helper()
	number := h.newest(id)
	var undone *Undone
	h.act(func(a *action) (err error) {
		undone, err = a.undo(h.Context(), nil, number)
		return err
	})
	h.settle()
	return undone
}

func (h *house) definitionOf(id string) *customfield.Field {
	h.Helper()
	f, err := customfield.Get(h.Context(), h.db, h.ws, id)
	if err != nil {
		h.Fatal(err)
	}
	return f
}

// redefinition is a change of a definition, and what it does to values of its key
// k: one that nobody touches since, and one that somebody changes since.
type redefinition struct {
	name               string
	define             func(p *customfield.Patch)
	change             *customfield.Patch // nil deletes
	stored             StoredValues
	before, after      string // custom_fields of the record that nobody touches
	touched, untouched string // what somebody writes since, and what that is once it is undone
}

func raw(s string) record.Opt[jsontext.Value] { return record.Some(jsontext.Value(s)) }

func redefinitions() []redefinition {
	choices := func(valueType string, names ...string) func(p *customfield.Patch) {
		return func(p *customfield.Patch) { p.Type, p.Choices = record.Some(valueType), record.Some(names) }
	}
	typed := func(valueType string) func(p *customfield.Patch) {
		return func(p *customfield.Patch) { p.Type = record.Some(valueType) }
	}
	integer := &customfield.Patch{Type: record.Some("integer")}
	return []redefinition{
		{
			"a choice is removed", choices("choices", "German", "French", "Polish"),
			&customfield.Patch{Choices: record.Some([]string{"French", "Spanish"})}, ClearValues,
			`{"k":["German","French"]}`, `{"k":["French"]}`, `{"k":["Spanish"]}`, `{"k":["Spanish"]}`,
		},
		{
			"a single choice is removed", choices("choice", "German", "French"),
			&customfield.Patch{Choices: record.Some([]string{"French", "Spanish"})}, ClearValues,
			`{"k":"German"}`, `{}`, `{"k":"Spanish"}`, `{"k":"Spanish"}`,
		},
		{
			"choices are renamed", choices("choices", "German", "French"),
			&customfield.Patch{Rename: map[string]string{"German": "Deutsch"}}, RefuseValues,
			`{"k":["French","German"]}`, `{"k":["French","Deutsch"]}`, `{"k":["Deutsch"]}`, `{"k":["Deutsch"]}`,
		},
		{
			"choices are joined", choices("choices", "German", "Deutsch", "French"),
			&customfield.Patch{Rename: map[string]string{"German": "Deutsch"}}, RefuseValues,
			`{"k":["German","Deutsch"]}`, `{"k":["Deutsch"]}`, `{"k":["French"]}`, `{"k":["French"]}`,
		},
		{"another type, converted", typed("text"), integer, ConvertValues, `{"k":"7"}`, `{"k":7}`, `{"k":8}`, `{"k":"8"}`},
		{"another type, cleared", typed("text"), integer, ClearValues, `{"k":"many"}`, `{}`, `{"k":8}`, `{"k":"8"}`},
		{
			"a minimum", typed("integer"), &customfield.Patch{Minimum: raw("10")}, ClearValues,
			`{"k":3}`, `{}`, `{"k":12}`, `{"k":12}`,
		},
		{
			"a maximum", typed("text"), &customfield.Patch{Maximum: raw("3")}, ClearValues,
			`{"k":"four"}`, `{}`, `{"k":"two"}`, `{"k":"two"}`,
		},
		{
			"a pattern", typed("text"), &customfield.Patch{Pattern: record.Some("[A-Z]+")}, ClearValues,
			`{"k":"low"}`, `{}`, `{"k":"UP"}`, `{"k":"UP"}`,
		},
		{
			"a default for all", typed("integer"), &customfield.Patch{Required: record.Some(true), Default: raw("5")}, ConvertValues,
			`{"z":1}`, `{"k":5,"z":1}`, `{"k":6,"z":1}`, `{"k":6,"z":1}`,
		},
		{"a deletion", typed("integer"), nil, ClearValues, `{"k":7,"z":1}`, `{"z":1}`, `{"k":"8"}`, `{"k":8,"z":1}`},
	}
}

func (h *house) apply(id string, c *redefinition) {
	h.Helper()
	err := h.try(func(a *action) error {
		if c.change == nil {
			return a.deleteField(h.Context(), id, c.stored, whatever)
		}
		_, err := a.updateField(h.Context(), id, c.change, c.stored, whatever, nil)
		return err
	})
	if err != nil {
		h.Fatal(c.name, err)
	}
	h.settle()
}

// TestUndoOfADefinitionsChange brings the values back that nobody changed since;
// the others stay and are named. The undo is undone as well, and that again.
func TestUndoOfADefinitionsChange(t *testing.T) {
	fewAndMany(t, func(h *house, kind customfield.Kind) {
		for _, c := range redefinitions() {
			p := definition(kind, "k", "text")
			p.Filterable = record.Some(true)
			c.define(p)
			id := h.mustDefine(p, RefuseValues)
			was := h.definitionOf(id)
			calm, other, busy := h.holding(kind, c.before), h.holding(kind, c.before), h.holding(kind, c.before)
			h.apply(id, &c)
			h.wantNow(kind, c.name, calm, c.after)
			h.rewrite(kind, busy, c.touched)
			since := h.newest(busy)
			undone := h.undone(id)
			h.wantNow(kind, c.name+", undone", calm, c.before)
			h.wantNow(kind, c.name+", undone", other, c.before)
			h.wantNow(kind, c.name+", undone", busy, c.untouched)
			want := Kept{changelog.Kind(kind), busy, "custom_fields.k", since}
			if !slices.Contains(undone.Kept, want) || undone.KeptCount != len(undone.Kept) {
				h.Errorf("%s: kept %+v, want %+v", c.name, undone.Kept, want)
			}
			f := h.definitionOf(id)
			f.Meta = was.Meta
			if f.Choices = f.Choices[:min(len(f.Choices), len(was.Choices))]; !f.Equal(was) {
				h.Errorf("%s: got %s, want %s", c.name, f.JSON(), was.JSON())
			}
			h.undone(id)
			h.wantNow(kind, c.name+", again", calm, c.after)
			h.undone(id)
			h.wantNow(kind, c.name+", undone again", calm, c.before)
			h.removeAll(kind, id, calm, other, busy)
		}
	})
}

// removeAll leaves nothing of a case.
func (h *house) removeAll(kind customfield.Kind, field string, ids ...string) {
	h.Helper()
	h.act(func(a *action) error {
		for _, id := range ids {
			var err error
			switch kind {
			case customfield.Contact:
				err = DeleteContact(h.Context(), a.tx, id, whatever)
			case customfield.Organization:
				err = a.deleteOrganization(h.Context(), id, whatever)
			default:
				err = address.Delete(h.Context(), a.tx, id, whatever)
			}
			if err != nil {
				return err
			}
		}
		return a.deleteField(h.Context(), field, RefuseValues, whatever)
	})
	h.settle()
}

// TestUndoOfANewDefinition: what it converted goes back, what was written since
// stays without a definition.
func TestUndoOfANewDefinition(t *testing.T) {
	fewAndMany(t, func(h *house, kind customfield.Kind) {
		old, other := h.holding(kind, `{"k":"7"}`), h.holding(kind, `{"k":"8"}`)
		id := h.mustDefine(integer(kind), ConvertValues)
		h.settle()
		h.wantNow(kind, "made", old, `{"k":7}`)
		late := h.holding(kind, `{"k":9}`)
		undone := h.undone(id)
		h.wantNow(kind, "undone", old, `{"k":"7"}`)
		h.wantNow(kind, "undone", other, `{"k":"8"}`)
		h.wantNow(kind, "undone", late, `{"k":9}`)
		want := []Kept{{changelog.Kind(kind), late, "custom_fields.k", h.newest(late)}}
		if diff := cmp.Diff(want, undone.Kept); diff != "" {
			h.Error(diff)
		}
		h.undone(id)
		h.wantNow(kind, "undone again", old, `{"k":7}`)
		h.wantNow(kind, "undone again", late, `{"k":9}`)
	})
}

// TestUndoNamesAHundred of more things that stay, and counts all.
func TestUndoNamesAHundred(t *testing.T) {
	eachHouse(t, func(h *house) {
		kind := customfield.Contact
		id := h.mustDefine(definition(kind, "k", "text"), RefuseValues)
		var ids []string
		for range MostKept + 2 {
			ids = append(ids, h.holding(kind, `{"k":"7"}`))
		}
		h.apply(id, &redefinition{change: &customfield.Patch{Type: record.Some("integer")}, stored: ConvertValues})
		for _, one := range ids {
			h.rewrite(kind, one, `{"k":8}`)
		}
		if undone := h.undone(id); undone.KeptCount != len(ids) || len(undone.Kept) != MostKept {
			h.Errorf("kept %d, named %d", undone.KeptCount, len(undone.Kept))
		}
	})
}

// TestUndoOfADefinitionBesideLaterChanges: other fields of it stay, and are named;
// what was deleted since is, too.
func TestUndoOfADefinitionBesideLaterChanges(t *testing.T) {
	eachHouse(t, func(h *house) {
		kind := customfield.Contact
		id := h.mustDefine(definition(kind, "k", "text"), RefuseValues)
		one, gone := h.holding(kind, `{"k":"many"}`), h.holding(kind, `{"k":"few"}`)
		change := &customfield.Patch{Type: record.Some("integer"), Label: record.Some("One")}
		h.apply(id, &redefinition{change: change, stored: ClearValues})
		number := h.newest(id)
		if err := h.redefine(id, &customfield.Patch{Label: record.Some("Two")}, RefuseValues); err != nil {
			h.Fatal(err)
		}
		label := h.newest(id)
		h.act(func(a *action) error { return DeleteContact(h.Context(), a.tx, gone, whatever) })
		deletion := h.newest(gone)
		var undone *Undone
		h.act(func(a *action) (err error) {
			undone, err = a.undo(h.Context(), nil, number)
			return err
		})
		h.wantNow(kind, "undone", one, `{"k":"many"}`)
		want := []Kept{{changelog.CustomField, id, "label", label}, {changelog.Contact, gone, "custom_fields.k", deletion}}
		if diff := cmp.Diff(want, undone.Kept); diff != "" {
			h.Error(diff)
		}
		if f := h.definitionOf(id); f.Label != "Two" || f.Type != customfield.Text {
			h.Errorf("got %s", f.JSON())
		}
	})
}

// TestUndoOfADefinitionThatValuesStandInTheWayOf is refused, and names the records.
func TestUndoOfADefinitionThatValuesStandInTheWayOf(t *testing.T) {
	eachKind(t, func(h *house, kind customfield.Kind) {
		id := h.mustDefine(integer(kind), RefuseValues)
		one := h.holding(kind, `{"k":7}`)
		h.apply(id, &redefinition{change: &customfield.Patch{Type: record.Some("text")}, stored: ConvertValues})
		late := h.holding(kind, `{"k":"many"}`)
		err := h.undo(h.newest(id))
		h.wantConflict(err, "1 record has a value that cannot be converted")
		var p *problem.Error
		if !errors.As(err, &p) || len(p.Fields) != 1 || p.Fields[0].Conflict != late {
			h.Errorf("got %v", err)
		}
		h.wantNow(kind, "refused", one, `{"k":"7"}`)
	})
}

// TestUndoOfADefinitionIsAWalk that another process takes up where one ended, and
// that leaves alone what is written meanwhile. Until it is over, nobody changes the
// definition.
func TestUndoOfADefinitionIsAWalk(t *testing.T) {
	eachKind(t, func(h *house, kind customfield.Kind) {
		h.atOnce = 3
		id := h.mustDefine(definition(kind, "k", "text"), RefuseValues)
		var ids []string
		for i := range 2*batchSize + 2 {
			ids = append(ids, h.holding(kind, fmt.Sprintf(`{"k":"many %d"}`, i)))
		}
		integer := &customfield.Patch{Type: record.Some("integer")}
		if err := h.redefine(id, integer, ClearValues); err != nil {
			h.Fatal(err)
		}
		h.walkOneStep()
		h.wantConflict(h.undo(h.newest(id)), "still being")
		h.wantConflict(h.redefine(id, &customfield.Patch{Type: record.Some("text")}, ClearValues), "still being")
		h.rewrite(kind, ids[len(ids)-1], `{"z":1}`) // takes nothing along
		h.settle()
		for _, one := range ids[:len(ids)-1] {
			h.wantNow(kind, "cleared", one, `{}`)
		}
		if err := h.undo(h.newest(id)); err != nil {
			h.Fatal(err)
		}
		h.walkOneStep()
		h.wantNow(kind, "first", ids[0], `{"k":"many 0"}`)
		late := ids[len(ids)-2]
		h.wantNow(kind, "late", late, `{}`)
		h.rewrite(kind, late, `{"k":"mine"}`)
		h.wantConflict(h.redefine(id, integer, ClearValues), "still being")
		h.workOffTwice()
		h.settle()
		for i, one := range ids[:len(ids)-2] {
			h.wantNow(kind, "back", one, fmt.Sprintf(`{"k":"many %d"}`, i))
		}
		h.wantNow(kind, "late", late, `{"k":"mine"}`)
		h.wantNow(kind, "last", ids[len(ids)-1], fmt.Sprintf(`{"k":"many %d","z":1}`, len(ids)-1))
	})
}

// TestRenamedChoicesAreAWalk, too, and what is written meanwhile under the old name
// is refused rather than lost.
func TestRenamedChoicesAreAWalk(t *testing.T) {
	eachKind(t, func(h *house, kind customfield.Kind) {
		h.atOnce = 1
		p := definition(kind, "k", "choices")
		p.Choices, p.Filterable, p.Default = record.Some([]string{"a", "b"}), record.Some(true), raw(`["a"]`)
		id := h.mustDefine(p, RefuseValues)
		one, two, three := h.holding(kind, `{"k":["b","a"]}`), h.holding(kind, `{"k":["a"]}`), h.holding(kind, `{"k":["b"]}`)
		if err := h.redefine(id, &customfield.Patch{Rename: map[string]string{"a": "A+"}}, RefuseValues); err != nil {
			h.Fatal(err)
		}
		h.rewrite(kind, two, `{"k":["a"],"z":1}`) // as it was read
		h.settle()
		h.wantNow(kind, "one", one, `{"k":["b","A+"]}`)
		h.wantNow(kind, "two", two, `{"k":["A+"],"z":1}`)
		h.wantNow(kind, "three", three, `{"k":["b"]}`)
		if f := h.definitionOf(id); !slices.Equal(f.Choices, []string{"A+", "b"}) || string(f.Default) != `["A+"]` {
			h.Errorf("got %s", f.JSON())
		}
		if n := h.indexed(id); n != 4 {
			h.Errorf("%d values are indexed", n)
		}
	})
}
