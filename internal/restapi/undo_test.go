package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/check"
)

// change returns the number of the newest change of a record, or of all records
// for "".
func (a *api) change(id string) int64 {
	a.Helper()
	query := ""
	if id != "" {
		query = "&record=" + id
	}
	list := a.get("/changes?ordering=-number&limit=1" + query).results()
	if len(list) == 0 {
		a.Fatalf("there is no change of %s", id)
	}
	return int64(list[0]["number"].(float64))
}

// undo undoes a change.
func (a *api) undo(number int64, headers ...string) *answer {
	a.Helper()
	return a.post(fmt.Sprintf("/changes/%d/undo", number), nil, headers...)
}

// undoLast undoes the newest change of a record, and returns the change that does
// so.
func (a *api) undoLast(id string) object {
	a.Helper()
	return a.undo(a.change(id)).want(http.StatusOK).json()
}

// wantConflict fails the test unless the undo of a change is refused by what the
// words are about.
func (a *api) wantConflict(number int64, words ...string) *answer {
	a.Helper()
	got := a.undo(number).want(http.StatusConflict)
	for _, word := range words {
		if !strings.Contains(string(got.body), word) {
			a.Errorf("%q is not in %s", word, got.body)
		}
	}
	return got
}

// sound fails the test if the database breaks a rule.
func (a *api) sound() {
	a.Helper()
	if err := check.Run(a.Context(), a.db, func(b check.Breach) { a.Errorf("%s", b) }); err != nil {
		a.Fatal(err)
	}
}

// but returns what a record says but for its versions and times.
func but(r object) map[string]any {
	said := map[string]any{}
	for name, value := range r {
		switch name {
		case "version", "updated_at", "updated_by":
		case "address", "primary_address":
			inner, _ := value.(map[string]any)
			said[name] = but(inner)
		case "addresses", "email_addresses", "phone_numbers":
			var list []any
			for _, item := range r.list(name) {
				list = append(list, but(item))
			}
			said[name] = list
		default:
			said[name] = value
		}
	}
	return said
}

// same fails the test unless a record says what it said.
func (a *api) same(path string, before object) object {
	a.Helper()
	now := a.get(path).want(http.StatusOK).json()
	if diff := cmp.Diff(but(before), but(now)); diff != "" {
		a.Errorf("%s (-before +now):\n%s", path, diff)
	}
	return now
}

func TestUndoOfAnUpdate(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/contacts", object{"first_name": "Ada", "last_name": "Byron", "custom_fields": object{"a": 1, "b": 2}, "tags": []any{"x"}}).want(http.StatusCreated)
		path := "/contacts/" + made.id()
		a.patch(path, object{
			"last_name": "King", "birth_date": "1815-12-10", "custom_fields": object{"a": 3, "c": 4}, "tags": []any{"y"},
			"external_ids": object{"crm": "7"},
		}).want(http.StatusOK)
		update := a.change(made.id())
		a.patch(path, object{"nickname": "Countess", "custom_fields": object{"d": 5}, "external_ids": object{"erp": "1"}}).want(http.StatusOK)
		etag := a.get(path).header.Get("ETag")
		back := a.undo(update).want(http.StatusOK)
		now := a.get(path)
		if c := now.json(); c.text("last_name") != "Byron" || c["birth_date"] != nil || c.text("nickname") != "Countess" ||
			!cmp.Equal(c["custom_fields"], any(map[string]any{"a": 1.0, "b": 2.0, "d": 5.0})) ||
			!cmp.Equal(c["external_ids"], any(map[string]any{"erp": "1"})) || !cmp.Equal(c["tags"], any([]any{"x"})) {
			t.Errorf("got %s", now.body)
		}
		if now.header.Get("ETag") == etag || now.json()["version"] != 4.0 {
			t.Errorf("the ETag stays %s", etag)
		}
		shown := a.get(fmt.Sprintf("/changes/%v", back.json()["number"])).want(http.StatusOK)
		answer := back.json()
		if answer["kept_count"] != 0.0 || len(answer.list("kept")) > 0 {
			t.Errorf("kept %v", answer["kept"])
		}
		delete(answer, "kept_count")
		delete(answer, "kept")
		if diff := cmp.Diff(shown.json(), answer); diff != "" || shown.header.Get("ETag") != back.header.Get("ETag") {
			t.Error("the answer is not the change:", diff)
		}
		a.wantConflict(update, "Nothing is left", ", "+fmt.Sprint(back.json()["number"])+".")
		again := a.undo(int64(back.json()["number"].(float64))).want(http.StatusOK)
		if after := again.json().object("after"); after.text("last_name") != "King" || after["birth_date"] != "1815-12-10" {
			t.Errorf("an undo is undone to %s", again.body)
		}
		a.sound()
	})
}

