package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// optionFields are the fields of a contact that an option list has the values
// of, with a body that says such a value and the pointer to it.
var optionFields = []struct {
	list, at string
	body     func(value string) object
}{
	{"contact_type", "/contact_type", func(v string) object { return object{"contact_type": v} }},
	{"source", "/source", func(v string) object { return object{"source": v} }},
	{"email_type", "/email_addresses/0/email_type", func(v string) object {
		return object{"email_addresses": []object{{"email": "a@example.org", "email_type": v}}}
	}},
	{"phone_type", "/phone_numbers/0/phone_type", func(v string) object {
		return object{"phone_numbers": []object{{"phone_number": "+442079460958", "phone_type": v}}}
	}},
	{"address_type", "/addresses/0/address_type", func(v string) object {
		return object{"addresses": []object{{"address": object{"city": "Rome"}, "address_type": v}}}
	}},
}

// TestOptionValuesOfContacts: a new value is taken at once, a retired one is
// kept where it is and taken nowhere else, one that is gone is unknown.
func TestOptionValuesOfContacts(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, f := range optionFields {
			named := f.body("novel")
			named["first_name"] = "Ada"
			a.post("/contacts", named).wantFault(f.at)
			option := a.addOption(f.list, "novel")
			holder := "/contacts/" + a.post("/contacts", named).want(http.StatusCreated).id()
			plain := "/contacts/" + a.post("/contacts", object{"first_name": "Bob"}).want(http.StatusCreated).id()

			if got := a.do("DELETE", option, nil).want(http.StatusConflict).json().text("detail"); !strings.HasPrefix(got, "1 ") {
				t.Errorf("%s: got %s", f.list, got)
			}
			other := "/contacts/" + a.post("/contacts", named).want(http.StatusCreated).id()
			if got := a.do("DELETE", option, nil).want(http.StatusConflict).json().text("detail"); !strings.HasPrefix(got, "2 ") {
				t.Errorf("%s: got %s", f.list, got)
			}
			a.do("DELETE", other, nil).want(http.StatusNoContent)

			a.patch(option, object{"is_active": false}).want(http.StatusOK)
			for _, answer := range []*answer{a.post("/contacts", named), a.patch(plain, f.body("novel")), a.do("PUT", plain, f.body("novel"))} {
				if fault := answer.wantFault(f.at); fault["code"] != "unknown_value" {
					t.Errorf("%s: got %v", f.list, fault)
				}
			}
			a.patch(holder, object{"nickname": "Countess"}).want(http.StatusOK)
			a.patch(holder, named).want(http.StatusOK)
			a.do("PUT", holder, a.get(holder).json()).want(http.StatusOK)

			a.patch(option, object{"is_active": true}).want(http.StatusOK)
			a.patch(plain, f.body("novel")).want(http.StatusOK)
			a.do("DELETE", plain, nil).want(http.StatusNoContent)
			a.do("DELETE", holder, nil).want(http.StatusNoContent)
			a.do("DELETE", option, nil).want(http.StatusNoContent)
			a.post("/contacts", named).wantFault(f.at)
		}
	})
}

// TestOptionValuesOfChannels: the same for the routes of single channels.
func TestOptionValuesOfChannels(t *testing.T) {
	eachAPI(t, func(a *api) {
		contact := "/contacts/" + a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		for _, c := range []struct {
			route, field string
			body         func(n int) object
		}{
			{"/email_addresses", "email_type", func(n int) object { return object{"email": fmt.Sprintf("a%d@example.org", n)} }},
			{"/phone_numbers", "phone_type", func(n int) object { return object{"phone_number": fmt.Sprintf("+44207946095%d", n)} }},
			{"/addresses", "address_type", func(n int) object { return object{"address": object{"city": fmt.Sprint("City ", n)}} }},
		} {
			typed := func(n int) object {
				body := c.body(n)
				body[c.field] = "novel"
				return body
			}
			a.post(contact+c.route, typed(1)).wantFault("/" + c.field)
			a.addOption(c.field, "novel")
			holder := contact + c.route + "/" + a.post(contact+c.route, typed(1)).want(http.StatusCreated).id()
			plain := contact + c.route + "/" + a.post(contact+c.route, c.body(2)).want(http.StatusCreated).id()
			a.retire(c.field, "novel")
			a.post(contact+c.route, typed(3)).wantFault("/" + c.field)
			a.patch(plain, object{c.field: "novel"}).wantFault("/" + c.field)
			a.do("PUT", plain, typed(2)).wantFault("/" + c.field)
			a.patch(holder, object{"notes": "kept"}).want(http.StatusOK)
			a.do("PUT", holder, typed(1)).want(http.StatusOK)
			a.patch(holder, object{c.field: "other"}).want(http.StatusOK)
			a.patch(holder, object{c.field: "novel"}).wantFault("/" + c.field)
		}
	})
}

// TestDefaultsFollowTheLists: a record that leaves the field out gets the usual
// value or, when that is retired or gone, the first of the list.
func TestDefaultsFollowTheLists(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := func() string {
			c := a.post("/contacts", object{
				"first_name": "Ada", "email_addresses": []object{{"email": "a@example.org"}},
				"phone_numbers": []object{{"phone_number": "+442079460958"}}, "addresses": []object{{"address": object{"city": "Rome"}}},
			}).want(http.StatusCreated).json()
			return strings.Join([]string{
				c.text("contact_type"), c.text("source"), c.list("email_addresses")[0].text("email_type"),
				c.list("phone_numbers")[0].text("phone_type"), c.list("addresses")[0].text("address_type"),
			}, " ")
		}
		if got := made(); got != "primary website personal mobile home" {
			t.Errorf("got %s", got)
		}
		a.retire("contact_type", "primary")
		a.post("/options", object{"list": "source", "value": "fair", "position": 1}).want(http.StatusCreated)
		a.retire("source", "website")
		a.retire("email_type", "personal")
		a.retire("phone_type", "mobile")
		a.retire("address_type", "home")
		if got := made(); got != "billing fair primary work work" {
			t.Errorf("got %s", got)
		}
	})
}

