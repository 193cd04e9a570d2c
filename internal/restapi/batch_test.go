package restapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/record"
)

// batch sends operations; headers are those of do.
func (a *api) batch(atomic bool, operations []object, headers ...string) *answer {
	a.Helper()
	return a.post("/contacts/batch", object{"atomic": atomic, "operations": operations}, headers...)
}

// create is an operation that makes a contact.
func create(body object) object { return object{"action": "create", "body": body} }

// of is an operation on what an id or an external id names.
func of(action, id string, body object) object {
	op := object{"action": action, "body": body}
	if system, inIt, ok := strings.Cut(id, ":"); ok {
		op["external_id"] = object{system: inIt}
	} else {
		op["id"] = id
	}
	if body == nil {
		delete(op, "body")
	}
	return op
}

// statuses are those of the results.
func (r *answer) statuses() string {
	r.Helper()
	var list []string
	for _, result := range r.json().list("results") {
		list = append(list, fmt.Sprint(result["status"]))
	}
	return strings.Join(list, " ")
}

func (r *answer) wantStatuses(want string) *answer {
	r.Helper()
	if got := r.statuses(); got != want {
		r.Fatalf("got statuses %s, want %s: %.2000s", got, want, r.body)
	}
	return r
}

// faults are the pointers of errors with their codes, sorted.
func (o object) faults() []string {
	var list []string
	for _, e := range o.list("errors") {
		list = append(list, e.text("pointer")+" "+e.text("code"))
	}
	slices.Sort(list)
	return list
}

// wantLog fails the test unless the numbers of the changes have no gap and the
// counts of the workspace are right.
func (a *api) wantLog() {
	a.Helper()
	var n, last, contacts, addresses int
	err := a.db.QueryRow(a.Context(), `SELECT COUNT(*), COALESCE(MAX(number), 0) FROM changes WHERE workspace_id = $1`, a.ws).Scan(&n, &last)
	if err != nil {
		a.Fatal(err)
	}
	err = a.db.QueryRow(a.Context(), `SELECT contacts, addresses FROM workspace_counters WHERE workspace_id = $1`, a.ws).Scan(&contacts, &addresses)
	if err != nil {
		a.Fatal(err)
	}
	if n != last || contacts != a.count("contacts") || addresses != a.count("addresses") {
		a.Errorf("%d changes up to %d, %d contacts counted of %d, %d addresses of %d",
			n, last, contacts, a.count("contacts"), addresses, a.count("addresses"))
	}
}

func TestBatchDoesEachAction(t *testing.T) {
	eachAPI(t, func(a *api) {
		old := a.post("/contacts", object{"first_name": "Old", "external_ids": object{"crm": "1"}}).want(201).id()
		gone := a.post("/contacts", object{"first_name": "Gone"}).want(201).id()
		answer := a.batch(true, []object{
			create(full()),
			of("update", strings.ToUpper(old), object{"nickname": "O"}),
			of("update", "crm:1", object{"title": "Boss"}),
			of("upsert", "crm: 1 ", object{"notes": "found"}),
			of("upsert", "crm:2", object{"first_name": "New", "external_ids": object{"erp": "2"}}),
			of("upsert", "crm:2", object{"last_name": "Er", "external_ids": object{"crm": "2"}}),
			of("update", "crm:2", object{}), // changes nothing
			of("delete", gone, nil),
			of("delete", "crm:A-1", nil),
			{"action": "create", "id": nil, "external_id": nil, "body": object{"phone_numbers": []object{{"phone_number": "040 123456"}}, "phone_region": "DE"}},
		}).want(http.StatusOK).wantStatuses("201 200 200 200 201 200 200 204 204 201")
		results := answer.json().list("results")
		for i, want := range map[int]object{
			0: {"first_name": "Ada", "version": 1.0, "last_name": "King"},
			2: {"id": old, "first_name": "Old", "nickname": "O", "title": "Boss", "version": 3.0, "notes": ""},
			3: {"notes": "found", "version": 4.0},
			5: {"first_name": "New", "last_name": "Er", "version": 2.0, "external_ids": map[string]any{"crm": "2", "erp": "2"}},
			6: {"version": 2.0},
			9: {"primary_phone": "+4940123456"},
		} {
			got := results[i].object("record")
			for field, value := range want {
				if diff := cmp.Diff(value, got[field]); diff != "" {
					t.Error(i, field, diff)
				}
			}
			if i != 0 && i != 2 {
				if diff := cmp.Diff(a.get("/contacts/"+got.text("id")).want(200).json(), got); diff != "" {
					t.Error(i, diff)
				}
			}
		}
		if results[7]["record"] != nil || a.count("contacts") != 3 {
			t.Errorf("%v, and %d contacts", results[7], a.count("contacts"))
		}
		a.wantLog()
		last := a.get("/contacts/" + old + "/history").results()
		if len(last) != 4 || last[0].object("after").text("notes") != "found" || last[0].object("before").text("notes") != "" {
			t.Errorf("history %v", last)
		}
	})
}

