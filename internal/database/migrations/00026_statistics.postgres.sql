-- +goose Up
-- PostgreSQL gathers its statistics by itself, see statistics.sqlite.sql.
SELECT 1;

-- +goose Down
SELECT 1;
