-- +goose Up
-- One row per workspace, raised first by who moves an organization, so that two
-- moves never make a circle.
CREATE TABLE organization_trees (
    workspace_id TEXT NOT NULL,
    moves        BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT organization_trees_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT organization_trees_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
INSERT INTO organization_trees (workspace_id) SELECT id FROM workspaces;

-- The number of the last change of what values may be: options, custom fields.
-- Who checks values by rules that another transaction changed meanwhile finds
-- another number here when it ends, and begins again.
ALTER TABLE workspace_counters ADD COLUMN rules BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE workspace_counters DROP COLUMN rules;
DROP TABLE organization_trees;
