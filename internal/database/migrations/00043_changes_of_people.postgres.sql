-- +goose Up
-- What somebody did, without what follows from it, for who reads the log.
CREATE INDEX changes_of_people ON changes (workspace_id, number, cause) WHERE cause IS NULL;

-- +goose Down
DROP INDEX changes_of_people;
