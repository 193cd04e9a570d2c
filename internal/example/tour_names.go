package example

import "net/http"

// contactsByExternalIDs are written and read by what another system calls them.
func contactsByExternalIDs() []Step {
	path := texts{"system": "billing", "external": "UK/{{run}}"}
	return []Step{
		{
			Operation: "putContactByExternalId", Name: "Create a contact by an external id", Path: path,
			Body: `{"first_name": "Henry", "last_name": "Babbage"}`, Status: http.StatusCreated,
			Wants: texts{"/external_ids": `{"billing": "UK/{{run}}"}`, "/version": "1"}, Keeps: texts{"henry": "/id"},
		},
		{
			Operation: "putContactByExternalId", Name: "Sent again, it changes the contact", Path: path,
			Body: `{"first_name": "Henry", "last_name": "Babbage", "title": "Major-General"}`, Status: http.StatusOK,
			Wants: texts{"/id": `"{{henry}}"`, "/version": "2"},
		},
		{
			Operation: "putContactByExternalId", Name: "The contact must not be there yet", Path: path, Header: []string{"If-None-Match: *"},
			Body: `{"first_name": "Henry"}`, Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "putContactByExternalId", Name: "The body says another id", Path: path, Body: `{"external_ids": {"billing": "DE/{{run}}"}}`,
			Status: http.StatusBadRequest, Faults: []string{"/external_ids/billing"},
		},
		{
			Operation: "getContactByExternalId", Name: "Get a contact by an external id", Path: path, Status: http.StatusOK,
			Wants: texts{"/id": `"{{henry}}"`},
		},
		{
			Operation: "getContactByExternalId", Name: "No contact has the id", Path: texts{"system": "billing", "external": "none"},
			Status: http.StatusNotFound,
		},
		{
			Operation: "updateContactByExternalId", Name: "Change a contact by an external id", Path: path, Body: `{"status": "inactive"}`,
			Status: http.StatusOK, Wants: texts{"/status": `"inactive"`, "/title": `"Major-General"`},
		},
		{
			Operation: "updateContactByExternalId", Name: "Nobody to change", Path: texts{"system": "billing", "external": "none"},
			Body: `{"status": "inactive"}`, Status: http.StatusNotFound,
		},
		{
			Operation: "putContactTag", Name: "Put a tag on a contact", Path: texts{"id": "{{henry}}", "tag": "Officers/{{run}}"},
			Status: http.StatusOK, Wants: texts{"/tags": `["Officers/{{run}}"]`},
		},
		{
			Operation: "putContactTag", Name: "A blank is no tag", Path: texts{"id": "{{henry}}", "tag": " "},
			Status: http.StatusBadRequest, Faults: []string{"tag"},
		},
		{
			Operation: "deleteContactTag", Name: "Take a tag off a contact", Path: texts{"id": "{{henry}}", "tag": "officers/{{run}}"},
			Status: http.StatusNoContent,
		},
		{
			Operation: "deleteContactTag", Name: "The contact does not have the tag", Path: texts{"id": "{{henry}}", "tag": "officers/{{run}}"},
			Status: http.StatusNotFound,
		},
		{
			Operation: "deleteContactByExternalId", Name: "Delete a contact by an external id", Path: path, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteContactByExternalId", Name: "It is gone", Path: path, Status: http.StatusNotFound,
		},
	}
}

// organizationsByExternalIDs are the same for organizations.
func organizationsByExternalIDs() []Step {
	path := texts{"system": "billing", "external": "LOFT/{{run}}"}
	body := `{"name": "Loft", "code": "AE-{{run}}-LOFT", "organization_type": "Department", "parent": {"code": "AE-{{run}}"}}`
	return []Step{
		{
			Operation: "putOrganizationByExternalId", Name: "Create an organization by an external id", Path: path, Body: body,
			Status: http.StatusCreated, Wants: texts{"/external_ids": `{"billing": "LOFT/{{run}}"}`, "/parent": `"{{company}}"`},
			Keeps: texts{"loft": "/id"},
		},
		{
			Operation: "putOrganizationByExternalId", Name: "Update an organization by an external id", Path: path, Body: body,
			Status: http.StatusOK, Wants: texts{"/id": `"{{loft}}"`},
		},
		{
			Operation: "putOrganizationByExternalId", Name: "It asks for the required fields, too", Path: path, Body: `{"status": "inactive"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name", "/code", "/organization_type"},
		},
		{
			Operation: "getOrganizationByExternalId", Name: "Get an organization by an external id", Path: path, Status: http.StatusOK,
			Wants: texts{"/id": `"{{loft}}"`},
		},
		{
			Operation: "getOrganizationByExternalId", Name: "No organization has the id", Path: texts{"system": "billing", "external": "none"},
			Status: http.StatusNotFound,
		},
		{
			Operation: "updateOrganizationByExternalId", Name: "Change an organization by an external id", Path: path,
			Body: `{"status": "inactive"}`, Status: http.StatusOK, Wants: texts{"/status": `"inactive"`},
		},
		{
			Operation: "updateOrganizationByExternalId", Name: "The code of another one", Path: path, Body: `{"code": "AE-{{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/code"}, Wants: texts{"/errors/0/conflict": `"{{company}}"`},
		},
		{
			Operation: "putOrganizationTag", Name: "Put a tag on an organization", Path: texts{"id": "{{loft}}", "tag": "engines {{run}}"},
			Status: http.StatusOK, Wants: texts{"/tags": `["engines {{run}}"]`},
		},
		{
			Operation: "putOrganizationTag", Name: "A viewer tags nothing", Caller: Viewer, Path: texts{"id": "{{loft}}", "tag": "engines {{run}}"},
			Status: http.StatusForbidden,
		},
		{
			Operation: "deleteOrganizationTag", Name: "Take a tag off an organization", Path: texts{"id": "{{loft}}", "tag": "engines {{run}}"},
			Status: http.StatusNoContent,
		},
		{
			Operation: "deleteOrganizationTag", Name: "The organization does not have the tag", Path: texts{"id": "{{loft}}", "tag": "engines {{run}}"},
			Status: http.StatusNotFound,
		},
		{
			Operation: "deleteOrganizationByExternalId", Name: "Delete an organization by an external id", Path: path, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteOrganizationByExternalId", Name: "It is gone", Path: path, Status: http.StatusNotFound,
		},
	}
}

// references link records by other names than ids.
func references() []Step {
	return []Step{
		{
			Operation: "createContact", Name: "Name the organization by its code",
			Body:   `{"first_name": "Luigi", "last_name": "Menabrea", "linked_organization": {"code": "ae-{{run}}-mill"}}`,
			Status: http.StatusCreated, Wants: texts{"/linked_organization": `"{{mill}}"`, "/linked_organization_name": `"Mill"`},
			Keeps: texts{"luigi": "/id"},
		},
		{
			Operation: "updateOrganization", Name: "Name the primary contact by an external id", Path: texts{"id": "{{company}}"},
			Body:   `{"primary_contact": {"external_id": {"crm": "ada-{{run}}"}}}`,
			Status: http.StatusOK, Wants: texts{"/primary_contact": `"{{ada}}"`},
		},
		{
			Operation: "createContact", Name: "References to what is not there", Body: `{"linked_organization": {"code": "AE-{{run}}-LOFT"}}`,
			Status: http.StatusBadRequest, Faults: []string{"/linked_organization"}, Wants: texts{"/errors/0/code": `"not_found"`},
		},
	}
}
