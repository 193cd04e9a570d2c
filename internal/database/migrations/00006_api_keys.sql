-- +goose Up
-- key_hash: SHA-256 of the whole key, hexadecimal. The key itself is kept
-- nowhere.
CREATE TABLE api_keys (
    id           TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    role_id      TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    key_hash     TEXT NOT NULL,
    expires_at   TEXT,
    revoked_at   TEXT,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT api_keys_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT api_keys_role FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
);
CREATE UNIQUE INDEX api_keys_hash_unique ON api_keys (key_hash);
CREATE UNIQUE INDEX api_keys_name_unique ON api_keys (workspace_id, name_key) WHERE revoked_at IS NULL;
CREATE INDEX api_keys_by_user ON api_keys (user_id);
CREATE INDEX api_keys_by_role ON api_keys (workspace_id, role_id);

-- +goose Down
DROP TABLE api_keys;
