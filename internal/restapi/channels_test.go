package restapi_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ada is a contact with two email addresses, two numbers and an address.
func (a *api) ada() (path string, c object) {
	a.Helper()
	body := full()
	delete(body, "external_ids") // unique in the workspace
	c = a.post("/contacts", body).want(http.StatusCreated).json()
	return "/contacts/" + c.text("id"), c
}

func TestChannelsOneByOne(t *testing.T) {
	kinds := []struct {
		name, value   string
		create, other object
		changed       object
	}{
		{
			"email_addresses", "email",
			object{"email": "new@example.com", "email_type": "other"},
			object{"email": "newer@example.com"},
			object{"notes": "changed", "email_type": "work"},
		},
		{
			"phone_numbers", "phone_number",
			object{"phone_number": "+4930901820", "extension": "7"},
			object{"phone_number": "+4930901821"},
			object{"notes": "changed", "extension": ""},
		},
		{
			"addresses", "address",
			object{"address": object{"city": "Berlin", "country": "DE"}},
			object{"address": object{"city": "Bonn"}},
			object{"notes": "changed", "address": object{"postal_code": "10115"}},
		},
	}
	eachAPI(t, func(a *api) {
		for _, k := range kinds {
			a.run(k.name, func(a *api) {
				path, c := a.ada()
				list := path + "/" + k.name
				created := a.post(list, k.create).want(http.StatusCreated)
				one := list + "/" + created.id()
				if got := created.header.Get("Location"); got != "/api/v1"+one {
					a.Errorf("got Location %q, want %q", got, one)
				}
				if n := len(a.get(list).results()); n != len(c.list(k.name))+1 {
					a.Errorf("%d channels", n)
				}
				read := a.get(one).want(http.StatusOK)
				if diff := cmp.Diff(string(created.body), string(read.body)); diff != "" {
					a.Error(diff)
				}
				changed := a.patch(one, k.changed).want(http.StatusOK).json()
				if changed.text("notes") != "changed" || changed["version"] != 2.0 {
					a.Errorf("changed to %v", changed)
				}
				replaced := a.do("PUT", one, k.other).want(http.StatusOK).json()
				if replaced.text("notes") != "changed" || cmp.Equal(replaced[k.value], created.json()[k.value]) {
					a.Errorf("PUT made %v", replaced)
				}
				a.do("PUT", one, object{"notes": "x"}).wantFault("/" + k.value)
				a.do("DELETE", one, nil).want(http.StatusNoContent)
				a.get(one).want(http.StatusNotFound)
				a.do("DELETE", one, nil).want(http.StatusNotFound)
				a.patch(one, k.changed).want(http.StatusNotFound)
			})
		}
	})
}

func TestFlipThePrimary(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, c := a.ada()
		for _, kind := range []string{"email_addresses", "phone_numbers"} {
			second := c.list(kind)[1]
			flipped := a.patch(path+"/"+kind+"/"+second.text("id"), object{"is_primary": true}).want(http.StatusOK)
			whole := a.get(path)
			if flipped.header.Get("ETag") != whole.header.Get("ETag") || whole.header.Get("ETag") == "" {
				a.Errorf("the channel's ETag is %q, its contact's %q", flipped.header.Get("ETag"), whole.header.Get("ETag"))
			}
			list := whole.json().list(kind)
			if list[0].text("id") != second.text("id") || list[0]["is_primary"] != true || list[1]["is_primary"] != false {
				a.Errorf("%s: %v", kind, list)
			}
		}
		onlyLists := a.get(path + "/channels").want(http.StatusOK).json()
		if len(onlyLists) != 3 || len(onlyLists.list("email_addresses")) != 2 {
			a.Errorf("got %v", onlyLists)
		}
	})
}

// CON-05, the part of one body with two primaries.
func TestTwoPrimariesInOneBody_CON_05(t *testing.T) {
	eachAPI(t, func(a *api) {
		for kind, value := range map[string][]object{
			"email_addresses": {{"email": "a@example.com"}, {"email": "b@example.com"}},
			"phone_numbers":   {{"phone_number": "+4930901820"}, {"phone_number": "+4930901821"}},
			"addresses":       {{"address": object{"city": "A"}}, {"address": object{"city": "B"}}},
		} {
			value[0]["is_primary"], value[1]["is_primary"] = true, true
			fault := a.post("/contacts", object{"first_name": "A", kind: value}).wantFault("/" + kind + "/1/is_primary")
			if fault["code"] != "one_primary" {
				a.Errorf("%s: %v", kind, fault)
			}
		}
		if n := a.count("contacts") + a.count("changes"); n != a.count("changes") || a.count("addresses") != 0 {
			a.Error("something was written")
		}
	})
}

