-- +goose Up
-- The key to organizations comes with that table, see contacts.sqlite.sql.
CREATE TABLE contacts (
    workspace_id           TEXT NOT NULL,
    id                     TEXT NOT NULL,
    prefix                 TEXT NOT NULL DEFAULT '',
    first_name             TEXT NOT NULL DEFAULT '',
    middle_name            TEXT NOT NULL DEFAULT '',
    last_name              TEXT NOT NULL DEFAULT '',
    suffix                 TEXT NOT NULL DEFAULT '',
    nickname               TEXT NOT NULL DEFAULT '',
    title                  TEXT NOT NULL DEFAULT '',
    organization_name      TEXT NOT NULL DEFAULT '',
    linked_organization_id TEXT,
    contact_type           TEXT NOT NULL,
    status                 TEXT NOT NULL,
    source                 TEXT NOT NULL,
    birth_date             TEXT,
    language               TEXT NOT NULL DEFAULT '',
    notes                  TEXT NOT NULL DEFAULT '',
    custom_fields          TEXT NOT NULL DEFAULT '{}',
    first_name_key         BYTEA NOT NULL,
    last_name_key          BYTEA NOT NULL,
    organization_key       BYTEA NOT NULL,
    first_name_alike       TEXT NOT NULL,
    last_name_alike        TEXT NOT NULL,
    created_at             TEXT NOT NULL,
    updated_at             TEXT NOT NULL,
    created_by             TEXT,
    updated_by             TEXT,
    version                BIGINT NOT NULL,
    CONSTRAINT contacts_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contacts_prefix_length CHECK (length(prefix) <= 100),
    CONSTRAINT contacts_first_name_length CHECK (length(first_name) <= 100),
    CONSTRAINT contacts_middle_name_length CHECK (length(middle_name) <= 100),
    CONSTRAINT contacts_last_name_length CHECK (length(last_name) <= 100),
    CONSTRAINT contacts_suffix_length CHECK (length(suffix) <= 100),
    CONSTRAINT contacts_nickname_length CHECK (length(nickname) <= 100),
    CONSTRAINT contacts_title_length CHECK (length(title) <= 100),
    CONSTRAINT contacts_organization_name_length CHECK (length(organization_name) <= 255),
    CONSTRAINT contacts_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contacts_status_known CHECK (status IN ('active', 'inactive', 'do_not_contact')),
    CONSTRAINT contacts_one_organization CHECK (linked_organization_id IS NULL OR organization_name = ''),
    CONSTRAINT contacts_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX contacts_by_name ON contacts (workspace_id, last_name_key, first_name_key, id);
CREATE INDEX contacts_by_first_name ON contacts (workspace_id, first_name_key, id);
CREATE INDEX contacts_by_organization ON contacts (workspace_id, organization_key, id);
CREATE INDEX contacts_by_status ON contacts (workspace_id, status, id);
CREATE INDEX contacts_by_status_and_name ON contacts (workspace_id, status, last_name_key, first_name_key, id);
CREATE INDEX contacts_by_created ON contacts (workspace_id, created_at, id);
CREATE INDEX contacts_by_updated ON contacts (workspace_id, updated_at, id);
CREATE INDEX contacts_by_contact_type ON contacts (workspace_id, contact_type);
CREATE INDEX contacts_by_source ON contacts (workspace_id, source);
CREATE INDEX contacts_by_language ON contacts (workspace_id, language);
CREATE INDEX contacts_by_birth_date ON contacts (workspace_id, birth_date);
CREATE INDEX contacts_by_creator ON contacts (workspace_id, created_by);
CREATE INDEX contacts_by_linked_organization ON contacts (workspace_id, linked_organization_id, last_name_key, first_name_key, id);

-- +goose Down
DROP TABLE contacts;
