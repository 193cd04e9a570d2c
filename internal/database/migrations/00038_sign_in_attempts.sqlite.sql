-- +goose Up
-- Failed attempts to sign in, by SHA-256 of the folded user name, of names that
-- nobody has, too: their user_id is NULL. failures: in a row; of_day: since day_at,
-- within 24 hours.
CREATE TABLE sign_in_attempts (
    name_hash TEXT NOT NULL,
    user_id   TEXT,
    failures  BIGINT NOT NULL,
    of_day    BIGINT NOT NULL,
    day_at    TEXT NOT NULL,
    last_at   TEXT NOT NULL,
    CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (name_hash),
    CONSTRAINT sign_in_attempts_user FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX sign_in_attempts_by_last ON sign_in_attempts (last_at);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('sign_in_attempts', 'sqlite_autoindex_sign_in_attempts_1', '1000 1'),
    ('sign_in_attempts', 'sign_in_attempts_by_last', '1000 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE tbl = 'sign_in_attempts';
DROP TABLE sign_in_attempts;
