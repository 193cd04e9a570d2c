package admin

import (
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

// permissionKinds are the kinds of record that permissions are about, by the end
// of their names.
func (v *visit) permissionKinds() []choice {
	return []choice{
		{"contact", v.t("Contacts")},
		{"organization", v.t("Organizations")},
		{"organizationtype", v.t("Organization types")},
		{"address", v.t("Addresses")},
		{"tag", v.t("Tags")},
		{"customfield", v.t("Custom fields")},
	}
}

// permissionActions are what can be allowed on a kind of record, by the beginning
// of the permission's name.
func (v *visit) permissionActions() []choice {
	return []choice{{"view_", v.t("View")}, {"add_", v.t("Add")}, {"change_", v.t("Change")}, {"delete_", v.t("Delete")}}
}

// otherPermissions are those that are about no single kind of record.
func (v *visit) otherPermissions() []choice {
	return []choice{
		{string(auth.ImportData), v.t("Import data")},
		{string(auth.ExportData), v.t("Export data")},
		{string(auth.ViewChange), v.t("View the change log")},
		{string(auth.UndoChange), v.t("Undo changes")},
		{string(auth.EraseContact), v.t("Erase contacts permanently")},
		{string(auth.ManageWorkspace), v.t("Manage the workspace, its users, roles and API keys")},
	}
}

// permissionLabel is what people read for a permission.
func (v *visit) permissionLabel(name string) string {
	if label := labelOf(v.otherPermissions(), name); label != name {
		return label
	}
	for _, action := range v.permissionActions() {
		if kind, ok := strings.CutPrefix(name, action.Value); ok {
			return v.t("%s: %s", labelOf(v.permissionKinds(), kind), action.Label)
		}
	}
	return name
}

// forbidden says which permission the visitor lacks.
func (v *visit) forbidden(needed auth.Permission) error {
	return problem.New(problem.Forbidden, v.t("You need the permission “%s” (%s) for this.", v.permissionLabel(string(needed)), string(needed)))
}
