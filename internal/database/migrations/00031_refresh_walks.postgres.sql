-- +goose Up
-- Records that are too many to be rendered anew in the transaction of the change
-- that they show (its number is the cause), as a walk through what a selection
-- finds by a subject, in the order of their ids; kind is theirs, and position the
-- last one done.
CREATE TABLE refresh_walks (
    workspace_id TEXT COLLATE "C" NOT NULL,
    cause        BIGINT NOT NULL,
    selection    TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    position     TEXT COLLATE "C" NOT NULL DEFAULT '',
    user_id      TEXT COLLATE "C",
    via          TEXT COLLATE "C" NOT NULL,
    via_name     TEXT COLLATE "C" NOT NULL,
    request_id   TEXT COLLATE "C" NOT NULL,
    CONSTRAINT refresh_walks_pkey PRIMARY KEY (workspace_id, cause, selection),
    CONSTRAINT refresh_walks_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);

-- +goose Down
DROP TABLE refresh_walks;
