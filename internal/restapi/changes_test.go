package restapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHistoryOfAContact(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated)
		path := "/contacts/" + made.id()
		changed := a.patch(path, object{"last_name": "King", "email_addresses": []any{object{"email": "a@example.com"}}}).want(http.StatusOK)
		a.patch(path, object{"last_name": "King"}).want(http.StatusOK) // changes nothing
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		history := a.get(path + "/history").results()
		var actions []string
		for _, c := range history {
			actions = append(actions, c.text("action"))
		}
		if diff := cmp.Diff([]string{"delete", "update", "create"}, actions); diff != "" {
			t.Fatal(diff)
		}
		update := history[1]
		if diff := cmp.Diff(map[string]any(made.json()), update["before"]); diff != "" {
			t.Error("before:", diff)
		}
		if diff := cmp.Diff(map[string]any(changed.json()), update["after"]); diff != "" {
			t.Error("after:", diff)
		}
		want := []any{"email_addresses", "full_name", "last_name", "primary_email"}
		if diff := cmp.Diff(want, update["changed"]); diff != "" {
			t.Error(diff)
		}
		if update.object("actor")["via"] != "key" || update["request_id"] == nil || update["cause"] != nil {
			t.Errorf("got %v", update)
		}
		one := a.get(fmt.Sprintf("/changes/%v", update["number"])).want(http.StatusOK)
		if diff := cmp.Diff(update, one.json()); diff != "" {
			t.Error(diff)
		}
		a.get(fmt.Sprintf("/changes/%v", update["number"]), "If-None-Match: "+one.header.Get("ETag")).want(http.StatusNotModified)
	})
}

func TestHistoryOfNobody(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.get("/contacts/x/history").want(http.StatusNotFound)
		a.get("/contacts/01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30/history").want(http.StatusNotFound)
		org := a.post("/organizations", object{"name": "A", "code": "A", "organization_type": "Company"}).want(http.StatusCreated).id()
		a.get("/contacts/" + org + "/history").want(http.StatusNotFound)
		if got := a.get("/organizations/" + org + "/history?action=delete").results(); len(got) != 0 {
			t.Errorf("got %v", got)
		}
		for _, number := range []string{"0", "-1", "x", "999999", "99999999999999999999"} {
			a.get("/changes/" + number).want(http.StatusNotFound)
		}
	})
}

func TestFeed(t *testing.T) {
	eachAPI(t, func(a *api) {
		start := a.get("/changes?ordering=-number&limit=1").results()[0]["number"].(float64)
		id := a.post("/contacts", object{"first_name": "Ada", "tags": []any{"VIP"}}).want(http.StatusCreated).id()
		a.patch("/contacts/"+id, object{"first_name": "Grace"}).want(http.StatusOK)
		var kinds []string
		after := start
		for {
			page := a.get(fmt.Sprintf("/changes?after=%.0f&limit=1", after)).results()
			if len(page) == 0 {
				break
			}
			if after++; page[0]["number"] != after {
				t.Fatalf("got number %v, want %v", page[0]["number"], after)
			}
			kinds = append(kinds, page[0].text("kind")+" "+page[0].text("action"))
		}
		if diff := cmp.Diff([]string{"tag create", "contact create", "contact update"}, kinds); diff != "" {
			t.Error(diff)
		}
		if got := a.get("/changes?kind=contact&action=update&record=" + id).results(); len(got) != 1 {
			t.Errorf("got %d", len(got))
		}
		a.get("/changes?after=x").wantFault("after")
		a.get("/changes?limit=1001").wantFault("limit")
		a.key = a.newKey("viewer")
		a.get("/changes").want(http.StatusOK)
		a.key = ""
		a.get("/changes").want(http.StatusUnauthorized)
	})
}
