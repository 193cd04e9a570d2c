package admin

import "slices"

// Route is what tests of all pages know of one.
type Route struct {
	Method, Path string // below /admin, or below /admin/SLUG
	Open         bool
}

// Routes returns the pages that belong to no workspace, and those of one.
func Routes() (public, workspace []Route) {
	a := &Admin{}
	for _, r := range a.publicRoutes() {
		public = append(public, Route{r.method, r.path, r.open})
	}
	for _, r := range a.workspaceRoutes() {
		workspace = append(workspace, Route{r.method, r.path, r.open})
	}
	return slices.Clip(public), slices.Clip(workspace)
}
