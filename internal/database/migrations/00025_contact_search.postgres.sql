-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;
-- It may be there already, in a schema that is not searched: for this step it is.
SELECT set_config('search_path', current_setting('search_path') || ', ' || quote_ident(nspname), TRUE)
FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm';
-- See contact_search.sqlite.sql.
CREATE TABLE contact_search (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    names        TEXT NOT NULL,
    body         TEXT NOT NULL,
    CONSTRAINT contact_search_pkey PRIMARY KEY (workspace_id, contact_id),
    CONSTRAINT contact_search_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE INDEX contact_search_index ON contact_search USING gin (body gin_trgm_ops);

-- +goose Down
DROP TABLE contact_search;
