package restapi

import (
	"slices"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/organization"
)

// routes are all operations of the API, in the order of the document.
func (a *API) routes() []*route {
	all := a.allRoutes()
	describeWrites(all)
	return all
}

func (a *API) allRoutes() []*route {
	return slices.Concat(
		a.contactRoutes(),
		a.namedRoutes(contactBatches(), "/contacts", "Contacts", a.getContact),
		a.oneTagRoutes(contactBatches(), "/contacts", "Contacts"),
		channelRoutes(&emailChannels, "email_address"),
		channelRoutes(&phoneChannels, "phone_number"),
		channelRoutes(&addressChannels, "contact_address"),
		a.organizationRoutes(),
		a.namedRoutes(organizationBatches(), "/organizations", "Organizations", a.getOrganization),
		a.oneTagRoutes(organizationBatches(), "/organizations", "Organizations"),
		a.addressRoutes(),
		a.tagRoutes(),
		a.optionRoutes(),
		a.customFieldRoutes(),
		a.viewRoutes(),
		a.workspaceRoutes(),
		a.accountRoutes(),
		a.authRoutes(),
		[]*route{
			{"GET", "/changes", auth.ViewChange, a.listChanges, listDoc("Changes", "change")},
			{"GET", "/changes/{number}", auth.ViewChange, a.getChange, getDoc("Changes", "change")},
			{"POST", "/changes/{number}/undo", auth.UndoChange, a.undoChange, undoDoc("Changes", "change")},
			{"GET", "/", "", a.index, callDocOf("OpenAPI", "index")},
			{"GET", "/openapi.json", "", a.openAPIJSON, documentDoc(mediaJSON)},
			{"GET", "/openapi.yaml", "", a.openAPIYAML, documentDoc(mediaYAML)},
		},
	)
}

func (a *API) contactRoutes() []*route {
	return []*route{
		{"GET", "/contacts", auth.ViewContact, a.listContacts, listDoc("Contacts", "contact")},
		{"POST", "/contacts", auth.AddContact, a.createContact, createDoc("Contacts", "contact")},
		{"POST", "/contacts/batch", auth.ViewContact, a.batchOf(contactBatches()), batchDoc("Contacts", "contact")},
		{"GET", "/contacts/{id}", auth.ViewContact, a.getContact, getDoc("Contacts", "contact")},
		{"PUT", "/contacts/{id}", auth.ChangeContact, a.updateContact, updateDoc("Contacts", "contact")},
		{"PATCH", "/contacts/{id}", auth.ChangeContact, a.updateContact, updateDoc("Contacts", "contact")},
		{"DELETE", "/contacts/{id}", auth.DeleteContact, a.deleteContact, deleteDoc("Contacts", "contact")},
		{"GET", "/contacts/{id}/channels", auth.ViewContact, a.getChannels, getDoc("Contacts", "channels")},
		{"GET", "/contacts/{id}/history", auth.ViewContact, a.contactHistory, listDoc("Contacts", "history")},
	}
}

// channelRoutes are those of one kind of channel. Writing the channels of a
// contact needs no other permission than changing it.
func channelRoutes[P any, PP channelPatch[P]](k *channelKind[P, PP], record string) []*route {
	const tag = "Channels"
	all := "/contacts/{id}/" + k.name
	one := all + "/{channel}"
	return []*route{
		{"GET", all, auth.ViewContact, k.list, wholeListDoc(tag, record)},
		{"POST", all, auth.ChangeContact, k.save, createDoc(tag, record)},
		{"GET", one, auth.ViewContact, k.get, getDoc(tag, record)},
		{"PUT", one, auth.ChangeContact, k.save, updateDoc(tag, record)},
		{"PATCH", one, auth.ChangeContact, k.save, updateDoc(tag, record)},
		{"DELETE", one, auth.ChangeContact, k.remove, deleteDoc(tag, record)},
	}
}

func (a *API) organizationRoutes() []*route {
	const types, all = "Organization types", "Organizations"
	return []*route{
		{"GET", "/organization-types", auth.ViewOrganizationType, a.listOrganizationTypes, listDoc(types, "organization_type")},
		{"POST", "/organization-types", auth.AddOrganizationType, a.createOrganizationType, createDoc(types, "organization_type")},
		{"GET", "/organization-types/{id}", auth.ViewOrganizationType, a.getOrganizationType, getDoc(types, "organization_type")},
		{"PUT", "/organization-types/{id}", auth.ChangeOrganizationType, a.updateOrganizationType, updateDoc(types, "organization_type")},
		{"PATCH", "/organization-types/{id}", auth.ChangeOrganizationType, a.updateOrganizationType, updateDoc(types, "organization_type")},
		{"DELETE", "/organization-types/{id}", auth.DeleteOrganizationType, a.deleteOrganizationType, deleteDoc(types, "organization_type")},
		{"GET", "/organizations", auth.ViewOrganization, a.listOrganizations, listDoc(all, "organization")},
		{"POST", "/organizations", auth.AddOrganization, a.createOrganization, createDoc(all, "organization")},
		{"POST", "/organizations/batch", auth.ViewOrganization, a.batchOf(organizationBatches()), batchDoc(all, "organization")},
		{"GET", "/organizations/{id}", auth.ViewOrganization, a.getOrganization, getDoc(all, "organization")},
		{"PUT", "/organizations/{id}", auth.ChangeOrganization, a.updateOrganization, updateDoc(all, "organization")},
		{"PATCH", "/organizations/{id}", auth.ChangeOrganization, a.updateOrganization, updateDoc(all, "organization")},
		{"DELETE", "/organizations/{id}", auth.DeleteOrganization, a.deleteOrganization, deleteDoc(all, "organization")},
		{"POST", "/organizations/{id}/move", auth.ChangeOrganization, a.moveOrganization, moveDoc(all, "organization")},
		{"GET", "/organizations/{id}/ancestors", auth.ViewOrganization, a.listRelated(organization.Ancestors), listDoc(all, "ancestor")},
		{"GET", "/organizations/{id}/descendants", auth.ViewOrganization, a.listRelated(organization.Descendants), listDoc(all, "descendant")},
		{"GET", "/organizations/{id}/children", auth.ViewOrganization, a.listRelated(organization.Children), listDoc(all, "child")},
		{"GET", "/organizations/{id}/contacts", auth.ViewContact, a.listOrganizationContacts, listDoc(all, "organization_contact")},
		{"GET", "/organizations/{id}/history", auth.ViewOrganization, a.organizationHistory, listDoc(all, "history")},
	}
}

