package example

import "net/http"

func organizationTree() []Step {
	return []Step{
		{
			Operation: "moveOrganization", Name: "Move an organization", Path: texts{"id": "{{guild}}"}, Body: `{"parent": "{{mill}}"}`,
			Status: http.StatusOK, Wants: texts{"/depth": "2", "/path": `["Analytical Engines {{run}}", "Mill", "Card punchers"]`},
		},
		{
			Operation: "moveOrganization", Name: "Nothing moves below itself", Path: texts{"id": "{{company}}"}, Body: `{"parent": "{{guild}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/parent"}, Wants: texts{"/errors/0/code": `"cycle"`},
		},
		{
			Operation: "moveOrganization", Name: "There is no such parent", Path: texts{"id": "{{guild}}"}, Body: `{"parent": "` + unknown + `"}`,
			Status: http.StatusBadRequest, Faults: []string{"/parent"}, Wants: texts{"/errors/0/code": `"not_found"`},
		},
		{
			Operation: "listOrganizationAncestors", Name: "From the root down", Path: texts{"id": "{{guild}}"},
			Status: http.StatusOK, Wants: texts{"/count": "2", "/results/0/id": `"{{company}}"`, "/results/1/id": `"{{mill}}"`},
		},
		{
			Operation: "listOrganizationDescendants", Name: "All that stands below", Path: texts{"id": "{{company}}"},
			Query: []string{"ordering=name", "page_size=1"}, Status: http.StatusOK,
			Wants: texts{"/count": "2", "/results/0/name": `"Card punchers"`, "/results/0/depth": "2"},
		},
		{
			Operation: "listOrganizationChildren", Name: "What stands right below", Path: texts{"id": "{{company}}"}, Query: []string{"status=active"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/id": `"{{mill}}"`},
		},
		{
			Operation: "createContact", Name: "Somebody who works in the mill",
			Body:   `{"first_name": "Joseph", "last_name": "Clement", "title": "Toolmaker", "linked_organization": "{{mill}}"}`,
			Status: http.StatusCreated, Wants: texts{"/linked_organization_name": `"Mill"`}, Keeps: texts{"joseph": "/id"},
		},
		{
			Operation: "listOrganizationContacts", Name: "Contacts of an organization and of all below it", Path: texts{"id": "{{company}}"},
			Query: []string{"include_descendants=true"}, Status: http.StatusOK,
			Wants: texts{"/count": "1", "/results/0/full_name": `"Joseph Clement"`},
		},
		{
			Operation: "listOrganizationContacts", Name: "The organization alone has no contacts", Path: texts{"id": "{{company}}"},
			Status: http.StatusOK, Wants: texts{"/count": "0", "/results": "[]"},
		},
		{
			Operation: "listOrganizationAncestors", Name: "Ancestors of what is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "listOrganizationDescendants", Name: "Descendants of what is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "listOrganizationChildren", Name: "No such status", Path: texts{"id": "{{company}}"}, Query: []string{"status=lost"},
			Status: http.StatusBadRequest, Faults: []string{"status"},
		},
		{
			Operation: "deleteOrganization", Name: "One with children is not deleted", Path: texts{"id": "{{mill}}"}, Status: http.StatusConflict,
		},
		{
			Operation: "deleteOrganizationType", Name: "A type in use is not deleted", Path: texts{"id": "{{type}}"}, Status: http.StatusConflict,
		},
		{
			Operation: "deleteOrganization", Name: "Delete an organization", Path: texts{"id": "{{guild}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteOrganization", Name: "An organization that is gone", Path: texts{"id": "{{guild}}"}, Status: http.StatusNotFound,
		},
	}
}

func organizationBatches() []Step {
	return []Step{
		{
			Operation: "batchOrganizations", Name: "Create, change and upsert in one request",
			Body: `{"operations": [
				{"action": "create", "body": {"name": "Store", "code": "AE-{{run}}-STORE", "organization_type": "Department",
					"parent": "{{company}}", "external_ids": {"erp": "STORE-{{run}}"}}},
				{"action": "update", "id": "{{mill}}", "body": {"timezone": "Europe/London"}},
				{"action": "upsert", "external_id": {"erp": "STORE-{{run}}"}, "body": {"status": "inactive"}}
			]}`,
			Status: http.StatusOK, Keeps: texts{"store": "/results/0/record/id"},
			Wants: texts{"/results/0/status": "201", "/results/1/status": "200", "/results/2/record/status": `"inactive"`},
		},
		{
			Operation: "batchOrganizations", Name: "Nothing is written when one fails",
			Body: `{"operations": [
				{"action": "delete", "external_id": {"erp": "STORE-{{run}}"}},
				{"action": "update", "id": "{{company}}", "body": {"parent": "{{mill}}"}}
			]}`,
			Status: http.StatusBadRequest, Faults: []string{"/operations/1/body/parent"},
			Wants: texts{"/results/0/status": "424", "/results/1/status": "400"},
		},
		{
			Operation: "batchOrganizations", Name: "The rest is written all the same",
			Body: `{"atomic": false, "operations": [
				{"action": "delete", "external_id": {"erp": "STORE-{{run}}"}},
				{"action": "delete", "id": "` + unknown + `"}
			]}`,
			Status: http.StatusOK, Wants: texts{"/results/0/status": "204", "/results/1/status": "404"},
		},
	}
}
