-- +goose Up
CREATE TABLE tags (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    sort_key     BYTEA NOT NULL,
    name_alike   TEXT NOT NULL,
    slug         TEXT NOT NULL,
    search_body  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT tags_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT tags_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX tags_name_unique ON tags (workspace_id, name_key);
CREATE INDEX tags_by_name ON tags (workspace_id, sort_key, id);

-- +goose Down
DROP TABLE tags;
