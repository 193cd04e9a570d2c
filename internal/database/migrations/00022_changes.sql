-- +goose Up
-- before and after: the whole record as JSON, NULL where there is none.
-- changed: the names of the fields that differ, a JSON list.
CREATE TABLE changes (
    workspace_id TEXT NOT NULL,
    number       BIGINT NOT NULL,
    at           TEXT NOT NULL,
    user_id      TEXT,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL DEFAULT '',
    request_id   TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL,
    record_id    TEXT NOT NULL,
    action       TEXT NOT NULL,
    before       TEXT,
    after        TEXT,
    changed      TEXT NOT NULL,
    cause        BIGINT,
    CONSTRAINT changes_pkey PRIMARY KEY (workspace_id, number),
    CONSTRAINT changes_via_known CHECK (via IN ('key', 'session', 'import', 'carddav', 'command', 'system')),
    CONSTRAINT changes_action_known CHECK (action IN ('create', 'update', 'delete')),
    CONSTRAINT changes_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX changes_by_record ON changes (workspace_id, kind, record_id, number);
CREATE INDEX changes_by_actor ON changes (workspace_id, user_id, number);
CREATE INDEX changes_by_time ON changes (workspace_id, at, number);

-- +goose Down
DROP TABLE changes;
