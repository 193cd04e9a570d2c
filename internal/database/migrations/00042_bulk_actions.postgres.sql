-- +goose Up
-- Actions on many records at once, and the records that each is about, noted down
-- when it starts. parameters: a JSON object; undoes: the action that this one
-- undoes, the same records from the last one on; is_backward: the records come in
-- the opposite order of their positions. A record waits until its part of the
-- action is committed; change_number is the change that came of it, undoes_number
-- the change that is to be undone.
CREATE TABLE bulk_actions (
    workspace_id TEXT COLLATE "C" NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    action       TEXT COLLATE "C" NOT NULL,
    parameters   TEXT COLLATE "C" NOT NULL,
    undoes       TEXT COLLATE "C",
    state        TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL DEFAULT '',
    total        BIGINT NOT NULL,
    done         BIGINT NOT NULL DEFAULT 0,
    unchanged    BIGINT NOT NULL DEFAULT 0,
    refused      BIGINT NOT NULL DEFAULT 0,
    is_backward  BOOLEAN NOT NULL DEFAULT FALSE,
    created_at   TEXT COLLATE "C" NOT NULL,
    ended_at     TEXT COLLATE "C",
    user_id      TEXT COLLATE "C" NOT NULL,
    via          TEXT COLLATE "C" NOT NULL,
    via_name     TEXT COLLATE "C" NOT NULL,
    CONSTRAINT bulk_actions_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT bulk_actions_kind_known CHECK (kind IN ('contact', 'organization')),
    CONSTRAINT bulk_actions_action_known CHECK (action IN ('add_tags', 'remove_tags', 'set_status', 'delete', 'undo')),
    CONSTRAINT bulk_actions_state_known CHECK (state IN ('running', 'done', 'cancelled', 'stopped')),
    CONSTRAINT bulk_actions_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX bulk_actions_running ON bulk_actions (workspace_id, id) WHERE state = 'running';
CREATE INDEX bulk_actions_by_undone ON bulk_actions (workspace_id, undoes);

CREATE TABLE bulk_action_records (
    workspace_id  TEXT COLLATE "C" NOT NULL,
    action_id     TEXT COLLATE "C" NOT NULL,
    position      BIGINT NOT NULL,
    record_id     TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL DEFAULT 'waiting',
    reason        TEXT COLLATE "C" NOT NULL DEFAULT '',
    change_number BIGINT,
    undoes_number BIGINT,
    CONSTRAINT bulk_action_records_pkey PRIMARY KEY (workspace_id, action_id, position),
    CONSTRAINT bulk_action_records_state_known CHECK (state IN ('waiting', 'done', 'unchanged', 'refused')),
    CONSTRAINT bulk_action_records_action FOREIGN KEY (workspace_id, action_id) REFERENCES bulk_actions (workspace_id, id)
);
CREATE INDEX bulk_action_records_by_state ON bulk_action_records (workspace_id, action_id, state, position);

-- +goose Down
DROP TABLE bulk_action_records;
DROP TABLE bulk_actions;
