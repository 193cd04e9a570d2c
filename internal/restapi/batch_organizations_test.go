package restapi_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// company is the body of an organization.
func company(code string, more object) object {
	o := object{"name": "Name of " + code, "code": code, "organization_type": "Company"}
	for field, value := range more {
		o[field] = value
	}
	return o
}

func (a *api) organizationBatch(atomic bool, operations ...object) *answer {
	a.Helper()
	return a.post("/organizations/batch", object{"atomic": atomic, "operations": operations})
}

func TestBatchOfOrganizations(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.post("/organizations", company("root", object{"external_ids": object{"erp": "1"}})).want(201).id()
		contact := a.post("/contacts", object{"first_name": "Ada", "linked_organization": root}).want(201).id()
		answer := a.organizationBatch(true,
			create(company("child", object{"parent": root, "tags": []string{"new"}})),
			of("update", root, object{"name": "Root"}),
			of("upsert", "erp:1", object{"website": "https://example.org"}),
			of("upsert", "erp:2", company("other", nil)),
			of("upsert", "erp:2", object{"parent": root}),
			of("delete", "erp:2", nil),
		).want(http.StatusOK).wantStatuses("201 200 200 201 200 204")
		results := answer.json().list("results")
		child, moved := results[0].object("record"), results[4].object("record")
		if child["depth"] != 1.0 || moved["depth"] != 1.0 || moved["version"] != 2.0 || results[5]["record"] != nil {
			t.Errorf("got %s", answer.body)
		}
		// What stands in the results was so right after the operation.
		if diff := cmp.Diff([]any{"Name of root", "Name of child"}, child["path"]); diff != "" {
			t.Error(diff)
		}
		whole := a.get("/organizations/" + root).want(200).json()
		if whole["children_count"] != 1.0 || whole["version"] != 3.0 || whole.text("website") != "https://example.org" {
			t.Errorf("got %v", whole)
		}
		if got := a.get("/contacts/" + contact).json().text("linked_organization_name"); got != "Root" {
			t.Errorf("the contact shows %q", got)
		}
		a.wantLog()
	})
}

func TestFailuresInABatchOfOrganizations(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.post("/organizations", company("root", nil)).want(201).id()
		child := a.post("/organizations", company("child", object{"parent": root})).want(201).id()
		organizations, changes := a.count("organizations"), a.count("changes")
		operations := []object{
			create(company("ROOT", nil)),
			of("delete", root, nil),
			of("update", root, object{"parent": child}),
			create(object{"name": "no type"}),
			of("update", "erp:none", object{"name": "x"}),
			create(company("new", object{"tags": []string{"new"}})),
		}
		p := a.organizationBatch(true, operations...).want(http.StatusBadRequest).wantStatuses("400 409 400 400 404 424").json()
		want := []string{
			"/operations/0/body/code unique", "/operations/0/body/name unique", "/operations/1 conflict", "/operations/2/body/parent cycle",
			"/operations/3/body/code required", "/operations/3/body/organization_type required", "/operations/4/external_id not_found",
		}
		if diff := cmp.Diff(want, p.faults()); diff != "" {
			t.Error(diff)
		}
		a.organizationBatch(true, operations[1:]...).want(http.StatusConflict)
		if a.count("organizations") != organizations || a.count("changes") != changes || a.count("tags") != 0 {
			t.Error("something was written")
		}
		a.organizationBatch(false, append(operations, of("delete", child, nil), of("delete", root, nil))...).want(http.StatusOK).
			wantStatuses("400 409 400 400 404 201 204 204")
		a.post("/organizations/batch?phone_region=DE", object{}).wantFault("phone_region")
		as := *a
		as.key = a.newKey("viewer")
		as.organizationBatch(false, operations[5]).want(http.StatusOK).wantStatuses("403")
		a.wantLog()
	})
}

// Batches that rename, move and make the same organizations in different orders,
// on two servers of one database.
func TestBatchesOfTheSameOrganizationsAtOnce(t *testing.T) {
	eachAPI(t, func(a *api) {
		const organizations, writers = 10, 6
		var ids []string
		for i := range organizations {
			ids = append(ids, a.post("/organizations", company(fmt.Sprint("c", i), nil)).want(201).id())
			a.post("/contacts", object{"first_name": "A", "linked_organization": ids[i]}).want(201)
		}
		servers := []*api{a, newAPI(a.T, a.db, a.clock)}
		answers := make([]*answer, writers)
		var wg sync.WaitGroup
		for writer := range writers {
			wg.Go(func() {
				var operations []object
				for i, id := range ids {
					operations = append(operations,
						of("update", id, object{"name": fmt.Sprint("by ", writer, " ", i), "parent": nil}),
						of("upsert", fmt.Sprint("erp:", i), company(fmt.Sprint("made ", i), nil)))
				}
				answers[writer] = servers[writer%2].organizationBatch(false, shuffled(operations)...)
			})
		}
		wg.Wait()
		for _, answer := range answers {
			for _, result := range answer.want(http.StatusOK).json().list("results") {
				if result["status"] != 200.0 && result["status"] != 201.0 {
					t.Errorf("got %v", result)
				}
			}
		}
		if n := a.count("organizations"); n != 2*organizations {
			t.Errorf("%d organizations", n)
		}
		a.wantLog()
	})
}
