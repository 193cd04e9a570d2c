-- +goose Up
-- SQLite has had this key since contacts.sqlite.sql.
SELECT 1;

-- +goose Down
SELECT 1;
