-- +goose Up
-- One row per workspace: the number of its newest change, and how many records
-- of each kind it has, so that a list without filters need not be counted.
CREATE TABLE workspace_counters (
    workspace_id  TEXT NOT NULL,
    change_number BIGINT NOT NULL DEFAULT 0,
    contacts      BIGINT NOT NULL DEFAULT 0,
    organizations BIGINT NOT NULL DEFAULT 0,
    addresses     BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT workspace_counters_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT workspace_counters_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);

-- +goose Down
DROP TABLE workspace_counters;
