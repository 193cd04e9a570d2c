-- +goose Up
-- Two extensions on one number are two channels.
DROP INDEX contact_phone_numbers_unique;
CREATE UNIQUE INDEX contact_phone_numbers_unique ON contact_phone_numbers (workspace_id, contact_id, phone_number, extension);

-- +goose Down
DROP INDEX contact_phone_numbers_unique;
CREATE UNIQUE INDEX contact_phone_numbers_unique ON contact_phone_numbers (workspace_id, contact_id, phone_number);
