package restapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/liaison/liaison/internal/auth"
)

// namedKinds are the kinds of record that paths name by external ids, each with a
// body that makes one.
func namedKinds() map[string]func(word string) object {
	return map[string]func(word string) object{
		"/contacts":      func(word string) object { return object{"first_name": word} },
		"/organizations": func(word string) object { return company(word, nil) },
	}
}

// eachNamed runs fn on both engines for each kind of record that paths name by an
// external id.
func eachNamed(t *testing.T, fn func(a *api, all string, body func(word string) object)) {
	t.Helper()
	eachAPI(t, func(a *api) {
		for all, body := range namedKinds() {
			a.run(strings.TrimPrefix(all, "/"), func(a *api) { fn(a, all, body) })
		}
	})
}

func TestRecordsByAnExternalID(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		one := all + "/by/crm/4711"
		a.get(one).want(http.StatusNotFound)
		a.patch(one, object{}).want(http.StatusNotFound)
		a.do("DELETE", one, nil).want(http.StatusNotFound)
		made := a.do("PUT", one, body("Ada")).want(http.StatusCreated)
		id := made.id()
		if got := made.header.Get("Location"); got != "/api/v1"+all+"/"+id {
			t.Errorf("got Location %q", got)
		}
		if got := made.json().object("external_ids"); len(got) != 1 || got["crm"] != "4711" {
			t.Errorf("got the external ids %v", got)
		}
		read := a.get(one).want(http.StatusOK)
		if read.id() != id || read.header.Get("ETag") != made.header.Get("ETag") {
			t.Errorf("read %s %s, made %s", read.header.Get("ETag"), read.body, made.body)
		}
		a.do("HEAD", one, nil).want(http.StatusOK)
		a.do("HEAD", one+"/", nil).want(http.StatusOK)
		a.get(one, "If-None-Match: "+read.header.Get("ETag")).want(http.StatusNotModified)
		if got := a.get(one + "?fields=id").want(http.StatusOK).json(); len(got) != 1 || got["id"] != id {
			t.Errorf("got %v", got)
		}
		same := a.do("PUT", one, body("Ada")).want(http.StatusOK)
		if same.id() != id || same.json()["version"] != 1.0 || same.header.Get("Location") != "" {
			t.Errorf("the same again: %s", same.body)
		}
		more := body("Ada")
		more["external_ids"] = object{"crm": "4711", "erp": "1"}
		more["status"] = "inactive"
		changed := a.do("PUT", one, more).want(http.StatusOK).json()
		if changed["version"] != 2.0 || changed["status"] != "inactive" || changed.object("external_ids")["erp"] != "1" {
			t.Errorf("got %v", changed)
		}
		if got := a.patch(all+"/by/erp/1", object{"external_ids": object{"crm": nil}}).want(http.StatusOK); got.id() != id {
			t.Errorf("got %s", got.body)
		}
		a.get(one).want(http.StatusNotFound)
		a.do("DELETE", all+"/by/erp/1", nil).want(http.StatusNoContent)
		a.get(all + "/" + id).want(http.StatusNotFound)
		a.wantLog()
	})
}

// TestExternalIDsInPathsAreAnyText: what an external id may hold can stand in a path.
func TestExternalIDsInPathsAreAnyText(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		ids := map[string]string{} // by the record
		for i, name := range [][2]string{
			{"a/b", "c"},
			{"a", "b/c"},
			{"a", "b/c/"},
			{"a", "/"},
			{"a", "x//y"},
			{"a:b", "c:d"},
			{"a b", " c  d "},
			{"crm", "100%"},
			{"crm", "%2F"},
			{"crm", "."},
			{"crm", ".."},
			{"Ünïcode", "名前/日本"},
			{"email_addresses", "a"},
			{"email-addresses", "a"},
			{"by", "by"},
			{"crm", "?a=b#c"},
			{"crm", "+1 555"},
			{"crm", strings.Repeat("é", 255)},
			{strings.Repeat("s", 255), "1"},
			{"crm", "'; DROP TABLE contacts"},
			{"CRM", "x"},
			{"crm", "x"},
			{"crm", "X"},
		} {
			path := all + "/by/" + escape(name[0]) + "/" + escape(name[1])
			made := a.do("PUT", path, body(fmt.Sprint(i))).want(http.StatusCreated)
			if got := made.json().object("external_ids")[strings.TrimSpace(name[0])]; got != strings.TrimSpace(name[1]) {
				t.Errorf("%v became %v", name, made.json()["external_ids"])
			}
			ids[made.id()] = path
		}
		if len(ids) != 23 {
			t.Errorf("%d records were made", len(ids))
		}
		for id, path := range ids {
			if got := a.get(path + "/").want(http.StatusOK).id(); got != id {
				t.Errorf("%s is %s, want %s", path, got, id)
			}
			a.patch(path, object{"status": "inactive"}).want(http.StatusOK)
			a.do("DELETE", path, nil).want(http.StatusNoContent)
			a.get(path).want(http.StatusNotFound)
		}
	})
}

