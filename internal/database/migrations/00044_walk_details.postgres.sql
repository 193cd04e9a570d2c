-- +goose Up
-- What else a walk needs to know than its subject: the choices of a custom field
-- that are renamed, as JSON, or the number of the change that is being undone.
ALTER TABLE refresh_walks ADD COLUMN detail TEXT COLLATE "C" NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE refresh_walks DROP COLUMN detail;
