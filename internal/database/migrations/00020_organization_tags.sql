-- +goose Up
CREATE TABLE organization_tags (
    workspace_id    TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    tag_id          TEXT NOT NULL,
    CONSTRAINT organization_tags_pkey PRIMARY KEY (workspace_id, organization_id, tag_id),
    CONSTRAINT organization_tags_organization FOREIGN KEY (workspace_id, organization_id)
        REFERENCES organizations (workspace_id, id),
    CONSTRAINT organization_tags_tag FOREIGN KEY (workspace_id, tag_id) REFERENCES tags (workspace_id, id)
);
CREATE INDEX organization_tags_by_tag ON organization_tags (workspace_id, tag_id, organization_id);

-- +goose Down
DROP TABLE organization_tags;
