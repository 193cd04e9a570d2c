package organization

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// TypeFormat is the number of the format of a type's record; it is part of the
// ETag.
const TypeFormat = 1

const (
	maxTypeName    = 100 // code points
	maxDescription = 100_000
)

// Type classifies organizations; its name is unique in its workspace but for
// case.
type Type struct {
	record.Meta
	Name        string
	Description string
}

// ErrTypeNotFound says that the workspace has no such organization type.
var ErrTypeNotFound = problem.New(problem.NotFound, "No organization type has this id or name.")

// typesThereAre is the sentence that says which organization types a workspace has.
func typesThereAre(ctx context.Context, db *database.DB, workspace string) (string, error) {
	rows, err := db.Query(ctx,
		`SELECT name FROM organization_types WHERE workspace_id = $1 ORDER BY sort_key, id LIMIT $2`, workspace, problem.MostValues+1)
	if err != nil {
		return "", fmt.Errorf("read organization types: %w", err)
	}
	names, err := database.Texts(rows)
	if err != nil {
		return "", fmt.Errorf("read organization types: %w", err)
	}
	if len(names) > problem.MostValues {
		return "No organization type has this id or name; see the list of organization types.", nil
	}
	return problem.MustBe("The organization type", names, "create one first"), nil
}

// TypePatch is what a writer says of an organization type; what is left out
// stays.
type TypePatch struct {
	Name, Description record.Opt[string]
	Faults            problem.Fields // what was found wrong while the input was read
}

// JSON returns the type's record.
func (t *Type) JSON() []byte {
	var o record.Object
	o.Text("id", t.ID)
	o.Text("name", t.Name)
	o.Text("description", t.Description)
	o.Meta(&t.Meta)
	return o.JSON()
}

// Validate brings the type into its normal form and notes what breaks a rule.
func (t *Type) Validate(faults *problem.Fields) {
	var fault *problem.Fault
	t.Name, fault = text.Clean(t.Name, maxTypeName)
	faults.Fault("/name", fault)
	if fault == nil && t.Name == "" {
		faults.Add("/name", "required", "The name of the organization type is required.")
	}
	t.Description, fault = text.CleanLines(t.Description, maxDescription)
	faults.Fault("/description", fault)
}

const typeColumns = `t.id, t.name, t.description, t.created_at, t.updated_at, t.created_by, t.updated_by, t.version`

func (t *Type) dest() []any { return append([]any{&t.ID, &t.Name, &t.Description}, t.Dest()...) }

// GetType returns the organization type with an id or a name, or
// ErrTypeNotFound.
func GetType(ctx context.Context, db *database.DB, workspace, idOrName string) (*Type, error) {
	return findType(ctx, db, workspace, idOrName, "")
}

// findType ends its query with suffix.
func findType(ctx context.Context, db *database.DB, workspace, idOrName, suffix string) (*Type, error) {
	name, fault := text.Clean(idOrName, maxTypeName)
	if fault != nil || name == "" {
		return nil, ErrTypeNotFound
	}
	var t Type
	err := db.QueryRow(ctx, `SELECT `+typeColumns+` FROM organization_types t
		WHERE t.workspace_id = $1 AND (t.id = $2 OR t.name_key = $3)
		ORDER BY CASE WHEN t.id = $2 THEN 0 ELSE 1 END LIMIT 1`+suffix,
		workspace, strings.ToLower(name), text.Fold(name)).Scan(t.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrTypeNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read organization type: %w", err)
	}
	return &t, nil
}

const insertType = `INSERT INTO organization_types (workspace_id, id, name, name_key, sort_key, description,
	search_body, ` + record.Columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

// CreateType makes an organization type.
func CreateType(ctx context.Context, tx *changelog.Tx, p *TypePatch) (*Type, error) {
	t := &Type{Meta: tx.NewMeta()}
	if err := p.applyTo(ctx, tx, t); err != nil {
		return nil, err
	}
	if err := t.write(ctx, tx, insertType); err != nil {
		return nil, err
	}
	_, err := tx.Append(changelog.OrganizationType, t.ID, nil, t.JSON(), nil)
	return t, err
}

// UpdateType changes the organization type with an id or a name as p says. check
// is asked whether the version found may be changed. It returns the change, nil
// if nothing changed. Organizations, which show the name, are not written anew
// here: see package directory.
func UpdateType(ctx context.Context, tx *changelog.Tx, idOrName string, p *TypePatch, check func(version int64) error,
) (*Type, *changelog.Change, error) {
	t, err := lockType(ctx, tx, idOrName)
	if err != nil {
		return nil, nil, err
	}
	if err := check(t.Version); err != nil {
		return nil, nil, err
	}
	before := *t
	if err := p.applyTo(ctx, tx, t); err != nil {
		return nil, nil, err
	}
	if t.Name == before.Name && t.Description == before.Description {
		return t, nil, nil
	}
	t.Touch(tx.At, tx.Actor.UserID)
	if err := t.write(ctx, tx, `UPDATE organization_types SET name = $3, name_key = $4, sort_key = $5, description = $6,
		search_body = $7, created_at = $8, updated_at = $9, created_by = $10, updated_by = $11, version = $12
		WHERE workspace_id = $1 AND id = $2`); err != nil {
		return nil, nil, err
	}
	change, err := tx.Append(changelog.OrganizationType, t.ID, before.JSON(), t.JSON(), nil)
	return t, change, err
}

