package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/database"
)

// walking is a statement that begins a walk, up to a position; subject and
// position are as SQL has them.
func walking(selection, kind, subject, position string) string {
	return fmt.Sprintf(`INSERT INTO refresh_walks (workspace_id, cause, selection, kind, subject, position, via, via_name, request_id)
		VALUES ({WS}, 1, '%s', '%s', %s, %s, 'system', '', '')`, selection, kind, subject, position)
}

func TestDefinitions(t *testing.T) {
	var cases []sabotage
	for _, c := range []struct{ field, set, rule, pointer string }{
		{"HARBOUR", "choices = '[\"zanzibar\"]'", "not_allowed", "/choices"},
		{"HARBOUR", "minimum = '9', maximum = '3'", "out_of_range", "/minimum"},
		{"HARBOUR", "maximum = '3.0'", "not_normal", "/maximum"},
		{"HARBOUR", "pattern = '('", "invalid_pattern", "/pattern"},
		{"HARBOUR", "default_value = '5'", "invalid_type", "/default"},
		{"COLOURS", "choices = '[]'", "required", "/choices"},
		{"COLOURS", "choices = '[\"red\",\"RED\"]'", "unique", "/choices/1"},
		{"COLOURS", "choices = 'zanzibar'", "unreadable", "/choices"},
		{"COLOURS", "default_value = '[\"zanzibar\"'", "unreadable", "/default"},
		{"SINCE", "record_kind = 'zanzibar'", "unknown_value", "/record_kind"},
		{"SINCE", "key = 'Zanzibar Quay'", "invalid_key", "/key"},
		{"SINCE", "type = 'zanzibar'", "unknown_value", "/type"},
		{"SINCE", "help = ' zanzibar'", "not_normal", "/help"},
		{"SIZE", "label = ' zanzibar'", "not_normal", "/label"},
		{"SIZE", "label = " + long101, "too_long", "/label"},
		{"SIZE", "created_at = 'zanzibar'", "unreadable", ""},
		{"FLOOR", "minimum = 'zanzibar'", "unreadable", "/minimum"},
		{"FLOOR", "version = 0", "out_of_range", "/version"},
	} {
		cases = append(cases, sabotage{
			name: c.set, slot: c.field, want: check.Breach{Rule: c.rule, Kind: "custom_field", Record: c.field, Detail: c.pointer},
			do: "UPDATE custom_fields SET " + c.set + " WHERE id = {" + c.field + "}",
		})
	}
	cases = append(cases, sabotage{
		name: "a key twice", want: check.Breach{Rule: "not_unique", Kind: "custom_fields"},
		do: `DROP INDEX custom_fields_key_unique; UPDATE custom_fields SET key = 'x', record_kind = 'contact'`,
	})
	run(t, cases)
}

func TestCustomValues(t *testing.T) {
	of := func(kind, record, rule, key string) check.Breach {
		return check.Breach{Rule: rule, Kind: kind, Record: record, Detail: "/custom_fields/" + key}
	}
	set := func(table, record, values string) string {
		return "UPDATE " + table + " SET custom_fields = '" + values + "' WHERE id = {" + record + "}"
	}
	run(t, []sabotage{
		{name: "wrong type", slot: "FULL", do: set("contacts", "FULL", `{"harbour":5}`), want: of("contact", "FULL", "invalid_type", "harbour")},
		{name: "unknown choice", slot: "FULL", do: set("contacts", "FULL", `{"colours":["zanzibar"]}`), want: of("contact", "FULL", "unknown_value", "colours")},
		{name: "choice twice", slot: "FULL", do: set("contacts", "FULL", `{"colours":["red","red"]}`), want: of("contact", "FULL", "not_normal", "colours")},
		{name: "no date", slot: "FULL", do: set("contacts", "FULL", `{"since":"2021-02-29"}`), want: of("contact", "FULL", "invalid_date", "since")},
		{name: "of an organization", slot: "CHILD", do: set("organizations", "CHILD", `{"size":1.5}`), want: of("organization", "CHILD", "invalid_type", "size")},
		{name: "of an address", slot: "OFFICE", do: set("addresses", "OFFICE", `{"floor":"zanzibar"}`), want: of("address", "OFFICE", "invalid_type", "floor")},
		{name: "not normal", slot: "OFFICE", do: set("addresses", "OFFICE", `{"floor":2.0}`), want: of("address", "OFFICE", "not_normal", "floor")},
	})
}

