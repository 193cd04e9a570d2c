package admin

import (
	"net/http"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/workspace"
)

// workspacesRoutes are the pages of all workspaces, for superusers.
func (a *Admin) workspacesRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/workspaces", handle: a.listWorkspaces},
		{method: http.MethodPost, path: "/workspaces", handle: a.createWorkspace},
		{method: http.MethodPost, path: "/workspaces/{id}/delete", handle: a.deleteWorkspace},
	}
}

// errSuperusers answers who may not all.
var errSuperusers = problem.New(problem.Forbidden, "Only superusers can do this.")

// workspacesPage is what the template workspaces shows.
type workspacesPage struct {
	Form       *form
	Workspaces []workspace.Workspace
}

func (v *visit) workspacesAnswer(f *form) (answer, error) {
	list, err := workspace.List(v.Context(), v.admin.DB)
	return answer{name: "workspaces", title: v.t("All workspaces"), active: "workspaces", data: workspacesPage{f, list}}, err
}

func (a *Admin) listWorkspaces(v *visit) error {
	if !v.principal.Superuser {
		return errSuperusers
	}
	shown, err := v.workspacesAnswer(newForm())
	if err != nil {
		return err
	}
	return v.show(shown)
}

func (a *Admin) createWorkspace(v *visit) error {
	if !v.principal.Superuser {
		return errSuperusers
	}
	f, p := v.typed(), &workspace.Patch{}
	f.text("slug", &p.Slug)
	f.text("name", &p.Name)
	p.DefaultRegion = record.Some(f.Value("default_region"))
	id, slug := a.DB.NewID(), ""
	var change *changelog.Change
	err := v.writeWorkspace(id, func(tx *changelog.Tx) error {
		w, err := workspace.Create(v.Context(), tx, p)
		if err == nil {
			slug, change = w.Slug, tx.First()
		}
		return err
	})
	if err != nil {
		shown, failed := v.workspacesAnswer(f)
		if failed != nil {
			return failed
		}
		return v.showRefused(f, err, shown)
	}
	return v.done(Base+"/"+slug+"/", change)
}

// writeWorkspace runs fn in a transaction of the workspace that it is about, and
// lets go of what was known of that one.
func (v *visit) writeWorkspace(id string, fn func(tx *changelog.Tx) error) error {
	err := changelog.InTx(v.Context(), v.admin.DB, id, v.actor(), fn)
	v.admin.Rules.Forget(id)
	v.admin.Keys.Forget()
	return err
}

func (a *Admin) deleteWorkspace(v *visit) error {
	if !v.principal.Superuser {
		return errSuperusers
	}
	id, err := v.id(workspace.ErrNotFound)
	if err != nil {
		return err
	}
	err = v.writeWorkspace(id, func(tx *changelog.Tx) error {
		return workspace.Delete(v.Context(), tx, id, v.unchanged())
	})
	if err != nil {
		return err
	}
	return v.redirect(withParameter(v.keepMenu(Base+"/workspaces"), "done", deleted+string(changelog.Workspace)))
}
