package customfield

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

const maxFields = 200 // of a kind of record

// Get returns a definition, or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace, id string) (*Field, error) {
	return get(ctx, db, workspace, id, "")
}

// Hold is Get for a transaction that goes by the definition: nobody can change
// it until the transaction ends.
func Hold(ctx context.Context, tx *changelog.Tx, id string) (*Field, error) {
	return get(ctx, tx.DB, tx.Workspace, id, tx.ForShare())
}

func get(ctx context.Context, db *database.DB, workspace, id, lock string) (*Field, error) {
	f, err := scan(db.QueryRow(ctx, `SELECT `+columns+` FROM custom_fields f WHERE f.workspace_id = $1 AND f.id = $2`+lock,
		workspace, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read custom field: %w", err)
	}
	return &f, nil
}

// New returns the definition that a patch describes, or all that is wrong with
// it; faults are what was found wrong before. The rules of the workspace must be
// locked: see changelog.Tx.LockRules.
func New(ctx context.Context, tx *changelog.Tx, p *Patch, faults problem.Fields) (*Field, error) {
	f := &Field{Meta: tx.NewMeta()}
	f.Change(p, &faults)
	if err := refuseTaken(ctx, tx, f, &faults); err != nil {
		return nil, err
	}
	return f, faults.Err()
}

// refuseTaken notes it if the kind of record has a field with the key, or has
// too many.
func refuseTaken(ctx context.Context, tx *changelog.Tx, f *Field, faults *problem.Fields) error {
	var n int
	var other string
	err := tx.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MAX(CASE WHEN key = $3 THEN id END), '') FROM custom_fields
		WHERE workspace_id = $1 AND record_kind = $2`, tx.Workspace, string(f.RecordKind), f.Key).Scan(&n, &other)
	if err != nil {
		return fmt.Errorf("look for the custom field's key: %w", err)
	}
	switch {
	case other != "":
		*faults = append(*faults, problem.Field{
			Pointer: "/key", Code: "unique", Detail: "Another custom field of this kind of record has this key.", Conflict: other,
		})
	case n >= maxFields:
		faults.Add("/record_kind", "too_many", "A kind of record has at most "+strconv.Itoa(maxFields)+" custom fields.")
	}
	return nil
}

// values are those of the columns from label to search_body.
func (f *Field) values() []any {
	return []any{
		f.Label, string(f.Type), f.Required, string(textsValue(f.Choices)), jsonOrNull(f.Minimum), jsonOrNull(f.Maximum),
		f.Pattern, jsonOrNull(f.Default), f.Help, f.Filterable, text.SearchBody(f.Label, f.Key),
	}
}

func jsonOrNull(v jsontext.Value) any { return record.OrNull(string(v)) }

// Insert writes a new definition and appends the change.
func Insert(ctx context.Context, tx *changelog.Tx, f *Field) (*changelog.Change, error) {
	args := append([]any{tx.Workspace, f.ID, string(f.RecordKind), f.Key}, f.values()...)
	args = append(args, f.Values()...)
	_, err := tx.Exec(ctx, `INSERT INTO custom_fields (workspace_id, id, record_kind, key, label, type, is_required, choices,
		minimum, maximum, pattern, default_value, help, is_filterable, search_body, `+record.Columns+`)
		VALUES `+database.Rows(1, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("insert custom field: %w", err)
	}
	return tx.Append(changelog.CustomField, f.ID, nil, f.JSON(), nil)
}

// Save writes a changed definition over its row, raises its version and appends
// the change.
func Save(ctx context.Context, tx *changelog.Tx, before, f *Field) (*changelog.Change, error) {
	f.Touch(tx.At, tx.Actor.UserID)
	_, err := tx.Exec(ctx, `UPDATE custom_fields SET label = $3, type = $4, is_required = $5, choices = $6, minimum = $7,
		maximum = $8, pattern = $9, default_value = $10, help = $11, is_filterable = $12, search_body = $13,
		created_at = $14, updated_at = $15, created_by = $16, updated_by = $17, version = $18
		WHERE workspace_id = $1 AND id = $2`, append(append([]any{tx.Workspace, f.ID}, f.values()...), f.Values()...)...)
	if err != nil {
		return nil, fmt.Errorf("update custom field: %w", err)
	}
	return tx.Append(changelog.CustomField, f.ID, before.JSON(), f.JSON(), nil)
}

// Remove deletes a definition and appends the change. The values of records are
// left alone.
func Remove(ctx context.Context, tx *changelog.Tx, f *Field) (*changelog.Change, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM custom_fields WHERE workspace_id = $1 AND id = $2`, tx.Workspace, f.ID); err != nil {
		return nil, fmt.Errorf("delete custom field: %w", err)
	}
	return tx.Append(changelog.CustomField, f.ID, f.JSON(), nil, nil)
}
