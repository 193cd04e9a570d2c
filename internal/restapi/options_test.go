package restapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// optionPath is the path of the option with a value.
func (a *api) optionPath(list, value string) string {
	a.Helper()
	found := a.get("/options?list=" + list + "&value=" + url.QueryEscape(value)).results()
	if len(found) != 1 {
		a.Fatalf("%d options %q in %s", len(found), value, list)
	}
	return "/options/" + found[0].text("id")
}

// addOption makes an option and returns its path.
func (a *api) addOption(list, value string) string {
	a.Helper()
	return "/options/" + a.post("/options", object{"list": list, "value": value}).want(http.StatusCreated).id()
}

// retire retires the option with a value.
func (a *api) retire(list, value string) {
	a.Helper()
	a.patch(a.optionPath(list, value), object{"is_active": false}).want(http.StatusOK)
}

// wantOrder fails the test unless a list has the values in their order, with
// the positions from 1 on.
func (a *api) wantOrder(list string, want ...string) {
	a.Helper()
	var got []string
	for i, o := range a.get("/options?page_size=200&list=" + list).results() {
		got = append(got, o.text("value"))
		if o["position"] != float64(i+1) {
			a.Errorf("%s has the position %v, want %d", o.text("value"), o["position"], i+1)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		a.Errorf("%s (-want +got):\n%s", list, diff)
	}
}

func TestOptionsWholeLife(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/options", object{"list": "contact_type", "value": "  Presse ", "label": " Newspapers "}).want(http.StatusCreated)
		o := made.json()
		if o["list"] != "contact_type" || o["value"] != "Presse" || o["label"] != "Newspapers" || o["position"] != 6.0 ||
			o["is_active"] != true || o["version"] != 1.0 {
			t.Errorf("got %v", o)
		}
		path := "/options/" + made.id()
		if got := made.header.Get("Location"); got != "/api/v1"+path {
			t.Errorf("got Location %q", got)
		}
		read := a.get(path).want(http.StatusOK)
		if string(read.body) != string(made.body) || read.header.Get("ETag") != made.header.Get("ETag") {
			t.Errorf("got %s %s", read.header.Get("ETag"), read.body)
		}
		a.get(path, "If-None-Match: "+read.header.Get("ETag")).want(http.StatusNotModified)
		if got := string(a.get(path + "?fields=value,label").body); got != `{"label":"Newspapers","value":"Presse"}` {
			t.Errorf("got %s", got)
		}
		// What was read can be written back, with every method, and changes nothing.
		for _, method := range []string{"PATCH", "PUT"} {
			if got := a.do(method, path, o).want(http.StatusOK).json(); got["version"] != 1.0 {
				t.Errorf("%s: got %v", method, got)
			}
		}
		changed := a.patch(path, object{"label": nil}, "If-Match: "+read.header.Get("ETag")).want(http.StatusOK).json()
		if changed["label"] != "Presse" || changed["version"] != 2.0 {
			t.Errorf("got %v", changed)
		}
		if got := a.do("PUT", path, object{"list": "contact_type", "value": "Presse", "label": "Press"}).want(http.StatusOK).json(); got["label"] != "Press" {
			t.Errorf("got %v", got)
		}
		stale := "If-Match: " + read.header.Get("ETag")
		a.patch(path, object{"label": "x"}, stale).want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil, stale).want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.get(path).want(http.StatusNotFound)
		a.do("DELETE", path, nil).want(http.StatusNotFound)
		a.patch(path, object{"label": "x"}).want(http.StatusNotFound)
		a.wantOrder("contact_type", "primary", "billing", "support", "technical", "other")
	})
}

