package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/database"
)

// unique is a unique index of the schema. While it is there the engine keeps its
// rule; where it is missing the rows are looked at.
type unique struct {
	name, table, columns string
	where                string          // of a partial index
	engine               database.Engine // "" for both
}

// id is the column of the table that names the record.
func (u *unique) id() string {
	if strings.Contains(u.columns, "contact_id") || u.table == "contact_external_ids" {
		return "contact_id"
	}
	if u.table == "organization_external_ids" {
		return "organization_id"
	}
	return "id"
}

var uniques = []unique{
	{name: "workspaces_slug_unique", table: "workspaces", columns: "slug"},
	{name: "users_username_unique", table: "users", columns: "username_key"},
	{name: "sessions_secret_unique", table: "sessions", columns: "secret_hash"},
	{name: "roles_name_unique", table: "roles", columns: "workspace_id, name_key"},
	{name: "api_keys_hash_unique", table: "api_keys", columns: "key_hash"},
	{name: "api_keys_name_unique", table: "api_keys", columns: "workspace_id, name_key", where: "revoked_at IS NULL"},
	{name: "options_value_key_unique", table: "options", columns: "workspace_id, list, value_key"},
	{name: "contact_email_addresses_unique", table: "contact_email_addresses", columns: "workspace_id, contact_id, email_key"},
	{name: "contact_email_addresses_one_primary", table: "contact_email_addresses", columns: "workspace_id, contact_id", where: "is_primary"},
	{name: "contact_phone_numbers_unique", table: "contact_phone_numbers", columns: "workspace_id, contact_id, phone_number, extension"},
	{name: "contact_phone_numbers_one_primary", table: "contact_phone_numbers", columns: "workspace_id, contact_id", where: "is_primary"},
	{name: "contact_addresses_unique", table: "contact_addresses", columns: "workspace_id, contact_id, address_id"},
	{name: "contact_addresses_one_primary", table: "contact_addresses", columns: "workspace_id, contact_id", where: "is_primary"},
	{name: "contact_external_ids_unique", table: "contact_external_ids", columns: "workspace_id, system, external_id"},
	{name: "contact_search_contact_unique", table: "contact_search", columns: "workspace_id, contact_id", engine: database.SQLite},
	{name: "tags_name_unique", table: "tags", columns: "workspace_id, name_key"},
	{name: "organization_types_name_unique", table: "organization_types", columns: "workspace_id, name_key"},
	{
		name: "organizations_sibling_name_unique", table: "organizations",
		columns: "workspace_id, COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'), name_key",
	},
	{name: "organizations_code_unique", table: "organizations", columns: "workspace_id, code_key"},
	{name: "organization_external_ids_unique", table: "organization_external_ids", columns: "workspace_id, system, external_id"},
	{name: "saved_views_name_unique", table: "saved_views", columns: "workspace_id, owner_id, list, name_key"},
	{name: "custom_fields_key_unique", table: "custom_fields", columns: "workspace_id, record_kind, key"},
}

// uniqueIndexes reads the names of the unique indexes that the database has and
// keeps, and whether each is partial.
var uniqueIndexes = map[database.Engine]string{
	database.SQLite: `SELECT il.name, il.partial FROM sqlite_master m, pragma_index_list(m.name) il
		WHERE m.type = 'table' AND il."unique" = 1 AND il.origin = 'c'`,
	database.Postgres: `SELECT c.relname, CASE WHEN i.indpred IS NULL THEN 0 ELSE 1 END
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND i.indisunique AND i.indisvalid AND NOT i.indisprimary`,
}

// indexes sees to it that the unique indexes are there. Without one, it looks
// for what it would have kept out.
func (c *Checker) indexes(ctx context.Context) error {
	there, err := c.readIndexes(ctx)
	if err != nil {
		return err
	}
	for _, u := range uniques {
		if u.engine != "" && u.engine != c.DB.Engine {
			continue
		}
		partial, ok := there[u.name]
		if ok && partial == (u.where != "") {
			continue
		}
		c.report(Breach{
			Kind: "database", Rule: "index_missing",
			Detail: fmt.Sprintf("The unique index %s of %s is missing or differs from the schema.", u.name, u.table),
		})
		if err := c.doubles(ctx, &u); err != nil {
			return err
		}
	}
	return c.keys(ctx)
}

