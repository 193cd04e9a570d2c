package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const minimal = "Prefer: return=minimal"

// wantMinimal fails the test unless a write was answered without the record.
func (r *answer) wantMinimal(status int) *answer {
	r.Helper()
	r.want(status)
	if len(r.body) > 0 || r.header.Get("Content-Type") != "" || r.header.Get("Preference-Applied") != "return=minimal" || r.header.Get("ETag") == "" {
		r.Errorf("got %v %s", r.header, r.body)
	}
	if created := status == http.StatusCreated; created != (r.header.Get("Location") != "") {
		r.Errorf("Location: %s", r.header.Get("Location"))
	}
	return r
}

func TestPreferMinimal(t *testing.T) {
	eachAPI(t, func(a *api) {
		for path, body := range map[string]object{
			"/contacts": {"first_name": "A"}, "/tags": {"name": "A"}, "/addresses": {"city": "Bonn"},
			"/organizations": {"name": "A", "code": "A", "organization_type": "Company"}, "/organization-types": {"name": "A"},
			"/options": {"list": "source", "value": "fair"}, "/custom-fields": {"record_kind": "contact", "key": "a", "type": "text"},
			"/roles": {"name": "A"}, "/users": {"username": "anna", "role": "viewer"},
		} {
			made := a.post(path, body, minimal).wantMinimal(http.StatusCreated)
			one := a.server.URL + made.header.Get("Location")
			read := a.get(one).want(http.StatusOK)
			if read.header.Get("ETag") != made.header.Get("ETag") {
				a.Errorf("%s: ETag %s, then %s", path, made.header.Get("ETag"), read.header.Get("ETag"))
			}
			a.patch(one, object{}, minimal).wantMinimal(http.StatusNoContent)
			a.do("DELETE", one, nil, minimal).want(http.StatusNoContent)
		}
		path := "/contacts/" + a.post("/contacts", object{"first_name": "A"}).id()
		number := a.post(path+"/phone_numbers", object{"phone_number": "+442079460958"}, minimal).wantMinimal(http.StatusCreated)
		a.do("PUT", a.server.URL+number.header.Get("Location"), object{"phone_number": "+442079460959"}, minimal).wantMinimal(http.StatusNoContent)
		if got := a.get(path).json().text("primary_phone"); got != "+442079460959" {
			a.Errorf("got %s", got)
		}
		a.post(path+"/phone_numbers", object{"phone_number": "x"}, minimal).wantFault("/phone_number")
		a.post("/changes/1/undo", nil, minimal, "Prefer: return=minimal").want(http.StatusConflict)
	})
}

func TestPreferences(t *testing.T) {
	eachAPI(t, func(a *api) {
		for prefer, want := range map[string]string{
			"return=minimal":                              "return=minimal",
			`respond-async, RETURN="Minimal"; x=1`:        "return=minimal",
			`x="a, return=representation";y=","`:          "",
			"return=representation, return=minimal":       "return=representation",
			"return=representation":                       "return=representation",
			"return=everything":                           "",
			"return":                                      "",
			"handling=strict, wait=10":                    "",
			`foo="unclosed, return=minimal`:               "",
			"wait=1 ; z=\"a;b\" , return = minimal ; q=1": "return=minimal",
		} {
			r := a.post("/contacts", object{"first_name": "A"}, "Prefer: "+prefer).want(http.StatusCreated)
			if got := r.header.Get("Preference-Applied"); got != want || (len(r.body) == 0) != (want == "return=minimal") {
				a.Errorf("%s: applied %q, %d bytes", prefer, got, len(r.body))
			}
		}
		// A key is shown this once: without it in the answer it would be lost.
		made := a.post("/api-keys", object{"name": "k", "role": "viewer"}, minimal).want(http.StatusCreated)
		if made.json().text("key") == "" || made.header.Get("Preference-Applied") != "" {
			a.Errorf("got %s", made.body)
		}
		if r := a.get("/contacts", minimal).want(http.StatusOK); r.header.Get("Preference-Applied") != "" || len(r.body) == 0 {
			a.Error("a read went by it")
		}
	})
}

// The same key again gets the first answer, whatever the client prefers by then.
func TestPreferAndIdempotencyKeys_CON_08(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{"first_name": "A"}
		first := a.post("/contacts", body, minimal, "Idempotency-Key: a").wantMinimal(http.StatusCreated)
		for _, prefer := range []string{minimal, "Prefer: ", "Prefer: return=representation"} {
			again := a.post("/contacts", body, prefer, "Idempotency-Key: a").wantMinimal(http.StatusCreated)
			if again.header.Get("Location") != first.header.Get("Location") || again.header.Get("Idempotent-Replayed") != "true" {
				a.Errorf("got %v", again.header)
			}
		}
		whole := a.post("/contacts", body, "Idempotency-Key: b").want(http.StatusCreated)
		again := a.post("/contacts", body, minimal, "Idempotency-Key: b").want(http.StatusCreated)
		if diff := cmp.Diff(string(whole.body), string(again.body)); diff != "" || again.header.Get("Preference-Applied") != "" {
			a.Error(diff)
		}
		path := "/contacts/" + whole.id()
		for range 2 {
			a.patch(path, object{"title": "x"}, minimal, "Idempotency-Key: c").wantMinimal(http.StatusNoContent)
		}
		some := a.post("/contacts?fields=first_name", body, "Idempotency-Key: d").want(http.StatusCreated)
		if replayed := a.post("/contacts?fields=first_name", body, "Idempotency-Key: d"); string(replayed.body) != string(some.body) {
			a.Errorf("got %s", replayed.body)
		}
		a.post("/contacts?fields=id", body, "Idempotency-Key: d").want(http.StatusUnprocessableEntity)
		if n := a.count("contacts"); n != 3 {
			a.Errorf("%d contacts", n)
		}
	})
}

