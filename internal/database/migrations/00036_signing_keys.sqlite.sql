-- +goose Up
-- What access and refresh tokens are signed with. secret: 32 random bytes,
-- hexadecimal.
CREATE TABLE signing_keys (
    id         TEXT NOT NULL,
    secret     TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (id),
    CONSTRAINT signing_keys_secret_length CHECK (length(secret) = 64)
);

-- +goose Down
DROP TABLE signing_keys;