func TestAtomicBatchWritesAllOrNothing(t *testing.T) {
	eachAPI(t, func(a *api) {
		kept := a.post("/contacts", object{"first_name": "Kept", "external_ids": object{"crm": "1"}}).want(201)
		operations := []object{
			create(object{"first_name": "A", "tags": []string{"made"}, "addresses": []object{{"address": object{"city": "Rome"}}}}),
			of("update", kept.id(), object{"first_name": "Changed"}),
			of("delete", "0190dead-beef-7000-8000-00000000cafe", nil),
			create(object{"first_name": "B", "birth_date": "tomorrow", "email_addresses": []object{{"email": "no"}}}),
			create(object{"first_name": "C", "external_ids": object{"crm": "1"}}),
		}
		changes := a.count("changes")
		answer := a.batch(true, operations).want(http.StatusNotFound).wantStatuses("424 424 404 400 400")
		if got := answer.header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("got Content-Type %q", got)
		}
		p := answer.json()
		want := []string{
			"/operations/2/id not_found", "/operations/3/body/birth_date invalid_date",
			"/operations/3/body/email_addresses/0/email invalid_email", "/operations/4/body/external_ids/crm unique",
		}
		if diff := cmp.Diff(want, p.faults()); diff != "" {
			t.Error(diff)
		}
		if p.text("detail") != "3 of 5 operations failed, so nothing was written." || p["status"] != 404.0 || p.text("instance") != "/api/v1/contacts/batch" {
			t.Errorf("got %s", answer.body)
		}
		inner := p.list("results")[4].object("problem")
		if inner["status"] != 400.0 || inner.list("errors")[0].text("conflict") != kept.id() {
			t.Errorf("got %v", inner)
		}
		for table, n := range map[string]int{"changes": changes, "contacts": 1, "tags": 0, "addresses": 0} {
			if got := a.count(table); got != n {
				t.Errorf("%d %s, want %d", got, table, n)
			}
		}
		if again := a.get("/contacts/" + kept.id()); string(again.body) != string(kept.body) {
			t.Errorf("it is %s", again.body)
		}
		// The first failure says the status.
		a.batch(true, operations[3:]).want(http.StatusBadRequest)
		a.batch(true, operations[:2]).want(http.StatusOK).wantStatuses("201 200")
		a.wantLog()
	})
}

