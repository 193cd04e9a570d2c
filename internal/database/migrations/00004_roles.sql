-- +goose Up
-- permissions: names separated by single spaces, sorted.
CREATE TABLE roles (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    permissions  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT roles_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT roles_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT roles_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX roles_name_unique ON roles (workspace_id, name_key);

-- +goose Down
DROP TABLE roles;
