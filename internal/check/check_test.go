package check_test

import (
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/database"
)

// sabotage is one way to break a database, and the breach that it is.
type sabotage struct {
	name  string
	do    string // statements, separated by semicolons
	want  check.Breach
	clean bool            // it must be the only breach
	on    database.Engine // "" for both
	// slot is what is broken. Those of different slots are done together, since
	// a database for each takes its time; "" stands for one of its own.
	slot string
}

// run does what is said to a sound database, and sees to it that the check finds
// it, on both engines.
func run(t *testing.T, cases []sabotage) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		for _, round := range rounds(cases, engine) {
			t.Run(string(engine)+"/"+round[0].name, func(t *testing.T) {
				h := newHouse(t, open(t, engine))
				for _, c := range round {
					h.sabotage(strings.Split(c.do, ";")...)
				}
				found := h.check()
				for _, c := range round {
					h.finds(c.want, found)
					if c.clean && len(found) != 1 {
						t.Errorf("%s: want that breach alone, got %v", c.name, found)
					}
				}
			})
		}
	}
}

// rounds puts the cases of an engine together in which no slot is there twice.
func rounds(cases []sabotage, engine database.Engine) [][]sabotage {
	var all [][]sabotage
	used := map[string]int{} // how many of a slot there were: the number of its next round
	var shared [][]sabotage
	for _, c := range cases {
		switch {
		case c.on != "" && c.on != engine:
		case c.slot == "":
			all = append(all, []sabotage{c})
		default:
			n := used[c.slot]
			used[c.slot]++
			if n == len(shared) {
				shared = append(shared, nil)
			}
			shared[n] = append(shared[n], c)
		}
	}
	return append(all, shared...)
}

func TestASoundDatabaseHasNoBreach(t *testing.T) {
	eachHouse(t, func(h *house) { h.sound() })
}

func TestPrimaryAndIndexes(t *testing.T) {
	oneEach := func(kind string) check.Breach {
		return check.Breach{Rule: "one_primary", Kind: "contact", Record: "FULL", Detail: kind}
	}
	missing := func(name string) check.Breach { return check.Breach{Rule: "index_missing", Detail: name} }
	run(t, []sabotage{
		{
			name: "second primary email", want: oneEach("email_addresses"),
			do: `DROP INDEX contact_email_addresses_one_primary; UPDATE contact_email_addresses SET is_primary = TRUE`,
		},
		{
			name: "second primary phone", want: oneEach("phone_numbers"),
			do: `DROP INDEX contact_phone_numbers_one_primary; UPDATE contact_phone_numbers SET is_primary = TRUE`,
		},
		{
			name: "second primary address", want: oneEach("addresses"),
			do: `DROP INDEX contact_addresses_one_primary; UPDATE contact_addresses SET contact_id = {FULL}, is_primary = TRUE`,
		},
		{name: "no index of primaries", do: `DROP INDEX contact_addresses_one_primary`, want: missing("contact_addresses_one_primary"), clean: true},
		{
			name: "an index that keeps more", want: missing("contact_addresses_one_primary"), clean: true,
			do: `DROP INDEX contact_addresses_one_primary; DELETE FROM contact_addresses WHERE FALSE;
				CREATE UNIQUE INDEX contact_addresses_one_primary ON contact_addresses (workspace_id, contact_id)`,
		},
		{
			name: "an index that is not unique", want: missing("tags_name_unique"), clean: true,
			do: `DROP INDEX tags_name_unique; CREATE INDEX tags_name_unique ON tags (workspace_id, name_key)`,
		},
		{
			name: "the same email twice", want: check.Breach{Rule: "unique", Kind: "contact", Record: "FULL", Detail: "email"},
			do: `DROP INDEX contact_email_addresses_unique;
				UPDATE contact_email_addresses SET email = 'Zanzibar@example.com', email_key = 'zanzibar@example.com' WHERE contact_id = {FULL}`,
		},
		{
			name: "the same tag twice", want: check.Breach{Rule: "not_unique", Kind: "tags"},
			do: `DROP INDEX tags_name_unique; UPDATE tags SET name_key = 'vip'`,
		},
		{
			name: "the same external id twice", want: check.Breach{Rule: "not_unique", Kind: "contact_external_ids"},
			do: `DROP INDEX contact_external_ids_unique; INSERT INTO contact_external_ids
				SELECT workspace_id, {OTHER}, system, external_id FROM contact_external_ids`,
		},
		{
			name: "the same sibling twice", want: check.Breach{Rule: "not_unique", Kind: "organizations"},
			do: `DROP INDEX organizations_sibling_name_unique; UPDATE organizations SET parent_id = NULL, name_key = 'x'`,
		},
		{name: "no primary key", on: database.Postgres, do: `ALTER TABLE contact_tags DROP CONSTRAINT contact_tags_pkey`, want: missing("contact_tags has no primary key"), clean: true},
		{name: "no search index", on: database.Postgres, do: `DROP INDEX contact_search_index`, want: missing("contact_search_index"), clean: true},
	})
}

