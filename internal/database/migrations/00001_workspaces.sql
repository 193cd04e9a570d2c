-- +goose Up
CREATE TABLE workspaces (
    id                   TEXT NOT NULL,
    slug                 TEXT NOT NULL,
    name                 TEXT NOT NULL,
    default_region       TEXT NOT NULL DEFAULT '',
    strict_custom_fields BOOLEAN NOT NULL DEFAULT FALSE,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL,
    created_by           TEXT,
    updated_by           TEXT,
    version              BIGINT NOT NULL,
    CONSTRAINT workspaces_pkey PRIMARY KEY (id),
    CONSTRAINT workspaces_slug_length CHECK (length(slug) BETWEEN 1 AND 63),
    CONSTRAINT workspaces_name_length CHECK (length(name) BETWEEN 1 AND 255),
    CONSTRAINT workspaces_default_region_length CHECK (length(default_region) IN (0, 2))
);
CREATE UNIQUE INDEX workspaces_slug_unique ON workspaces (slug);

-- +goose Down
DROP TABLE workspaces;
