package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
)

func TestUndoOfOrganizations(t *testing.T) {
	eachAPI(t, func(a *api) {
		top, other := a.organization("Top", ""), a.organization("Other", "")
		boss := a.post("/contacts", object{"first_name": "Boss"}).want(http.StatusCreated).id()
		path := "/organizations/" + a.post("/organizations", object{
			"name": "Engines", "code": "E", "organization_type": "Company", "parent": top, "tags": []any{"x"}, "metadata": object{"a": 1},
			"custom_fields": object{"b": []any{2}}, "external_ids": object{"erp": "5"}, "primary_address": object{"city": "London"},
			"primary_contact": boss, "effective_date": "2020-01-01", "website": "https://example.com", "currency": "GBP", "timezone": nil,
		}).want(http.StatusCreated).id()
		before := a.get(path).json()
		id := before.text("id")
		created := a.change(id)
		var people []string
		for i := range 3 {
			people = append(people, "/contacts/"+a.post("/contacts", object{
				"first_name": fmt.Sprint("p", i), "linked_organization": id,
			}).want(http.StatusCreated).id())
		}
		before = a.get(path).json()
		a.patch(path, object{
			"name": "Motors", "code": "M", "parent": other, "metadata": object{"a": nil, "c": 1}, "tags": []any{"y"}, "status": "inactive",
			"organization_type": "Team", "primary_address": object{"city": "Rome"}, "primary_contact": nil, "end_date": "2021-01-01",
		}).want(http.StatusOK)
		update := a.change(id)
		a.patch(path, object{"tax_id": "7", "primary_address": object{"postal_code": "1"}}).want(http.StatusOK)
		a.undo(update).want(http.StatusOK)
		now := a.get(path).json()
		if now["tax_id"] != "7" || now.object("primary_address")["postal_code"] != "1" || now.object("primary_address")["city"] != "London" {
			t.Errorf("got %v", now)
		}
		a.undo(a.change(id) - 1).want(http.StatusConflict) // the address's change follows from it, or a contact's
		a.patch(path, object{"tax_id": "", "primary_address": object{"postal_code": ""}}).want(http.StatusOK)
		a.same(path, before)
		if got := a.get(people[0]).json(); got["linked_organization_name"] != "Engines" {
			t.Errorf("got %v", got)
		}
		a.patch(path, object{"primary_address": nil}).want(http.StatusOK)
		a.undoLast(id)
		a.same(path, before)

		a.do("DELETE", path, nil).want(http.StatusNoContent)
		deletion := a.change(id)
		a.patch(people[1], object{"linked_organization": other}).want(http.StatusOK)
		a.patch(people[2], object{"organization_name": "Self"}).want(http.StatusOK)
		a.undo(deletion).want(http.StatusOK)
		after := a.get(path).json()
		if after["contacts_count"] != 1.0 || a.get(people[0]).json()["linked_organization"] != id || a.get(people[0]).json()["organization_name"] != "" ||
			a.get(people[1]).json()["linked_organization"] != other || a.get(people[2]).json()["organization_name"] != "Self" {
			t.Errorf("got %v", after)
		}
		delete(before, "contacts_count")
		delete(after, "contacts_count")
		if diff := cmp.Diff(but(before), but(after)); diff != "" || after["version"].(float64) <= before["version"].(float64) {
			t.Errorf("the organization (-before +after):\n%s", diff)
		}
		a.undo(created).want(http.StatusOK)
		a.get(path).want(http.StatusNotFound)
		a.undoLast(id)
		a.same(path, a.get(path).json())
		a.sound()
	})
}

