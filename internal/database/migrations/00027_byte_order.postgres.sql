-- +goose Up
-- Text is compared and sorted by its bytes, as on SQLite, and not by the locale
-- of the database, which prefix ranges (key >= $1 AND key < $2) would be wrong
-- in. A later table says COLLATE "C" itself; a test finds the column that does
-- not. The tables are named, since there may be other people's in the schema.
-- +goose StatementBegin
DO $$
DECLARE
    c RECORD;
BEGIN
    FOR c IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text' AND table_name IN (
            'workspaces', 'workspace_counters', 'users', 'roles', 'memberships', 'api_keys', 'options',
            'addresses', 'contacts', 'contact_email_addresses', 'contact_phone_numbers', 'contact_addresses',
            'contact_records', 'contact_external_ids', 'tags', 'contact_tags', 'organization_types',
            'organizations', 'organization_tags', 'organization_external_ids', 'changes', 'idempotency_keys',
            'pending_refreshes', 'contact_search')
        ORDER BY table_name, ordinal_position
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE TEXT COLLATE "C"', c.table_name, c.column_name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;