func TestUndoOfWhatWasChangedSince(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		created := a.change(id)
		path := "/contacts/" + id
		a.patch(path, object{"first_name": "Grace", "title": "Dr"}).want(http.StatusOK)
		first := a.change(id)
		a.patch(path, object{"first_name": "Hedy"}).want(http.StatusOK)
		second := a.change(id)
		a.patch(path, object{"notes": "n"}).want(http.StatusOK)
		third := a.change(id)
		refused := a.wantConflict(first, fmt.Sprintf("by change %d", second)).json().list("errors")
		if len(refused) != 1 || refused[0].text("pointer") != "/first_name" || refused[0].text("code") != "changed_since" {
			t.Errorf("got %v", refused)
		}
		a.wantConflict(created, "first_name", "notes", "title", fmt.Sprintf("%d, %d, %d", first, second, third))
		a.patch(path, object{"first_name": "Grace"}).want(http.StatusOK) // as the change left it
		a.undo(first).want(http.StatusOK)
		a.undo(third).want(http.StatusOK)
		a.undo(created).want(http.StatusOK) // it is as it was created
		a.get(path).want(http.StatusNotFound)
		a.wantConflict(first, "is gone", fmt.Sprintf("by change %d", a.change(id)))
		a.wantConflict(created, "is gone")
		a.undoLast(id)
		a.get(path).want(http.StatusOK)
		a.sound()
	})
}

func TestUndoOfChannels(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, before := a.ada()
		id := before.text("id")
		a.post(path+"/email_addresses", object{"email": "new@example.com", "is_primary": true}).want(http.StatusCreated)
		added := a.change(id)
		kept := before.list("email_addresses")[0]
		a.patch(path+"/email_addresses/"+kept.text("id"), object{"notes": "old"}).want(http.StatusOK)
		a.undo(added).want(http.StatusOK)
		emails := a.get(path).json().list("email_addresses")
		if len(emails) != len(before.list("email_addresses")) || emails[0].text("id") != kept.text("id") ||
			emails[0]["is_primary"] != kept["is_primary"] || emails[0].text("notes") != "old" {
			t.Errorf("got %v", emails)
		}
		now := a.get(path).json()
		a.patch(path, object{"email_addresses": nil, "phone_numbers": nil, "addresses": nil}).want(http.StatusOK)
		a.undoLast(id)
		a.same(path, now)
		a.sound()
	})
}

// TestUndoOfAnOwnAddress: an address that is changed, or goes, with its contact
// comes back with it.
func TestUndoOfAnOwnAddress(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, before := a.ada()
		id := before.text("id")
		place := before.list("addresses")[0]
		channel := path + "/addresses/" + place.text("id")
		a.patch(channel, object{"address": object{"city": "Elsewhere"}}).want(http.StatusOK)
		edit := a.change(id)
		a.patch(channel, object{"address": object{"postal_code": "1"}}).want(http.StatusOK)
		a.undo(edit).want(http.StatusOK)
		if got := a.get(channel).json().object("address"); got["city"] != place.object("address")["city"] || got["postal_code"] != "1" {
			t.Errorf("got %v", got)
		}
		a.undo(a.change(place.object("address").text("id"))).want(http.StatusConflict) // it follows from the contact's
		now := a.get(path).json()
		a.do("DELETE", channel, nil).want(http.StatusNoContent)
		a.get("/addresses/" + place.object("address").text("id")).want(http.StatusNotFound)
		a.undoLast(id)
		a.same(path, now)
		a.patch(channel, object{"address": a.post("/addresses", object{"city": "Bonn"}).id()}).want(http.StatusOK)
		a.undoLast(id)
		a.same(path, now)
		a.sound()
	})
}