func TestWhatStandsInTheWayOfAnOrganization(t *testing.T) {
	eachAPI(t, func(a *api) {
		top := a.organization("Top", "")
		kind := a.post("/organization-types", object{"name": "Guild"}).want(http.StatusCreated).id()
		boss := a.post("/contacts", object{"first_name": "Boss"}).want(http.StatusCreated).id()
		path := "/organizations/" + a.post("/organizations", object{
			"name": "Engines", "code": "E", "organization_type": kind, "parent": top, "primary_contact": boss, "external_ids": object{"erp": "5"},
		}).want(http.StatusCreated).id()
		id := strings.TrimPrefix(path, "/organizations/")
		created := a.change(id)
		child := a.organization("Child", id)
		a.wantConflict(created, "1 child organization")
		a.do("DELETE", "/organizations/"+child, nil).want(http.StatusNoContent)
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		deletion := a.change(id)
		a.do("DELETE", "/organizations/"+top, nil).want(http.StatusNoContent)
		a.do("DELETE", "/contacts/"+boss, nil).want(http.StatusNoContent)
		a.do("DELETE", "/organization-types/"+kind, nil).want(http.StatusNoContent)
		thief := a.post("/organizations", object{
			"name": "Thief", "code": "e", "organization_type": "Company", "external_ids": object{"erp": "5"},
		}).want(http.StatusCreated).id()
		refused := a.wantConflict(deletion)
		pointers := map[string]object{}
		for _, e := range refused.json().list("errors") {
			pointers[e.text("pointer")] = e
		}
		if len(pointers) != 4 || pointers["/code"]["conflict"] != thief || pointers["/external_ids/erp"]["conflict"] != thief ||
			pointers["/parent"]["code"] != "not_found" || pointers["/organization_type"]["code"] != "not_found" {
			t.Errorf("got %s", refused.body)
		}
		a.wantConflict(a.change(child), "/parent")
		a.undoLast(kind)
		a.undoLast(top)
		a.patch("/organizations/"+thief, object{"code": "T", "external_ids": nil, "name": "engines", "parent": top}).want(http.StatusOK)
		a.wantConflict(deletion, "/name", thief)
		a.do("DELETE", "/organizations/"+thief, nil).want(http.StatusNoContent)
		a.undo(deletion).want(http.StatusOK)
		if got := a.get(path).json(); got["primary_contact"] != nil || got["organization_type_name"] != "Guild" || got["parent"] != top {
			t.Errorf("got %v", got)
		}
		a.sound()
	})
}

func TestUndoOfTags(t *testing.T) {
	eachAPI(t, func(a *api) {
		one, both, none := a.tagged("one", "VIP"), a.tagged("both", "VIP", "Gold"), a.tagged("none")
		firm := "/organizations/" + a.post("/organizations", object{
			"name": "Engines", "code": "E", "organization_type": "Company", "tags": []any{"VIP"},
		}).want(http.StatusCreated).id()
		path := a.tagPath("VIP")
		id := strings.TrimPrefix(path, "/tags/")
		before := a.get(path).json()
		a.patch(path, object{"name": "Best"}).want(http.StatusOK)
		renamed := a.change(id)
		a.wantConflict(a.change(strings.TrimPrefix(one, "/contacts/")), "follows from change", fmt.Sprint(renamed))
		a.undo(renamed).want(http.StatusOK)
		a.same(path, before)
		a.wantTags(one, "VIP")

		a.do("DELETE", path, nil).want(http.StatusNoContent)
		gone := a.tagged("gone", "x")
		a.do("DELETE", gone, nil).want(http.StatusNoContent)
		a.undoLast(id)
		a.same(path, before)
		a.wantTags(one, "VIP")
		a.wantTags(both, "Gold", "VIP")
		a.wantTags(none)
		a.wantTags(firm, "VIP")

		a.post(path+"/merge", object{"into": "Gold"}).want(http.StatusOK)
		a.wantTags(one, "Gold")
		merged := a.change(id)
		a.do("DELETE", one, nil).want(http.StatusNoContent)
		a.undo(merged).want(http.StatusOK)
		a.wantTags(both, "Gold", "VIP")
		a.wantTags(firm, "VIP")
		if got := a.get(path).json(); got["use_count"] != 2.0 {
			t.Errorf("got %v", got)
		}
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		deletion := a.change(id)
		a.tagged("again", "vip")
		a.wantConflict(deletion, "/name")
		a.sound()
	})
}

func TestUndoOfTypesAndAddresses(t *testing.T) {
	eachAPI(t, func(a *api) {
		kind := a.post("/organization-types", object{"name": "Guild", "description": "d"}).want(http.StatusCreated)
		path := "/organization-types/" + kind.id()
		created := a.change(kind.id())
		a.patch(path, object{"name": "Union"}).want(http.StatusOK)
		firm := "/organizations/" + a.post("/organizations", object{"name": "E", "code": "E", "organization_type": kind.id()}).want(http.StatusCreated).id()
		a.wantConflict(created, "name")
		a.undoLast(kind.id())
		if got := a.get(firm).json(); got["organization_type_name"] != "Guild" {
			t.Errorf("got %v", got)
		}
		a.wantConflict(created, "is used by 1 organization;")
		a.do("DELETE", firm, nil).want(http.StatusNoContent)
		a.undo(created).want(http.StatusOK)
		deletion := a.change(kind.id())
		thief := a.post("/organization-types", object{"name": "guild"}).want(http.StatusCreated).id()
		a.wantConflict(deletion, "/name", thief)
		a.do("DELETE", "/organization-types/"+thief, nil).want(http.StatusNoContent)
		a.undo(deletion).want(http.StatusOK)
		a.same(path, kind.json())

		place := a.post("/addresses", object{
			"city": "Bonn", "latitude": 50.5, "longitude": 7, "country": "DE", "custom_fields": object{"floor": 3},
		}).want(http.StatusCreated)
		path = "/addresses/" + place.id()
		person := "/contacts/" + a.post("/contacts", object{"first_name": "A", "addresses": []any{object{"address": place.id()}}}).want(http.StatusCreated).id()
		created = a.change(place.id())
		a.wantConflict(created, "used by 1")
		a.patch(path, object{"city": "Rome", "latitude": nil, "longitude": nil, "custom_fields": object{"floor": nil}}).want(http.StatusOK)
		a.undoLast(place.id())
		if got := a.get(person).json().list("addresses")[0].object("address"); got["city"] != "Bonn" || got["latitude"] != 50.5 {
			t.Errorf("got %v", got)
		}
		a.patch(path, object{"longitude": 8}).want(http.StatusOK)
		moved := a.change(place.id())
		a.patch(path, object{"latitude": 51}).want(http.StatusOK)
		a.wantConflict(moved, "/latitude")
		a.undoLast(place.id())
		a.undo(moved).want(http.StatusOK)
		a.do("DELETE", person, nil).want(http.StatusNoContent)
		a.undo(created).want(http.StatusOK)
		a.get(path).want(http.StatusNotFound)
		a.undoLast(place.id())
		a.same(path, place.json())
		a.sound()
	})
}