// DeleteType deletes the organization type with an id or a name. check is asked
// whether the version found may be deleted. If organizations are of the type,
// the error is a conflict that says how many.
func DeleteType(ctx context.Context, tx *changelog.Tx, idOrName string, check func(version int64) error) error {
	t, err := lockType(ctx, tx, idOrName)
	if err != nil {
		return err
	}
	if err := check(t.Version); err != nil {
		return err
	}
	var uses int64
	err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM organizations WHERE workspace_id = $1 AND organization_type_id = $2`,
		tx.Workspace, t.ID).Scan(&uses)
	if err != nil {
		return fmt.Errorf("count the organizations of a type: %w", err)
	}
	if uses > 0 {
		return problem.New(problem.Conflict,
			"The organization type is used by "+problem.Count(uses, "organization")+"; give each another type first.")
	}
	if _, err := tx.Exec(ctx, `DELETE FROM organization_types WHERE workspace_id = $1 AND id = $2`, tx.Workspace, t.ID); err != nil {
		return fmt.Errorf("delete organization type: %w", err)
	}
	_, err = tx.Append(changelog.OrganizationType, t.ID, t.JSON(), nil, nil)
	return err
}

// lockType returns the type for a transaction that will change or delete it: no
// organization gets it, and nobody else changes it, until that ends.
func lockType(ctx context.Context, tx *changelog.Tx, idOrName string) (*Type, error) {
	suffix := ""
	if tx.Engine == database.Postgres {
		suffix = " FOR UPDATE"
	}
	return findType(ctx, tx.DB, tx.Workspace, idOrName, suffix)
}

// applyTo changes t as p says, and returns all faults together.
func (p *TypePatch) applyTo(ctx context.Context, tx *changelog.Tx, t *Type) error {
	p.Name.To(&t.Name)
	p.Description.To(&t.Description)
	faults := slices.Clone(p.Faults)
	t.Validate(&faults)
	other, err := idOf(ctx, tx, `SELECT id FROM organization_types WHERE workspace_id = $1 AND name_key = $2 AND id <> $3`,
		text.Fold(t.Name), t.ID)
	if err != nil {
		return err
	}
	if other != "" {
		faults = append(faults, typeTaken(other))
	}
	return faults.Err()
}

// write runs the statement that writes the type's row.
func (t *Type) write(ctx context.Context, tx *changelog.Tx, query string) error {
	_, err := tx.Exec(ctx, query, append([]any{
		tx.Workspace, t.ID, t.Name, text.Fold(t.Name), text.SortKey(t.Name), t.Description,
		text.SearchBody(t.Name, t.Description),
	}, t.Values()...)...)
	if database.Violates(err, "organization_types_name_unique") {
		return problem.Fields{typeTaken("")}.Err()
	}
	if err != nil {
		return fmt.Errorf("write organization type: %w", err)
	}
	return nil
}

func typeTaken(id string) problem.Field {
	return problem.Field{
		Pointer: "/name", Code: "unique", Detail: "Another organization type already has this name.", Conflict: id,
	}
}

// TypeListSpec returns what the list of organization types may be asked for.
func TypeListSpec() *listing.Spec {
	return &listing.Spec{
		Name: "organization types", Alias: "t", ID: listing.Key{SQL: "t.id"},
		Filters:   []listing.Filter{{Name: "name", Kind: listing.Text, Folded: "t.name_key", Fold: text.Fold, Check: listing.HoldsText(maxTypeName)}},
		Orderings: []listing.Ordering{ordering("name", "t.sort_key", listing.BytesKey), createdAt("t")},
		Default:   "name",
		Fields: []string{
			"id", "name", "description", "created_at", "updated_at", "created_by", "updated_by", "version",
		},
		Searched: true, SearchColumn: "t.search_body",
	}
}

// ListTypes returns a page of the organization types that a query asks for.
func ListTypes(ctx context.Context, db *database.DB, workspace string, q *listing.Query) (listing.Page[Type], error) {
	return listing.Fetch(ctx, db, q, listing.Select{
		Workspace: workspace,
		From:      "organization_types t",
		Columns:   typeColumns,
		Join:      "organization_types t ON t.workspace_id = $1 AND t.id = p.id",
	}, func(row listing.Row) (t Type, err error) {
		err = row.Scan(t.dest()...)
		return t, err
	})
}