func TestOptionRefusals(t *testing.T) {
	eachAPI(t, func(a *api) {
		other := a.optionPath("source", "other")
		post := func(change object) *answer {
			body := object{"list": "source", "value": "fair"}
			for name, value := range change {
				body[name] = value
			}
			return a.post("/options", body)
		}
		for _, c := range []struct {
			at, code string
			body     object
		}{
			{"/list", "unknown_value", object{"list": "colour"}},
			{"/list", "null", object{"list": nil}},
			{"/list", "invalid_type", object{"list": 1}},
			{"/value", "required", object{"value": "  "}},
			{"/value", "null", object{"value": nil}},
			{"/value", "too_long", object{"value": strings.Repeat("é", 51)}},
			{"/value", "invalid_text", object{"value": "a\tb"}},
			{"/value", "invalid_value", object{"value": "a,b"}},
			{"/value", "invalid_value", object{"value": `a"b`}},
			{"/value", "unique", object{"value": "Other"}},
			{"/value", "unique", object{"value": "ｏｔｈｅｒ"}},
			{"/label", "too_long", object{"label": strings.Repeat("é", 101)}},
			{"/label", "invalid_text", object{"label": "a\x01"}},
			{"/position", "out_of_range", object{"position": 0}},
			{"/position", "out_of_range", object{"position": -1}},
			{"/position", "null", object{"position": nil}},
			{"/position", "invalid_type", object{"position": "1"}},
			{"/position", "invalid_type", object{"position": 1.5}},
			{"/position", "invalid_type", object{"position": 1e30}},
			{"/is_active", "null", object{"is_active": nil}},
			{"/is_active", "invalid_type", object{"is_active": "yes"}},
			{"/colour", "unknown_field", object{"colour": "red"}},
		} {
			fault := post(c.body).wantFault(c.at)
			if fault["code"] != c.code {
				t.Errorf("POST %v: got %v, want the code %s", c.body, fault, c.code)
			}
			if c.code == "unique" && fault["conflict"] != strings.TrimPrefix(other, "/options/") {
				t.Errorf("POST %v: got %v", c.body, fault)
			}
			if c.at != "/list" && c.at != "/value" {
				a.patch(other, c.body).wantFault(c.at)
			}
		}
		for _, method := range []string{"POST", "PUT"} {
			path := map[string]string{"POST": "/options", "PUT": other}[method]
			empty := a.do(method, path, object{"position": 0})
			for at, code := range map[string]string{"/list": "required", "/value": "required", "/position": "out_of_range"} {
				if fault := empty.wantFault(at); fault["code"] != code {
					t.Errorf("%s: got %v", method, fault)
				}
			}
		}
		for _, body := range []object{{"value": "Other"}, {"value": "others"}, {"value": ""}} {
			if fault := a.patch(other, body).wantFault("/value"); fault["code"] != "immutable" {
				t.Errorf("%v: got %v", body, fault)
			}
		}
		if fault := a.patch(other, object{"list": "contact_type"}).wantFault("/list"); fault["code"] != "immutable" {
			t.Errorf("got %v", fault)
		}
		a.post("/options?x=1", object{}).wantFault("x")
		a.do("DELETE", other+"?x=1", nil).wantFault("x")
		a.get("/options/other").want(http.StatusNotFound)
		a.patch("/options/other", object{}).want(http.StatusNotFound)
		a.do("DELETE", "/options/other", nil).want(http.StatusNotFound)
		a.post("/options", "[]").wantFault("")
		if n := a.count("options"); n != 25 {
			t.Errorf("there are %d options", n)
		}
		// The same value in another list is another option; other scripts are welcome.
		a.addOption("email_type", "website")
		a.addOption("source", "Messe Köln – 展示会")
	})
}

func TestOptionPermissions(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := a.optionPath("phone_type", "fax")
		for _, role := range []string{"viewer", "editor"} {
			as := "Authorization: Bearer " + a.newKey(role)
			a.get("/options", as).want(http.StatusOK)
			a.get(path, as).want(http.StatusOK)
			a.post("/options", object{"list": "source", "value": "x"}, as).want(http.StatusForbidden)
			a.patch(path, object{"label": "x"}, as).want(http.StatusForbidden)
			a.do("PUT", path, object{"list": "phone_type", "value": "fax"}, as).want(http.StatusForbidden)
			a.do("DELETE", path, nil, as).want(http.StatusForbidden)
		}
	})
}

func TestOptionOrder(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/options", object{"list": "email_type", "value": "first", "position": 1}).want(http.StatusCreated)
		a.wantOrder("email_type", "first", "primary", "work", "personal", "other")
		first := a.optionPath("email_type", "first")
		a.patch(first, object{"position": 3}).want(http.StatusOK)
		a.wantOrder("email_type", "primary", "work", "first", "personal", "other")
		if got := a.patch(first, object{"position": 99}).want(http.StatusOK).json()["position"]; got != 5.0 {
			t.Errorf("got the position %v", got)
		}
		a.wantOrder("email_type", "primary", "work", "personal", "other", "first")
		a.do("DELETE", a.optionPath("email_type", "work"), nil).want(http.StatusNoContent)
		a.wantOrder("email_type", "primary", "personal", "other", "first")
		// Retired ones keep their place.
		a.retire("email_type", "personal")
		a.post("/options", object{"list": "email_type", "value": "last", "position": 1000, "is_active": false}).want(http.StatusCreated)
		a.wantOrder("email_type", "primary", "personal", "other", "first", "last")
	})
}

