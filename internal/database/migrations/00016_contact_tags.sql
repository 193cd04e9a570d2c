-- +goose Up
CREATE TABLE contact_tags (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    tag_id       TEXT NOT NULL,
    CONSTRAINT contact_tags_pkey PRIMARY KEY (workspace_id, contact_id, tag_id),
    CONSTRAINT contact_tags_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id),
    CONSTRAINT contact_tags_tag FOREIGN KEY (workspace_id, tag_id) REFERENCES tags (workspace_id, id)
);
CREATE INDEX contact_tags_by_tag ON contact_tags (workspace_id, tag_id, contact_id);

-- +goose Down
DROP TABLE contact_tags;
