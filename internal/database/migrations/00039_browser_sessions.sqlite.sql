-- +goose Up
-- Sessions of browsers stand beside those of tokens. For a browser's,
-- secret_hash is that of what its cookie holds, and used_at, written at most
-- once a minute, begins the time after which an idle one ends. remember: it was
-- asked to last for days. device and network say where somebody signed in, for
-- the list that they end sessions by.
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'token'
    CONSTRAINT sessions_kind CHECK (kind IN ('token', 'browser'));
ALTER TABLE sessions ADD COLUMN remember BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT ''
    CONSTRAINT sessions_device_length CHECK (length(device) <= 100);
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT ''
    CONSTRAINT sessions_network_length CHECK (length(network) <= 100);
CREATE UNIQUE INDEX sessions_secret_unique ON sessions (secret_hash);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('sessions', 'sessions_secret_unique', '1000 1');
ANALYZE sqlite_schema;

-- +goose Down
DELETE FROM sqlite_stat1 WHERE idx = 'sessions_secret_unique';
DROP INDEX sessions_secret_unique;
DELETE FROM sessions WHERE kind <> 'token';
ALTER TABLE sessions DROP COLUMN network;
ALTER TABLE sessions DROP COLUMN device;
ALTER TABLE sessions DROP COLUMN remember;
ALTER TABLE sessions DROP COLUMN kind;
