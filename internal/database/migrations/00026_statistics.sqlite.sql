-- +goose Up
-- What SQLite's planner takes the tables for. Without this it believes that any
-- column of an index leaves about ten rows, workspace_id too, and reads all of a
-- workspace through whatever index comes first. The numbers are those of a
-- workspace with 100,000 contacts; they are not gathered from the real rows, so
-- that plans are the same in every installation and from the first row on. An
-- index: its rows, then the rows to expect for its first column, first two …
-- A new index belongs in here. Do not run ANALYZE: it writes over this.
ANALYZE workspaces;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('contacts', 'sqlite_autoindex_contacts_1', '100000 100000 1'),
    ('contacts', 'contacts_by_name', '100000 100000 20 2 1'),
    ('contacts', 'contacts_by_first_name', '100000 100000 100 1'),
    ('contacts', 'contacts_by_organization', '100000 100000 50 1'),
    ('contacts', 'contacts_by_status', '100000 100000 30000 1'),
    ('contacts', 'contacts_by_status_and_name', '100000 100000 30000 10 2 1'),
    ('contacts', 'contacts_by_created', '100000 100000 1 1'),
    ('contacts', 'contacts_by_updated', '100000 100000 1 1'),
    ('contacts', 'contacts_by_contact_type', '100000 100000 20000'),
    ('contacts', 'contacts_by_source', '100000 100000 20000'),
    ('contacts', 'contacts_by_language', '100000 100000 5000'),
    ('contacts', 'contacts_by_birth_date', '100000 100000 5'),
    ('contacts', 'contacts_by_creator', '100000 100000 10000'),
    ('contacts', 'contacts_by_linked_organization', '100000 100000 100 3 2 1'),
    ('contact_email_addresses', 'sqlite_autoindex_contact_email_addresses_1', '100000 100000 1'),
    ('contact_email_addresses', 'contact_email_addresses_by_contact', '100000 100000 1'),
    ('contact_email_addresses', 'contact_email_addresses_one_primary', '100000 100000 1'),
    ('contact_email_addresses', 'contact_email_addresses_unique', '100000 100000 1 1'),
    ('contact_email_addresses', 'contact_email_addresses_by_email', '100000 100000 1 1'),
    ('contact_phone_numbers', 'sqlite_autoindex_contact_phone_numbers_1', '100000 100000 1'),
    ('contact_phone_numbers', 'contact_phone_numbers_by_contact', '100000 100000 1'),
    ('contact_phone_numbers', 'contact_phone_numbers_one_primary', '100000 100000 1'),
    ('contact_phone_numbers', 'contact_phone_numbers_unique', '100000 100000 1 1'),
    ('contact_phone_numbers', 'contact_phone_numbers_by_number', '100000 100000 1 1'),
    ('contact_addresses', 'sqlite_autoindex_contact_addresses_1', '100000 100000 1'),
    ('contact_addresses', 'contact_addresses_by_contact', '100000 100000 1'),
    ('contact_addresses', 'contact_addresses_one_primary', '100000 100000 1'),
    ('contact_addresses', 'contact_addresses_unique', '100000 100000 1 1'),
    ('contact_addresses', 'contact_addresses_by_address', '100000 100000 1 1'),
    ('contact_records', 'sqlite_autoindex_contact_records_1', '100000 100000 1'),
    ('contact_external_ids', 'sqlite_autoindex_contact_external_ids_1', '100000 100000 1 1'),
    ('contact_external_ids', 'contact_external_ids_unique', '100000 100000 30000 1'),
    ('contact_tags', 'sqlite_autoindex_contact_tags_1', '200000 200000 2 1'),
    ('contact_tags', 'contact_tags_by_tag', '200000 200000 2000 1'),
    ('contact_search', 'contact_search_contact_unique', '100000 100000 1'),
    ('addresses', 'sqlite_autoindex_addresses_1', '100000 100000 1'),
    ('addresses', 'addresses_by_city', '100000 100000 100 1'),
    ('addresses', 'addresses_by_city_alike', '100000 100000 100 1'),
    ('addresses', 'addresses_by_country', '100000 100000 2000 1'),
    ('addresses', 'addresses_in_order_of_country', '100000 100000 2000 1'),
    ('addresses', 'addresses_in_order_of_country', '100000 100000 2000 1'),
    ('addresses', 'addresses_by_created', '100000 100000 1 1'),
    ('tags', 'sqlite_autoindex_tags_1', '1000 1000 1'),
    ('tags', 'tags_name_unique', '1000 1000 1'),
    ('tags', 'tags_by_name', '1000 1000 1 1'),
    ('organizations', 'sqlite_autoindex_organizations_1', '10000 10000 1'),
    ('organizations', 'organizations_sibling_name_unique', '10000 10000 10 1'),
    ('organizations', 'organizations_code_unique', '10000 10000 1'),
    ('organizations', 'organizations_by_name', '10000 10000 2 1'),
    ('organizations', 'organizations_by_parent', '10000 10000 10 2 1'),
    ('organizations', 'organizations_by_type', '10000 10000 1000'),
    ('organizations', 'organizations_by_primary_contact', '10000 10000 5'),
    ('organizations', 'organizations_by_primary_address', '10000 10000 5'),
    ('organization_tags', 'sqlite_autoindex_organization_tags_1', '20000 20000 2 1'),
    ('organization_tags', 'organization_tags_by_tag', '20000 20000 200 1'),
    ('organization_external_ids', 'sqlite_autoindex_organization_external_ids_1', '10000 10000 1 1'),
    ('organization_external_ids', 'organization_external_ids_unique', '10000 10000 3000 1'),
    ('changes', 'sqlite_autoindex_changes_1', '1000000 1000000 1'),
    ('changes', 'changes_by_record', '1000000 1000000 200000 5 1'),
    ('changes', 'changes_by_actor', '1000000 1000000 100000 1'),
    ('changes', 'changes_by_time', '1000000 1000000 1 1'),
    ('pending_refreshes', 'sqlite_autoindex_pending_refreshes_1', '100000 100000 1 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1;
