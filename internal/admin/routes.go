package admin

import (
	"net/http"
	"slices"

	"github.com/liaison/liaison/internal/auth"
)

// route is one page, or one thing that a page can do.
type route struct {
	method, path string
	permission   auth.Permission // "" for everybody who signed in
	handle       func(v *visit) error
	open         bool  // nobody needs to be signed in
	body         int64 // bytes that may be posted, if not as many as elsewhere
}

// publicRoutes are the pages that belong to no workspace, below /admin.
func (a *Admin) publicRoutes() []route {
	return slices.Concat(
		[]route{
			{method: http.MethodGet, path: "/{$}", handle: a.welcome},
		},
		a.signInRoutes(),
		a.setUpRoutes(),
		a.accountRoutes(),
		a.workspacesRoutes(),
	)
}

// workspaceRoutes are the pages of a workspace, below /admin/SLUG.
func (a *Admin) workspaceRoutes() []route {
	return slices.Concat(
		a.startRoutes(),
		a.searchRoutes(),
		a.contactsRoutes(),
		a.contactRoutes(),
		a.addressInputRoutes(),
		a.pickRoutes(),
		a.organizationRoutes(),
		a.treeRoutes(),
		a.organizationTypeRoutes(),
		a.tagRoutes(),
		a.userRoutes(),
		a.roleRoutes(),
		a.apiKeyRoutes(),
		a.addressRoutes(),
		a.customFieldRoutes(),
		a.optionRoutes(),
		a.settingsRoutes(),
		a.changeRoutes(),
		a.viewRoutes(),
		a.exportRoutes(),
		a.actionRoutes(),
	)
}
