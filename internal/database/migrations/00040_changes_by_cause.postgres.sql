-- +goose Up
-- What follows from a change, for undoing it. Most changes follow from none.
CREATE INDEX changes_by_cause ON changes (workspace_id, cause, number) WHERE cause IS NOT NULL;

-- +goose Down
DROP INDEX changes_by_cause;