func TestBatchThatIsNotAtomicLeavesOutWhatFails(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "Old", "external_ids": object{"crm": "1"}}).want(201).id()
		answer := a.batch(false, []object{
			create(object{"first_name": "A", "tags": []string{"kept"}}),
			create(object{"first_name": "B", "tags": []string{"failed"}, "birth_date": "x"}),
			create(object{"first_name": "C", "tags": []string{"failed"}, "linked_organization": id}),
			of("delete", id, nil),
			of("update", id, object{"first_name": "late"}),
			of("delete", "crm:1", nil),
			of("upsert", "crm:1", object{"first_name": "again"}),
			of("upsert", "crm:3", object{"tags": []string{"failed"}}), // has nothing to be known by
		}).want(http.StatusOK).wantStatuses("201 400 400 204 404 404 201 400")
		results := answer.json().list("results")
		for i, want := range map[int]string{
			1: "/operations/1/body/birth_date invalid_date", 2: "/operations/2/body/linked_organization not_found",
			4: "/operations/4/id not_found", 5: "/operations/5/external_id not_found", 7: "/operations/7/body/first_name required",
		} {
			if got := results[i].object("problem").faults(); len(got) != 1 || got[0] != want {
				t.Errorf("%d: got %v, want %s", i, got, want)
			}
		}
		tags := a.get("/tags").results()
		if len(tags) != 1 || tags[0].text("name") != "kept" || a.count("contacts") != 2 {
			t.Errorf("tags %v, %d contacts", tags, a.count("contacts"))
		}
		a.wantLog()
		a.batch(false, []object{create(object{})}).want(http.StatusOK).wantStatuses("400")
		a.wantLog()
	})
}

func TestPrimaryRuleInABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"email_addresses": []object{{"email": "a@example.org"}}}).want(201).id()
		mails := func(list ...object) object { return object{"email_addresses": list} }
		answer := a.batch(false, []object{
			of("update", id, mails(object{"email": "a@example.org"}, object{"email": "b@example.org", "is_primary": true})),
			of("update", id, mails(object{"email": "c@example.org", "is_primary": true}, object{"email": "d@example.org", "is_primary": true})),
			of("update", id, mails(object{"email": "a@example.org", "is_primary": true}, object{"email": "b@example.org"})),
			of("update", id, object{"nickname": "A"}),
		}).want(http.StatusOK).wantStatuses("200 400 200 200")
		var primaries []string
		for _, result := range answer.json().list("results") {
			primaries = append(primaries, result.object("record").text("primary_email"))
		}
		if diff := cmp.Diff([]string{"b@example.org", "", "a@example.org", "a@example.org"}, primaries); diff != "" {
			t.Error(diff)
		}
		var n int
		err := a.db.QueryRow(a.Context(), `SELECT COUNT(*) FROM contact_email_addresses WHERE workspace_id = $1 AND is_primary`, a.ws).Scan(&n)
		if err != nil || n != 1 {
			t.Errorf("%d primaries: %v", n, err)
		}
		a.wantLog()
	})
}

// An address that one operation changes shows in the contacts of others.
func TestSharedAddressInABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		shared := a.post("/addresses", object{"city": "Rome"}).want(201).id()
		at := func(name string, address any) object {
			return object{"first_name": name, "addresses": []object{{"address": address}}}
		}
		first := a.post("/contacts", at("First", shared)).want(201).id()
		answer := a.batch(true, []object{
			create(at("Second", object{"id": shared, "city": "Milan"})),
			of("update", first, object{"nickname": "F"}),
		}).want(http.StatusOK)
		got := answer.json().list("results")[1].object("record")
		if got.text("primary_address") != "Milan" || got["version"] != 3.0 {
			t.Errorf("got %v", got)
		}
		a.wantLog()
	})
}

func TestFaultsOfABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{"first_name": "A"}
		for _, c := range []struct {
			body any
			want string
		}{
			{object{}, "/operations"},
			{object{"operations": nil}, "/operations"},
			{object{"operations": []object{}}, "/operations"},
			{object{"operations": object{}}, "/operations"},
			{object{"operations": []object{create(body)}, "atomic": "no"}, "/atomic"},
			{object{"operations": []object{create(body)}, "atomic": nil}, "/atomic"},
			{object{"operations": []object{create(body)}, "Atomic": true}, "/Atomic"},
			{[]object{create(body)}, ""},
			{`{"operations": [{"action": "create", "body": {"first_name": "A", "first_name": "B"}}]}`, "/operations/0/body/first_name"},
			{`{"operations": [{"action": "create", "action": "delete"}]}`, "/operations/0/action"},
			{`{"operations": [}`, ""},
		} {
			answer := a.post("/contacts/batch", c.body)
			if c.want == "" {
				answer.want(http.StatusBadRequest)
				continue
			}
			answer.wantFault(c.want)
		}
		a.post("/contacts/batch?atomic=false", object{"operations": []object{create(body)}}).wantFault("atomic")
		a.post("/contacts/batch", "{}", "Content-Type: text/plain").want(http.StatusUnsupportedMediaType)
		a.get("/contacts/batch").want(http.StatusMethodNotAllowed)
		a.batch(true, []object{create(body)}, "Authorization: ").want(http.StatusUnauthorized)
		if n := a.count("contacts"); n != 0 {
			t.Errorf("%d contacts", n)
		}
	})
}

func TestFaultsOfOperations(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "A", "external_ids": object{"crm": "1"}}).want(201).id()
		body := object{"first_name": "B"}
		long, many := strings.Repeat("x", 300), object{}
		for i := range 1_001 {
			many[fmt.Sprint(i)] = i
		}
		cases := []struct {
			operation any
			want      []string
		}{
			{"x", []string{" invalid_type"}},
			{object{}, []string{"/action required"}},
			{object{"action": nil, "id": 5}, []string{"/action null", "/id invalid_type"}},
			{object{"action": "merge", "body": body}, []string{"/action unknown_value"}},
			{object{"action": "create"}, []string{"/body required"}},
			{object{"action": "create", "body": []string{}}, []string{"/body invalid_type"}},
			{object{"action": "create", "body": many}, []string{"/body too_many"}},
			{object{"action": "create", "body": body, "if_match": "x"}, []string{"/if_match unknown_field"}},
			{object{"action": "create", "id": id, "external_id": object{"crm": "2"}, "body": body}, []string{"/external_id not_allowed", "/id not_allowed"}},
			{object{"action": "create", "id": id, "body": object{"x": 1}}, []string{"/body/x unknown_field", "/id not_allowed"}},
			{object{"action": "update", "body": body}, []string{"/id required"}},
			{object{"action": "update", "id": id}, []string{"/body required"}},
			{object{"action": "update", "id": id, "external_id": object{"crm": "1"}, "body": body}, []string{"/external_id not_allowed"}},
			{object{"action": "update", "id": "x", "body": body}, []string{"/id not_found"}},
			{object{"action": "update", "id": "\x00", "body": body}, []string{"/id not_found"}},
			{object{"action": "update", "external_id": object{"crm": "none"}, "body": body}, []string{"/external_id not_found"}},
			{object{"action": "delete", "id": id, "body": object{}}, []string{"/body not_allowed"}},
			{object{"action": "delete"}, []string{"/id required"}},
			{object{"action": "upsert", "body": body}, []string{"/external_id required"}},
			{object{"action": "upsert", "id": id, "body": body}, []string{"/external_id required", "/id not_allowed"}},
			{object{"action": "upsert", "external_id": object{}, "body": body}, []string{"/external_id one_pair"}},
			{object{"action": "upsert", "external_id": object{"a": "1", "b": "2"}, "body": body}, []string{"/external_id one_pair"}},
			{object{"action": "upsert", "external_id": "crm:1", "body": body}, []string{"/external_id invalid_type"}},
			{object{"action": "upsert", "external_id": object{"crm": 1}, "body": body}, []string{"/external_id/crm invalid_type"}},
			{object{"action": "upsert", "external_id": object{"crm": " "}, "body": body}, []string{"/external_id/crm required"}},
			{object{"action": "upsert", "external_id": object{"crm": "a\x00b"}, "body": body}, []string{"/external_id/crm invalid_text"}},
			{object{"action": "upsert", "external_id": object{long: "1"}, "body": body}, []string{"/external_id too_long"}},
			{
				object{"action": "upsert", "external_id": object{"crm": "1"}, "body": object{"external_ids": object{"crm": "2"}}},
				[]string{"/body/external_ids/crm contradiction"},
			},
			{
				object{"action": "upsert", "external_id": object{"crm": "1"}, "body": object{"external_ids": object{"crm": nil}}},
				[]string{"/body/external_ids/crm contradiction"},
			},
			{
				object{"action": "upsert", "external_id": object{"crm": "1"}, "body": object{"external_ids": nil}},
				[]string{"/body/external_ids contradiction"},
			},
			{object{"action": "create", "body": object{"phone_numbers": []object{{"phone_number": "123"}}, "status": "?"}}, []string{
				"/body/phone_numbers/0/phone_number no_country", "/body/status unknown_value",
			}},
		}
		var operations []any
		for _, c := range cases {
			operations = append(operations, c.operation)
		}
		answer := a.post("/contacts/batch", object{"atomic": false, "operations": operations}).want(http.StatusOK)
		for i, result := range answer.json().list("results") {
			at := fmt.Sprintf("/operations/%d", i)
			var want []string
			for _, w := range cases[i].want {
				want = append(want, at+w)
			}
			if diff := cmp.Diff(want, result.object("problem").faults()); diff != "" {
				t.Errorf("%v: %s", cases[i].operation, diff)
			}
			if result["status"] != result.object("problem")["status"] {
				t.Errorf("%v: status %v, in the problem %v", cases[i].operation, result["status"], result.object("problem")["status"])
			}
		}
		if a.count("contacts") != 1 || a.get("/contacts/" + id).json()["version"] != 1.0 {
			t.Error("something was written")
		}
	})
}

func TestSizeOfABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		operations := make([]object, 1_001)
		for i := range operations {
			operations[i] = create(object{"first_name": fmt.Sprint("Name ", i)})
		}
		a.batch(true, operations).wantFault("/operations")
		results := a.batch(true, operations[:1_000]).want(http.StatusOK).json().list("results")
		if len(results) != 1_000 || results[999].object("record").text("first_name") != "Name 999" || a.count("contacts") != 1_000 {
			t.Errorf("%d results, %d contacts", len(results), a.count("contacts"))
		}
		a.wantLog()
		for i := range operations {
			operations[i] = create(object{"first_name": 1, "last_name": 2, "nickname": 3})
		}
		p := a.batch(true, operations[:1_000]).want(http.StatusBadRequest)
		n := 0
		for _, result := range p.json().list("results") {
			n += len(result.object("problem").list("errors"))
		}
		if errors := len(p.json().list("errors")); errors != 100 || n < 1_000 || n > 2_000 {
			t.Errorf("%d errors, and %d in the results", errors, n)
		}
	})
}

// large is a contact of many kilobytes.
func large(kilobytes int) object {
	custom := object{}
	for i := range kilobytes {
		custom[fmt.Sprint("key", i)] = strings.Repeat("x", 1_000)
	}
	return object{"first_name": "A", "custom_fields": custom}
}

func TestBytesOfABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		var operations []object
		for range 11 {
			operations = append(operations, create(large(900)))
		}
		a.batch(true, operations).want(http.StatusOK)
		a.batch(true, append(operations, operations[0])).want(http.StatusRequestEntityTooLarge)
		a.batch(false, []object{create(large(1_100))}).want(http.StatusOK).wantStatuses("400") // as one by itself
		// The records in the answer may be more than those in the body.
		id := a.post("/contacts", large(900)).want(http.StatusCreated).id()
		operations = nil
		for i := range 50 {
			operations = append(operations, of("update", id, object{"nickname": fmt.Sprint(i)}))
		}
		changes := a.count("changes")
		if e := a.batch(false, operations).wantFault("/operations"); e.text("code") != "too_large" || a.count("changes") != changes {
			t.Errorf("got %v and %d changes", e, a.count("changes")-changes)
		}
		a.batch(false, operations[:20]).want(http.StatusOK)
	})
}