// Every unique index of the schema is asked for, so that a new one is not
// forgotten in the list.
func TestEveryUniqueIndexIsAskedFor(t *testing.T) {
	eachHouse(t, func(h *house) {
		query := `SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'`
		if h.db.Engine == database.Postgres {
			query = `SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE%'
				AND indexname NOT LIKE '%_pkey' AND tablename NOT LIKE 'goose%'`
		}
		rows, err := h.db.Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		names, err := database.Texts(rows)
		if err != nil || len(names) < 18 {
			t.Fatalf("unique indexes: %v, error %v", names, err)
		}
		for _, name := range names {
			h.sabotage("DROP INDEX " + name)
		}
		found := h.check()
		for _, name := range names {
			h.finds(check.Breach{Rule: "index_missing", Detail: " " + name + " "}, found)
		}
	})
}

// An older program's records lack the fields that are new since.
func TestOlderRecordsInTheLogAreNoBreach(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE changes SET after = REPLACE(after, '"status":"active",', '')`,
			`UPDATE changes SET after = REPLACE(after, '"suffix":"",', '"gone":[],')`)
		h.sound()
	})
}

func TestKeptRecordsAndSearchTexts(t *testing.T) {
	of := func(rule, detail string) check.Breach {
		return check.Breach{Rule: rule, Kind: "contact", Record: "FULL", Detail: detail}
	}
	run(t, []sabotage{
		{name: "row changed", do: `UPDATE contacts SET title = 'Zanzibar' WHERE id = {FULL}`, want: of("record_differs", "in title.")},
		{name: "record changed", do: `UPDATE contact_records SET record = REPLACE(record, 'Captain', 'Cook')`, want: of("record_differs", "in title.")},
		{name: "record is no JSON", do: `UPDATE contact_records SET record = 'zanzibar'`, want: of("record_differs", "")},
		{name: "tag renamed by hand", do: `UPDATE tags SET name = 'ViP' WHERE id = {TAG}`, want: of("record_differs", "in tags.")},
		{name: "channel deleted", do: `DELETE FROM contact_phone_numbers WHERE id = {PHONE2}`, want: of("record_differs", "in phone_numbers.")},
		{name: "no record", do: `DELETE FROM contact_records WHERE contact_id = {FULL}`, want: of("record_count", "0")},
		{
			name: "two records", on: database.Postgres, want: of("record_count", "2"),
			do: `ALTER TABLE contact_records DROP CONSTRAINT contact_records_pkey; INSERT INTO contact_records SELECT * FROM contact_records`,
		},
		{name: "record of the future", do: `UPDATE contact_records SET format = 99`, want: of("record_format", "99")},
		{name: "record of another version", do: `UPDATE contact_records SET version = 7`, want: of("record_version", "7"), clean: false},
		{name: "no search text", do: `DELETE FROM contact_search WHERE contact_id = {FULL}`, want: of("search_count", "0")},
		{name: "other search text", do: `UPDATE contact_search SET body = '  zanzibar  ' WHERE contact_id = {FULL}`, want: of("search_differs", ""), clean: true},
		{name: "other search names", do: `UPDATE contact_search SET names = '' WHERE contact_id = {FULL}`, want: of("search_differs", ""), clean: true},
		{
			name: "not in the search index", on: database.SQLite, want: of("search_not_indexed", ""), clean: true,
			do: `DELETE FROM contact_search_index WHERE rowid = (SELECT search_id FROM contact_search WHERE contact_id = {FULL})`,
		},
		{
			name: "stray row of the search index", on: database.SQLite, want: check.Breach{Rule: "search_index_stray"}, clean: true,
			do: `INSERT INTO contact_search_index (rowid, body) VALUES (12345, '  zanzibar  ')`,
		},
	})
}

// What the refresher has yet to do may show something older.
func TestPendingContactsMayBeOlder(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE organizations SET name = 'Zanzibar Traders' WHERE id = {CHILD}`)
		h.finds(check.Breach{Rule: "record_differs", Kind: "contact", Record: "FULL"}, h.check())
		h.sabotage(`INSERT INTO pending_refreshes (workspace_id, record_id, cause, via, via_name, request_id)
			VALUES ({WS}, {FULL}, 1, 'system', '', '')`)
		for _, b := range h.check() {
			if b.Kind == "contact" {
				t.Errorf("breach of a contact that is to be rendered anew: %s", b)
			}
		}
	})
}

