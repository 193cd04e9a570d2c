package check_test

import (
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/database"
)

const long101 = `'zanzibar ' || substr('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 1, 101)`

// Every rule of a field has a value here that breaks it.
func TestValues(t *testing.T) {
	var cases []sabotage
	for _, c := range []struct{ kind, record, table, set, rule, field string }{
		{"contact", "FULL", "contacts", "prefix = " + long101, "too_long", "/prefix"},
		{"contact", "FULL", "contacts", "first_name = ' Zanzibar '", "not_normal", "/first_name"},
		{"contact", "FULL", "contacts", "middle_name = 'a' || CHR(7)", "invalid_text", "/middle_name"},
		{"contact", "FULL", "contacts", "nickname = " + long101, "too_long", "/nickname"},
		{"contact", "FULL", "contacts", "suffix = " + long101, "too_long", "/suffix"},
		{"contact", "FULL", "contacts", "title = " + long101, "too_long", "/title"},
		{"contact", "FULL", "contacts", "notes = ' zanzibar'", "not_normal", "/notes"},
		{"contact", "FULL", "contacts", "organization_name = 'Zanzibar'", "organization_linked", "/organization_name"},
		{"contact", "FULL", "contacts", "contact_type = 'zanzibar'", "unknown_value", "/contact_type"},
		{"contact", "FULL", "contacts", "status = 'zanzibar'", "unknown_value", "/status"},
		{"contact", "FULL", "contacts", "source = 'zanzibar'", "unknown_value", "/source"},
		{"contact", "FULL", "contacts", "birth_date = '2023-02-29'", "invalid_date", "/birth_date"},
		{"contact", "FULL", "contacts", "language = 'not_a_language'", "invalid_language", "/language"},
		{"contact", "FULL", "contacts", "custom_fields = 'zanzibar'", "unreadable", "/contacts"},
		{"contact", "FULL", "contacts", "created_at = 'zanzibar'", "unreadable", "/contacts"},
		{"contact", "FULL", "contacts", "updated_at = '0001-01-01T00:00:00.000Z'", "required", "/updated_at"},
		{"contact", "FULL", "contacts", "created_at = '0001-01-01T00:00:00.000Z'", "required", "/created_at"},
		{"contact", "FULL", "contacts", "version = 0", "out_of_range", "/version"},
		{"contact", "EMAIL1", "contact_email_addresses", "email = 'zanzibar'", "invalid_email", "/email_addresses/0/email"},
		{"contact", "EMAIL1", "contact_email_addresses", "email = ' zanzibar@example.com'", "not_normal", "/email_addresses/0/email"},
		{"contact", "EMAIL1", "contact_email_addresses", "email_type = 'zanzibar'", "unknown_value", "/email_addresses/0/email_type"},
		{"contact", "EMAIL1", "contact_email_addresses", "notes = 'zanzibar '", "not_normal", "/email_addresses/0/notes"},
		{"contact", "EMAIL1", "contact_email_addresses", "version = 0", "out_of_range", "/email_addresses/0/version"},
		{"contact", "PHONE1", "contact_phone_numbers", "phone_number = '030 123456'", "no_country", "/phone_numbers/0/phone_number"},
		{"contact", "PHONE1", "contact_phone_numbers", "phone_number = '+49 30 123456'", "not_normal", "/phone_numbers/0/phone_number"},
		{"contact", "PHONE1", "contact_phone_numbers", "phone_number = '+0123456789'", "invalid_phone", "/phone_numbers/0/phone_number"},
		{"contact", "PHONE1", "contact_phone_numbers", "extension = 'x12'", "invalid_extension", "/phone_numbers/0/extension"},
		{"contact", "PHONE1", "contact_phone_numbers", "extension = ' 12'", "not_normal", "/phone_numbers/0/extension"},
		{"contact", "PHONE1", "contact_phone_numbers", "phone_type = 'zanzibar'", "unknown_value", "/phone_numbers/0/phone_type"},
		{"contact", "HOME1", "contact_addresses", "address_type = 'zanzibar'", "unknown_value", "/addresses/0/address_type"},
		{"contact", "HOME1", "contact_addresses", "created_at = 'zanzibar'", "unreadable", "/contact_addresses"},
		{"address", "OFFICE", "addresses", "city = ' zanzibar'", "not_normal", "/city"},
		{"address", "OFFICE", "addresses", "state_province = " + long101, "too_long", "/state_province"},
		{"address", "OFFICE", "addresses", "postal_code = " + long101, "too_long", "/postal_code"},
		{"address", "OFFICE", "addresses", "postal_code_key = 'x'", "key_differs", "/postal_code_key"},
		{"address", "OFFICE", "addresses", "country = 'XX'", "unknown_value", "/country"},
		{"address", "OFFICE", "addresses", "country = 'de'", "not_normal", "/country"},
		{"address", "OFFICE", "addresses", "status = 'zanzibar'", "unknown_value", "/status"},
		{"address", "OFFICE", "addresses", "latitude = 1.5, longitude = NULL", "required", "/longitude"},
		{"address", "OFFICE", "addresses", "latitude = 91, longitude = 1", "out_of_range", "/latitude"},
		{"address", "OFFICE", "addresses", "latitude = 1, longitude = 181", "out_of_range", "/longitude"},
		{"address", "OFFICE", "addresses", "latitude = 1.123456789, longitude = 1", "not_normal", "/latitude"},
		{"address", "OFFICE", "addresses", "street_address_1 = '', street_address_2 = '', city = '', state_province = '', postal_code = '', country = NULL", "required", "/street_address_1"},
		{"address", "OFFICE", "addresses", "custom_fields = 'zanzibar'", "unreadable", ""},
		{"tag", "TAG", "tags", "name = 'a  b'", "not_normal", "/name"},
		{"tag", "TAG", "tags", "name = ''", "required", "/name"},
		{"tag", "TAG", "tags", "name = " + long101, "too_long", "/name"},
		{"organization", "CHILD", "organizations", "name = ''", "required", "/name"},
		{"organization", "CHILD", "organizations", "legal_name = ' zanzibar'", "not_normal", "/legal_name"},
		{"organization", "CHILD", "organizations", "code = " + long101, "too_long", "/code"},
		{"organization", "CHILD", "organizations", "status = 'zanzibar'", "unknown_value", "/status"},
		{"organization", "CHILD", "organizations", "website = 'zanzibar'", "invalid_url", "/website"},
		{"organization", "CHILD", "organizations", "effective_date = '2024-13-01'", "invalid_date", "/effective_date"},
		{"organization", "CHILD", "organizations", "effective_date = '2024-02-01', end_date = '2024-01-01'", "out_of_range", "/end_date"},
		{"organization", "CHILD", "organizations", "currency = 'QQQ'", "unknown_value", "/currency"},
		{"organization", "CHILD", "organizations", "timezone = 'Zanzibar/City'", "unknown_value", "/timezone"},
		{"organization", "CHILD", "organizations", "language = 'zan_zibar'", "invalid_language", "/language"},
		{"organization", "CHILD", "organizations", "metadata = 'zanzibar'", "unreadable", ""},
	} {
		slot := c.record + c.set[:strings.Index(c.set, " ")]
		switch {
		case c.rule == "unreadable", strings.HasPrefix(c.set, "street_address_1"):
			slot = "" // it hides all else of the record
		case c.table == "contact_phone_numbers":
			slot = c.table
		}
		cases = append(cases, sabotage{
			slot: slot, name: c.table + " " + c.set[:min(len(c.set), 40)], want: check.Breach{Rule: c.rule, Kind: c.kind, Detail: c.field},
			do: "UPDATE " + c.table + " SET " + c.set + " WHERE id = {" + c.record + "}",
		})
	}
	run(t, forEach(cases))
}