func TestBatchAndIdempotency_CON_08(t *testing.T) {
	eachAPI(t, func(a *api) {
		const header = "Idempotency-Key: batch"
		operations := []object{create(object{"first_name": "A"}), create(object{"birth_date": "x"})}
		a.batch(true, operations, header).want(http.StatusBadRequest) // keeps no key
		first := a.batch(false, operations, header).want(http.StatusOK).wantStatuses("201 400")
		again := a.batch(false, operations, header).want(http.StatusOK)
		if string(again.body) != string(first.body) || again.header.Get("Idempotent-Replayed") != "true" || a.count("contacts") != 1 {
			t.Errorf("replayed %q, %d contacts", again.header.Get("Idempotent-Replayed"), a.count("contacts"))
		}
		a.batch(false, operations[:1], header).want(http.StatusUnprocessableEntity)
	})
}

// keyWith makes a key of a role that has some permissions alone.
func (a *api) keyWith(permissions ...auth.Permission) string {
	a.Helper()
	var names []string
	for _, p := range permissions {
		names = append(names, string(p))
	}
	key := a.newKey("viewer")
	slices.Sort(names)
	// The newest key and the newest user are those of newKey.
	role := a.db.NewID()
	_, err := a.db.Exec(a.Context(), `INSERT INTO roles (workspace_id, id, name, name_key, permissions, created_at, updated_at, version)
		SELECT workspace_id, $2, $2, $2, $3, created_at, updated_at, version FROM roles WHERE workspace_id = $1 AND name = 'viewer'`,
		a.ws, role, strings.Join(names, " "))
	if err != nil {
		a.Fatal(err)
	}
	for _, query := range []string{
		`UPDATE memberships SET role_id = $2 WHERE workspace_id = $1 AND user_id =
			(SELECT user_id FROM api_keys WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1)`,
		`UPDATE api_keys SET role_id = $2 WHERE workspace_id = $1 AND id =
			(SELECT id FROM api_keys WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1)`,
	} {
		if _, err := a.db.Exec(a.Context(), query, a.ws, role); err != nil {
			a.Fatal(err)
		}
	}
	return key
}

func TestPermissionsOfABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "A", "external_ids": object{"crm": "1"}}).want(201).id()
		operations := []object{
			create(object{"first_name": "B"}), of("update", id, object{"nickname": "x"}),
			of("upsert", "crm:1", object{"notes": "x"}), of("delete", id, nil),
		}
		for _, c := range []struct {
			permissions []auth.Permission
			want        string
		}{
			{[]auth.Permission{auth.ViewContact}, "403 403 403 403"},
			{[]auth.Permission{auth.ViewContact, auth.AddContact}, "201 403 403 403"},
			{[]auth.Permission{auth.ViewContact, auth.ChangeContact}, "403 200 403 403"},
			{[]auth.Permission{auth.ViewContact, auth.ChangeContact, auth.AddContact}, "201 200 200 403"},
			{[]auth.Permission{auth.ViewContact, auth.DeleteContact}, "403 403 403 204"},
		} {
			as := *a
			as.key = a.keyWith(c.permissions...)
			as.batch(false, operations).want(http.StatusOK).wantStatuses(c.want)
		}
		as := *a
		as.key = a.keyWith(auth.AddContact)
		as.batch(false, operations).want(http.StatusForbidden)
		as.key = a.newKey("viewer")
		n := a.count("contacts")
		p := as.batch(true, []object{operations[0], {"action": "create"}}).want(http.StatusForbidden).wantStatuses("403 400").json()
		if diff := cmp.Diff([]string{"/operations/0/action forbidden", "/operations/1/body required"}, p.faults()); diff != "" {
			t.Error(diff)
		}
		if a.count("contacts") != n {
			t.Error("something was written")
		}
	})
}