// TestUndoAndThePrimary: a mark comes back unless another channel got it since.
func TestUndoAndThePrimary(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", object{"email_addresses": []any{
			object{"email": "a@example.com", "is_primary": true}, object{"email": "b@example.com"}, object{"email": "c@example.com"},
		}}).want(http.StatusCreated)
		path := "/contacts/" + c.id()
		primary := func() string { return a.get(path).json().list("email_addresses")[0].text("email") }
		at := map[string]string{}
		for _, e := range c.json().list("email_addresses") {
			at[e.text("email")[:1]] = path + "/email_addresses/" + e.text("id")
		}
		a.patch(at["b"], object{"is_primary": true}).want(http.StatusOK)
		moved := a.change(c.id())
		a.undo(moved).want(http.StatusOK)
		if primary() != "a@example.com" {
			t.Errorf("%s is primary", primary())
		}
		a.patch(at["b"], object{"is_primary": true}).want(http.StatusOK)
		moved = a.change(c.id())
		a.patch(at["c"], object{"is_primary": true}).want(http.StatusOK)
		a.wantConflict(moved, "Nothing is left", fmt.Sprint(a.change(c.id())))
		a.do("DELETE", at["c"], nil).want(http.StatusNoContent)
		gone := a.change(c.id())
		a.patch(at["a"], object{"is_primary": true}).want(http.StatusOK)
		a.undo(gone).want(http.StatusOK)
		if got := a.get(at["c"]).want(http.StatusOK).json(); got["is_primary"] != false || primary() != "a@example.com" {
			t.Errorf("got %v, %s is primary", got, primary())
		}
		a.do("DELETE", at["b"], nil).want(http.StatusNoContent)
		gone = a.change(c.id())
		other := a.post(path+"/email_addresses", object{"email": "B@example.com"}).want(http.StatusCreated).id()
		a.wantConflict(gone, "unique", other)
		a.sound()
	})
}

func TestUndoOfADeletedContact(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, _ := a.ada()
		a.define("contact", "size", "integer", object{"filterable": true})
		organization := a.organization("Engines", "")
		shared := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated).id()
		a.patch(path, object{
			"linked_organization": organization, "tags": []any{"VIP", "x"}, "custom_fields": object{"size": 4, "other": []any{1}},
			"external_ids": object{"crm": "9"}, "notes": "two\nlines", "language": "en", "title": "Dr",
		}).want(http.StatusOK)
		a.post(path+"/addresses", object{"address": shared, "address_type": "work"}).want(http.StatusCreated)
		before := a.get(path).json()
		id := before.text("id")
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		deletion := a.change(id)
		change := a.undo(deletion).want(http.StatusOK).json()
		if change["action"] != "create" || change["before"] != nil || change["cause"] != nil {
			t.Errorf("got %v", change)
		}
		now := a.same(path, before)
		if now["version"] != before["version"].(float64)+1 {
			t.Errorf("the version goes from %v to %v", before["version"], now["version"])
		}
		if found := a.get("/contacts?custom_fields.size=4&search=" + before.text("last_name")).results(); len(found) != 1 {
			t.Errorf("%d are found", len(found))
		}
		a.wantConflict(deletion, "there again")
		a.patch(path, object{"notes": ""}).want(http.StatusOK)
		a.undoLast(id)
		a.same(path, before)
		a.sound()
	})
}

// TestWhatStandsInTheWayOfAContact: what would have refused the deletion of the
// other record refuses the undo; what would have changed the contact does so.
func TestWhatStandsInTheWayOfAContact(t *testing.T) {
	eachAPI(t, func(a *api) {
		organization := a.organization("Engines", "")
		a.addOption("source", "fair")
		c := a.post("/contacts", object{
			"first_name": "Ada", "linked_organization": organization, "source": "fair", "external_ids": object{"crm": "9"},
			"custom_fields": object{"size": "large"}, "tags": []any{"VIP"},
		}).want(http.StatusCreated)
		path := "/contacts/" + c.id()
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		deletion := a.change(c.id())
		a.do("DELETE", "/organizations/"+organization, nil).want(http.StatusNoContent)
		a.do("DELETE", a.tagPath("VIP"), nil).want(http.StatusNoContent)
		fair := a.optionPath("source", "fair")
		a.do("DELETE", fair, nil).want(http.StatusNoContent)
		thief := a.post("/contacts", object{"first_name": "B", "external_ids": object{"crm": "9"}}).want(http.StatusCreated).id()
		field := a.define("contact", "size", "integer", object{})
		refused := a.wantConflict(deletion)
		pointers := map[string]object{}
		for _, e := range refused.json().list("errors") {
			pointers[e.text("pointer")] = e
		}
		if len(pointers) != 3 || pointers["/external_ids/crm"]["conflict"] != thief ||
			pointers["/source"]["code"] != "unknown_value" || pointers["/custom_fields/size"] == nil {
			t.Errorf("got %s", refused.body)
		}
		a.undoLast(strings.TrimPrefix(fair, "/options/"))
		a.retire("source", "fair")
		a.patch("/contacts/"+thief, object{"external_ids": nil}).want(http.StatusOK)
		a.do("DELETE", field, nil).want(http.StatusNoContent)
		a.undo(deletion).want(http.StatusOK)
		got := a.get(path).json()
		if got["linked_organization"] != nil || got["organization_name"] != "Engines" || got["source"] != "fair" ||
			!cmp.Equal(got["tags"], any([]any{"VIP"})) {
			t.Errorf("got %v", got)
		}
		a.sound()
	})
}