// TestMovedOptionsSayWhy: each option that moves has a change of its own, whose
// cause is the one that was asked for.
func TestMovedOptionsSayWhy(t *testing.T) {
	eachAPI(t, func(a *api) {
		newest := func() float64 { return a.get("/changes?ordering=-number&page_size=1").results()[0]["number"].(float64) }
		for _, c := range []struct {
			name, action string
			do           func()
			moved        []string
		}{
			{"create", "create", func() {
				a.post("/options", object{"list": "address_type", "value": "farm", "position": 4}).want(http.StatusCreated)
			}, []string{"shipping 5", "other 6"}},
			{"move", "update", func() {
				a.patch(a.optionPath("address_type", "farm"), object{"position": 2}).want(http.StatusOK)
			}, []string{"work 3", "billing 4"}},
			{"relabel", "update", func() {
				a.patch(a.optionPath("address_type", "farm"), object{"label": "Farm"}).want(http.StatusOK)
			}, nil},
			{"delete", "delete", func() {
				a.do("DELETE", a.optionPath("address_type", "farm"), nil).want(http.StatusNoContent)
			}, []string{"work 2", "billing 3", "shipping 4", "other 5"}},
			{"nothing", "", func() {
				a.patch(a.optionPath("address_type", "work"), object{"position": 2, "label": "Work", "is_active": true}).want(http.StatusOK)
			}, nil},
		} {
			before := newest()
			c.do()
			changes := a.get(fmt.Sprintf("/changes?after=%.0f", before)).results()
			if c.action == "" {
				if len(changes) != 0 {
					t.Errorf("%s: got %v", c.name, changes)
				}
				continue
			}
			asked := changes[0]
			if asked["action"] != c.action || asked["kind"] != "option" || asked["cause"] != nil {
				t.Errorf("%s: got %v", c.name, asked)
			}
			var moved []string
			for _, change := range changes[1:] {
				after := change.object("after")
				moved = append(moved, fmt.Sprint(after["value"], " ", after["position"]))
				if change["cause"] != asked["number"] || fmt.Sprint(change["changed"]) != "[position]" ||
					after["version"] != change.object("before")["version"].(float64)+1 {
					t.Errorf("%s: got %v", c.name, change)
				}
			}
			if diff := cmp.Diff(c.moved, moved); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestOptionList(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.addOption("source", "fair")
		a.patch(a.optionPath("source", "fair"), object{"label": "Große Messe"}).want(http.StatusOK)
		a.retire("source", "import")
		for query, want := range map[string]string{
			"list=source&is_active=true":                  "website referral conference api other fair",
			"list=source&is_active=false":                 "import",
			"list=email_type,phone_type&value=work":       "work work",
			"list=phone_type&ordering=-position":          "other fax home work mobile",
			"list=source&ordering=-created_at&search=gro": "fair",
			"search=grosse+mes":                           "fair",
			"value=FAIR":                                  "fair",
			"value__exact=FAIR":                           "",
			"value__startswith=re":                        "referral",
			"page_size=6":                                 "home work billing shipping other primary",
		} {
			var got []string
			for _, o := range a.get("/options?" + query).results() {
				got = append(got, o.text("value"))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: got %s, want %s", query, got, want)
			}
		}
		a.get("/options?list=colour").wantFault("list")
		a.get("/options?label=x").wantFault("label")
		a.get("/options?ordering=label").wantFault("ordering")
		a.get("/options?is_active=perhaps").wantFault("is_active")
		if got := a.get("/options").want(http.StatusOK).json()["count"]; got != 26.0 {
			t.Errorf("got the count %v", got)
		}
	})
}

func TestAnOptionListHas500Values(t *testing.T) {
	eachAPI(t, func(a *api) {
		for n := 6; n < 500; n++ { // five are there, and one more comes below
			_, err := a.db.Exec(a.Context(), fmt.Sprintf(`INSERT INTO options (workspace_id, id, list, value, value_key, label,
				position, created_at, updated_at, version)
				SELECT workspace_id, '%s', list, 'v%[2]d', 'v%[2]d', 'v', %[2]d, created_at, updated_at, version FROM options
				WHERE workspace_id = $1 AND list = 'phone_type' AND value = 'fax'`, a.db.NewID(), n), a.ws)
			if err != nil {
				a.Fatal(err)
			}
		}
		a.addOption("phone_type", "the last")
		if fault := a.post("/options", object{"list": "phone_type", "value": "one more"}).wantFault("/list"); fault["code"] != "too_many" {
			t.Errorf("got %v", fault)
		}
		a.addOption("source", "one more")
	})
}

// TestDocumentShowsTheOptionsOfNow: the document follows the lists at once.
func TestDocumentShowsTheOptionsOfNow(t *testing.T) {
	eachAPI(t, func(a *api) {
		shown := func(schema, field string) object {
			return a.get("/openapi.json").want(http.StatusOK).json().object("components").object("schemas").object(schema).
				object("properties").object(field)
		}
		a.get("/openapi.json").want(http.StatusOK)
		a.addOption("contact_type", "press")
		a.retire("contact_type", "primary")
		field := shown("ContactInput", "contact_type")
		if got := fmt.Sprint(field["enum"]); got != "[billing support technical other press]" {
			t.Errorf("got %s", got)
		}
		if got := field.text("description"); !strings.Contains(got, "A new one is billing unless said otherwise.") {
			t.Errorf("got %s", got)
		}
		if got := shown("EmailAddressInput", "email_type").text("description"); !strings.Contains(got, "A new one is personal unless") {
			t.Errorf("got %s", got)
		}
	})
}