func TestPendingOrganizationsMayBeOlder(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE organization_types SET name = 'Guild' WHERE id = (SELECT organization_type_id FROM organizations WHERE id = {ROOT})`)
		h.finds(check.Breach{Rule: "record_differs", Kind: "organization", Record: "ROOT"}, h.check())
		h.sabotage(`INSERT INTO pending_refreshes (workspace_id, kind, record_id, cause, via, via_name, request_id)
			SELECT {WS}, 'organization', id, 1, 'system', '', '' FROM organizations`)
		for _, b := range h.check() {
			if b.Kind == "organization" {
				t.Errorf("breach of an organization that waits for the refresher: %s", b)
			}
		}
	})
}

func TestKeys(t *testing.T) {
	var cases []sabotage
	for _, c := range []struct{ table, column, value, kind string }{
		{"contacts", "first_name_key", "", "contact"},
		{"contacts", "last_name_key", "", "contact"},
		{"contacts", "organization_key", "", "contact"},
		{"contacts", "first_name_alike", "'x'", "contact"},
		{"contacts", "last_name_alike", "'x'", "contact"},
		{"contact_email_addresses", "email_key", "id", "contact"},
		{"addresses", "city_key", "", "address"},
		{"addresses", "city_alike", "'x'", "address"},
		{"addresses", "search_body", "'x'", "address"},
		{"tags", "name_key", "id", "tag"},
		{"tags", "sort_key", "", "tag"},
		{"tags", "name_alike", "'x'", "tag"},
		{"tags", "slug", "'x'", "tag"},
		{"tags", "search_body", "'x'", "tag"},
		{"organization_types", "name_key", "id", "organization_type"},
		{"organization_types", "sort_key", "", "organization_type"},
		{"organization_types", "search_body", "'x'", "organization_type"},
		{"organizations", "name_key", "id", "organization"},
		{"organizations", "sort_key", "", "organization"},
		{"organizations", "name_alike", "'x'", "organization"},
		{"organizations", "code_key", "id", "organization"},
		{"organizations", "code_sort_key", "", "organization"},
		{"organizations", "search_body", "'x'", "organization"},
		{"roles", "name_key", "id", "role"},
		{"users", "username_key", "id", "user"},
		{"api_keys", "name_key", "id", "api_key"},
		{"options", "value_key", "id", "option"},
		{"options", "search_body", "'x'", "option"},
		{"custom_fields", "search_body", "'x'", "custom_field"},
	} {
		want := check.Breach{Rule: "key_differs", Kind: c.kind, Detail: "/" + c.column}
		if c.column == "email_key" {
			want.Detail = "email_key"
		}
		sqlite, postgres := c.value, c.value
		if c.value == "" {
			sqlite, postgres = "x'00'", `'\x00'`
		}
		cases = append(cases,
			sabotage{name: c.table + " " + c.column, slot: c.table + c.column, on: database.SQLite, do: "UPDATE " + c.table + " SET " + c.column + " = " + sqlite, want: want},
			sabotage{name: c.table + " " + c.column, slot: c.table + c.column, on: database.Postgres, do: "UPDATE " + c.table + " SET " + c.column + " = " + postgres, want: want})
	}
	run(t, cases)
}

func TestLinks(t *testing.T) {
	lost := func(kind, column string) check.Breach {
		return check.Breach{Rule: "dangling_link", Kind: kind, Detail: column}
	}
	cases := []sabotage{
		{name: "linked organization", do: `UPDATE contacts SET linked_organization_id = {NOBODY} WHERE id = {FULL}`, want: lost("contacts", "linked_organization_id")},
		{name: "organization deleted", do: `DELETE FROM organizations WHERE id = {CHILD}`, want: lost("contacts", "linked_organization_id")},
		{name: "contact deleted", do: `DELETE FROM contacts WHERE id = {FULL}`, want: lost("contact_email_addresses", "contact_id")},
		{name: "address deleted", do: `DELETE FROM addresses WHERE id = {OWNADDR}`, want: lost("contact_addresses", "address_id")},
		{name: "tag deleted", do: `DELETE FROM tags WHERE id = {TAG}`, want: lost("contact_tags", "tag_id")},
		{name: "type deleted", do: `DELETE FROM organization_types`, want: lost("organizations", "organization_type_id")},
		{name: "record of nobody", do: `UPDATE contact_records SET contact_id = {NOBODY} WHERE contact_id = {FULL}`, want: lost("contact_records", "contact_id")},
		{name: "search text of nobody", do: `UPDATE contact_search SET contact_id = {NOBODY} WHERE contact_id = {FULL}`, want: lost("contact_search", "contact_id")},
		{name: "foreign keys of the file", on: database.SQLite, do: `DELETE FROM tags WHERE id = {TAG}`, want: check.Breach{Rule: "foreign_key_check", Kind: "contact_tags", Detail: "1 references to tags"}},
		{
			name: "another workspace's organization", want: check.Breach{Rule: "other_workspace", Kind: "contacts", Detail: "linked_organization_id"},
			do: `INSERT INTO workspaces (id, slug, name, created_at, updated_at, version)
				SELECT {NOBODY}, 'other', 'Other', created_at, updated_at, 1 FROM workspaces;
				UPDATE organizations SET workspace_id = {NOBODY} WHERE id = {CHILD}`,
		},
		{name: "no workspace", do: `UPDATE tags SET workspace_id = {NOBODY} WHERE id = {TAG}`, want: check.Breach{Rule: "dangling_link", Kind: "tags", Record: "NOBODY", Detail: "workspace_id"}},
		{
			name: "session", slot: "sessionsuser_id", want: lost("sessions", "user_id"),
			do: `INSERT INTO sessions (id, user_id, secret_hash, created_at, used_at, expires_at) VALUES ({OTHER}, {NOBODY}, 'x', '', '', '')`,
		},
		{
			name: "attempt to sign in", slot: "sign_in_attemptsuser_id", want: lost("sign_in_attempts", "user_id"),
			do: `INSERT INTO sign_in_attempts (name_hash, user_id, failures, of_day, day_at, last_at) VALUES ('zanzibar', {NOBODY}, 1, 1, '', '')`,
		},
		{name: "cycle", do: `UPDATE organizations SET parent_id = {CHILD} WHERE id = {ROOT}`, want: check.Breach{Rule: "cycle", Kind: "organization", Record: "ROOT"}},
		{name: "own parent", do: `UPDATE organizations SET parent_id = id WHERE id = {ROOT}`, want: check.Breach{Rule: "cycle", Kind: "organization", Record: "ROOT"}},
		{name: "orphan", do: `DELETE FROM contact_addresses WHERE contact_id = {FULL}`, want: check.Breach{Rule: "orphan", Kind: "address", Record: "OWNADDR"}},
	}
	for table, columns := range map[string]string{
		"contacts": "created_by updated_by", "contact_email_addresses": "contact_id created_by", "contact_phone_numbers": "contact_id updated_by",
		"contact_addresses": "contact_id created_by", "contact_external_ids": "contact_id", "contact_tags": "contact_id",
		"organizations": "parent_id primary_contact_id primary_address_id created_by", "organization_external_ids": "organization_id",
		"organization_tags": "organization_id tag_id", "organization_types": "created_by", "addresses": "updated_by", "tags": "created_by",
		"options": "created_by", "roles": "created_by", "memberships": "user_id role_id", "api_keys": "user_id role_id created_by",
		"users": "created_by updated_by", "workspaces": "created_by updated_by",
		"changes": "user_id", "custom_fields": "created_by updated_by", "organization_records": "organization_id",
	} {
		for column := range strings.FieldsSeq(columns) {
			cases = append(cases, sabotage{
				name: table + " " + column, slot: table + column, want: lost(table, column),
				do: "UPDATE " + table + " SET " + column + " = {NOBODY} WHERE " + firstRow(table),
			})
		}
	}
	run(t, cases)
}

// firstRow is a condition that one row of a table meets.
func firstRow(table string) string {
	key := "id"
	switch table {
	case "contact_external_ids":
		key = "contact_id"
	case "contact_tags":
		return "contact_id = {FULL} AND tag_id = {TAG}"
	case "organization_external_ids", "organization_tags", "organization_records":
		key = "organization_id"
	case "memberships":
		key = "user_id"
	case "changes":
		key = "number"
	}
	return key + " = (SELECT MIN(" + key + ") FROM " + table + ")"
}

func TestChangeLog(t *testing.T) {
	const newest = `(SELECT MAX(number) FROM changes WHERE record_id = {FULL})`
	const first = `(SELECT MIN(number) FROM changes WHERE record_id = {FULL})`
	of := func(rule string) check.Breach { return check.Breach{Rule: rule, Kind: "contact", Record: "FULL"} }
	run(t, []sabotage{
		{name: "missing", do: `DELETE FROM changes WHERE number = ` + newest, want: check.Breach{Rule: "change_number_missing", Kind: "changes"}},
		{name: "newest missing", do: `DELETE FROM changes WHERE number = ` + newest, want: of("change_differs")},
		{name: "first missing", do: `DELETE FROM changes WHERE number = ` + first, want: of("change_missing")},
		{name: "all missing", do: `DELETE FROM changes WHERE record_id = {FULL}`, want: of("change_missing")},
		{name: "last of all missing", do: `DELETE FROM changes WHERE number = (SELECT MAX(number) FROM changes)`, want: check.Breach{Rule: "change_counter", Kind: "changes"}},
		{name: "after changed", do: `UPDATE changes SET after = REPLACE(after, 'Captain', 'Cook') WHERE number = ` + newest, want: of("change_differs"), clean: true},
		{name: "before changed", do: `UPDATE changes SET before = REPLACE(before, 'Zanzibara', 'Zara') WHERE number = ` + newest, want: of("change_before"), clean: true},
		{name: "version jumps", do: `UPDATE changes SET after = REPLACE(after, '"version":2}', '"version":9}') WHERE number = ` + newest, want: of("change_version")},
		{name: "creates twice", do: `UPDATE changes SET before = NULL, action = 'create' WHERE number = ` + newest, want: of("change_before"), clean: true},
		{name: "action does not fit", do: `UPDATE changes SET action = 'create' WHERE number = ` + newest, want: of("change_action")},
		{name: "deleted and there", do: `UPDATE changes SET after = NULL, action = 'delete' WHERE number = ` + newest, want: of("change_differs")},
		{name: "cause of nothing", do: `UPDATE changes SET cause = 99999 WHERE number = ` + newest, want: check.Breach{Rule: "change_cause", Kind: "changes"}, clean: true},
		{name: "cause of itself", do: `UPDATE changes SET cause = number WHERE number = ` + newest, want: check.Breach{Rule: "change_cause", Kind: "changes"}, clean: true},
		{name: "unknown kind", do: `UPDATE changes SET kind = 'zanzibar' WHERE number = ` + newest, want: check.Breach{Rule: "change_kind", Kind: "changes"}},
		{
			name: "deleted without a change", want: check.Breach{Rule: "change_differs", Kind: "tag", Record: "TAG", Detail: "missing"},
			do: `DELETE FROM contact_tags WHERE tag_id = {TAG}; DELETE FROM tags WHERE id = {TAG}`,
		},
		{name: "organization changed", do: `UPDATE changes SET after = REPLACE(after, 'Zanzibar Trade', 'Zanzibar Tread') WHERE record_id = {CHILD}`, want: check.Breach{Rule: "change_differs", Kind: "organization", Record: "CHILD", Detail: "in name."}, clean: true},
		{name: "type changed", do: `UPDATE organization_types SET description = '', version = 5`, want: check.Breach{Rule: "change_differs", Kind: "organization_type", Detail: "in version."}},
		{name: "address changed", do: `UPDATE addresses SET status = 'inactive' WHERE id = {OFFICE}`, want: check.Breach{Rule: "change_differs", Kind: "address", Record: "OFFICE", Detail: "in status."}},
		{name: "tag changed", do: `UPDATE tags SET version = 5 WHERE id = {TAG}`, want: check.Breach{Rule: "change_differs", Kind: "tag", Record: "TAG"}, clean: true},
		{name: "option changed", do: `UPDATE options SET is_active = FALSE WHERE list = 'source' AND value = 'api'`, want: check.Breach{Rule: "change_differs", Kind: "option", Detail: "in is_active."}, clean: true},
		{name: "custom field changed", do: `UPDATE custom_fields SET help = 'zanzibar' WHERE id = {SIZE}`, want: check.Breach{Rule: "change_differs", Kind: "custom_field", Record: "SIZE", Detail: "in help."}, clean: true},
		{name: "custom field deleted", do: `DELETE FROM custom_fields WHERE id = {SINCE}`, want: check.Breach{Rule: "change_differs", Kind: "custom_field", Record: "SINCE", Detail: "missing"}, clean: true},
		{name: "workspace changed", do: `UPDATE workspaces SET strict_custom_fields = TRUE`, want: check.Breach{Rule: "change_differs", Kind: "workspace", Detail: "in strict_custom_fields."}, clean: true},
		{name: "contacts miscounted", do: `UPDATE workspace_counters SET contacts = contacts + 1`, want: check.Breach{Rule: "counter_differs", Detail: "contacts: the counter says 3, but there are 2."}, clean: true},
		{name: "organizations miscounted", do: `UPDATE workspace_counters SET organizations = 0`, want: check.Breach{Rule: "counter_differs", Detail: "organizations"}, clean: true},
		{name: "addresses miscounted", do: `UPDATE workspace_counters SET addresses = 77`, want: check.Breach{Rule: "counter_differs", Detail: "addresses"}, clean: true},
		{name: "no counters", do: `DELETE FROM workspace_counters`, want: check.Breach{Rule: "counter_missing"}},
	})
}

func TestBrokenFile(t *testing.T) {
	run(t, []sabotage{{
		name: "constraint", on: database.SQLite, do: `UPDATE contacts SET status = 'zanzibar' WHERE id = {FULL}`,
		want: check.Breach{Rule: "quick_check", Kind: "database", Detail: "contacts"},
	}})
}
