package database

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/text"
)

// foldedKey is a column that holds the folded form of another one and is unique
// among the rows that have the same scope.
type foldedKey struct {
	table, value, key string
	scope             []string // expressions over the row "t"
	where             string   // over "t": which rows the unique index holds, "" for all
	fold              func(string) string
}

// foldedKeys are all columns that are folded and unique.
func foldedKeys() []foldedKey {
	const siblings = "COALESCE(t.parent_id, '00000000-0000-0000-0000-000000000000')"
	return []foldedKey{
		{table: "users", value: "username", key: "username_key", fold: text.Fold},
		{table: "roles", value: "name", key: "name_key", scope: []string{"t.workspace_id"}, fold: text.Fold},
		{table: "api_keys", value: "name", key: "name_key", scope: []string{"t.workspace_id"}, where: "t.revoked_at IS NULL", fold: text.Fold},
		{table: "options", value: "value", key: "value_key", scope: []string{"t.workspace_id", "t.list"}, fold: text.Fold},
		{table: "tags", value: "name", key: "name_key", scope: []string{"t.workspace_id"}, fold: text.Fold},
		{table: "organization_types", value: "name", key: "name_key", scope: []string{"t.workspace_id"}, fold: text.Fold},
		{table: "organizations", value: "name", key: "name_key", scope: []string{"t.workspace_id", siblings}, fold: text.Fold},
		{table: "organizations", value: "code", key: "code_key", scope: []string{"t.workspace_id"}, fold: text.Fold},
		{table: "saved_views", value: "name", key: "name_key", scope: []string{"t.workspace_id", "t.owner_id", "t.list"}, fold: text.Fold},
		{
			table: "contact_email_addresses", value: "email", key: "email_key",
			scope: []string{"t.workspace_id", "t.contact_id"}, fold: email.Key,
		},
	}
}

// Rekey makes the folded keys again, as the tables of text.Version have them.
// Where two values fall together that did not before, the one that was made
// first gets the key and the other keeps its old one, which no value folds to any
// more: nothing is lost, `liaison check` names it, and its next write is refused
// until it differs.
func (db *DB) Rekey(ctx context.Context) error {
	return db.InTx(ctx, func(tx *DB) error { return rekey(ctx, tx.tx, foldedKeys()) })
}

// rekey works through the keys in a transaction.
func rekey(ctx context.Context, tx session, keys []foldedKey) error {
	for _, k := range keys {
		stale, err := k.stale(ctx, tx)
		if err != nil {
			return fmt.Errorf("read %s of %s: %w", k.key, k.table, err)
		}
		for _, row := range stale {
			if _, err := tx.ExecContext(ctx, k.update(), row.key, row.id); err != nil {
				return fmt.Errorf("write %s of %s: %w", k.key, k.table, err)
			}
		}
	}
	return nil
}

// staleRow is a row whose key is not the one of its value.
type staleRow struct {
	id  any
	key string // as it has to be
}

// stale finds the rows to write, oldest first. Keys of ASCII alone fold as they
// always did, so those are not read.
func (k *foldedKey) stale(ctx context.Context, tx session) (found []staleRow, err error) {
	rows, err := tx.QueryContext(ctx, fmt.Sprintf(
		"SELECT id, %s, %s FROM %s WHERE octet_length(%s) <> length(%s) ORDER BY id", k.value, k.key, k.table, k.key, k.key))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row staleRow
		var value, key string
		if err := rows.Scan(&row.id, &value, &key); err != nil {
			return nil, err
		}
		if row.key = k.fold(value); row.key != key {
			found = append(found, row)
		}
	}
	return found, rows.Err()
}

// update is the statement that gives the row with the id $2 the key $1, unless
// another one in its scope has it.
func (k *foldedKey) update() string {
	others := fmt.Sprintf("SELECT 1 FROM %s o WHERE o.%s = $1 AND o.id <> t.id", k.table, k.key)
	for _, s := range k.scope {
		others += " AND " + of("o", s) + " = " + s
	}
	free := "NOT EXISTS (" + others + ")"
	if k.where != "" {
		free = fmt.Sprintf("(NOT (%s) OR NOT EXISTS (%s AND %s))", k.where, others, of("o", k.where))
	}
	return fmt.Sprintf("UPDATE %s AS t SET %s = $1 WHERE t.id = $2 AND %s", k.table, k.key, free)
}

// of is an expression over the row "t" said of another one.
func of(row, expression string) string { return strings.ReplaceAll(expression, "t.", row+".") }

const (
	rekeyFile    = "00046_folded_keys.sql"
	rekeyVersion = 46
)

// rekeyMigration is the step that makes the keys of text.Version 2.
func rekeyMigration() *goose.Migration {
	up := func(ctx context.Context, tx *sql.Tx) error { return rekey(ctx, tx, foldedKeys()) }
	return goose.NewGoMigration(rekeyVersion, &goose.GoFunc{RunTx: up}, nil)
}