func (c *Checker) readIndexes(ctx context.Context) (map[string]bool, error) {
	rows, err := c.DB.Query(ctx, uniqueIndexes[c.DB.Engine])
	if err != nil {
		return nil, fmt.Errorf("read the indexes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	there := map[string]bool{}
	for rows.Next() {
		var name string
		var partial int
		if err := rows.Scan(&name, &partial); err != nil {
			return nil, fmt.Errorf("read the indexes: %w", err)
		}
		there[name] = partial != 0
	}
	return there, rows.Err()
}

// mostDoubles bounds how many doubles of one rule are named.
const mostDoubles = 100

func (c *Checker) doubles(ctx context.Context, u *unique) error {
	where := ""
	if u.where != "" {
		where = " WHERE " + u.where
	}
	query := fmt.Sprintf("SELECT MIN(%s), COUNT(*) FROM %s%s GROUP BY %s HAVING COUNT(*) > 1 LIMIT %d",
		u.id(), u.table, where, u.columns, mostDoubles)
	return c.each(ctx, query, func(rows *database.Result) error {
		b := Breach{Kind: u.table, Rule: "not_unique"}
		var n int64
		if err := rows.Scan(&b.Record, &n); err != nil {
			return err
		}
		b.Detail = fmt.Sprintf("%d rows violate the index %s.", n, u.name)
		c.report(b)
		return nil
	})
}

// each runs a query and calls take for each of its rows.
func (c *Checker) each(ctx context.Context, query string, take func(rows *database.Result) error) error {
	rows, err := c.DB.Query(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// keys looks, on PostgreSQL, for tables of ours without a primary key and for the index
// of search. SQLite cannot lose either without losing the table.
func (c *Checker) keys(ctx context.Context) error {
	if c.DB.Engine != database.Postgres {
		return nil
	}
	var searches int
	err := c.DB.QueryRow(ctx, `SELECT COUNT(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND c.relname = 'contact_search_index' AND i.indisvalid`).Scan(&searches)
	if err != nil {
		return fmt.Errorf("look for the index of search: %w", err)
	}
	if searches == 0 {
		c.report(Breach{Kind: "database", Rule: "index_missing", Detail: "The index contact_search_index of contact_search is missing."})
	}
	return c.each(ctx, `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
		AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid)
		ORDER BY c.relname`, func(rows *database.Result) error {
		var table string
		if err := rows.Scan(&table); err != nil || !slices.Contains(database.Tables(), table) {
			return err
		}
		c.report(Breach{Kind: "database", Rule: "index_missing", Detail: "The table " + table + " has no primary key."})
		return nil
	})
}

// file checks an SQLite file as such: its pages, its constraints, its search
// index (quick_check asks FTS5 for that) and its foreign keys.
func (c *Checker) file(ctx context.Context) error {
	if c.DB.Engine != database.SQLite {
		return nil
	}
	err := c.twice(ctx, func(db *database.DB) ([]Breach, error) { return pages(ctx, db) })
	if err != nil {
		return fmt.Errorf("quick_check: %w", err)
	}
	return c.each(ctx, `SELECT "table", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY "table", parent`,
		func(rows *database.Result) error {
			var table, parent string
			var n int64
			if err := rows.Scan(&table, &parent, &n); err != nil {
				return err
			}
			c.report(Breach{
				Kind: table, Rule: "foreign_key_check",
				Detail: fmt.Sprintf("%d references to %s are dangling.", n, parent),
			})
			return nil
		})
}

// pages runs quick_check. FTS5 then looks at its index by what the connection
// last read of it, so that after another connection has written, it takes a sound
// index for corrupt (seen with SQLite 3.53). A query makes it look anew.
func pages(ctx context.Context, db *database.DB) ([]Breach, error) {
	var n int
	err := db.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT rowid FROM contact_search_index LIMIT 1) one").Scan(&n)
	if err != nil {
		return nil, err
	}
	lines, err := db.Broken(ctx)
	found := make([]Breach, len(lines))
	for i, line := range lines {
		found[i] = Breach{Kind: "database", Rule: "quick_check", Detail: firstLine(line)}
	}
	return found, err
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
