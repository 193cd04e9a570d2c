package admin

import (
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/workspace"
)

func (a *Admin) settingsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/settings", permission: auth.ManageWorkspace, handle: a.showSettings},
		{method: http.MethodPost, path: "/settings", permission: auth.ManageWorkspace, handle: a.updateSettings},
	}
}

// settingsPage is what the template settings shows.
type settingsPage struct {
	Form      *form
	Workspace *workspace.Workspace
	Meta      *recordMeta
	Regions   []choice
}

func (v *visit) settingsAnswer(f *form, w *workspace.Workspace) (answer, error) {
	meta, err := v.meta(changelog.Workspace, &w.Meta)
	return answer{name: "settings", title: v.t("Workspace"), active: "settings", data: settingsPage{f, w, meta, v.regions()}}, err
}

// regions are the countries that phone numbers can be read with, by name.
func (v *visit) regions() []choice {
	list := []choice{{"", v.t("None: numbers need a country code")}}
	for _, country := range v.countries("") {
		if country.Value != "" && phone.ValidRegion(country.Value) {
			list = append(list, country)
		}
	}
	return list
}

func (a *Admin) showSettings(v *visit) error {
	w, err := workspace.ByID(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	f := newForm("name", w.Name, "default_region", w.DefaultRegion, "strict_custom_fields", ticked(w.StrictCustomFields))
	page, err := v.settingsAnswer(f, w)
	if err != nil {
		return err
	}
	return v.show(page)
}

// ticked is the value of a box.
func ticked(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

func (a *Admin) updateSettings(v *visit) error {
	f := v.typed()
	var p workspace.Patch
	f.text("name", &p.Name)
	f.text("default_region", &p.DefaultRegion)
	f.boolean("strict_custom_fields", &p.StrictCustomFields)
	change, err := v.write(func(tx *changelog.Tx) error {
		_, err := workspace.Update(v.Context(), tx, v.workspaceID(), &p, v.unchanged())
		return err
	})
	if err == nil {
		a.Rules.Forget(v.workspaceID())
		a.Keys.Forget()
		return v.done(v.Path("/settings"), change)
	}
	w, readErr := workspace.ByID(v.Context(), a.DB, v.workspaceID())
	if readErr != nil {
		return readErr
	}
	f.values.Set("default_region", strings.ToUpper(f.Value("default_region")))
	page, readErr := v.settingsAnswer(f, w)
	if readErr != nil {
		return readErr
	}
	return v.showRefused(f, err, page)
}
