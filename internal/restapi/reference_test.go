package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// links are the bodies that link a record to another one, each with the link in
// the place of the argument.
type links struct {
	name, pointer string
	toContact     bool
	write         func(a *api, link any) *answer
}

// allLinks makes the records that links are written in.
func allLinks(a *api) []links {
	a.Helper()
	contact := a.post("/contacts", object{"first_name": "Grace"}).want(http.StatusCreated).id()
	organization := a.post("/organizations", company("own", nil)).want(http.StatusCreated).id()
	fresh := func() string { return a.db.NewID() }
	return []links{
		{"create contact", "/linked_organization", false, func(a *api, link any) *answer {
			return a.post("/contacts", object{"linked_organization": link})
		}},
		{"change contact", "/linked_organization", false, func(a *api, link any) *answer {
			return a.patch("/contacts/"+contact, object{"linked_organization": link})
		}},
		{"older name", "/linked_organization_id", false, func(a *api, link any) *answer {
			return a.do("PUT", "/contacts/"+contact, object{"linked_organization_id": link})
		}},
		{"create organization", "/parent", false, func(a *api, link any) *answer {
			return a.post("/organizations", company(fresh(), object{"parent": link}))
		}},
		{"change organization", "/parent", false, func(a *api, link any) *answer {
			return a.patch("/organizations/"+organization, object{"parent": link})
		}},
		{"move organization", "/parent", false, func(a *api, link any) *answer {
			return a.post("/organizations/"+organization+"/move", object{"parent": link})
		}},
		{"create with primary contact", "/primary_contact", true, func(a *api, link any) *answer {
			return a.post("/organizations", company(fresh(), object{"primary_contact": link}))
		}},
		{"change primary contact", "/primary_contact", true, func(a *api, link any) *answer {
			return a.patch("/organizations/"+organization, object{"primary_contact": link})
		}},
	}
}

// field is the link in a record that was answered.
func (l *links) field() string {
	return strings.TrimSuffix(strings.TrimPrefix(l.pointer, "/"), "_id")
}

func TestReferencesNameRecords(t *testing.T) {
	eachAPI(t, func(a *api) {
		ids := object{"crm": "4711", "erp:eu": "a/b c"}
		target := a.post("/organizations", company("ACME", object{"external_ids": ids})).want(http.StatusCreated).id()
		person := a.post("/contacts", object{"first_name": "Ada", "external_ids": ids}).want(http.StatusCreated).id()
		for _, l := range allLinks(a) {
			a.run(l.name, func(a *api) {
				want := target
				good := []any{
					object{"external_id": object{"crm": "4711"}}, object{"external_id": object{" erp:eu ": "a/b c "}}, object{"external_id": ids},
				}
				if l.toContact {
					want = person
				} else {
					good = append(good, object{"code": "acme"}, object{"code": " ACME ", "external_id": ids})
				}
				for _, link := range append(good, want, strings.ToUpper(want)) {
					got := l.write(a, link)
					if got.status >= 300 || got.json()[l.field()] != want {
						t.Errorf("%v: got %d %s", link, got.status, got.body)
					}
					l.write(a, nil) // so that the next one has something to do
				}
			})
		}
		a.wantLog()
	})
}

