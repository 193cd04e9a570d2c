-- +goose Up
-- The records of organizations, ready to be read, but for their place in the
-- tree. One that is missing is rendered when it is read.
CREATE TABLE organization_records (
    workspace_id    TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    format          BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    record          TEXT COLLATE "C" NOT NULL,
    CONSTRAINT organization_records_pkey PRIMARY KEY (workspace_id, organization_id),
    CONSTRAINT organization_records_organization FOREIGN KEY (workspace_id, organization_id)
        REFERENCES organizations (workspace_id, id)
);
CREATE INDEX organizations_by_code ON organizations (workspace_id, code_sort_key, id);
CREATE INDEX organizations_by_status ON organizations (workspace_id, status, id);
CREATE INDEX organizations_by_created ON organizations (workspace_id, created_at, id);
CREATE INDEX organizations_by_updated ON organizations (workspace_id, updated_at, id);

-- +goose Down
DROP TABLE organization_records;
DROP INDEX organizations_by_code;
DROP INDEX organizations_by_status;
DROP INDEX organizations_by_created;
DROP INDEX organizations_by_updated;
