-- +goose Up
-- What follows from a change, for undoing it. Most changes follow from none.
CREATE INDEX changes_by_cause ON changes (workspace_id, cause, number) WHERE cause IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('changes', 'changes_by_cause', '100000 100000 10 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE idx = 'changes_by_cause';
DROP INDEX changes_by_cause;
