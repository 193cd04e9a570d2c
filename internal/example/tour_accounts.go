package example

import "net/http"

// apiKeys makes the key with which later steps show what a viewer may not do.
func apiKeys() []Step {
	return []Step{
		{
			Operation: "createApiKey", Name: "Create a key that reads", Body: `{"name": "reading room {{run}}", "role": "viewer"}`,
			Status: http.StatusCreated, Wants: texts{"/role": `"viewer"`, "/revoked_at": "null"},
			Keeps: texts{"viewer_key": "/key", "viewer_key_id": "/id", "viewer_key_etag": "ETag"},
		},
		{
			Operation: "createApiKey", Name: "A name that another key has", Body: `{"name": "READING ROOM {{run}}", "role": "viewer"}`,
			Status: http.StatusBadRequest, Faults: []string{"/name"},
		},
		{
			Operation: "createApiKey", Name: "A time that is past",
			Body:   `{"name": "late {{run}}", "role": "viewer", "expires_at": "2001-01-31T12:00:00Z"}`,
			Status: http.StatusBadRequest, Faults: []string{"/expires_at"},
		},
		{
			Operation: "createApiKey", Name: "A viewer makes no keys", Caller: Viewer,
			Body: `{"name": "a second key {{run}}", "role": "viewer"}`, Status: http.StatusForbidden,
		},
		{
			Operation: "listApiKeys", Name: "Find a key by name", Query: []string{"name=reading room {{run}}"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/id": `"{{viewer_key_id}}"`},
		},
		{
			Operation: "getApiKey", Name: "Get a key", Path: texts{"id": "{{viewer_key_id}}"},
			Status: http.StatusOK, Wants: texts{"/name": `"reading room {{run}}"`},
		},
		{
			Operation: "getApiKey", Name: "A key that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "updateApiKey", Name: "Let a key expire", Path: texts{"id": "{{viewer_key_id}}"},
			Body: `{"expires_at": "2099-01-31T12:00:00Z"}`, Header: []string{"If-Match: {{viewer_key_etag}}"},
			Status: http.StatusOK, Wants: texts{"/expires_at": `"2099-01-31T12:00:00.000Z"`, "/version": "2"},
		},
		{
			Operation: "updateApiKey", Name: "The key was changed meanwhile", Path: texts{"id": "{{viewer_key_id}}"},
			Body: `{"expires_at": null}`, Header: []string{"If-Match: {{viewer_key_etag}}"},
			Status: http.StatusPreconditionFailed,
		},
	}
}

func roles() []Step {
	return []Step{
		{
			Operation: "createRole", Name: "Create a role",
			Body:   `{"name": "Assistant {{run}}", "permissions": ["view_contact", "change_contact", "view_tag"]}`,
			Status: http.StatusCreated, Keeps: texts{"role": "/id", "role_etag": "ETag"},
		},
		{
			Operation: "createRole", Name: "No such permission", Body: `{"name": "Clerk {{run}}", "permissions": ["view_contact", "see_contact"]}`,
			Status: http.StatusBadRequest, Faults: []string{"/permissions/1"},
		},
		{
			Operation: "createRole", Name: "The name of a role is unique but for case", Body: `{"name": "ASSISTANT {{run}}", "permissions": []}`,
			Status: http.StatusBadRequest, Faults: []string{"/name"},
		},
		{
			Operation: "listRoles", Name: "Two of the roles that are there from the start", Query: []string{"name=editor,viewer"},
			Status: http.StatusOK, Wants: texts{"/count": "2", "/results/1/name": `"viewer"`}, Keeps: texts{"viewer_role": "/results/1/id"},
		},
		{
			Operation: "getRole", Name: "Get a role", Path: texts{"id": "{{role}}"},
			Status: http.StatusOK, Wants: texts{"/name": `"Assistant {{run}}"`},
		},
		{
			Operation: "getRole", Name: "A role that is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
		{
			Operation: "updateRole", Name: "Change what a role allows", Path: texts{"id": "{{role}}"},
			Body: `{"permissions": ["view_contact", "view_tag", "view_organization"]}`, Header: []string{"If-Match: {{role_etag}}"},
			Status: http.StatusOK, Wants: texts{"/permissions": `["view_contact", "view_organization", "view_tag"]`},
		},
		{
			Operation: "updateRole", Name: "A role from the start keeps its name", Path: texts{"id": "{{viewer_role}}"},
			Body: `{"name": "reader"}`, Status: http.StatusBadRequest, Faults: []string{"/name"},
		},
		{
			Operation: "deleteRole", Name: "A role from the start is not deleted", Path: texts{"id": "{{viewer_role}}"},
			Status: http.StatusConflict,
		},
	}
}

func users() []Step {
	return []Step{
		{
			Operation: "createUser", Name: "Create a user",
			Body: `{"username": "grace.{{run}}", "email": "grace@example.com", "role": "editor",
				"password": "copper kettle on the moon"}`,
			Status: http.StatusCreated, Wants: texts{"/is_active": "true"}, Keeps: texts{"user": "/id", "user_etag": "ETag"},
		},
		{
			Operation: "createUser", Name: "A name that is taken", Body: `{"username": "GRACE.{{run}}", "role": "editor"}`,
			Status: http.StatusBadRequest, Faults: []string{"/username"},
		},
		{
			Operation: "createUser", Name: "No email address, and a short password",
			Body:   `{"username": "hopper.{{run}}", "email": "grace at example", "role": "editor", "password": "kettle"}`,
			Status: http.StatusBadRequest, Faults: []string{"/email", "/password"},
		},
		{
			Operation: "updateUser", Name: "Give a user another role", Path: texts{"id": "{{user}}"},
			Body: `{"role": "Assistant {{run}}"}`, Header: []string{"If-Match: {{user_etag}}"},
			Status: http.StatusOK, Wants: texts{"/role": `"Assistant {{run}}"`, "/version": "2"},
		},
		{
			Operation: "listUsers", Name: "The newest user", Query: []string{"ordering=-created_at", "page_size=1"},
			Status: http.StatusOK, Wants: texts{"/previous": "null"},
		},
		{
			Operation: "listUsers", Name: "Find users by role", Query: []string{"role=Assistant {{run}}", "is_active=true"},
			Status: http.StatusOK, Wants: texts{"/count": "1", "/results/0/id": `"{{user}}"`},
		},
		{
			Operation: "getUser", Name: "Get a user", Path: texts{"id": "{{user}}"},
			Status: http.StatusOK, Wants: texts{"/username": `"grace.{{run}}"`},
		},
		{
			Operation: "getUser", Name: "A user who is not there", Path: texts{"id": unknown}, Status: http.StatusNotFound,
		},
	}
}

// roleInUse deletes the role after its user has another one.
func roleInUse() []Step {
	return []Step{
		{
			Operation: "deleteRole", Name: "A role that a user has is not deleted", Path: texts{"id": "{{role}}"},
			Status: http.StatusConflict,
		},
		{
			Operation: "updateUser", Name: "Give a user a role that is built in", Path: texts{"id": "{{user}}"},
			Body: `{"role": "editor"}`, Status: http.StatusOK, Wants: texts{"/role": `"editor"`},
		},
		{
			Operation: "updateUser", Name: "A user name never changes", Path: texts{"id": "{{user}}"},
			Body: `{"username": "hopper.{{run}}"}`, Status: http.StatusBadRequest, Faults: []string{"/username"},
		},
		{
			Operation: "deleteRole", Name: "Delete a role", Path: texts{"id": "{{role}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "deleteUser", Name: "Disable a user", Path: texts{"id": "{{user}}"}, Status: http.StatusNoContent,
		},
		{
			Operation: "getUser", Name: "A disabled user is still there", Path: texts{"id": "{{user}}"}, Query: []string{"fields=username,is_active"},
			Status: http.StatusOK, Wants: texts{"/is_active": "false"},
		},
		{
			Operation: "updateUser", Name: "Take a user out of the workspace", Path: texts{"id": "{{user}}"},
			Body: `{"role": null}`, Status: http.StatusOK, Wants: texts{"/role": "null"},
		},
	}
}
