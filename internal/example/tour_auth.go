package example

import "net/http"

// signingIn comes first: later steps use its tokens.
func signingIn() []Step {
	return []Step{
		{
			Operation: "signIn", Name: "Sign in", Caller: Nobody,
			Body:   `{"username": "{{username}}", "password": "{{password}}"}`,
			Status: http.StatusOK, Keeps: map[string]string{"access": "/access", "refresh": "/refresh"},
		},
		{
			Operation: "getCaller", Name: "Who am I",
			Status: http.StatusOK, Wants: map[string]string{"/via": `"key"`}, Keeps: map[string]string{"workspace": "/workspace"},
		},
		{
			Operation: "getCaller", Name: "Without a key", Caller: Nobody, Status: http.StatusUnauthorized,
		},
	}
}
