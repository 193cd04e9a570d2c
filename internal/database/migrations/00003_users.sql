-- +goose Up
CREATE TABLE users (
    id            TEXT NOT NULL,
    username      TEXT NOT NULL,
    username_key  TEXT NOT NULL,
    email         TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '',
    is_superuser  BOOLEAN NOT NULL DEFAULT FALSE,
    is_active     BOOLEAN NOT NULL DEFAULT TRUE,
    is_service    BOOLEAN NOT NULL DEFAULT FALSE,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    created_by    TEXT,
    updated_by    TEXT,
    version       BIGINT NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_username_length CHECK (length(username) BETWEEN 1 AND 150),
    CONSTRAINT users_email_length CHECK (length(email) <= 254)
);
CREATE UNIQUE INDEX users_username_unique ON users (username_key);

-- +goose Down
DROP TABLE users;
