-- +goose Up
CREATE TABLE organization_types (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    sort_key     BYTEA NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    search_body  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT organization_types_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT organization_types_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT organization_types_description_length CHECK (length(description) <= 100000),
    CONSTRAINT organization_types_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX organization_types_name_unique ON organization_types (workspace_id, name_key);

-- +goose Down
DROP TABLE organization_types;