func TestListsOfChannelsInAContact(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, c := a.ada()
		work := c.list("email_addresses")[1] // ada@example.com
		after := a.patch(path, object{"email_addresses": []object{
			{"email": "ADA@example.com", "notes": "told by its name"}, {"email": "third@example.com"},
		}}).want(http.StatusOK).json()
		list := after.list("email_addresses")
		if len(list) != 2 {
			a.Fatalf("got %v", list)
		}
		// The old primary went; the new channel, which says nothing, is it now.
		if list[0].text("email") != "third@example.com" || list[0]["is_primary"] != true {
			a.Errorf("first %v", list[0])
		}
		if list[1].text("id") != work.text("id") || list[1].text("email_type") != "work" || list[1].text("email") != "ADA@example.com" {
			a.Errorf("second %v", list[1])
		}
		if len(after.list("phone_numbers")) != 2 {
			a.Error("a list that was left out was changed")
		}
		a.patch(path, object{"email_addresses": []object{{"id": c.list("phone_numbers")[0].text("id"), "notes": "x"}}}).
			wantFault("/email_addresses/0/id")
		fault := a.patch(path, object{"email_addresses": []object{{"email": "x@example.com"}, {"email": "X@EXAMPLE.com"}}}).
			wantFault("/email_addresses/1/email")
		if fault["code"] != "unique" {
			a.Errorf("got %v", fault)
		}
		fault = a.post(path+"/email_addresses", object{"email": "Third@Example.com"}).wantFault("/email")
		if fault["code"] != "unique" || fault["conflict"] != list[0].text("id") {
			a.Errorf("got %v", fault)
		}
	})
}

func TestAddressesOfContacts(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, c := a.ada()
		channel := c.list("addresses")[0]
		address := channel.object("address").text("id")
		shared := a.post("/contacts", object{"first_name": "B", "addresses": []object{{"address": address}}}).
			want(http.StatusCreated).json()
		// A change through an id is seen by all who share the address.
		a.patch(path, object{"addresses": []object{{"address": object{"id": address, "city": "Bath"}}}}).want(http.StatusOK)
		other := a.get("/contacts/" + shared.text("id")).json()
		if got := other.list("addresses")[0].object("address").text("city"); got != "Bath" || other["version"] != 2.0 {
			a.Errorf("the other contact shows %q, version %v", got, other["version"])
		}
		// A change in a named channel leaves the others alone: it gets an address of its own.
		own := a.patch(path+"/addresses/"+channel.text("id"), object{"address": object{"city": "York"}}).want(http.StatusOK).json()
		if own.object("address").text("id") == address || own.object("address").text("postal_code") != "SW1Y 4JH" {
			a.Errorf("got %v", own)
		}
		if got := a.get("/contacts/" + shared.text("id")).json()["version"]; got != 2.0 {
			a.Errorf("the other contact has version %v", got)
		}
		// Unshared, it is changed in place.
		again := a.patch(path+"/addresses/"+channel.text("id"), object{"address": object{"city": "Hull"}}).want(http.StatusOK).json()
		if again.object("address").text("id") != own.object("address").text("id") {
			a.Error("an address of its own was not changed in place")
		}
		// The same described again is the same.
		same := a.patch(path, object{"addresses": []object{{"address": object{
			"street_address_1": "12 St James's Square", "street_address_2": "2nd floor", "city": "Hull",
			"state_province": "Greater London", "postal_code": "SW1Y 4JH", "country": "gb",
			"latitude": 51.5074, "longitude": -0.1278,
		}}}}).want(http.StatusOK).json()
		if got := same.list("addresses")[0]; got.text("id") != channel.text("id") || same["version"] != 4.0 {
			a.Errorf("got %v, version %v", got, same["version"])
		}
		if n := a.count("addresses"); n != 2 {
			a.Errorf("%d addresses, want the shared one and the own one", n)
		}
		a.patch(path, object{"addresses": []object{}}).want(http.StatusOK)
		if n := a.count("addresses"); n != 1 {
			a.Errorf("%d addresses, want the one that the other contact has", n)
		}
	})
}

func TestAddressesThatAreNotThere(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, c := a.ada()
		nobody := "0190a0a0-0000-7000-8000-000000000000"
		for at, item := range map[string]object{
			"/addresses/0/address":                  {"address": nobody},
			"/addresses/0/address/id":               {"address": object{"id": nobody, "city": "X"}},
			"/addresses/0/address/street_address_1": {"address": object{"city": " "}},
			"/addresses/0/address/longitude":        {"address": object{"city": "X", "latitude": 1}},
			"/addresses/0/address/country":          {"address": object{"country": "XX"}},
			"/addresses/0/address/postcode":         {"address": object{"city": "X", "postcode": "1"}},
		} {
			a.patch(path, object{"addresses": []object{item}}).wantFault(at)
		}
		id := c.list("addresses")[0].object("address").text("id")
		a.patch(path, object{"addresses": []object{{"address": id}, {"address": id}}}).wantFault("/addresses/1/address")
	})
}

// A contact may be full: then its channels can still be changed, and no other
// one is taken.
func TestAsManyChannelsAsThereMayBe(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", `{"email_addresses": [`+numbered(1_000, `{"email": "%d@example.com"}`)+`]}`).
			want(http.StatusCreated).json()
		list := "/contacts/" + c.text("id") + "/email_addresses"
		last := c.list("email_addresses")[999].text("id")
		if flipped := a.patch(list+"/"+last, object{"is_primary": true}).want(http.StatusOK).json(); flipped["is_primary"] != true {
			a.Errorf("got %v", flipped)
		}
		if e := a.post(list, object{"email": "more@example.com"}).wantFault("/email_addresses"); e["code"] != "too_many" {
			a.Errorf("got %v", e)
		}
		a.do("DELETE", list+"/"+last, nil).want(http.StatusNoContent)
		a.post(list, object{"email": "more@example.com"}).want(http.StatusCreated)
	})
}
