package example

import "net/http"

// signingIn comes first: later steps use its tokens.
func signingIn() []Step {
	return []Step{
		{
			Operation: "signIn", Name: "Sign in", Caller: Nobody,
			Body:   `{"username": "{{username}}", "password": "{{password}}"}`,
			Status: http.StatusOK, Keeps: texts{"access": "/access", "refresh": "/refresh"},
		},
		{
			Operation: "signIn", Name: "A wrong name or password", Caller: Nobody,
			Body:   `{"username": "nobody.{{run}}", "password": "not the password"}`,
			Status: http.StatusUnauthorized,
		},
		{
			Operation: "signIn", Name: "A field is missing", Caller: Nobody, Body: `{"username": "{{username}}"}`,
			Status: http.StatusBadRequest, Faults: []string{"/password"},
		},
		{
			Operation: "refreshToken", Name: "Refresh the tokens", Caller: Nobody, Body: `{"refresh": "{{refresh}}"}`,
			Status: http.StatusOK, Keeps: texts{"access": "/access", "refresh": "/refresh"},
		},
		{
			Operation: "refreshToken", Name: "A token that is none", Caller: Nobody, Body: `{"refresh": "not a token"}`,
			Status: http.StatusUnauthorized,
		},
		{
			Operation: "getCaller", Name: "Who am I",
			Status: http.StatusOK, Wants: texts{"/via": `"key"`}, Keeps: texts{"workspace": "/workspace"},
		},
		{
			Operation: "getCaller", Name: "Who am I, signed in", Caller: Session, Header: []string{"Liaison-Workspace: {{workspace}}"},
			Status: http.StatusOK, Wants: texts{"/via": `"session"`, "/workspace": `"{{workspace}}"`},
			Keeps: texts{"superuser": "/user/is_superuser"},
		},
		{
			Operation: "getCaller", Name: "Without a key", Caller: Nobody, Status: http.StatusUnauthorized,
			Wants: texts{"WWW-Authenticate": `"Bearer"`},
		},
		{
			Operation: "getCaller", Name: "A workspace that is not the key's", Header: []string{"Liaison-Workspace: other-{{run}}"},
			Status: http.StatusForbidden,
		},
	}
}

func theDocument() []Step {
	return []Step{
		{
			Operation: "getIndex", Name: "What there is", Caller: Nobody, Status: http.StatusOK,
			Wants: texts{"/contacts": `"{{base_url}}/api/v1/contacts"`, "/organization_types": `"{{base_url}}/api/v1/organization-types"`},
		},
		{
			Operation: "getIndex", Name: "It takes no parameters", Caller: Nobody, Query: []string{"page=2"},
			Status: http.StatusBadRequest, Faults: []string{"page"},
		},
		{
			Operation: "getOpenapiJson", Name: "Get the document", Caller: Nobody,
			Status: http.StatusOK, Wants: texts{"/info/title": `"Liaison"`}, Keeps: texts{"document_etag": "ETag"},
		},
		{
			Operation: "getOpenapiJson", Name: "The document has not changed", Caller: Nobody,
			Header: []string{"If-None-Match: {{document_etag}}"}, Status: http.StatusNotModified,
		},
		{
			Operation: "getOpenapiYaml", Name: "Get the document of the workspace, as YAML", Status: http.StatusOK,
		},
	}
}
