package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChoicesThatFitStay: of a list of choices those stay that a changed
// definition has; nothing else of a list is lost, and undoing the change brings
// all back.
func TestChoicesThatFitStay(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.eachHolder(func(a *api, kind, holder string, create func(values any) *answer) {
			field := a.define(kind, "languages", "choices", object{"choices": []any{"German", "French"}, "filterable": true})
			id := strings.TrimPrefix(field, "/custom-fields/")
			definition := a.get(field).json()
			values := func(names ...any) object { return object{"languages": names} }
			made := func(names ...any) string {
				return holder + "/" + create(values(names...)).want(http.StatusCreated).id()
			}
			both, german, french, late := made("German", "French"), made("German"), made("French"), made("German")
			change := object{"choices": []any{"French", "Spanish"}, "stored_values": "convert"}
			a.patch(field, change).wantConflict("2 records have")
			change["stored_values"] = "clear"
			a.patch(field, change).want(http.StatusOK)
			a.wantValues(both, values("French"))
			a.wantValues(german, object{})
			a.wantValues(french, values("French"))
			a.wantCause(both, kind, field)
			a.patch(late, object{"custom_fields": values("Spanish")}).want(http.StatusOK)
			lateID := late[strings.LastIndex(late, "/")+1:]
			since := a.change(lateID)

			undone := a.undoLast(id)
			a.wantValues(both, values("German", "French"))
			a.wantValues(german, values("German"))
			a.wantValues(late, values("Spanish"))
			want := []object{
				{"kind": kind, "record": lateID, "field": "custom_fields.languages", "number": float64(since)},
			}
			if diff := cmp.Diff(want, keptOf(undone, kind)); diff != "" || undone["kept_count"] != 2.0 { // one are the choices
				t.Error(diff)
			}
			choices := []any{"German", "French", "Spanish"}
			if diff := cmp.Diff(any(choices), a.get(field).json()["choices"]); diff != "" {
				t.Error(diff)
			}

			a.undoLast(id) // the undo
			a.wantValues(both, values("French"))
			a.wantValues(german, object{})
			a.wantValues(late, values("Spanish"))
			a.patch(late, object{"custom_fields": object{"languages": nil}}).want(http.StatusOK)
			a.undoLast(id)
			a.wantValues(both, values("German", "French"))
			a.patch(field, object{"choices": []any{"German", "French"}}).want(http.StatusOK)
			a.same(field, definition)
			a.sound()
		})
	})
}

// keptOf are what an undo kept of one kind of record.
func keptOf(undone object, kind string) (list []object) {
	for _, k := range undone.list("kept") {
		if k["kind"] == kind {
			list = append(list, k)
		}
	}
	return list
}

// TestRenamedChoices carry the stored values along, and the default.
func TestRenamedChoices(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.eachHolder(func(a *api, kind, holder string, create func(values any) *answer) {
			field := a.define(kind, "size", "choice", object{"choices": []any{"small", "large"}, "default": "small"})
			id := strings.TrimPrefix(field, "/custom-fields/")
			definition := a.get(field).json()
			small := holder + "/" + create(nil).want(http.StatusCreated).id()
			large := holder + "/" + create(object{"size": "large"}).want(http.StatusCreated).id()
			got := a.patch(field, object{"rename": object{"small": " S "}}).want(http.StatusOK).json()
			if diff := cmp.Diff(any([]any{"S", "large"}), got["choices"]); diff != "" || got["default"] != "S" {
				t.Error(diff, got["default"])
			}
			a.wantValues(small, object{"size": "S"})
			a.wantValues(large, object{"size": "large"})
			a.wantCause(small, kind, field)
			first := a.change(id)
			a.patch(field, object{"rename": object{"large": "L"}, "choices": []any{"L", "XL", "S"}}).want(http.StatusOK)
			second := a.change(id)
			a.wantValues(large, object{"size": "L"})
			got = a.patch(field, object{"rename": object{"XL": "L"}}).want(http.StatusOK).json() // joins them
			if diff := cmp.Diff(any([]any{"L", "S"}), got["choices"]); diff != "" {
				t.Error(diff)
			}
			a.undoLast(id)
			a.undo(second).want(http.StatusOK)
			a.wantValues(large, object{"size": "large"})
			a.undo(first).want(http.StatusOK)
			a.wantValues(small, object{"size": "small"})
			a.same(field, definition)
			a.sound()
		})
	})
}

func TestRefusedRenames(t *testing.T) {
	eachAPI(t, func(a *api) {
		field := a.define("contact", "size", "choice", object{"choices": []any{"small", "large"}})
		number := a.define("contact", "age", "integer", nil)
		for _, c := range []struct {
			path         string
			body         object
			pointer, say string
		}{
			{field, object{"rename": object{"tiny": "T"}}, "/rename/tiny", "The choices are: small, large."},
			{field, object{"rename": object{"small": "S"}, "choices": []any{"T", "large"}}, "/rename/small", "not among the choices"},
			{field, object{"rename": object{"small": "S"}, "choices": []any{"S", "small"}}, "/rename/small", "must not stay"},
			{field, object{"rename": object{"small": "large", "large": "L"}}, "/rename/small", "one after the other"},
			{field, object{"rename": object{"small": "LARGE"}}, "/rename/small", "the same but for case"},
			{field, object{"rename": object{"small": " "}}, "/rename/small", "must not be blank"},
			{field, object{"rename": object{"small": strings.Repeat("x", 101)}}, "/rename/small", ""},
			{field, object{"rename": object{"small": 7}}, "/rename/small", "must be a text"},
			{field, object{"rename": object{"small": nil}}, "/rename/small", "must be a text"},
			{field, object{"rename": []any{"small"}}, "/rename", ""},
			{number, object{"rename": object{"small": "S"}}, "/rename/small", "has no choices"},
			{field, object{"rename": object{"small": "S"}, "type": "text", "choices": []any{}}, "/rename/small", "has no choices"},
		} {
			fault := a.patch(c.path, c.body).wantFault(c.pointer)
			if !strings.Contains(fault.text("detail"), c.say) {
				t.Errorf("%v: got %v", c.body, fault)
			}
		}
		made := object{"record_kind": "contact", "key": "new", "type": "choice", "choices": []any{"a"}, "rename": object{"a": "b"}}
		a.post("/custom-fields", made).wantFault("/rename/a")
		a.patch(field, object{"rename": object{"small": "small"}}).want(http.StatusOK)
		a.patch(field, object{"rename": nil}).want(http.StatusOK)
		if got := a.get(field).json(); got["version"] != 1.0 {
			t.Errorf("got %v", got)
		}
	})
}
