-- +goose Up
-- Ways to look at a list that somebody keeps, for themselves or for all. query is
-- a query string, columns a JSON list of names.
CREATE TABLE saved_views (
    workspace_id TEXT COLLATE "C" NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    list         TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    name_key     TEXT COLLATE "C" NOT NULL,
    sort_key     BYTEA NOT NULL,
    query        TEXT COLLATE "C" NOT NULL,
    columns      TEXT COLLATE "C" NOT NULL,
    is_shared    BOOLEAN NOT NULL,
    owner_id     TEXT COLLATE "C" NOT NULL,
    created_at   TEXT COLLATE "C" NOT NULL,
    updated_at   TEXT COLLATE "C" NOT NULL,
    created_by   TEXT COLLATE "C",
    updated_by   TEXT COLLATE "C",
    version      BIGINT NOT NULL,
    CONSTRAINT saved_views_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT saved_views_list_known CHECK (list IN ('contacts', 'organizations')),
    CONSTRAINT saved_views_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT saved_views_query_length CHECK (length(query) <= 8000),
    CONSTRAINT saved_views_owner FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT saved_views_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX saved_views_name_unique ON saved_views (workspace_id, owner_id, list, name_key);
CREATE INDEX saved_views_by_name ON saved_views (workspace_id, list, sort_key, id);

-- +goose Down
DROP TABLE saved_views;
