package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
)

// selection is the records of one kind that show something, the subject.
type selection struct {
	name     string         // stands in the database: never changes
	kind     changelog.Kind // of the records
	ids      string         // query for the ids, as id; $1 is the workspace, $2 the subject's id
	byDetail bool           // $2 is the subject's detail
	rewrite  rewriteFunc
}

// rewriteFunc writes records of a selection because of cause.
type rewriteFunc = func(ctx context.Context, tx *changelog.Tx, of subject, ids []string, cause *changelog.Change) error

// subject is what the records of a selection show or hold.
type subject struct {
	id     string // of a record, or the key of a custom field
	detail string // what else rewriting needs to know: see the selection; "" for nothing
}

// selections are all there are: those that a walk can be through.
var selections = slices.Concat([]*selection{
	contactsOfOrganization, organizationsOfType, contactsWithTag, organizationsWithTag, contactsAtAddress, organizationsAtAddress,
}, contactFields.list(), organizationFields.list(), addressFields.list())

var contactsOfOrganization = &selection{
	name: "contacts_of_organization", kind: changelog.Contact, rewrite: refreshContacts,
	ids: `SELECT id FROM contacts WHERE workspace_id = $1 AND linked_organization_id = $2`,
}

var organizationsOfType = &selection{
	name: "organizations_of_type", kind: changelog.Organization, rewrite: refreshOrganizations,
	ids: `SELECT id FROM organizations WHERE workspace_id = $1 AND organization_type_id = $2`,
}

var contactsWithTag = &selection{
	name: "contacts_with_tag", kind: changelog.Contact, rewrite: refreshContacts,
	ids: `SELECT contact_id AS id FROM contact_tags WHERE workspace_id = $1 AND tag_id = $2`,
}

var organizationsWithTag = &selection{
	name: "organizations_with_tag", kind: changelog.Organization, rewrite: refreshOrganizations,
	ids: `SELECT organization_id AS id FROM organization_tags WHERE workspace_id = $1 AND tag_id = $2`,
}

var contactsAtAddress = &selection{
	name: "contacts_at_address", kind: changelog.Contact, rewrite: refreshContacts,
	ids: `SELECT contact_id AS id FROM contact_addresses WHERE workspace_id = $1 AND address_id = $2`,
}

var organizationsAtAddress = &selection{
	name: "organizations_at_address", kind: changelog.Organization, rewrite: refreshOrganizations,
	ids: `SELECT id FROM organizations WHERE workspace_id = $1 AND primary_address_id = $2`,
}

func refreshContacts(ctx context.Context, tx *changelog.Tx, _ subject, ids []string, cause *changelog.Change) error {
	return contact.Refresh(ctx, tx, ids, cause)
}

func refreshOrganizations(ctx context.Context, tx *changelog.Tx, _ subject, ids []string, cause *changelog.Change) error {
	return organization.Refresh(ctx, tx, ids, cause)
}

// find returns the ids of the records, in their order: at most limit behind the
// id after.
func (s *selection) find(ctx context.Context, db *database.DB, workspace string, of subject, after string, limit int) ([]string, error) {
	what := of.id
	if s.byDetail {
		what = of.detail
	}
	query := `SELECT s.id FROM (` + s.ids + `) s WHERE s.id > $3 ORDER BY s.id LIMIT $4`
	rows, err := db.Query(ctx, query, workspace, what, after, limit)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", s.name, err)
	}
	ids, err := database.Texts(rows)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", s.name, err)
	}
	return ids, nil
}
