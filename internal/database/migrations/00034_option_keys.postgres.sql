-- +goose Up
-- Values are unique in their list but for case, and labels are searched. The
-- values and labels there are until now are those of a fresh workspace, words of
-- ASCII, so that lower gives their keys on any engine; later ones are made in Go.
ALTER TABLE options ADD COLUMN value_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE options ADD COLUMN search_body TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE options SET value_key = value, search_body = '  ' || lower(label) || '  ';
DROP INDEX options_value_unique;
CREATE UNIQUE INDEX options_value_key_unique ON options (workspace_id, list, value_key);

-- +goose Down
DROP INDEX options_value_key_unique;
CREATE UNIQUE INDEX options_value_unique ON options (workspace_id, list, value);
ALTER TABLE options DROP COLUMN search_body;
ALTER TABLE options DROP COLUMN value_key;