// escape escapes a segment of a path, dots too, which clients resolve.
func escape(segment string) string { return strings.ReplaceAll(url.PathEscape(segment), ".", "%2E") }

func TestExternalIDsThatNoRecordHas(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		for path, at := range map[string]string{
			"/by/%20/1": "system", "/by/crm/%20": "external", "/by/crm/%00": "external", "/by/%ff/1": "system", "/by/crm/%ff": "external",
			"/by/crm/" + strings.Repeat("x", 256): "external", "/by/" + strings.Repeat("x", 256) + "/1": "system",
		} {
			a.get(all + path).want(http.StatusNotFound)
			a.patch(all+path, object{}).want(http.StatusNotFound)
			a.do("DELETE", all+path, nil).want(http.StatusNotFound)
			a.wantNothingWritten(func() { a.do("PUT", all+path, body("x")).wantFault(at) })
		}
		for _, path := range []string{"/by", "/by/crm", "/by//1", "/by/crm/1/2"} {
			a.get(all + path).want(http.StatusNotFound)
		}
		a.post(all+"/by/crm/1", body("x")).want(http.StatusMethodNotAllowed)
		if got := a.do("OPTIONS", all+"/by/crm/1", nil).want(http.StatusNoContent).header.Get("Allow"); got != "GET, HEAD, PUT, PATCH, DELETE, OPTIONS" {
			t.Errorf("got Allow %q", got)
		}
	})
}

func TestUpsertsThatAreRefused(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		with := func(ids any) object {
			b := body("Ada")
			b["external_ids"] = ids
			return b
		}
		refused := func(path string, body any, at string) object {
			a.Helper()
			var fault object
			a.wantNothingWritten(func() { fault = a.do("PUT", all+path, body).wantFault(at) })
			return fault
		}
		for _, round := range []string{"a new one", "one that is there"} {
			for _, ids := range []any{object{"crm": "2"}, object{"crm": nil}, object{"crm": 1}} {
				if got := refused("/by/crm/1", with(ids), "/external_ids/crm"); got.text("code") != "contradiction" && got.text("code") != "invalid_type" {
					t.Errorf("%s: %v: got %v", round, ids, got)
				}
			}
			refused("/by/crm/1", with(nil), "/external_ids")
			refused("/by/crm/1", object{"nothing": 1}, "/nothing")
			refused("/by/crm/1?page=1", body("Ada"), "page")
			a.do("PUT", all+"/by/crm/1", "[]").want(http.StatusBadRequest)
			if round == "a new one" {
				a.do("PUT", all+"/by/crm/1", body("Ada")).want(http.StatusCreated)
			}
		}
		if all == "/organizations" { // PUT asks for the required fields
			refused("/by/crm/1", object{}, "/code")
			refused("/by/crm/2", object{}, "/code")
		} else {
			refused("/by/crm/2", object{}, "/first_name")
		}
		// Another record has an id that the body says.
		a.do("PUT", all+"/by/erp/1", body("Eve")).want(http.StatusCreated)
		if got := refused("/by/crm/1", with(object{"erp": "1"}), "/external_ids/erp"); got.text("conflict") == "" {
			t.Errorf("got %v", got)
		}
		if got := refused("/by/crm/3", with(object{"erp": "1"}), "/external_ids/erp"); got.text("code") != "unique" {
			t.Errorf("got %v", got)
		}
	})
}

func TestConditionsOfUpserts_CON_07(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		one := all + "/by/crm/1"
		for _, match := range []string{`If-Match: "1.1"`, "If-Match: *"} { // nothing is there that could match
			a.do("PUT", one, body("Ada"), match).want(http.StatusPreconditionFailed)
			a.patch(one, object{}, match).want(http.StatusPreconditionFailed)
			a.do("DELETE", one, nil, match).want(http.StatusPreconditionFailed)
		}
		made := a.do("PUT", one, body("Ada"), "If-None-Match: *").want(http.StatusCreated)
		a.do("PUT", one, body("Ada"), "If-None-Match: *").want(http.StatusPreconditionFailed)
		etag := made.header.Get("ETag")
		changed := a.patch(one, object{"status": "inactive"}, "If-Match: "+etag).want(http.StatusOK)
		a.do("PUT", one, body("Ada"), "If-Match: "+etag).want(http.StatusPreconditionFailed)
		a.do("DELETE", one, nil, "If-Match: "+etag).want(http.StatusPreconditionFailed)
		a.do("PUT", one, body("Ada"), "If-Match: "+changed.header.Get("ETag")).want(http.StatusOK)
		a.do("DELETE", one, nil, "If-Match: *").want(http.StatusNoContent)
	})
}

