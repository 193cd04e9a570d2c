package restapi_test

import (
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/check"
)

const office = "+4930901820"

// extensionIDs returns the ids of a contact's channels by their extensions.
func extensionIDs(c object) map[string]string {
	ids := map[string]string{}
	for _, p := range c.list("phone_numbers") {
		ids[p.text("extension")] = p.text("id")
	}
	return ids
}

// Two extensions on one number reach two people: they are two channels.
func TestExtensionsOnOneNumber(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", object{"first_name": "Ada", "phone_numbers": []object{
			{"phone_number": office}, {"phone_number": office, "extension": "1"}, {"phone_number": office + " ext. 2"},
		}}).want(http.StatusCreated).json()
		path, ids := "/contacts/"+c.text("id"), extensionIDs(c)
		if len(ids) != 3 {
			a.Fatalf("got %v", c.list("phone_numbers"))
		}

		a.post(path+"/phone_numbers", object{"phone_number": office, "extension": "3"}).want(http.StatusCreated)
		fault := a.post(path+"/phone_numbers", object{"phone_number": office, "extension": "1"}).wantFault("/phone_number")
		if fault["code"] != "unique" || fault["conflict"] != ids["1"] {
			a.Errorf("got %v", fault)
		}
		a.patch(path+"/phone_numbers/"+ids["2"], object{"extension": "1"}).wantFault("/phone_number")
		a.patch(path, object{"phone_numbers": []object{
			{"phone_number": office, "extension": "1"}, {"phone_number": office + " x1"},
		}}).wantFault("/phone_numbers/1/phone_number")

		if err := check.Run(a.Context(), a.db, func(b check.Breach) { a.Error(b) }); err != nil {
			a.Error(err)
		}
	})
}

// An item without an id names the channel with its number and extension; without
// an extension the one that has none or else one with that number.
func TestItemsNameExtensions(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", object{"first_name": "Ada", "phone_numbers": []object{
			{"phone_number": office, "extension": "1"}, {"phone_number": office, "extension": "2"}, {"phone_number": office},
		}}).want(http.StatusCreated).json()
		path, ids := "/contacts/"+c.text("id"), extensionIDs(c)
		put := func(items ...object) map[string]string {
			a.Helper()
			return extensionIDs(a.patch(path, object{"phone_numbers": items}).want(http.StatusOK).json())
		}

		got := put(object{"phone_number": office, "notes": "bare"}, object{"phone_number": office, "extension": "2"},
			object{"phone_number": office + " ext 1"})
		for ext, id := range ids {
			if got[ext] != id {
				a.Errorf("extension %q is now %s, was %s", ext, got[ext], id)
			}
		}
		got = put(object{"phone_number": office}, object{"phone_number": office, "extension": "9"})
		if len(got) != 2 || got[""] != ids[""] || got["9"] == "" || got["9"] == ids["1"] || got["9"] == ids["2"] {
			a.Errorf("got %v of %v", got, ids)
		}
		nine := got["9"]
		if got = put(object{"phone_number": office, "extension": "9"}); got["9"] != nine || len(got) != 1 {
			a.Errorf("got %v", got)
		}
		// A client that knows no extensions keeps the one there is.
		if got = put(object{"phone_number": office, "notes": "changed"}); got["9"] != nine || len(got) != 1 {
			a.Errorf("got %v", got)
		}
	})
}

// Undoing brings an extension back beside one that was added since.
func TestUndoOfExtensions(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", object{"first_name": "Ada", "phone_numbers": []object{
			{"phone_number": office, "extension": "1"},
		}}).want(http.StatusCreated).json()
		path, ids := "/contacts/"+c.text("id"), extensionIDs(c)
		a.do("DELETE", path+"/phone_numbers/"+ids["1"], nil).want(http.StatusNoContent)
		deleted := a.change(c.text("id"))
		a.post(path+"/phone_numbers", object{"phone_number": office, "extension": "2"}).want(http.StatusCreated)
		a.undo(deleted).want(http.StatusOK)
		if got := extensionIDs(a.get(path).want(http.StatusOK).json()); got["1"] != ids["1"] || got["2"] == "" {
			a.Errorf("got %v of %v", got, ids)
		}
	})
}
