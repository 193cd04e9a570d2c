-- +goose Up
CREATE TABLE contact_external_ids (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    system       TEXT NOT NULL,
    external_id  TEXT NOT NULL,
    CONSTRAINT contact_external_ids_pkey PRIMARY KEY (workspace_id, contact_id, system),
    CONSTRAINT contact_external_ids_system_length CHECK (length(system) BETWEEN 1 AND 255),
    CONSTRAINT contact_external_ids_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    CONSTRAINT contact_external_ids_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE UNIQUE INDEX contact_external_ids_unique ON contact_external_ids (workspace_id, system, external_id);

-- +goose Down
DROP TABLE contact_external_ids;