func TestBatchesSeeNoOtherWorkspace_TEN_02(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "A", "external_ids": object{"crm": "1"}}).want(201).id()
		as := *a
		as.ws = a.db.NewID()
		for _, query := range []string{
			`INSERT INTO workspaces (id, slug, name, ` + record.Columns + `) SELECT $2, 'other', 'Other', ` + record.Columns +
				` FROM workspaces WHERE id = $1`,
			`INSERT INTO workspace_counters (workspace_id) SELECT $2 FROM workspaces WHERE id = $1`,
			`INSERT INTO roles (workspace_id, id, name, name_key, permissions, ` + record.Columns + `) SELECT $2, id, name, name_key,
				permissions, ` + record.Columns + ` FROM roles WHERE workspace_id = $1`,
			`INSERT INTO options (workspace_id, id, list, value, value_key, label, position, is_active, ` + record.Columns + `) SELECT $2,
				id, list, value, value_key, label, position, is_active, ` + record.Columns + ` FROM options WHERE workspace_id = $1`,
		} {
			if _, err := a.db.Exec(t.Context(), query, a.ws, as.ws); err != nil {
				t.Fatal(err)
			}
		}
		as.key = as.newKey("admin")
		as.batch(false, []object{
			of("update", id, object{"nickname": "x"}), of("delete", id, nil), of("update", "crm:1", object{"nickname": "x"}),
			of("delete", "crm:1", nil), of("upsert", "crm:1", object{"nickname": "x"}),
		}).want(http.StatusOK).wantStatuses("404 404 404 404 201")
		if a.get("/contacts/" + id).want(http.StatusOK).json()["version"] != 1.0 {
			t.Error("the other workspace's contact was changed")
		}
	})
}

// TestBatchesAreAsDocumented validates requests and answers against the document.
func TestBatchesAreAsDocumented(t *testing.T) {
	eachAPI(t, func(a *api) {
		d := newDocumented(a)
		operation := []string{"paths", "/contacts/batch", "post"}
		schema := func(steps ...string) *jsonschema.Schema {
			return d.schema(append(slices.Clone(operation), steps...)...)
		}
		request := schema("requestBody", "content", "application/json", "schema")
		good := []any{create(full()), of("delete", "crm:A-1", nil)}
		bad := append(slices.Clone(good), create(object{"first_name": nil}))
		for _, c := range []struct {
			body   object
			status int
		}{
			{object{"operations": good}, 200},
			{object{"operations": bad, "atomic": false}, 200},
			{object{"operations": bad}, 400},
			{object{"operations": []any{of("update", "crm:none", object{})}}, 404},
		} {
			body := (&answer{T: t, body: encoded(t, c.body)}).json()
			if err := request.Validate(map[string]any(body)); err != nil {
				t.Error(err)
			}
			got := a.post("/contacts/batch", c.body).want(c.status)
			media, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
			if err := schema("responses", fmt.Sprint(c.status), "content", media, "schema").Validate(map[string]any(got.json())); err != nil {
				t.Errorf("%v\n%.1000s", err, got.body)
			}
		}
		whole := a.post("/contacts/batch", object{}).want(400)
		if err := schema("responses", "400", "content", "application/problem+json", "schema").Validate(map[string]any(whole.json())); err != nil {
			t.Error(err)
		}
		for _, body := range []object{{}, {"operations": []any{}}, {"operations": []any{object{"action": "merge"}}}, {"operations": good, "x": 1}} {
			if request.Validate(map[string]any((&answer{T: t, body: encoded(t, body)}).json())) == nil {
				t.Errorf("the document takes %v", body)
			}
		}
		if id := d.document.object("paths").object("/contacts/batch").object("post").text("operationId"); id != "batchContacts" {
			t.Errorf("got operationId %q", id)
		}
	})
}

func encoded(t *testing.T, value any) []byte {
	t.Helper()
	b, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
