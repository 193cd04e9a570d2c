package admin

import (
	"context"
	"net/http"
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) roleRoutes() []route {
	const may = auth.ManageWorkspace
	return []route{
		{method: http.MethodGet, path: "/roles", permission: may, handle: a.listRoles},
		{method: http.MethodGet, path: "/roles/new", permission: may, handle: a.newRole},
		{method: http.MethodPost, path: "/roles/new", permission: may, handle: a.createRole},
		{method: http.MethodGet, path: "/roles/{id}", permission: may, handle: a.showRole},
		{method: http.MethodPost, path: "/roles/{id}", permission: may, handle: a.updateRole},
		{method: http.MethodPost, path: "/roles/{id}/delete", permission: may, handle: a.deleteRole},
	}
}

func (a *Admin) listRoles(v *visit) error {
	t := table[auth.Role]{
		name: "roles", title: "Roles", spec: auth.RoleListSpec(),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[auth.Role], error) {
			return auth.Roles(ctx, a.DB, v.workspaceID(), q)
		},
		id:   func(r *auth.Role) string { return r.ID },
		link: func(r *auth.Role) string { return "/roles/" + r.ID },
		columns: []column[auth.Role]{
			{name: "name", title: "Name", ordering: "name", cell: func(r *auth.Role) cell { return nameCell(r.Name) }},
			{name: "permissions", title: "Permissions", cell: func(r *auth.Role) cell { return numberCell(int64(len(r.Permissions))) }},
			{name: "updated_at", title: "Changed", cell: func(r *auth.Role) cell { return timeCell(r.UpdatedAt) }},
		},
		empty: "A role is a set of permissions.",
		add:   "/roles/new", adds: auth.ManageWorkspace,
	}
	return t.show(v)
}

// permissionRow is a kind of record with what can be allowed on it.
type permissionRow struct {
	Label       string
	Permissions [4]choice // to view, add, change, delete
}

// rolePage is what the template role shows.
type rolePage struct {
	Form   *form
	Role   *auth.Role // nil for a new one
	Rows   []permissionRow
	Others []choice
}

func (v *visit) roleAnswer(f *form, r *auth.Role) answer {
	data := rolePage{Form: f, Role: r}
	for _, kind := range v.permissionKinds() {
		row := permissionRow{Label: kind.Label}
		for i, action := range v.permissionActions() {
			row.Permissions[i] = choice{action.Value + kind.Value, action.Label}
		}
		data.Rows = append(data.Rows, row)
	}
	data.Others = v.otherPermissions()
	title := v.t("New role")
	if r != nil {
		title = r.Name
	}
	return answer{name: "role", title: title, active: "roles", data: data}
}

func (a *Admin) newRole(v *visit) error { return v.show(v.roleAnswer(newForm(), nil)) }

func (a *Admin) createRole(v *visit) error {
	f, p := v.typed(), v.rolePatch()
	change, err := v.writeRoles(func(tx *changelog.Tx) error {
		_, err := auth.CreateRole(v.Context(), tx, p)
		return err
	})
	if err != nil {
		return v.showRefused(f, err, v.roleAnswer(f, nil))
	}
	return v.done(v.Path("/roles/"+change.Record), change)
}

// writeRoles is write for what changes what users may do.
func (v *visit) writeRoles(fn func(tx *changelog.Tx) error) (*changelog.Change, error) {
	change, err := v.write(fn)
	v.admin.Keys.Forget()
	return change, err
}

func (v *visit) role() (*auth.Role, error) {
	id, err := v.id(auth.ErrNoRole)
	if err != nil {
		return nil, err
	}
	return auth.GetRole(v.Context(), v.admin.DB, v.workspaceID(), id)
}

func (a *Admin) showRole(v *visit) error {
	r, err := v.role()
	if err != nil {
		return err
	}
	f := newForm("name", r.Name)
	for _, p := range r.Permissions {
		f.values.Add("permissions", string(p))
	}
	return v.show(v.roleAnswer(f, r))
}

func (a *Admin) updateRole(v *visit) error {
	r, err := v.role()
	if err != nil {
		return err
	}
	f, p := v.typed(), v.rolePatch()
	change, err := v.writeRoles(func(tx *changelog.Tx) error {
		_, err := auth.UpdateRole(v.Context(), tx, r.ID, p, v.unchanged())
		return err
	})
	if err != nil {
		return v.showRefused(f, err, v.roleAnswer(f, r))
	}
	return v.done(v.Path("/roles/"+r.ID), change)
}

func (a *Admin) deleteRole(v *visit) error {
	r, err := v.role()
	if err != nil {
		return err
	}
	change, err := v.writeRoles(func(tx *changelog.Tx) error {
		return auth.DeleteRole(v.Context(), tx, r.ID, v.unchanged())
	})
	if err != nil {
		return err
	}
	return v.done(v.Path("/roles"), change)
}

func (v *visit) rolePatch() *auth.RolePatch {
	f, p := v.typed(), &auth.RolePatch{By: v.principal}
	f.text("name", &p.Name)
	if f.values.Has("permissions") || f.values.Has("permissions.shown") {
		p.Permissions = record.Some(slices.Clone(f.values["permissions"]))
	}
	return p
}
