-- Folded keys are computed in Go, and so is this step: it is rekeyMigration of
-- internal/database/rekey.go that runs, and this file gives it its name.

-- +goose Up

-- +goose Down
