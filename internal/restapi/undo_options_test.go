package restapi_test

import (
	"net/http"
	"testing"
)

// TestUndoBringsBackRetiredOptions, of every list, on every way back: an update,
// a deletion, a channel of its own. Only a value that was deleted stands in the way.
func TestUndoBringsBackRetiredOptions(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, f := range optionFields {
			option := a.addOption(f.list, "novel")
			named := f.body("novel")
			named["first_name"] = "Ada"
			plain := f.body("other")
			made := a.post("/contacts", named).want(http.StatusCreated)
			path := "/contacts/" + made.id()
			before := a.get(path).json()
			a.patch(path, plain).want(http.StatusOK)
			update := a.change(made.id())
			a.patch(option, object{"is_active": false}).want(http.StatusOK)
			a.patch(path, named).wantFault(f.at)
			a.undo(update).want(http.StatusOK)
			a.same(path, before)
			a.undoLast(made.id())
			a.undoLast(made.id())
			a.same(path, before)
			a.do("DELETE", path, nil).want(http.StatusNoContent)
			a.undoLast(made.id())
			a.same(path, before)
			a.patch(path, plain).want(http.StatusOK)
			update = a.change(made.id())
			a.do("DELETE", option, nil).want(http.StatusNoContent)
			if got := a.wantConflict(update, "unknown_value").json().list("errors"); len(got) != 1 || got[0].text("pointer") != f.at {
				t.Errorf("%s: got %v", f.list, got)
			}
		}
		a.sound()
	})
}

// TestUndoBringsBackAChannelOfARetiredType that was deleted by itself.
func TestUndoBringsBackAChannelOfARetiredType(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/contacts", object{
			"first_name": "Ada", "email_addresses": []any{object{"email": "a@example.org"}, object{"email": "b@example.org", "email_type": "other"}},
		}).want(http.StatusCreated)
		path := "/contacts/" + made.id()
		before := a.get(path).json()
		other := before.list("email_addresses")[1].text("id")
		a.do("DELETE", path+"/email_addresses/"+other, nil).want(http.StatusNoContent)
		a.retire("email_type", "other")
		a.post(path+"/email_addresses", object{"email": "c@example.org", "email_type": "other"}).wantFault("/email_type")
		a.undoLast(made.id())
		a.same(path, before)
		a.sound()
	})
}
