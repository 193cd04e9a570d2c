package admin

import (
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/httpserver"
)

// inWorkspace is the parameter of a page of no workspace, such as the account, that
// says which workspace the visitor came from.
const inWorkspace = "workspace"

// menu is what the menu of a page is made of. The account and the list of
// workspaces have that of the workspace which the visitor came from, else of the
// first one; where that is not known, there is none.
func (v *visit) menu(page *view) (*view, error) {
	if v.slug != "" && v.principal.Refusal() == nil || v.slug == "" && page.Active == "" {
		return page, nil
	}
	slug := v.cameFrom(page.Places)
	secret, ok := httpserver.SessionCookie(v.Request)
	if slug == "" || !ok {
		return page, nil
	}
	p, err := v.admin.Keys.AuthenticateCookie(v.Context(), secret, slug)
	if err != nil || p.Refusal() != nil {
		return page, err
	}
	there := *v
	there.slug, there.principal = slug, p
	return &view{visit: &there, Active: page.Active, Places: page.Places}, nil
}

// cameFrom is the workspace that the visitor came from, "" for none.
func (v *visit) cameFrom(places []auth.Membership) string {
	if len(places) == 0 {
		return ""
	}
	given := v.URL.Query().Get(inWorkspace)
	if slices.ContainsFunc(places, func(m auth.Membership) bool { return m.Slug == given }) {
		return given
	}
	return places[0].Slug
}

// From is the query that brings the visitor back to the same menu, for the forms of
// pages of no workspace; "" for none.
func (v *view) From() string {
	if v.Menu == nil || v.Menu.slug == "" {
		return ""
	}
	return "?" + inWorkspace + "=" + v.Menu.slug
}

// keepMenu is the address of a page of no workspace with the menu of this one.
func (v *visit) keepMenu(to string) string {
	if slug := v.URL.Query().Get(inWorkspace); slug != "" {
		return withParameter(to, inWorkspace, slug)
	}
	return to
}
