package example

import "net/http"

// cleaningUp deletes what is still there.
func cleaningUp() []Step {
	steps := []Step{
		{
			Operation: "deleteOrganization", Name: "Delete the mill", Path: texts{"id": "{{mill}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "getContact", Name: "Its contacts keep its name", Path: texts{"id": "{{joseph}}"},
			Query: []string{"fields=linked_organization,organization_name"}, Status: http.StatusOK,
			Wants: texts{"/linked_organization": "null", "/organization_name": `"Mill"`},
		},
		{
			Operation: "deleteOrganization", Name: "Delete the company", Path: texts{"id": "{{company}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteOrganizationType", Name: "Delete the guild", Path: texts{"id": "{{type}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "listTags", Name: "Find the tag of the company", Query: []string{"name=engines {{run}}"}, Status: http.StatusOK,
			Wants: texts{"/results/0/use_count": "0"}, Keeps: texts{"engines": "/results/0/id"},
		},
	}
	for _, name := range []string{"ada", "luigi", "charles", "mary", "joseph", "augusta"} {
		steps = append(steps, Step{
			Operation: "deleteContact", Name: "Delete " + name, Path: texts{"id": "{{" + name + "}}"}, Status: http.StatusNoContent,
		})
	}
	for _, name := range []string{"press", "engines"} {
		steps = append(steps, Step{
			Operation: "deleteTag", Name: "Delete the tag " + name, Path: texts{"id": "{{" + name + "}}"}, Status: http.StatusNoContent,
		})
	}
	return append(
		steps,
		Step{Operation: "deleteApiKey", Name: "Revoke a key", Path: texts{"id": "{{viewer_key_id}}"}, Status: http.StatusNoContent},
		Step{
			Operation: "updateApiKey", Name: "A revoked key is not changed", Path: texts{"id": "{{viewer_key_id}}"},
			Body: `{"expires_at": null}`, Status: http.StatusConflict,
		},
		Step{Operation: "deleteApiKey", Name: "A key that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound},
	)
}