func TestIndexOfCustomValues(t *testing.T) {
	differs := func(kind, record, key string) check.Breach {
		return check.Breach{Rule: "index_differs", Kind: kind, Record: record, Detail: "/custom_fields/" + key}
	}
	stray := func(record, detail string) check.Breach {
		return check.Breach{Rule: "index_stray", Kind: "custom_field_values", Record: record, Detail: detail}
	}
	row := func(field, record string) string {
		return `INSERT INTO custom_field_values VALUES ({WS}, {` + field + `}, {` + record + `}, 7, 'zanzibar', 'zanzibar', NULL)`
	}
	run(t, []sabotage{
		{name: "missing row", slot: "COLOURS", do: `DELETE FROM custom_field_values WHERE field_id = {COLOURS} AND position = 1`, want: differs("contact", "FULL", "colours")},
		{name: "missing rows of organizations", slot: "SIZE", do: `DELETE FROM custom_field_values WHERE field_id = {SIZE}`, want: differs("organization", "CHILD", "size")},
		{name: "missing rows of addresses", slot: "FLOOR", do: `DELETE FROM custom_field_values WHERE field_id = {FLOOR}`, want: differs("address", "OFFICE", "floor")},
		{name: "other text", slot: "HARBOUR", do: `UPDATE custom_field_values SET text_value = 'zanzibar' WHERE field_id = {HARBOUR}`, want: differs("contact", "FULL", "harbour")},
		{name: "other key", slot: "HARBOUR", do: `UPDATE custom_field_values SET alike = 'zanzibar' WHERE field_id = {HARBOUR}`, want: differs("contact", "FULL", "harbour")},
		{name: "other number", slot: "SIZE", do: `UPDATE custom_field_values SET number_value = 13 WHERE field_id = {SIZE}`, want: differs("organization", "CHILD", "size")},
		{name: "row too many", do: row("HARBOUR", "FULL"), want: differs("contact", "FULL", "harbour"), clean: true},
		{name: "row of a contact without the value", slot: "OTHER", do: row("HARBOUR", "OTHER"), want: differs("contact", "OTHER", "harbour")},
		{name: "no record", slot: "GONE", do: row("HARBOUR", "GONE"), want: stray("GONE", "does not exist")},
		{name: "record of another kind", slot: "ROOT", do: row("HARBOUR", "ROOT"), want: stray("ROOT", "does not exist")},
		{name: "not filterable", do: row("SINCE", "FULL"), want: stray("FULL", "filterable"), clean: true},
		{name: "no field", do: row("NOBODY", "FULL"), want: stray("FULL", "filterable"), clean: true},
		{name: "no field and no record", slot: "GONE", do: row("NOBODY", "GONE"), want: stray("GONE", "does not exist")},
	})
}

