package address

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Format is the number of the record's format; it is part of the ETag.
const Format = 1

// Columns are the columns of a whole address, of a table with the alias a, in
// the order of Dest.
const Columns = `a.id, a.street_address_1, a.street_address_2, a.city, a.state_province, a.postal_code, a.country,
	a.latitude, a.longitude, a.status, a.custom_fields, a.is_standalone, a.created_at, a.updated_at, a.created_by,
	a.updated_by, a.version`

// Dest are the destinations for scanning Columns.
func (a *Address) Dest() []any {
	return append([]any{
		&a.ID, &a.StreetAddress1, &a.StreetAddress2, &a.City, &a.StateProvince, &a.PostalCode,
		record.Null(&a.Country), &a.Latitude, &a.Longitude, &a.Status, &a.CustomFields, &a.Standalone,
	}, a.Meta.Dest()...)
}

// ErrNotFound says that the workspace has no such address.
var ErrNotFound = problem.New(problem.NotFound, "No address has this id.")

// Get returns the address and how many contacts and organizations point to it,
// or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace, id string) (*Address, int64, error) {
	var a Address
	var usedBy int64
	err := db.QueryRow(ctx, `SELECT `+Columns+`, `+usedByColumn+` FROM addresses a
		WHERE a.workspace_id = $1 AND a.id = $2`, workspace, id).Scan(append(a.Dest(), &usedBy)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read address: %w", err)
	}
	return &a, usedBy, nil
}

// usedByColumn counts who points to the address a.
const usedByColumn = `(SELECT COUNT(*) FROM contact_addresses ca WHERE ca.workspace_id = a.workspace_id AND ca.address_id = a.id)
	+ (SELECT COUNT(*) FROM organizations o WHERE o.workspace_id = a.workspace_id AND o.primary_address_id = a.id)`

// Lock returns the address for a transaction that will change it or show it;
// nobody else can change it until the transaction ends. ErrNotFound if it is
// not there.
func Lock(ctx context.Context, tx *changelog.Tx, id string) (*Address, int64, error) {
	n, err := tx.Exec(ctx, `UPDATE addresses SET version = version WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id)
	if err != nil {
		return nil, 0, fmt.Errorf("lock address: %w", err)
	}
	if n == 0 {
		return nil, 0, ErrNotFound
	}
	return Get(ctx, tx.DB, tx.Workspace, id)
}

// New returns an empty address with its defaults.
func New(tx *changelog.Tx) *Address { return &Address{Meta: tx.NewMeta(), Status: Active} }

// Insert writes the row of a new, valid address. The caller appends the change.
func Insert(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, a *Address) error {
	_, err := tx.Exec(ctx, `INSERT INTO addresses (workspace_id, id, street_address_1, street_address_2, city,
		state_province, postal_code, country, latitude, longitude, status, custom_fields, is_standalone,
		city_key, city_alike, postal_code_key, search_body, `+record.Columns+`)
		VALUES `+database.Rows(1, 22), append(append([]any{tx.Workspace, a.ID}, a.values()...), a.Meta.Values()...)...)
	if err != nil {
		return fmt.Errorf("insert address: %w", err)
	}
	return fields.WriteIndex(ctx, tx, a.ID, nil, a.CustomFields)
}

// values are those of the columns from street_address_1 to search_body.
func (a *Address) values() []any {
	return []any{
		a.StreetAddress1, a.StreetAddress2, a.City, a.StateProvince, a.PostalCode, record.OrNull(a.Country),
		a.Latitude, a.Longitude, a.Status, string(a.CustomFields.JSON()), a.Standalone,
		text.SortKey(a.City), text.Alike(a.City), PostalKey(a.PostalCode),
		text.SearchBody(a.StreetAddress1, a.StreetAddress2, a.City, a.StateProvince, a.PostalCode, CountryName(a.Country)),
	}
}

// Save writes a changed, valid address over its row.
func Save(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, before, a *Address) error {
	_, err := tx.Exec(ctx, `UPDATE addresses SET street_address_1 = $3, street_address_2 = $4, city = $5,
		state_province = $6, postal_code = $7, country = $8, latitude = $9, longitude = $10, status = $11,
		custom_fields = $12, is_standalone = $13, city_key = $14, city_alike = $15, postal_code_key = $16,
		search_body = $17, created_at = $18, updated_at = $19, created_by = $20, updated_by = $21, version = $22
		WHERE workspace_id = $1 AND id = $2`,
		append(append([]any{tx.Workspace, a.ID}, a.values()...), a.Meta.Values()...)...)
	if err != nil {
		return fmt.Errorf("update address: %w", err)
	}
	return fields.WriteIndex(ctx, tx, a.ID, before.CustomFields, a.CustomFields)
}

// Remove deletes the row of an address that nothing points to.
func Remove(ctx context.Context, tx *changelog.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM addresses WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete address: %w", err)
	}
	return customfield.RemoveIndex(ctx, tx, id)
}

// Create makes an address that stays by itself.
func Create(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, p *Patch, faults problem.Fields) (*Address, error) {
	a := New(tx)
	a.Standalone = true
	p.Apply(a, fields, "", &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := Insert(ctx, tx, fields, a); err != nil {
		return nil, err
	}
	_, err := tx.Append(changelog.Address, a.ID, nil, a.JSON(), nil)
	return a, err
}

// Update changes an address as p says. check is asked whether the version
// found may be changed. What it returns is the address as it now is, how many
// point to it, and the change, nil if nothing changed. Records that show the
// address are not written anew here: see package directory.
func Update(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, id string, p *Patch,
	check func(version int64) error, faults problem.Fields,
) (*Address, int64, *changelog.Change, error) {
	a, usedBy, err := Lock(ctx, tx, id)
	if err != nil {
		return nil, 0, nil, err
	}
	if err := check(a.Version); err != nil {
		return nil, 0, nil, err
	}
	before := *a
	p.Apply(a, fields, "", &faults)
	if err := faults.Err(); err != nil {
		return nil, 0, nil, err
	}
	if a.Equal(&before) {
		return &before, usedBy, nil, nil
	}
	a.Touch(tx.At, tx.Actor.UserID)
	if err := Save(ctx, tx, fields, &before, a); err != nil {
		return nil, 0, nil, err
	}
	change, err := tx.Append(changelog.Address, id, before.JSON(), a.JSON(), nil)
	return a, usedBy, change, err
}

// Delete deletes an address that nothing points to; else the error is a
// conflict that says how many do.
func Delete(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	a, usedBy, err := Lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := check(a.Version); err != nil {
		return err
	}
	if usedBy > 0 {
		return problem.New(problem.Conflict,
			fmt.Sprintf("The address is used by %d contacts or organizations. Remove it from them first.", usedBy))
	}
	if err := Remove(ctx, tx, id); err != nil {
		return err
	}
	_, err = tx.Append(changelog.Address, id, a.JSON(), nil, nil)
	return err
}