func (a *API) addressRoutes() []*route {
	return []*route{
		{"GET", "/addresses", auth.ViewAddress, a.listAddresses, listDoc("Addresses", "address")},
		{"POST", "/addresses", auth.AddAddress, a.createAddress, createDoc("Addresses", "address")},
		{"GET", "/addresses/{id}", auth.ViewAddress, a.getAddress, getDoc("Addresses", "address")},
		{"PUT", "/addresses/{id}", auth.ChangeAddress, a.updateAddress, updateDoc("Addresses", "address")},
		{"PATCH", "/addresses/{id}", auth.ChangeAddress, a.updateAddress, updateDoc("Addresses", "address")},
		{"DELETE", "/addresses/{id}", auth.DeleteAddress, a.deleteAddress, deleteDoc("Addresses", "address")},
	}
}

// optionRoutes: everybody who sees contacts reads the lists, admins write them.
func (a *API) optionRoutes() []*route {
	return []*route{
		{"GET", "/options", auth.ViewContact, a.listOptions, listDoc("Options", "option")},
		{"POST", "/options", auth.ManageWorkspace, a.createOption, createDoc("Options", "option")},
		{"GET", "/options/{id}", auth.ViewContact, a.getOption, getDoc("Options", "option")},
		{"PUT", "/options/{id}", auth.ManageWorkspace, a.updateOption, updateDoc("Options", "option")},
		{"PATCH", "/options/{id}", auth.ManageWorkspace, a.updateOption, updateDoc("Options", "option")},
		{"DELETE", "/options/{id}", auth.ManageWorkspace, a.deleteOption, deleteDoc("Options", "option")},
	}
}

func (a *API) customFieldRoutes() []*route {
	const tag, one = "Custom fields", "custom_field"
	return []*route{
		{"GET", "/custom-fields", auth.ViewCustomField, a.listCustomFields, listDoc(tag, one)},
		{"POST", "/custom-fields", auth.AddCustomField, a.createCustomField, createDoc(tag, one)},
		{"GET", "/custom-fields/{id}", auth.ViewCustomField, a.getCustomField, getDoc(tag, one)},
		{"PUT", "/custom-fields/{id}", auth.ChangeCustomField, a.updateCustomField, updateDoc(tag, one)},
		{"PATCH", "/custom-fields/{id}", auth.ChangeCustomField, a.updateCustomField, updateDoc(tag, one)},
		{"DELETE", "/custom-fields/{id}", auth.DeleteCustomField, a.deleteCustomField, deleteDoc(tag, one)},
	}
}

// workspaceRoutes: who manages a workspace sees and changes that one, superusers
// all of them.
func (a *API) workspaceRoutes() []*route {
	const tag, one = "Workspaces", "workspace"
	return []*route{
		{"GET", "/workspaces", auth.ManageWorkspace, a.listWorkspaces, listDoc(tag, one)},
		{"POST", "/workspaces", auth.ManageWorkspace, a.createWorkspace, forSuperusers(createDoc(tag, one))},
		{"GET", "/workspaces/{id}", auth.ManageWorkspace, a.getWorkspace, getDoc(tag, one)},
		{"PATCH", "/workspaces/{id}", auth.ManageWorkspace, a.updateWorkspace, updateDoc(tag, one)},
		{"DELETE", "/workspaces/{id}", auth.ManageWorkspace, a.deleteWorkspace, forSuperusers(deleteDoc(tag, one))},
	}
}

func (a *API) tagRoutes() []*route {
	return []*route{
		{"GET", "/tags", auth.ViewTag, a.listTags, listDoc("Tags", "tag")},
		{"POST", "/tags", auth.AddTag, a.createTag, createDoc("Tags", "tag")},
		{"GET", "/tags/{id}", auth.ViewTag, a.getTag, getDoc("Tags", "tag")},
		{"PATCH", "/tags/{id}", auth.ChangeTag, a.updateTag, updateDoc("Tags", "tag")},
		{"DELETE", "/tags/{id}", auth.DeleteTag, a.deleteTag, deleteDoc("Tags", "tag")},
		{"POST", "/tags/{id}/merge", auth.ChangeTag, a.mergeTag, mergeDoc("Tags", "tag")},
	}
}
