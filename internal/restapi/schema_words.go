package restapi

import "strings"

// schemaWords says in a sentence what a schema describes; a test asks for one of
// each. Those of bodies say it where they are made.
func schemaWords(name string) string {
	switch name {
	case "Contact":
		return "A person, with the channels by which they are reached."
	case "Channels":
		return "The three lists of channels of a contact."
	case "EmailAddress":
		return "An email address of a contact."
	case "PhoneNumber":
		return "A phone number of a contact."
	case "ContactAddress":
		return "A postal address of a contact: what kind it is, and the address that it points to."
	case "HeldAddress":
		return "A postal address as the record that points to it shows it."
	case "Address":
		return "A postal address, which contacts and organizations may share."
	case "Tag":
		return "A name that contacts and organizations carry."
	case "TagMerge":
		return "The tag that another one is merged into."
	case "OptionListName":
		return "The option list that a value belongs to. It never changes."
	case "OptionValue":
		return "A value of an option list."
	case "CustomField":
		return "The definition of a field of one's own."
	case "SavedView":
		return "A way to look at a list."
	case "Workspace":
		return "A tenant and its settings."
	case "OrganizationType":
		return "A kind of organization."
	case "Organization":
		return "A company, department, customer or supplier: a node of a tree."
	case "OrganizationMove":
		return "The place in the tree that an organization gets."
	case "Change":
		return "An entry of the change log: who changed which record when, and what it said before and after."
	case "Undone":
		return "The change that undoes another one, and what it left as it is because somebody changed it since."
	case "Kept":
		return "Something that an undo left as it is, because somebody changed it since."
	case "Actor":
		return "Who made a change, and by which door."
	case "Problem":
		return "Why a request was refused (RFC 9457)."
	case "ProblemError":
		return "One thing that is wrong with the input: with a pointer into the body, or with the name of a parameter or header."
	}
	if records, isList := strings.CutSuffix(name, "List"); isList {
		return "A page of a list whose results have the schema " + records + "."
	}
	return accountWords(name)
}

// accountWords are the schemaWords of who may do what.
func accountWords(name string) string {
	switch name {
	case "User":
		return "Somebody who works in the workspace, or for whom a key acts."
	case "Role":
		return "A set of permissions."
	case "APIKey":
		return "An API key without its secret."
	case "NewAPIKey":
		return "An API key with its secret, which is shown this once."
	case "Credentials":
		return "User name and password."
	case "Refresh":
		return "A refresh token to exchange."
	case "Tokens":
		return "What somebody has who signed in."
	case "Caller":
		return "Who makes the request, and where they may do what."
	case "Membership":
		return "A workspace that the caller may work in."
	}
	return ""
}