// forEach gives SQLite its own name for a function.
func forEach(cases []sabotage) []sabotage {
	var all []sabotage
	for _, c := range cases {
		postgres, sqlite := c, c
		postgres.on, sqlite.on = database.Postgres, database.SQLite
		sqlite.do = strings.ReplaceAll(sqlite.do, "CHR(", "char(")
		all = append(all, postgres, sqlite)
	}
	return all
}

func TestOtherValues(t *testing.T) {
	run(t, []sabotage{
		{
			name: "no name, nickname", want: check.Breach{Rule: "required", Kind: "contact", Record: "OTHER", Detail: "/first_name"},
			do: `UPDATE contacts SET first_name = '', last_name = '', nickname = '', organization_name = '' WHERE id = {OTHER};
				DELETE FROM contact_email_addresses WHERE contact_id = {OTHER}; DELETE FROM contact_phone_numbers WHERE contact_id = {OTHER}`,
		},
		{name: "external id", slot: "external id", do: `UPDATE contact_external_ids SET external_id = ' zanzibar'`, want: check.Breach{Rule: "not_normal", Kind: "contact", Detail: "/external_ids"}},
		{name: "organization's external id", slot: "organization's external id", do: `UPDATE organization_external_ids SET external_id = ' zanzibar'`, want: check.Breach{Rule: "not_normal", Kind: "organization", Detail: "/external_ids"}},
		{name: "contact's id", do: `UPDATE addresses SET id = 'ZANZI' WHERE FALSE; UPDATE tags SET id = 'ABC' WHERE id = {TAG}`, want: check.Breach{Rule: "invalid_id", Kind: "tag"}},
		{name: "type's name", slot: "type's name", do: `UPDATE organization_types SET name = ' x' WHERE name = 'Team'`, want: check.Breach{Rule: "not_normal", Kind: "organization_type", Detail: "/name"}},
		{name: "type's time", do: `UPDATE organization_types SET created_at = '' WHERE name = 'Team'`, want: check.Breach{Rule: "unreadable", Kind: "organization_type"}},
		{name: "option's list", slot: "option's list", do: `UPDATE options SET list = 'zanzi' WHERE value = 'fax'`, want: check.Breach{Rule: "unknown_value", Kind: "option", Detail: "/list"}},
		{name: "option's value", slot: "option's value", do: `UPDATE options SET value = '' WHERE value = 'fax'`, want: check.Breach{Rule: "required", Kind: "option", Detail: "/value"}},
		{name: "option's label", slot: "option's label", do: `UPDATE options SET label = ' x' WHERE value = 'mobile'`, want: check.Breach{Rule: "not_normal", Kind: "option", Detail: "/label"}},
		{name: "user's name", slot: "user's name", do: `UPDATE users SET username = ''`, want: check.Breach{Rule: "required", Kind: "user", Detail: "/username"}},
		{name: "user's email", slot: "user's email", do: `UPDATE users SET email = 'zanzibar'`, want: check.Breach{Rule: "invalid_email", Kind: "user", Detail: "/email"}},
		{name: "user's time", do: `UPDATE users SET created_at = 'zanzibar'`, want: check.Breach{Rule: "unreadable", Kind: "user"}},
		{name: "role's permissions", slot: "role's permissions", do: `UPDATE roles SET permissions = 'zanzibar'`, want: check.Breach{Rule: "unknown_value", Kind: "role", Detail: "/permissions"}},
		{name: "role's order", slot: "role's permissions", do: `UPDATE roles SET permissions = 'view_tag add_tag'`, want: check.Breach{Rule: "not_normal", Kind: "role", Detail: "/permissions"}},
		{name: "key's hash", slot: "key's hash", do: `UPDATE api_keys SET key_hash = 'zanzibar'`, want: check.Breach{Rule: "invalid_hash", Kind: "api_key"}},
		{name: "key's time", do: `UPDATE api_keys SET created_at = 'zanzibar'`, want: check.Breach{Rule: "unreadable", Kind: "api_key"}},
		{name: "workspace's region", slot: "workspace's region", do: `UPDATE workspaces SET default_region = 'XX'`, want: check.Breach{Rule: "unknown_value", Kind: "workspace", Detail: "/default_region"}},
		{name: "workspace's slug", slot: "workspace's slug", do: `UPDATE workspaces SET slug = 'A b'`, want: check.Breach{Rule: "invalid_slug", Kind: "workspace"}},
	})
}

// A retired value may stay where it is.
func TestRetiredOptionsAreKept(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE options SET is_active = FALSE`)
		for _, b := range h.check() {
			if b.Kind == "contact" {
				t.Errorf("breach of a contact with a retired value: %s", b)
			}
		}
	})
}