// TestUndoBringsBackAnAddressThatIsGone: one that others shared, and that went
// with the last of them.
func TestUndoBringsBackAnAddressThatIsGone(t *testing.T) {
	eachAPI(t, func(a *api) {
		first := a.post("/contacts", object{"first_name": "A", "addresses": []any{object{"address": object{"city": "Bonn"}}}}).want(http.StatusCreated)
		place := first.json().list("addresses")[0].object("address").text("id")
		second := a.post("/contacts", object{"first_name": "B", "addresses": []any{object{"address": place}}}).want(http.StatusCreated)
		firm := a.post("/organizations", object{"name": "E", "code": "E", "organization_type": "Company", "primary_address": place}).want(http.StatusCreated)
		a.do("DELETE", "/contacts/"+first.id(), nil).want(http.StatusNoContent)
		a.patch("/addresses/"+place, object{"city": "Rome"}).want(http.StatusOK)
		a.do("DELETE", "/contacts/"+second.id(), nil).want(http.StatusNoContent)
		a.do("DELETE", "/organizations/"+firm.id(), nil).want(http.StatusNoContent)
		a.get("/addresses/" + place).want(http.StatusNotFound)
		a.undoLast(first.id())
		a.same("/contacts/"+first.id(), first.json())
		a.undoLast(firm.id())
		a.undoLast(second.id())
		if got := a.get("/addresses/" + place).json(); got["used_by"] != 3.0 || got["city"] != "Bonn" {
			t.Errorf("got %v", got)
		}
		a.sound()
	})
}

func TestUndoOfOptionsAndSettings(t *testing.T) {
	eachAPI(t, func(a *api) {
		first := a.post("/options", object{"list": "source", "value": "fair", "label": "Fair", "position": 2}).want(http.StatusCreated)
		path := "/options/" + first.id()
		created := a.change(first.id())
		a.patch(path, object{"label": "Trade fair", "is_active": false, "position": 1}).want(http.StatusOK)
		a.undoLast(first.id())
		a.same(path, first.json())
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.wantOrder("source", "website", "referral", "conference", "import", "api", "other")
		a.undoLast(first.id())
		a.same(path, first.json())
		a.wantOrder("source", "website", "fair", "referral", "conference", "import", "api", "other")
		person := a.post("/contacts", object{"first_name": "A", "source": "fair"}).want(http.StatusCreated).id()
		a.wantConflict(created, "1 contact has this value")
		a.do("DELETE", "/contacts/"+person, nil).want(http.StatusNoContent)
		a.undo(created).want(http.StatusOK)
		deletion := a.change(first.id())
		a.addOption("source", "Fair")
		a.wantConflict(deletion, "/value")

		settings := "/workspaces/" + a.ws
		before := a.get(settings).json()
		a.patch(settings, object{"name": "Engines", "default_region": "DE", "strict_custom_fields": true}).want(http.StatusOK)
		a.post("/contacts", object{"first_name": "A", "custom_fields": object{"x": 1}}).want(http.StatusBadRequest)
		a.undoLast(a.ws)
		a.same(settings, before)
		a.post("/contacts", object{"first_name": "A", "custom_fields": object{"x": 1}}).want(http.StatusCreated)
		a.wantConflict(1, "cannot be undone")
		a.sound()
	})
}

