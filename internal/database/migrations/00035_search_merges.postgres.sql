-- +goose Up
-- PostgreSQL's index needs no such setting.
SELECT 1;

-- +goose Down
SELECT 1;
