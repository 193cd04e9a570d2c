package example

import "net/http"

func organizationTypes() []Step {
	return []Step{
		{
			Operation: "createOrganizationType", Name: "Create an organization type",
			Body:   `{"name": "Guild {{run}}", "description": "Those of one trade."}`,
			Status: http.StatusCreated, Keeps: texts{"type": "/id", "type_etag": "ETag"},
		},
		{
			Operation: "createOrganizationType", Name: "A name is unique but for case", Body: `{"name": "GUILD {{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name"}, Wants: texts{"/errors/0/conflict": `"{{type}}"`},
		},
		{
			Operation: "createOrganizationType", Name: "No name, and a field that is none", Body: `{"title": "Guild"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name", "/title"},
		},
		{
			Operation: "listOrganizationTypes", Name: "Two of the types that are there from the start", Query: []string{"name=Company,Department"},
			Status: http.StatusOK, Wants: texts{"/count": "2", "/results/0/name": `"Company"`},
		},
		{
			Operation: "getOrganizationType", Name: "Get an organization type by its id", Path: texts{"id": "{{type}}"},
			Status: http.StatusOK, Wants: texts{"/name": `"Guild {{run}}"`},
		},
		{
			Operation: "getOrganizationType", Name: "Get an organization type by its name", Path: texts{"id": "guild {{run}}"},
			Status: http.StatusOK, Wants: texts{"/id": `"{{type}}"`},
		},
		{
			Operation: "getOrganizationType", Name: "An organization type that is not there", Path: texts{"id": "Cooperative {{run}}"},
			Status: http.StatusNotFound,
		},
		{
			Operation: "putOrganizationType", Name: "Write an organization type", Path: texts{"id": "{{type}}"},
			Body: `{"name": "Guild {{run}}", "description": "Masters of one trade."}`, Header: []string{"If-Match: {{type_etag}}"},
			Status: http.StatusOK, Wants: texts{"/description": `"Masters of one trade."`},
		},
		{
			Operation: "putOrganizationType", Name: "PUT asks for the required fields", Path: texts{"id": "{{type}}"},
			Body: `{"description": "Masters of one trade."}`, Status: http.StatusBadRequest, Faults: []string{"/name"},
		},
		{
			Operation: "updateOrganizationType", Name: "null clears a text", Path: texts{"id": "{{type}}"},
			Body: `{"description": null}`, Status: http.StatusOK, Wants: texts{"/description": `""`, "/name": `"Guild {{run}}"`},
		},
		{
			Operation: "updateOrganizationType", Name: "The type was changed meanwhile", Path: texts{"id": "{{type}}"},
			Body: `{"description": "Those of one trade."}`, Header: []string{"If-Match: {{type_etag}}"},
			Status: http.StatusPreconditionFailed,
		},
		{
			Operation: "createOrganizationType", Name: "Create a type that nothing uses", Body: `{"name": "Ministry {{run}}"}`,
			Status: http.StatusCreated, Keeps: texts{"unused_type": "/id"},
		},
		{
			Operation: "deleteOrganizationType", Name: "Delete an organization type", Path: texts{"id": "{{unused_type}}"},
			Status: http.StatusNoContent,
		},
		{
			Operation: "deleteOrganizationType", Name: "A viewer deletes nothing", Caller: Viewer, Path: texts{"id": "{{type}}"},
			Status: http.StatusForbidden,
		},
	}
}
