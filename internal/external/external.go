// Package external owns how contacts and organizations are named otherwise than
// by their ids: by what other systems call them, and organizations by their code.
// It finds records by these names; the rows belong to the records' own packages.
package external

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// ID is what a record is called in another system.
type ID struct{ System, ID string }

// MaxNames bounds the external ids in one Reference.
const MaxNames = 20

// Reference names a contact or an organization by one or more of its names, all
// of which must be names of the same record.
type Reference struct {
	IDs  []ID
	Code string // of an organization, "" for none
}

// Table says where the external ids of a kind of record are kept: the table, and
// its column of the record's id.
func Table(kind changelog.Kind) (table, column string) {
	if kind == changelog.Organization {
		return "organization_external_ids", "organization_id"
	}
	return "contact_external_ids", "contact_id"
}

// Find returns the id of the contact or organization that has an external id, ""
// for none.
func Find(ctx context.Context, db *database.DB, workspace string, kind changelog.Kind, name ID) (id string, err error) {
	table, column := Table(kind)
	return idOf(ctx, db, `SELECT `+column+` FROM `+table+` WHERE workspace_id = $1 AND system = $2 AND external_id = $3`,
		workspace, name.System, name.ID)
}

// byCode returns the id of the organization with a code, "" for none.
func byCode(ctx context.Context, db *database.DB, workspace, code string) (string, error) {
	return idOf(ctx, db, `SELECT id FROM organizations WHERE workspace_id = $1 AND code_key = $2`, workspace, text.Fold(code))
}

func idOf(ctx context.Context, db *database.DB, query string, args ...any) (id string, err error) {
	err = db.QueryRow(ctx, query, args...).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for a record by its name: %w", err)
	}
	return id, nil
}

// Resolve returns the id of the record that a reference names, or what is wrong
// with the reference. The record can be deleted until somebody locks it.
func Resolve(ctx context.Context, tx *changelog.Tx, kind changelog.Kind, r *Reference) (string, *problem.Fault, error) {
	found := make([]string, 0, len(r.IDs)+1)
	for _, name := range r.IDs {
		id, err := Find(ctx, tx.DB, tx.Workspace, kind, name)
		if err != nil {
			return "", nil, err
		}
		found = append(found, id)
	}
	if r.Code != "" {
		id, err := byCode(ctx, tx.DB, tx.Workspace, r.Code)
		if err != nil {
			return "", nil, err
		}
		found = append(found, id)
	}
	for _, id := range found {
		switch {
		case id == "":
			return "", Missing(kind), nil
		case id != found[0]:
			return "", &problem.Fault{Code: "contradiction", Detail: "The reference names more than one " + string(kind) + "."}, nil
		}
	}
	return found[0], nil, nil
}

// Missing is the fault of a link to a contact or an organization that is not
// there. It says where to look for those that are.
func Missing(kind changelog.Kind) *problem.Fault {
	if kind == changelog.Organization {
		return &problem.Fault{Code: "not_found", Detail: "This organization does not exist. " +
			"Look for it in the list of organizations, by its name, code or external id."}
	}
	return &problem.Fault{Code: "not_found", Detail: "This contact does not exist. " +
		"Look for it in the list of contacts, by name, email address or external id."}
}
