-- +goose Up
-- The first answer to a request that carried an idempotency key, kept in the
-- transaction of the change itself.
CREATE TABLE idempotency_keys (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    route        TEXT NOT NULL,
    key          TEXT NOT NULL,
    body_hash    TEXT NOT NULL,
    status       BIGINT NOT NULL,
    headers      TEXT NOT NULL,
    body         TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (workspace_id, user_id, route, key),
    CONSTRAINT idempotency_keys_key_length CHECK (length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX idempotency_keys_by_created ON idempotency_keys (workspace_id, created_at);

-- +goose Down
DROP TABLE idempotency_keys;