func TestWhoMayUndo(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		created := a.change(id)
		a.patch("/contacts/"+id, object{"last_name": "King"}).want(http.StatusOK)
		update := a.change(id)
		a.addOption("source", "fair")
		ofOption := a.change("")
		admin := a.key
		as := func(permissions ...auth.Permission) { a.key = a.keyWith(permissions...) }
		as(auth.ChangeContact)
		a.undo(update).want(http.StatusForbidden)
		as(auth.UndoChange)
		a.undo(update).want(http.StatusForbidden)
		a.undo(ofOption).want(http.StatusForbidden)
		a.undo(999_999).want(http.StatusNotFound)
		as(auth.UndoChange, auth.ChangeContact)
		a.undo(created).want(http.StatusForbidden)
		a.undo(update).want(http.StatusOK)
		as(auth.UndoChange, auth.DeleteContact)
		a.undo(created).want(http.StatusOK)
		a.key = admin
		deletion := a.change(id)
		as(auth.UndoChange, auth.DeleteContact)
		a.undo(deletion).want(http.StatusForbidden)
		as(auth.UndoChange, auth.AddContact)
		a.undo(deletion).want(http.StatusOK)
		b := a.newWorkspace("b")
		a.key = admin
		for range 60 { // more than a fresh workspace has
			a.post("/tags", object{"name": a.db.NewID()}).want(http.StatusCreated)
		}
		newest := a.change("")
		_, key, err := auth.New(a.db, nil).CreateKey(a.Context(), b, operator, auth.NewKey{Name: "k", Role: "admin"})
		if err != nil {
			t.Fatal(err)
		}
		a.key = key
		a.undo(newest).want(http.StatusNotFound)
		a.key = admin
		for _, number := range []string{"0", "-1", "x", "99999999999999999999"} {
			a.post("/changes/"+number+"/undo", nil).want(http.StatusNotFound)
		}
		at := fmt.Sprintf("/changes/%d/undo", update)
		a.post(at, object{"first_name": "x"}).wantFault("/first_name")
		a.post(at+"?page=1", nil).wantFault("page")
		a.post(at, "[]").want(http.StatusBadRequest)
		a.get(at).want(http.StatusMethodNotAllowed)
	})
}

func TestUndoOnce(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		a.patch("/contacts/"+id, object{"first_name": "Grace"}).want(http.StatusOK)
		number := a.change(id)
		first := a.undo(number, "Idempotency-Key: k").want(http.StatusOK)
		second := a.undo(number, "Idempotency-Key: k").want(http.StatusOK)
		if string(first.body) != string(second.body) || second.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("got %s, then %s", first.body, second.body)
		}
		a.post(fmt.Sprintf("/changes/%d/undo", number), object{}, "Idempotency-Key: k").want(http.StatusUnprocessableEntity)
		a.post(fmt.Sprintf("/changes/%v/undo", first.json()["number"]), object{}).want(http.StatusOK)
	})
}

// TestOnlyTheLastDeletionIsUndone: what came back and went again comes back as it
// was the last time, its version going on.
func TestOnlyTheLastDeletionIsUndone(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, before := a.ada()
		id := before.text("id")
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		first := a.change(id)
		a.undo(first).want(http.StatusOK)
		a.patch(path, object{"title": "Countess"}).want(http.StatusOK)
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.undo(first).want(http.StatusConflict)
		a.undo(a.change(id)).want(http.StatusOK)
		if got := string(a.get(path).want(http.StatusOK).body); !strings.Contains(got, `"title":"Countess"`) {
			t.Errorf("the contact came back as %s", got)
		}
		a.sound()
	})
}