// A record may be older than a rule.
func TestWhatIsOlderThanARuleIsNoBreach(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE custom_fields SET is_required = TRUE`, `UPDATE workspaces SET strict_custom_fields = TRUE`)
		for _, b := range h.check() {
			if b.Kind != "custom_field" && b.Kind != "workspace" || b.Rule != "change_differs" {
				t.Errorf("of a record that is older: %s", b)
			}
		}
	})
}

// What a walk has yet to come to may be as it was before.
func TestWalksThatAreUnderWay(t *testing.T) {
	for _, c := range []struct{ name, do, walk, there, past, rule string }{
		{
			"index", `DELETE FROM custom_field_values WHERE field_id = {HARBOUR}`,
			"contact_field_index", "contact", "{HARBOUR}", "index_differs",
		},
		{
			"unindex", `UPDATE custom_fields SET is_filterable = FALSE WHERE id = {SIZE}`,
			"organization_field_unindex", "organization", "{SIZE}", "index_stray",
		},
		{"fit", `UPDATE custom_fields SET type = 'integer' WHERE id = {HARBOUR}`, "contact_field_fit", "contact", "'harbour'", "invalid_type"},
		{"fill", `UPDATE custom_fields SET type = 'boolean' WHERE id = {FLOOR}`, "address_field_fill", "address", "'floor'", "invalid_type"},
		{"type", `UPDATE organizations SET tax_id = 'zanzibar'`, "organizations_of_type", "organization", "'x'", "record_differs"},
		{"tag", `UPDATE contacts SET title = 'zanzibar'`, "contacts_with_tag", "contact", "'x'", "record_differs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachHouse(t, func(h *house) {
				h.sabotage(c.do)
				h.finds(check.Breach{Rule: c.rule}, h.check())
				h.sabotage(walking(c.walk, c.there, c.past, "''"))
				for _, b := range h.check() {
					if b.Rule == c.rule || strings.HasPrefix(b.Rule, "walk") {
						h.Errorf("of what is pending: %s", b)
					}
				}
				h.sabotage(`UPDATE refresh_walks SET position = 'g'`) // behind every id
				h.finds(check.Breach{Rule: c.rule}, h.check())
			})
		})
	}
}

func TestRefreshes(t *testing.T) {
	run(t, []sabotage{
		{
			name: "unknown selection", do: walking("zanzibar", "tag", "'x'", "''"), clean: true,
			want: check.Breach{Rule: "walk_unknown", Kind: "refresh_walks", Detail: "Cause 1"},
		},
		{
			name: "another kind", do: walking("contacts_with_tag", "organization", "'x'", "''"), clean: true,
			want: check.Breach{Rule: "walk_kind", Kind: "refresh_walks", Detail: "Cause 1"},
		},
		{
			name: "no cause", do: walking("contacts_with_tag", "contact", "'x'", "''") + `; UPDATE refresh_walks SET cause = 99999`, clean: true,
			want: check.Breach{Rule: "refresh_cause", Kind: "refresh_walks"},
		},
		{
			name: "nobody", do: walking("contacts_with_tag", "contact", "'x'", "''") + `; UPDATE refresh_walks SET user_id = {NOBODY}`,
			want: check.Breach{Rule: "dangling_link", Kind: "refresh_walks", Detail: "user_id"},
		},
		{
			name: "no cause of a contact", want: check.Breach{Rule: "refresh_cause", Kind: "pending_refreshes"}, clean: true,
			do: `INSERT INTO pending_refreshes (workspace_id, record_id, cause, via, via_name, request_id)
				VALUES ({WS}, {FULL}, 99999, 'system', '', '')`,
		},
	})
}

func TestOptionLists(t *testing.T) {
	of := func(rule, detail string) check.Breach {
		return check.Breach{Rule: rule, Kind: "options", Detail: detail}
	}
	run(t, []sabotage{
		{name: "gap", slot: "source", do: `UPDATE options SET position = 9 WHERE list = 'source' AND value = 'other'`, want: of("option_positions", "source")},
		{name: "twice", slot: "phone_type", do: `UPDATE options SET position = 2 WHERE list = 'phone_type' AND value = 'mobile'`, want: of("option_positions", "phone_type")},
		{name: "from zero", slot: "source", do: `UPDATE options SET position = position - 1 WHERE list = 'source'`, want: of("option_positions", "source")},
		{name: "none active", slot: "email_type", do: `UPDATE options SET is_active = FALSE WHERE list = 'email_type'`, want: of("option_active", "email_type")},
		{name: "no list", slot: "contact_type", do: `DELETE FROM options WHERE list = 'contact_type'`, want: of("option_active", "contact_type")},
		{name: "out of use", slot: "phone_type", do: `DELETE FROM options WHERE list = 'phone_type'`, want: check.Breach{Rule: "unknown_value", Kind: "contact", Record: "FULL", Detail: "/phone_numbers/0/phone_type"}},
	})
}

func TestKeptRecordsOfOrganizations(t *testing.T) {
	of := func(rule, detail string) check.Breach {
		return check.Breach{Rule: rule, Kind: "organization", Record: "CHILD", Detail: detail}
	}
	run(t, []sabotage{
		{name: "row changed", do: `UPDATE organizations SET tax_id = 'zanzibar' WHERE id = {CHILD}`, want: of("record_differs", "in tax_id."), clean: true},
		{name: "record changed", do: `UPDATE organization_records SET record = REPLACE(record, 'Trade', 'Tread')`, want: of("record_differs", "in name.")},
		{name: "record is no JSON", do: `UPDATE organization_records SET record = 'zanzibar'`, want: of("record_differs", "")},
		{name: "tag renamed by hand", do: `UPDATE tags SET name = 'Zanzibar Partner' WHERE name = 'zanzibar partner'`, want: of("record_differs", "in tags.")},
		{name: "record of the future", do: `UPDATE organization_records SET format = 99`, want: of("record_format", "99")},
		{name: "record of another version", do: `UPDATE organization_records SET version = 7`, want: of("record_version", "7")},
		{
			name: "two records", on: database.Postgres, want: of("record_count", "2"),
			do: `ALTER TABLE organization_records DROP CONSTRAINT organization_records_pkey;
				INSERT INTO organization_records SELECT * FROM organization_records`,
		},
		{name: "no lock of the tree", do: `DELETE FROM organization_trees`, want: check.Breach{Rule: "tree_missing", Kind: "organization_trees"}, clean: true},
	})
}

// Databases from before records of organizations were kept have none, and those
// that are missing are rendered when they are read.
func TestMissingRecordsOfOrganizationsAreNoBreach(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`DELETE FROM organization_records`)
		h.sound()
		h.sabotage(`UPDATE organizations SET tax_id = 'zanzibar' WHERE id = {CHILD}`)
		h.finds(check.Breach{Rule: "change_differs", Kind: "organization", Record: "CHILD"}, h.check())
	})
}

func TestTheTreeHasABound(t *testing.T) {
	eachHouse(t, func(h *house) {
		id := func(i int) string { return fmt.Sprintf("'01900000-0000-7000-8000-%012d'", i) }
		below := func(from, to int) string {
			rows := make([]string, 0, to-from)
			for i := from; i < to; i++ {
				parent := id(i - 1)
				if i == 1 {
					parent = "{CHILD}"
				}
				rows = append(rows, "("+id(i)+", "+parent+")")
			}
			return `INSERT INTO organizations (workspace_id, id, parent_id, name, name_key, sort_key, name_alike, code, code_key,
				code_sort_key, organization_type_id, status, custom_fields, metadata, search_body, created_at, updated_at, version)
				SELECT workspace_id, v.column1, v.column2, 'x', 'x', sort_key, 'x', v.column1, v.column1, code_sort_key,
				organization_type_id, status, '{}', '{}', '', created_at, updated_at, 1
				FROM organizations, (VALUES ` + strings.Join(rows, ", ") + `) v WHERE id = {CHILD}`
		}
		h.sabotage(below(1, 2000)) // the last of them at the depth 2,000
		for _, b := range h.check() {
			if b.Rule == "too_deep" {
				t.Errorf("as deep as may be: %s", b)
			}
		}
		h.sabotage(below(2000, 2001))
		h.names["DEEP"] = strings.Trim(id(2000), "'")
		h.finds(check.Breach{Rule: "too_deep", Kind: "organization", Record: "DEEP", Detail: "2001"}, h.check())
	})
}
