-- +goose Up
-- Failed attempts to sign in, by SHA-256 of the folded user name, of names that
-- nobody has, too: their user_id is NULL. failures: in a row; of_day: since day_at,
-- within 24 hours.
CREATE TABLE sign_in_attempts (
    name_hash TEXT COLLATE "C" NOT NULL,
    user_id   TEXT COLLATE "C",
    failures  BIGINT NOT NULL,
    of_day    BIGINT NOT NULL,
    day_at    TEXT COLLATE "C" NOT NULL,
    last_at   TEXT COLLATE "C" NOT NULL,
    CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (name_hash),
    CONSTRAINT sign_in_attempts_user FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX sign_in_attempts_by_last ON sign_in_attempts (last_at);

-- +goose Down
DROP TABLE sign_in_attempts;
