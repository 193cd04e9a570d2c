-- +goose Up
-- Records that are too many to be rendered anew in the transaction of the change
-- that they show (its number is the cause), as a walk through what a selection
-- finds by a subject, in the order of their ids; kind is theirs, and position the
-- last one done.
CREATE TABLE refresh_walks (
    workspace_id TEXT NOT NULL,
    cause        BIGINT NOT NULL,
    selection    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    position     TEXT NOT NULL DEFAULT '',
    user_id      TEXT,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    CONSTRAINT refresh_walks_pkey PRIMARY KEY (workspace_id, cause, selection),
    CONSTRAINT refresh_walks_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);

-- +goose Down
DROP TABLE refresh_walks;
