package restapi_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddressesWholeLife(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/addresses", object{
			"street_address_1": "Domkloster 4", "city": "Köln", "postal_code": "50667", "country": "de",
			"latitude": 50.94130001, "longitude": 6.9583, "custom_fields": object{"bell": "left"},
		}).want(http.StatusCreated)
		id := made.id()
		if got := made.header.Get("Location"); got != "/api/v1/addresses/"+id {
			t.Errorf("got Location %q", got)
		}
		read := a.get("/addresses/" + id).want(http.StatusOK)
		if diff := cmp.Diff(string(made.body), string(read.body)); diff != "" {
			t.Error(diff)
		}
		o := read.json()
		if o["used_by"] != 0.0 || o["country_name"] != "Germany" || o["latitude"] != 50.9413 || o["status"] != "active" {
			t.Errorf("got %v", o)
		}
		tag := read.header.Get("ETag")
		// What was read can be written back, and changes nothing.
		same := a.do("PUT", "/addresses/"+id, o, "If-Match: "+tag).want(http.StatusOK)
		if diff := cmp.Diff(string(read.body), string(same.body)); diff != "" {
			t.Error(diff)
		}
		changed := a.patch("/addresses/"+id, object{"city": "Cologne", "custom_fields": object{"bell": nil, "dog": true}},
			"If-Match: "+tag).want(http.StatusOK).json()
		if changed["version"] != 2.0 || changed["postal_code"] != "50667" {
			t.Errorf("got %v", changed)
		}
		if diff := cmp.Diff(object{"dog": true}, changed.object("custom_fields")); diff != "" {
			t.Error(diff)
		}
		a.patch("/addresses/"+id, object{"city": "Bonn"}, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		a.do("DELETE", "/addresses/"+id, nil, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		a.do("DELETE", "/addresses/"+id, nil).want(http.StatusNoContent)
		a.get("/addresses/" + id).want(http.StatusNotFound)
		a.do("DELETE", "/addresses/"+id, nil).want(http.StatusNotFound)
	})
}

func TestAddressRefusals(t *testing.T) {
	eachAPI(t, func(a *api) {
		for at, body := range map[string]object{
			"/street_address_1": {},
			"/country":          {"country": "XX"},
			"/longitude":        {"city": "x", "latitude": 1},
			"/latitude":         {"city": "x", "latitude": 91, "longitude": 1},
			"/status":           {"city": "x", "status": nil},
			"/City":             {"City": "x"},
			"/city":             {"city": 7},
			"/postal_code":      {"postal_code": "123456789012345678901"},
		} {
			a.post("/addresses", body).wantFault(at)
		}
		a.post("/addresses?x=1", object{"city": "x"}).wantFault("x")
		if n := a.count("addresses"); n != 0 {
			t.Errorf("%d were written", n)
		}
		for _, path := range []string{"/addresses/x", "/addresses/01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30"} {
			a.get(path).want(http.StatusNotFound)
			a.patch(path, object{"city": "x"}).want(http.StatusNotFound)
		}
	})
}

func TestSharedAddressShowsAtOnce(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated).id()
		lives := func(name string) string {
			return "/contacts/" + a.post("/contacts", object{
				"first_name": name, "addresses": []any{object{"address": id}},
			}).want(http.StatusCreated).id()
		}
		one, two := lives("one"), lives("two")
		org := a.post("/organizations", object{
			"name": "Org", "code": "o", "organization_type": "Company", "primary_address": object{"id": id},
		}).want(http.StatusCreated).id()
		changed := a.patch("/addresses/"+id, object{"city": "Köln"}).want(http.StatusOK).json()
		if changed["used_by"] != 3.0 {
			t.Errorf("used by %v", changed["used_by"])
		}
		for _, path := range []string{one, two} {
			c := a.get(path).want(http.StatusOK).json()
			if c["version"] != 2.0 || c["primary_address"] != "Köln" {
				t.Errorf("got %v", c)
			}
			newest := a.get(path + "/history").results()[0]
			cause := a.get("/changes?record=" + id).results()[1]
			if newest["cause"] != cause["number"] || newest["action"] != "update" {
				t.Errorf("got %v, want the cause %v", newest, cause["number"])
			}
		}
		o := a.get("/organizations/" + org).want(http.StatusOK).json()
		if o["version"] != 2.0 || o.object("primary_address").text("city") != "Köln" {
			t.Errorf("got %v", o)
		}
		refused := a.do("DELETE", "/addresses/"+id, nil).want(http.StatusConflict).json()
		if diff := cmp.Diff("The address is used by 3 contacts or organizations. Remove it from them first.", refused["detail"]); diff != "" {
			t.Error(diff)
		}
		// A contact's body that changes the address shows in the others too.
		channel := a.get(one).json().list("addresses")[0].text("id")
		a.patch(one+"/addresses/"+channel, object{"address": object{"id": id, "city": "Trier"}}).want(http.StatusOK)
		if c := a.get(two).json(); c["primary_address"] != "Trier" || c["version"] != 3.0 {
			t.Errorf("got %v", c)
		}
	})
}

func TestAddressList(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, body := range []object{
			{"city": "Zürich", "country": "CH", "postal_code": "8001", "state_province": "ZH"},
			{"city": "aachen", "country": "DE", "status": "inactive", "street_address_1": "Münsterplatz 1"},
			{"city": "Ärzen", "country": "DE"},
			{"street_address_1": "nowhere"},
		} {
			a.post("/addresses", body).want(http.StatusCreated)
		}
		for query, want := range map[string][]string{
			"":                          {"", "aachen", "Ärzen", "Zürich"},
			"ordering=-country,city":    {"aachen", "Ärzen", "Zürich", ""},
			"country=DE":                {"aachen", "Ärzen"},
			"country=de":                {"aachen", "Ärzen"},
			"country=null":              {""},
			"city=ZURICH":               {"Zürich"},
			"postal_code=8001":          {"Zürich"},
			"postal_code__startswith=8": {"Zürich"},
			"state_province=ZH":         {"Zürich"},
			"status=inactive":           {"aachen"},
			"search=munster":            {"aachen"},
			"search=germany+aach":       {"aachen"},
		} {
			var got []string
			for _, o := range a.get("/addresses?" + query).results() {
				got = append(got, o.text("city"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", query, diff)
			}
		}
		if o := a.get("/addresses?fields=city,used_by").results()[1]; len(o) != 2 || o["used_by"] != 0.0 {
			t.Errorf("got %v", o)
		}
		a.get("/addresses?country=XX").wantFault("country")
		a.get("/addresses?ordering=street").wantFault("ordering")
	})
}

func TestAddressPermissions(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated).id()
		a.key = a.newKey("viewer")
		a.get("/addresses").want(http.StatusOK)
		a.post("/addresses", object{"city": "Bonn"}).want(http.StatusForbidden)
		a.patch("/addresses/"+id, object{"city": "x"}).want(http.StatusForbidden)
		a.do("DELETE", "/addresses/"+id, nil).want(http.StatusForbidden)
	})
}
