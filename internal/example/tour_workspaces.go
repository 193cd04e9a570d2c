package example

import "net/http"

// workspaces are the settings of the workspace that the key is of.
func workspaces() []Step {
	return []Step{
		{
			Operation: "listWorkspaces", Name: "Find the workspace", Query: []string{"slug={{workspace}}"},
			Status: http.StatusOK, Wants: texts{"/count": "1"}, Keeps: texts{"workspace_id": "/results/0/id"},
		},
		{
			Operation: "listWorkspaces", Name: "A viewer does not see the settings", Caller: Viewer, Status: http.StatusForbidden,
		},
		{
			Operation: "getWorkspace", Name: "Get the workspace", Path: texts{"id": "{{workspace_id}}"},
			Status: http.StatusOK, Wants: texts{"/slug": `"{{workspace}}"`}, Keeps: texts{"workspace_etag": "ETag"},
		},
		{
			Operation: "getWorkspace", Name: "A workspace that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "updateWorkspace", Name: "Refuse custom values without a definition", Path: texts{"id": "{{workspace_id}}"},
			Body: `{"strict_custom_fields": true}`, Header: []string{"If-Match: {{workspace_etag}}"},
			Status: http.StatusOK, Wants: texts{"/strict_custom_fields": "true"},
		},
		{
			Operation: "createContact", Name: "A custom value without a definition is refused",
			Body:   `{"first_name": "Charles", "custom_fields": {"gears_{{run}}": 25000}}`,
			Status: http.StatusBadRequest, Wants: texts{"/errors/0/pointer": `"/custom_fields/gears_{{run}}"`},
		},
		{
			Operation: "updateWorkspace", Name: "Take any custom values again", Path: texts{"id": "{{workspace_id}}"},
			Body: `{"strict_custom_fields": false}`, Status: http.StatusOK, Wants: texts{"/strict_custom_fields": "false"},
		},
		{
			Operation: "updateWorkspace", Name: "No such region, and a slug never changes", Path: texts{"id": "{{workspace_id}}"},
			Body: `{"default_region": "ZZ", "slug": "other"}`, Status: http.StatusBadRequest, Faults: []string{"/default_region", "/slug"},
		},
		{
			Operation: "createWorkspace", Name: "A viewer makes no workspaces", Caller: Viewer,
			Body: `{"slug": "engines-{{run}}", "name": "Analytical Engines"}`, Status: http.StatusForbidden,
		},
	}
}

// newWorkspaces are for superusers.
func newWorkspaces() []Step {
	steps := []Step{
		{
			Operation: "createWorkspace", Name: "Create a workspace",
			Body:   `{"slug": "engines-{{run}}", "name": "Analytical Engines", "default_region": "GB"}`,
			Status: http.StatusCreated, Keeps: texts{"new_workspace": "/id"},
		},
		{
			Operation: "createWorkspace", Name: "A slug that is taken", Body: `{"slug": "engines-{{run}}", "name": "Difference Engines"}`,
			Status: http.StatusBadRequest, Faults: []string{"/slug"},
		},
		{
			Operation: "updateWorkspace", Name: "Rename a workspace", Path: texts{"id": "{{new_workspace}}"},
			Body: `{"name": "Difference Engines"}`, Status: http.StatusOK, Wants: texts{"/name": `"Difference Engines"`},
		},
		{
			Operation: "deleteWorkspace", Name: "Delete an empty workspace", Path: texts{"id": "{{new_workspace}}"},
			Status: http.StatusNoContent,
		},
		{
			Operation: "deleteWorkspace", Name: "A workspace in use is not deleted", Path: texts{"id": "{{workspace_id}}"},
			Status: http.StatusConflict,
		},
	}
	for i := range steps {
		steps[i].Caller, steps[i].Header = Superusers, []string{"Liaison-Workspace: {{workspace}}"}
	}
	return steps
}
