package example

import "slices"

// lastFolder is where the tour deletes what it has made.
const lastFolder = "Cleaning up"

// unknown is an id that no record has.
const unknown = "00000000-0000-7000-8000-000000000000"

// Tour are all steps, in their order. It deletes at its end what it has made, as
// far as the API lets it, and leaves nothing behind that would be in the way of a
// second run on the same server: names that must be unique have {{run}} in them.
func Tour() []Step {
	return slices.Concat(
		in("Signing in", signingIn()),
		in("OpenAPI", theDocument()),
		in("API keys", apiKeys()),
		in("Roles", roles()),
		in("Users", users(), roleInUse()),
		in("Workspaces", workspaces(), newWorkspaces()),
		in("Organization types", organizationTypes()),
		in("Organizations", organizations(), organizationFaults(), organizationChanges(), organizationTree(), organizationBatches(), organizationsByExternalIDs()),
		in("Contacts", contacts(), contactFaults(), references(), contactLists(), contactChanges(), contactRepeats(), contactBatches(), contactsByExternalIDs()),
		in("Channels", emailAddresses(), phoneNumbers(), contactAddresses()),
		in("Addresses", addresses(), sharedAddresses()),
		in("Tags", tags(), mergedTags()),
		in("Options", options(), retiredOptions()),
		in("Custom fields", customFields(), customValues(), storedValues()),
		in("Saved views", savedViews()),
		in("Changes", changes(), undoneUpdates(), undoneDeletions()),
		in(lastFolder, cleaningUp()),
	)
}
