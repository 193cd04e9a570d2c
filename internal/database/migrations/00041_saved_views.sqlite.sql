-- +goose Up
-- Ways to look at a list that somebody keeps, for themselves or for all. query is
-- a query string, columns a JSON list of names.
CREATE TABLE saved_views (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    list         TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    sort_key     BYTEA NOT NULL,
    query        TEXT NOT NULL,
    columns      TEXT NOT NULL,
    is_shared    BOOLEAN NOT NULL,
    owner_id     TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
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
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('saved_views', 'sqlite_autoindex_saved_views_1', '500 500 1'),
    ('saved_views', 'saved_views_name_unique', '500 500 10 5 1'),
    ('saved_views', 'saved_views_by_name', '500 500 250 2 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE tbl IN ('saved_views');
DROP TABLE saved_views;