func TestUndoOfCustomFields(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.eachHolder(func(a *api, kind, holder string, create func(values any) *answer) {
			path := a.define(kind, "size", "text", object{"filterable": true, "maximum": 9, "help": "h"})
			id := strings.TrimPrefix(path, "/custom-fields/")
			before := a.get(path).json()
			created := a.change(id)
			made := create(object{"size": "38"}).want(http.StatusCreated)
			at := holder + "/" + made.id()
			a.patch(path, object{"type": "integer", "maximum": nil, "stored_values": "convert"}).want(http.StatusOK)
			a.wantValues(at, object{"size": 38.0})
			a.undoLast(id)
			a.same(path, before)
			a.wantValues(at, object{"size": "38"})
			a.do("DELETE", path+"?stored_values=clear", nil).want(http.StatusNoContent)
			a.wantValues(at, object{})
			other := create(object{"size": "own"}).want(http.StatusCreated).id()
			a.undoLast(id)
			a.same(path, before)
			a.wantValues(at, object{"size": "38"})
			a.wantValues(holder+"/"+other, object{"size": "own"})
			if found := a.get(holder + "?custom_fields.size=38"); holder != "/addresses" && len(found.results()) != 1 {
				t.Errorf("got %s", found.body)
			}
			a.do("DELETE", path+"?stored_values=keep", nil).want(http.StatusNoContent)
			deletion := a.change(id)
			a.do("DELETE", holder+"/"+other, nil)
			a.patch(at, object{"custom_fields": object{"size": object{"x": 1}}}).want(http.StatusOK)
			a.wantConflict(deletion, "cannot be converted")
			a.patch(at, object{"custom_fields": object{"size": nil}}).want(http.StatusOK)
			a.undo(deletion).want(http.StatusOK)
			a.undo(created).want(http.StatusOK)
			a.sound()
		})
	})
}

func TestUndoOfAccounts(t *testing.T) {
	eachAPI(t, func(a *api) {
		role := a.post("/roles", object{"name": "Assistant", "permissions": []any{"view_contact"}}).want(http.StatusCreated)
		path := "/roles/" + role.id()
		created := a.change(role.id())
		a.patch(path, object{"name": "Helper", "permissions": []any{"view_contact", "view_tag"}}).want(http.StatusOK)
		update := a.change(role.id())
		a.patch(path, object{"name": "Aide"}).want(http.StatusOK)
		a.wantConflict(update, "/name")
		a.undoLast(role.id())
		a.undo(update).want(http.StatusOK)
		a.same(path, role.json())
		user := a.post("/users", object{"username": "vera", "email": "v@example.com", "role": "Assistant"}).want(http.StatusCreated)
		a.wantConflict(created, "The role is in use")
		at := "/users/" + user.id()
		a.patch(at, object{"email": "w@example.com", "is_active": false, "role": "viewer", "password": password}).want(http.StatusOK)
		a.undoLast(user.id())
		a.same(at, user.json())
		a.patch(at, object{"password": password + "!"}).want(http.StatusOK)
		a.wantConflict(a.change(user.id()), "password")
		a.patch(at, object{"role": "viewer"}).want(http.StatusOK)
		a.undo(created).want(http.StatusOK)
		a.wantConflict(a.change(user.id()), "/role")
		a.undoLast(role.id())
		a.same(path, role.json())
		key := a.post("/api-keys", object{"name": "form", "role": "viewer"}).want(http.StatusCreated)
		a.wantConflict(a.change(key.id()), "cannot be undone")
		before := a.get("/api-keys/" + key.id()).json()
		a.patch("/api-keys/"+key.id(), object{"name": "page", "role": "editor", "expires_at": nil}).want(http.StatusOK)
		a.undoLast(key.id())
		a.same("/api-keys/"+key.id(), before)
		a.do("DELETE", "/api-keys/"+key.id(), nil).want(http.StatusNoContent)
		a.wantConflict(a.change(key.id()), "revoked")
		a.sound()
	})
}

// TestUndoGivesNobodyMore: who undoes may do no more than otherwise.
func TestUndoGivesNobodyMore(t *testing.T) {
	eachAPI(t, func(a *api) {
		role := a.post("/roles", object{"name": "Boss", "permissions": []any{"erase_contact"}}).want(http.StatusCreated).id()
		user := a.post("/users", object{"username": "vera", "role": "Boss"}).want(http.StatusCreated).id()
		a.patch("/users/"+user, object{"role": "viewer"}).want(http.StatusOK)
		demoted := a.change(user)
		a.do("DELETE", "/roles/"+role, nil).want(http.StatusNoContent)
		deletion := a.change(role)
		admin := a.key
		a.key = a.keyWith(auth.UndoChange, auth.ManageWorkspace, auth.ViewContact)
		a.undo(deletion).want(http.StatusForbidden)
		a.key, admin = admin, a.key
		a.undo(deletion).want(http.StatusOK)
		a.key = admin
		a.undo(demoted).want(http.StatusForbidden)
	})
}
