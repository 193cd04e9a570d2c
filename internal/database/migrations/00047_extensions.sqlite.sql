-- +goose Up
-- Two extensions on one number are two channels.
DROP INDEX contact_phone_numbers_unique;
CREATE UNIQUE INDEX contact_phone_numbers_unique ON contact_phone_numbers (workspace_id, contact_id, phone_number, extension);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('contact_phone_numbers', 'contact_phone_numbers_unique', '100000 100000 1 1 1');
ANALYZE sqlite_schema;

-- +goose Down
DROP INDEX contact_phone_numbers_unique;
CREATE UNIQUE INDEX contact_phone_numbers_unique ON contact_phone_numbers (workspace_id, contact_id, phone_number);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('contact_phone_numbers', 'contact_phone_numbers_unique', '100000 100000 1 1');
ANALYZE sqlite_schema;
