package restapi

import "github.com/liaison/liaison/internal/auth"

// authRoutes are those of signing in.
func (a *API) authRoutes() []*route {
	const tag = "Signing in"
	return []*route{
		{"POST", "/auth/token", "", a.signIn, callDocOf(tag, "sign_in")},
		{"POST", "/auth/token/refresh", "", a.refresh, callDocOf(tag, "refresh")},
		{"GET", "/auth/me", "", a.me, callDocOf(tag, "caller")},
	}
}

// accountRoutes are those of who may do what, for those who manage the
// workspace.
func (a *API) accountRoutes() []*route {
	const users, roles, keys = "Users", "Roles", "API keys"
	return []*route{
		{"GET", "/users", auth.ManageWorkspace, a.listUsers, listDoc(users, "user")},
		{"POST", "/users", auth.ManageWorkspace, a.createUser, createDoc(users, "user")},
		{"GET", "/users/{id}", auth.ManageWorkspace, a.getUser, getDoc(users, "user")},
		{"PATCH", "/users/{id}", auth.ManageWorkspace, a.updateUser, updateDoc(users, "user")},
		{"DELETE", "/users/{id}", auth.ManageWorkspace, a.deleteUser, deleteDoc(users, "user")},
		{"GET", "/roles", auth.ManageWorkspace, a.listRoles, listDoc(roles, "role")},
		{"POST", "/roles", auth.ManageWorkspace, a.createRole, createDoc(roles, "role")},
		{"GET", "/roles/{id}", auth.ManageWorkspace, a.getRole, getDoc(roles, "role")},
		{"PATCH", "/roles/{id}", auth.ManageWorkspace, a.updateRole, updateDoc(roles, "role")},
		{"DELETE", "/roles/{id}", auth.ManageWorkspace, a.deleteRole, deleteDoc(roles, "role")},
		{"GET", "/api-keys", auth.ManageWorkspace, a.listKeys, listDoc(keys, "api_key")},
		{"POST", "/api-keys", auth.ManageWorkspace, a.createKey, createDoc(keys, "api_key")},
		{"GET", "/api-keys/{id}", auth.ManageWorkspace, a.getKey, getDoc(keys, "api_key")},
		{"PATCH", "/api-keys/{id}", auth.ManageWorkspace, a.updateKey, updateDoc(keys, "api_key")},
		{"DELETE", "/api-keys/{id}", auth.ManageWorkspace, a.deleteKey, deleteDoc(keys, "api_key")},
	}
}
