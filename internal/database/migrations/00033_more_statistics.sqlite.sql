-- +goose Up
-- What statistics.sqlite.sql says of the tables before it, of those since.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('custom_fields', 'sqlite_autoindex_custom_fields_1', '50 50 1'),
    ('custom_fields', 'custom_fields_key_unique', '50 50 20 1'),
    ('custom_field_values', 'sqlite_autoindex_custom_field_values_1', '300000 300000 100000 1 1'),
    ('custom_field_values', 'custom_field_values_by_text', '300000 300000 100000 100 1'),
    ('custom_field_values', 'custom_field_values_by_alike', '300000 300000 100000 100 1'),
    ('custom_field_values', 'custom_field_values_by_number', '300000 300000 100000 100 1'),
    ('custom_field_values', 'custom_field_values_by_record', '300000 300000 3'),
    ('organization_records', 'sqlite_autoindex_organization_records_1', '10000 10000 1'),
    ('organizations', 'organizations_by_code', '10000 10000 1 1'),
    ('organizations', 'organizations_by_status', '10000 10000 3000 1'),
    ('organizations', 'organizations_by_created', '10000 10000 1 1'),
    ('organizations', 'organizations_by_updated', '10000 10000 1 1'),
    ('refresh_walks', 'sqlite_autoindex_refresh_walks_1', '4 4 1 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE tbl IN ('custom_fields', 'custom_field_values', 'organization_records', 'refresh_walks')
    OR idx IN ('organizations_by_code', 'organizations_by_status', 'organizations_by_created', 'organizations_by_updated');
