-- +goose Up
-- Actions on many records at once, and the records that each is about, noted down
-- when it starts. parameters: a JSON object; undoes: the action that this one
-- undoes, the same records from the last one on; is_backward: the records come in
-- the opposite order of their positions. A record waits until its part of the
-- action is committed; change_number is the change that came of it, undoes_number
-- the change that is to be undone.
CREATE TABLE bulk_actions (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    action       TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    undoes       TEXT,
    state        TEXT NOT NULL,
    reason       TEXT NOT NULL DEFAULT '',
    total        BIGINT NOT NULL,
    done         BIGINT NOT NULL DEFAULT 0,
    unchanged    BIGINT NOT NULL DEFAULT 0,
    refused      BIGINT NOT NULL DEFAULT 0,
    is_backward  BOOLEAN NOT NULL DEFAULT FALSE,
    created_at   TEXT NOT NULL,
    ended_at     TEXT,
    user_id      TEXT NOT NULL,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL,
    CONSTRAINT bulk_actions_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT bulk_actions_kind_known CHECK (kind IN ('contact', 'organization')),
    CONSTRAINT bulk_actions_action_known CHECK (action IN ('add_tags', 'remove_tags', 'set_status', 'delete', 'undo')),
    CONSTRAINT bulk_actions_state_known CHECK (state IN ('running', 'done', 'cancelled', 'stopped')),
    CONSTRAINT bulk_actions_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX bulk_actions_running ON bulk_actions (workspace_id, id) WHERE state = 'running';
CREATE INDEX bulk_actions_by_undone ON bulk_actions (workspace_id, undoes);

CREATE TABLE bulk_action_records (
    workspace_id  TEXT NOT NULL,
    action_id     TEXT NOT NULL,
    position      BIGINT NOT NULL,
    record_id     TEXT NOT NULL,
    state         TEXT NOT NULL DEFAULT 'waiting',
    reason        TEXT NOT NULL DEFAULT '',
    change_number BIGINT,
    undoes_number BIGINT,
    CONSTRAINT bulk_action_records_pkey PRIMARY KEY (workspace_id, action_id, position),
    CONSTRAINT bulk_action_records_state_known CHECK (state IN ('waiting', 'done', 'unchanged', 'refused')),
    CONSTRAINT bulk_action_records_action FOREIGN KEY (workspace_id, action_id) REFERENCES bulk_actions (workspace_id, id)
);
CREATE INDEX bulk_action_records_by_state ON bulk_action_records (workspace_id, action_id, state, position);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('bulk_actions', 'sqlite_autoindex_bulk_actions_1', '1000 1000 1'),
    ('bulk_actions', 'bulk_actions_running', '4 4 1'),
    ('bulk_actions', 'bulk_actions_by_undone', '1000 1000 1'),
    ('bulk_action_records', 'sqlite_autoindex_bulk_action_records_1', '1000000 1000000 1000 1'),
    ('bulk_action_records', 'bulk_action_records_by_state', '1000000 1000000 1000 500 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE tbl IN ('bulk_actions', 'bulk_action_records');
DROP TABLE bulk_action_records;
DROP TABLE bulk_actions;