func TestPreferMinimalInBatches(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "A"}).id()
		operations := []any{
			object{"action": "create", "body": object{"first_name": "B"}},
			object{"action": "update", "id": id, "body": object{"first_name": "C"}},
			object{"action": "upsert", "external_id": object{"crm": "1"}, "body": object{"first_name": "D"}},
			object{"action": "delete", "id": id},
		}
		got := a.post("/contacts/batch", object{"operations": operations}, minimal).want(http.StatusOK)
		var statuses []any
		for i, result := range got.json().list("results") {
			statuses = append(statuses, result["status"])
			if result["record"] != nil || (result["location"] != nil) != (i == 0 || i == 2) {
				a.Errorf("%d: %v", i, result)
			}
			if location := result.text("location"); location != "" {
				a.get(a.server.URL + location).want(http.StatusOK)
			}
		}
		if diff := cmp.Diff([]any{201.0, 204.0, 201.0, 204.0}, statuses); diff != "" || got.header.Get("Preference-Applied") != "return=minimal" {
			a.Error(diff, got.header)
		}
		operations[1] = object{"action": "update", "id": id, "body": object{"first_name": "C"}}
		refused := a.post("/contacts/batch", object{"operations": operations[1:2]}, minimal).want(http.StatusNotFound)
		if refused.json().list("results")[0].object("problem") == nil {
			a.Errorf("got %s", refused.body)
		}
	})
}

func TestFieldsOfWrites(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/contacts?fields=id,first_name", full()).want(http.StatusCreated)
		if got := made.json(); len(got) != 2 || got["first_name"] != full()["first_name"] || made.header.Get("Location") == "" {
			a.Errorf("got %s", made.body)
		}
		path := "/contacts/" + made.id()
		for _, method := range []string{"PUT", "PATCH"} {
			r := a.do(method, path+"?fields=title,version", object{"title": method}).want(http.StatusOK)
			if got := r.json(); len(got) != 2 || got["title"] != method {
				a.Errorf("%s: %s", method, r.body)
			}
		}
		channel := a.post(path+"/email_addresses?fields=email", object{"email": "x@example.org"}).want(http.StatusCreated)
		if got := string(channel.body); got != `{"email":"x@example.org"}` {
			a.Error(got)
		}
		one := a.server.URL + channel.header.Get("Location")
		if got := string(a.patch(one+"?fields=notes", object{"notes": "n"}).want(http.StatusOK).body); got != `{"notes":"n"}` {
			a.Error(got)
		}
		if got := string(a.post(path+"/phone_numbers?phone_region=GB&fields=phone_number", object{"phone_number": "020 7946 0958"}).want(http.StatusCreated).body); got != `{"phone_number":"+442079460958"}` {
			a.Error(got)
		}
		batch := a.post("/contacts/batch?fields=last_name", object{"operations": []any{object{"action": "create", "body": object{"last_name": "B"}}}})
		if got := string(batch.want(http.StatusOK).body); got != `{"results":[{"status":201,"record":{"last_name":"B"}}]}` {
			a.Error(got)
		}
		number := a.get("/changes?ordering=-number&page_size=1").results()[0]
		undone := a.post("/changes/"+string(mustEncode(t, number["number"]))+"/undo?fields=action", nil).want(http.StatusOK)
		if got := string(undone.body); got != `{"action":"delete"}` {
			a.Error(got)
		}
	})
}

// A field that the record has not is refused before anything is written.
func TestUnknownFieldsOfWrites(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "A"}).id()
		last := func() any { return a.get("/changes?ordering=-number&page_size=1").results()[0]["number"] }
		before := last()
		document := a.get("/openapi.json").json().object("paths")
		tried := 0
		for path, item := range document {
			for method, operation := range item.(map[string]any) {
				encoded := string(mustEncode(t, operation))
				if !strings.Contains(encoded, `"name":"fields"`) || method == "get" || superusersAlone(operation.(map[string]any)) {
					continue
				}
				tried++
				given := strings.NewReplacer("/workspaces/{id}", "/workspaces/"+a.ws, "{id}", id, "{channel}", id, "{number}", "1").Replace(path)
				r := a.do(strings.ToUpper(method), given+"?fields=id,nothing", object{"first_name": "B"})
				if fault := r.wantFault("fields"); fault["code"] != "unknown_field" {
					a.Errorf("%s %s: %v", method, path, fault)
				}
			}
		}
		if tried < 40 || last() != before {
			a.Errorf("%d were tried, and the last change is %v, was %v", tried, last(), before)
		}
		a.post("/contacts?fields=id&fields=title", object{"first_name": "B"}).wantFault("fields")
		a.do("DELETE", "/contacts/"+id+"?fields=id", nil).wantFault("fields")
	})
}