// TestTheLastActiveOptionStays: a list never becomes one that no value is of.
func TestTheLastActiveOptionStays(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, value := range []string{"primary", "work", "personal"} {
			a.retire("email_type", value)
		}
		last := a.optionPath("email_type", "other")
		if fault := a.patch(last, object{"is_active": false}).wantFault("/is_active"); fault["code"] != "last_active" {
			t.Errorf("got %v", fault)
		}
		a.do("DELETE", last, nil).want(http.StatusConflict)
		a.patch(last, object{"label": "Any"}).want(http.StatusOK)
		a.retire("phone_type", "other") // of another list
		a.do("DELETE", a.optionPath("email_type", "work"), nil).want(http.StatusNoContent)
		a.patch(a.optionPath("email_type", "personal"), object{"is_active": true}).want(http.StatusOK)
		a.do("DELETE", last, nil).want(http.StatusNoContent)
	})
}

// TestFiltersTakeRetiredOptions: a filter finds who has a retired value; one
// that the list does not have is an error.
func TestFiltersTakeRetiredOptions(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, list := range []string{"contact_type", "source"} {
			a.addOption(list, "Novel one")
			a.post("/contacts", object{"first_name": "Ada", list: "Novel one"}).want(http.StatusCreated)
			a.retire(list, "Novel one")
			if n := len(a.get("/contacts?" + list + "=Novel+one").results()); n != 1 {
				t.Errorf("%s: found %d", list, n)
			}
			for _, unknown := range []string{"novel", "other,novel", "mobile"} {
				if fault := a.get("/contacts?" + list + "=" + unknown).wantFault(list); fault["code"] != "invalid_choice" {
					t.Errorf("%s=%s: got %v", list, unknown, fault)
				}
			}
		}
	})
}

// TestRetiredWhileOthersWrite: once it is said that a value is retired, no new
// record takes it, whoever was about to write one.
func TestRetiredWhileOthersWrite(t *testing.T) {
	eachAPI(t, func(a *api) {
		const writers, rounds = 4, 5
		for round := range rounds {
			value := fmt.Sprint("round ", round)
			path := a.addOption("source", value)
			count := func() int {
				return int(a.get("/contacts?page_size=1&source=" + strings.ReplaceAll(value, " ", "+")).want(http.StatusOK).json()["count"].(float64))
			}
			begun := make(chan bool, writers)
			statuses := make(chan int, writers)
			var all sync.WaitGroup
			for range writers {
				all.Go(func() {
					for n := 0; ; n++ {
						status := a.post("/contacts", object{"first_name": "Ada", "source": value}).status
						if n == 0 {
							begun <- true
						}
						if status != http.StatusCreated {
							statuses <- status
							return
						}
					}
				})
			}
			for range writers {
				<-begun
			}
			a.patch(path, object{"is_active": false}).want(http.StatusOK)
			acknowledged := count()
			all.Wait()
			if n := count(); n != acknowledged || n < writers {
				t.Errorf("%d records have the value, %d had it when it was retired", n, acknowledged)
			}
			for range writers {
				if status := <-statuses; status != http.StatusBadRequest {
					t.Errorf("a writer got %d", status)
				}
			}
		}
	})
}

// TestRulesOfAnotherProcess: what one process retires no other one writes, even
// if it read the lists just before. A change of nothing in between is no way
// around that.
func TestRulesOfAnotherProcess(t *testing.T) {
	eachAPI(t, func(a *api) {
		other := newAPI(a.T, a.db, a.clock)
		path := a.addOption("source", "fair")
		body := object{"first_name": "Ada", "source": "fair"}
		readRules := func() {
			a.clock.ahead += 2 * time.Second // so that the rules are not those kept before
			other.get("/openapi.json").want(http.StatusOK)
		}
		for range 3 {
			readRules()
			other.post("/contacts", body).want(http.StatusCreated)
			a.patch(path, object{"is_active": false}).want(http.StatusOK)
			other.post("/contacts", body).wantFault("/source")
			a.patch(path, object{"is_active": true}).want(http.StatusOK)

			a.patch(path, object{"label": "fair"}).want(http.StatusOK)
			readRules()
			a.patch(path, object{"is_active": false}).want(http.StatusOK)
			other.post("/contacts", body).wantFault("/source")
			a.patch(path, object{"is_active": true}).want(http.StatusOK)
		}
	})
}

// TestRacingForAnOption: of several who make the same option at once one does,
// and those who move others leave no gaps and no doubles.
func TestRacingForAnOption(t *testing.T) {
	eachAPI(t, func(a *api) {
		const racers = 6
		same, moved := make(chan int, racers), make(chan int, racers)
		for n := range racers {
			go func() {
				same <- a.post("/options", object{"list": "source", "value": "same", "position": n + 1}).status
			}()
			go func() {
				moved <- a.post("/options", object{"list": "source", "value": fmt.Sprint("own ", n), "position": 1}).status
			}()
		}
		got := map[int]int{}
		for range racers {
			got[<-same]++
			if status := <-moved; status != http.StatusCreated {
				t.Errorf("got %d", status)
			}
		}
		if got[http.StatusCreated] != 1 || got[http.StatusBadRequest] != racers-1 {
			t.Errorf("got %v", got)
		}
		for i, o := range a.get("/options?list=source").results() {
			if o["position"] != float64(i+1) {
				t.Errorf("%v stands at %v, want %d", o["value"], o["position"], i+1)
			}
		}
	})
}
