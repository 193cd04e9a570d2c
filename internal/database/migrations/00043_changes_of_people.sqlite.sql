-- +goose Up
-- What somebody did, without what follows from it, for who reads the log.
CREATE INDEX changes_of_people ON changes (workspace_id, number, cause) WHERE cause IS NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('changes', 'changes_of_people', '50000 50000 1 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE idx = 'changes_of_people';
DROP INDEX changes_of_people;
