package example

import "net/http"

func savedViews() []Step {
	return []Step{
		{
			Operation: "createView", Name: "Save a view of a list",
			Body: `{"list": "contacts", "name": "Press in London {{run}}", "query": "city=London&status=active&ordering=-last_name",
				"columns": ["name", "email"], "shared": true}`,
			Status: http.StatusCreated, Keeps: texts{"view": "/id", "view_etag": "ETag"},
		},
		{
			Operation: "createView", Name: "A view that the list would refuse",
			Body:   `{"list": "contacts", "name": "press in london {{run}}", "query": "status=asleep&colour=red"}`,
			Status: http.StatusBadRequest, Faults: []string{"/query/status", "/query/colour", "/name"},
		},
		{
			Operation: "createView", Name: "No such list to view", Body: `{"list": "users", "name": "All {{run}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/list"},
		},
		{
			Operation: "listViews", Name: "Find a view", Query: []string{"list=contacts", "name=Press in London {{run}}"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/id": `"{{view}}"`},
		},
		{
			Operation: "listViews", Name: "Views of no list", Query: []string{"list=users"}, Status: http.StatusBadRequest, Faults: []string{"list"},
		},
		{Operation: "getView", Name: "Get a view", Path: texts{"id": "{{view}}"}, Status: http.StatusOK},
		{Operation: "getView", Name: "A view that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound},
		{
			Operation: "listContacts", Name: "Through a view", Folder: "Contacts", Query: []string{"view={{view}}", "search=ada", "fields=full_name"},
			Status: http.StatusOK,
		},
		{
			Operation: "listContacts", Name: "Through a view that is not there", Folder: "Contacts", Query: []string{"view=none {{run}}"},
			Status: http.StatusBadRequest, Faults: []string{"view"},
		},
		{
			Operation: "updateView", Name: "Change a view", Path: texts{"id": "{{view}}"}, Body: `{"query": "city=London&tags=press {{run}}"}`,
			Header: []string{"If-Match: {{view_etag}}"}, Status: http.StatusOK, Wants: texts{"/version": "2"},
		},
		{
			Operation: "updateView", Name: "The list of a view stays", Path: texts{"id": "{{view}}"}, Body: `{"list": "organizations"}`,
			Status: http.StatusBadRequest, Faults: []string{"/list"},
		},
		{Operation: "deleteView", Name: "Delete a view", Path: texts{"id": "{{view}}"}, Status: http.StatusNoContent},
		{Operation: "deleteView", Name: "A view that is gone", Path: texts{"id": "{{view}}"}, Status: http.StatusNotFound},
	}
}
