-- +goose Up
-- Postal codes are compared without blanks and case. The key is that of
-- address.PostalKey: lower knows no letters but those of ASCII here.
ALTER TABLE addresses ADD COLUMN postal_code_key TEXT NOT NULL DEFAULT '';
UPDATE addresses SET postal_code_key =
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(postal_code)
        , char(32), ''), char(160), ''), char(5760), ''), char(8192), ''), char(8193), ''), char(8194), '')
        , char(8195), ''), char(8196), ''), char(8197), ''), char(8198), ''), char(8199), '')
        , char(8200), ''), char(8201), ''), char(8202), ''), char(8232), ''), char(8233), '')
        , char(8239), ''), char(8287), ''), char(12288), '')
    WHERE postal_code <> '';
CREATE INDEX addresses_by_postal_code ON addresses (workspace_id, postal_code_key, id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('addresses', 'addresses_by_postal_code', '100000 100000 20 1');
ANALYZE sqlite_schema;

-- +goose Down
DROP INDEX addresses_by_postal_code;
ALTER TABLE addresses DROP COLUMN postal_code_key;
