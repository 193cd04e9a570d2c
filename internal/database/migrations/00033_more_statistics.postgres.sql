-- +goose Up
-- PostgreSQL gathers its statistics by itself.
SELECT 1;

-- +goose Down
SELECT 1;
