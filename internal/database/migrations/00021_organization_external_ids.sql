-- +goose Up
CREATE TABLE organization_external_ids (
    workspace_id    TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    system          TEXT NOT NULL,
    external_id     TEXT NOT NULL,
    CONSTRAINT organization_external_ids_pkey PRIMARY KEY (workspace_id, organization_id, system),
    CONSTRAINT organization_external_ids_system_length CHECK (length(system) BETWEEN 1 AND 255),
    CONSTRAINT organization_external_ids_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    CONSTRAINT organization_external_ids_organization FOREIGN KEY (workspace_id, organization_id)
        REFERENCES organizations (workspace_id, id)
);
CREATE UNIQUE INDEX organization_external_ids_unique ON organization_external_ids (workspace_id, system, external_id);

-- +goose Down
DROP TABLE organization_external_ids;
