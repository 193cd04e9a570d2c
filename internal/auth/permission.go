package auth

import (
	"slices"
	"strings"
)

// Permission is the name of one thing that a role allows.
type Permission string

// All permissions.
const (
	ViewContact            Permission = "view_contact"
	AddContact             Permission = "add_contact"
	ChangeContact          Permission = "change_contact"
	DeleteContact          Permission = "delete_contact"
	ViewOrganization       Permission = "view_organization"
	AddOrganization        Permission = "add_organization"
	ChangeOrganization     Permission = "change_organization"
	DeleteOrganization     Permission = "delete_organization"
	ViewOrganizationType   Permission = "view_organizationtype"
	AddOrganizationType    Permission = "add_organizationtype"
	ChangeOrganizationType Permission = "change_organizationtype"
	DeleteOrganizationType Permission = "delete_organizationtype"
	ViewAddress            Permission = "view_address"
	AddAddress             Permission = "add_address"
	ChangeAddress          Permission = "change_address"
	DeleteAddress          Permission = "delete_address"
	ViewTag                Permission = "view_tag"
	AddTag                 Permission = "add_tag"
	ChangeTag              Permission = "change_tag"
	DeleteTag              Permission = "delete_tag"
	ViewCustomField        Permission = "view_customfield"
	AddCustomField         Permission = "add_customfield"
	ChangeCustomField      Permission = "change_customfield"
	DeleteCustomField      Permission = "delete_customfield"
	ImportData             Permission = "import_data"
	ExportData             Permission = "export_data"
	ViewChange             Permission = "view_change"
	UndoChange             Permission = "undo_change"
	EraseContact           Permission = "erase_contact"
	ManageWorkspace        Permission = "manage_workspace"
)

// Permissions returns all there are, sorted by name.
func Permissions() []Permission {
	all := []Permission{
		ViewContact, AddContact, ChangeContact, DeleteContact,
		ViewOrganization, AddOrganization, ChangeOrganization, DeleteOrganization,
		ViewOrganizationType, AddOrganizationType, ChangeOrganizationType, DeleteOrganizationType,
		ViewAddress, AddAddress, ChangeAddress, DeleteAddress,
		ViewTag, AddTag, ChangeTag, DeleteTag,
		ViewCustomField, AddCustomField, ChangeCustomField, DeleteCustomField,
		ImportData, ExportData, ViewChange, UndoChange, EraseContact, ManageWorkspace,
	}
	slices.Sort(all)
	return all
}

// builtInRoles returns the roles of a fresh workspace: a viewer sees, an
// editor works with the records, an admin may all.
func builtInRoles() []Role {
	return []Role{
		{Name: "viewer", Permissions: matching("view_")},
		{Name: "editor", Permissions: matching("view_", "add_", "change_", "delete_", "import_", "export_", "undo_")},
		{Name: "admin", Permissions: Permissions()},
	}
}

// matching returns the permissions with one of the prefixes, sorted.
func matching(prefixes ...string) []Permission {
	return slices.DeleteFunc(Permissions(), func(p Permission) bool {
		return !slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(string(p), prefix) })
	})
}

// joinPermissions is how a set of permissions is stored.
func joinPermissions(set []Permission) string {
	names := permissionNames(set)
	slices.Sort(names)
	return strings.Join(names, " ")
}

func splitPermissions(stored string) []Permission {
	names := strings.Fields(stored)
	set := make([]Permission, len(names))
	for i, name := range names {
		set[i] = Permission(name)
	}
	return set
}

func permissionNames(set []Permission) []string {
	names := make([]string, len(set))
	for i, p := range set {
		names[i] = string(p)
	}
	return names
}

// Principal is who makes a request, in one workspace. It does not change once
// it is made, so that requests may share it.
type Principal struct {
	UserID      string
	Username    string
	WorkspaceID string // "" while it is not clear which is meant; Refusal says why
	Workspace   string // its slug
	KeyID       string // "" when no API key was used
	KeyName     string
	SessionID   string // "" without a session
	Superuser   bool   // may all, in every workspace; never by a key

	permissions map[Permission]bool
	refusal     error
}

// NewPrincipal returns p with exactly the permissions given.
func NewPrincipal(p Principal, permissions ...Permission) *Principal {
	p.permissions = make(map[Permission]bool, len(permissions))
	for _, name := range permissions {
		p.permissions[name] = true
	}
	return &p
}

// Can reports whether the principal has a permission. Nobody, a nil
// principal, has none.
func (p *Principal) Can(permission Permission) bool {
	return p != nil && p.refusal == nil && (p.Superuser || p.permissions[permission])
}

// Refusal returns why somebody who is known can do nothing: no workspace is
// named, or none that they work in. It is nil for all others.
func (p *Principal) Refusal() error { return p.refusal }