func TestReferencesThatNameNothing(t *testing.T) {
	eachAPI(t, func(a *api) {
		make := func(path string, body object) string { return a.post(path, body).want(http.StatusCreated).id() }
		make("/organizations", company("one", object{"external_ids": object{"crm": "1"}}))
		gone := make("/organizations", company("gone", object{"external_ids": object{"crm": "gone"}}))
		make("/contacts", object{"first_name": "Ada", "external_ids": object{"crm": "1"}})
		gonePerson := make("/contacts", object{"first_name": "Bob", "external_ids": object{"crm": "gone"}})
		make("/organizations", company("two", object{"external_ids": object{"crm": "2"}}))
		make("/contacts", object{"first_name": "Eve", "external_ids": object{"erp": "2"}})
		a.do("DELETE", "/organizations/"+gone, nil).want(http.StatusNoContent)
		a.do("DELETE", "/contacts/"+gonePerson, nil).want(http.StatusNoContent)
		other := a.newWorkspace("other")
		foreign := *a
		foreign.key = keyOf(a, other)
		foreign.post("/organizations", company("foreign", object{"external_ids": object{"crm": "foreign"}})).want(http.StatusCreated)
		foreign.post("/contacts", object{"first_name": "Zoe", "external_ids": object{"crm": "foreign"}}).want(http.StatusCreated)
		for _, l := range allLinks(a) {
			a.run(l.name, func(a *api) {
				refused := func(link any, at, code string) {
					a.Helper()
					a.wantNothingWritten(func() {
						fault := l.write(a, link).wantFault(l.pointer + at)
						if fault.text("code") != code {
							a.Errorf("%v: got %v, want the code %s", link, fault, code)
						}
						if code == "not_found" && !strings.Contains(fault.text("detail"), "Look for it") {
							a.Errorf("%v: %q does not help", link, fault.text("detail"))
						}
					})
				}
				for _, id := range []string{"none", "gone", "foreign"} {
					refused(object{"external_id": object{"crm": id}}, "", "not_found")
				}
				refused(a.db.NewID(), "", "not_found")
				refused(object{"external_id": object{"none": "1"}}, "", "not_found")
				refused(object{"external_id": object{"crm": "1", "erp": "none"}}, "", "not_found")
				refused(object{}, "", "required")
				refused(object{"external_id": object{}}, "/external_id", "one_pair")
				refused(object{"external_id": "crm:1"}, "/external_id", "invalid_type")
				refused(object{"external_id": object{"crm": 1}}, "/external_id/crm", "invalid_type")
				refused(object{"external_id": object{"a/b": " "}}, "/external_id/a~1b", "required")
				refused(object{"name": "ACME", "external_id": object{"crm": "1"}}, "/name", "unknown_field")
				refused([]any{}, "", "invalid_type")
				refused(7, "", "invalid_type")
				many := object{}
				for i := range 21 {
					many[fmt.Sprint(i)] = "1"
				}
				refused(object{"external_id": many}, "/external_id", "too_many")
				if l.toContact {
					refused(object{"code": "one"}, "/code", "unknown_field")
					refused(object{"external_id": object{"crm": "1", "erp": "2"}}, "", "contradiction")
					return
				}
				for _, code := range []string{"none", "gone", "foreign"} {
					refused(object{"code": code}, "", "not_found")
				}
				refused(object{"code": 7}, "/code", "invalid_type")
				refused(object{"code": " "}, "/code", "required")
				refused(object{"code": nil}, "/code", "required")
				refused(object{"code": "one", "external_id": nil}, "/external_id", "invalid_type")
				refused(object{"code": "two", "external_id": object{"crm": "1"}}, "", "contradiction")
				refused(object{"code": "one", "external_id": object{"crm": "none"}}, "", "not_found")
			})
		}
	})
}

// keyOf makes a key of the role admin in another workspace.
func keyOf(a *api, workspace string) string {
	inner := *a
	inner.ws = workspace
	return inner.newKey("admin")
}

// TestReferencesAreAsGoodAsIDs: what is said of a link by its id is said of one by
// a reference.
func TestReferencesAreAsGoodAsIDs(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.post("/organizations", company("root", nil)).want(http.StatusCreated).id()
		child := a.post("/organizations", company("child", object{"parent": object{"code": "root"}})).want(http.StatusCreated).id()
		circle := a.patch("/organizations/"+root, object{"parent": object{"code": "child"}}).wantFault("/parent")
		if circle.text("code") != "cycle" {
			t.Errorf("got %v", circle)
		}
		a.post("/contacts", object{"linked_organization": object{"code": "root"}, "organization_name": "Root"}).wantFault("/organization_name")
		a.post("/contacts", object{"linked_organization": object{"code": "root"}, "linked_organization_id": root}).
			wantFault("/linked_organization_id")
		linked := a.post("/contacts", object{"linked_organization": object{"code": "child"}}).want(http.StatusCreated)
		if got := linked.json(); got.text("full_name") != "Name of child" || got.text("linked_organization_name") != "Name of child" {
			t.Errorf("got %s", linked.body)
		}
		same := a.patch("/contacts/"+linked.id(), object{"linked_organization": object{"code": "child"}}).want(http.StatusOK).json()
		if same["version"] != 1.0 {
			t.Errorf("the same link again makes version %v", same["version"])
		}
		// An id and a link that is not there are reported together with the rest.
		both := a.patch("/organizations/"+child, object{"parent": object{"code": "none"}, "name": "", "primary_contact": object{"external_id": object{"a": "b"}}})
		for _, at := range []string{"/parent", "/name", "/primary_contact"} {
			both.wantFault(at)
		}
	})
}

func TestReferencesInABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/organizations", company("root", object{"external_ids": object{"erp": "1"}})).want(http.StatusCreated)
		a.organizationBatch(true,
			create(company("child", object{"parent": object{"external_id": object{"erp": "1"}}})),
			create(company("grandchild", object{"parent": object{"code": "child"}})), // which the batch makes
		).want(http.StatusOK).wantStatuses("201 201")
		failed := a.batch(false, []object{
			create(object{"linked_organization": object{"code": "root"}}),
			create(object{"linked_organization": object{"code": "none"}}),
		}).want(http.StatusOK).wantStatuses("201 400")
		fault := failed.json().list("results")[1].object("problem").list("errors")[0]
		if fault.text("pointer") != "/operations/1/body/linked_organization" || fault.text("code") != "not_found" {
			t.Errorf("got %v", fault)
		}
	})
}