func TestPatchByAnExternalIDOnce(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		for i, path := range []string{"/by/a/b%2Fc", "/by/a%2Fb/c"} { // which are two
			a.do("PUT", all+path, body(fmt.Sprint(i))).want(http.StatusCreated)
			first := a.patch(all+path, object{"status": "inactive"}, "Idempotency-Key: k").want(http.StatusOK)
			if first.header.Get("Idempotent-Replayed") != "" {
				t.Errorf("%s: the first one is a replay", path)
			}
			a.do("DELETE", all+path, nil).want(http.StatusNoContent)
			again := a.patch(all+path, object{"status": "inactive"}, "Idempotency-Key: k").want(http.StatusOK)
			if again.header.Get("Idempotent-Replayed") != "true" || string(again.body) != string(first.body) {
				t.Errorf("%s: got %s again", path, again.body)
			}
			a.patch(all+path, object{"status": "active"}, "Idempotency-Key: k").want(http.StatusUnprocessableEntity)
		}
	})
}

func TestPermissionsOfUpserts(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		kind := strings.TrimSuffix(strings.TrimPrefix(all, "/"), "s")
		only := func(verb string) string { return bearer(a.keyWith(auth.Permission(verb + "_" + kind))) }
		one := all + "/by/crm/1"
		for _, verb := range []string{"view", "change", "delete"} {
			a.do("PUT", one, body("Ada"), only(verb)).want(http.StatusForbidden)
		}
		a.do("PUT", one, body("Ada"), only("add")).want(http.StatusCreated)
		for _, verb := range []string{"view", "add", "delete"} {
			a.do("PUT", one, body("Ada"), only(verb)).want(http.StatusForbidden)
			a.patch(one, object{}, only(verb)).want(http.StatusForbidden)
		}
		a.do("PUT", one, body("Ada"), only("change")).want(http.StatusOK)
		a.patch(one, object{}, only("change")).want(http.StatusOK)
		a.get(one, only("change")).want(http.StatusForbidden)
		a.do("DELETE", one, nil, only("change")).want(http.StatusForbidden)
		a.get(one, only("view")).want(http.StatusOK)
		a.do("DELETE", one, nil, only("delete")).want(http.StatusNoContent)
	})
}

// TestUpsertsRace: of 32 requests that make the same record at once one does, and
// the others change it; none fails, also where it is deleted meanwhile.
func TestUpsertsRace(t *testing.T) {
	eachNamed(t, func(a *api, all string, body func(string) object) {
		servers := []*api{a, newAPI(a.T, a.db, a.clock), newAPI(a.T, a.db, a.clock)}
		race := func(one string, also func()) map[int]int {
			a.Helper()
			var wg sync.WaitGroup
			var mu sync.Mutex
			statuses := map[int]int{}
			for i := range 32 {
				wg.Go(func() {
					more := maps.Clone(body("Ada"))
					more["language"] = []string{"en", "de", "fr", "ja"}[i%4]
					got := servers[i%len(servers)].do("PUT", one, more)
					mu.Lock()
					defer mu.Unlock()
					if statuses[got.status]++; got.status >= 300 {
						t.Errorf("got %d %s", got.status, got.body)
					}
				})
			}
			also()
			wg.Wait()
			return statuses
		}
		if got := race(all+"/by/crm/1", func() {}); got[http.StatusCreated] != 1 || got[http.StatusOK] != 31 {
			t.Errorf("got the statuses %v", got)
		}
		if got := a.get(all + "?external_id=crm:1").results(); len(got) != 1 {
			t.Errorf("%d records were made", len(got))
		}
		race(all+"/by/crm/1", func() {
			for range 8 {
				if got := a.do("DELETE", all+"/by/crm/1", nil); got.status != http.StatusNoContent && got.status != http.StatusNotFound {
					t.Errorf("DELETE: got %d %s", got.status, got.body)
				}
			}
		})
		a.wantLog()
	})
}
