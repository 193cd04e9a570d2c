package example

import "net/http"

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
