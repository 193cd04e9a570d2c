-- +goose Up
CREATE TABLE contact_email_addresses (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    email        TEXT NOT NULL,
    email_key    TEXT NOT NULL,
    email_type   TEXT NOT NULL,
    is_primary   BOOLEAN NOT NULL,
    notes        TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT contact_email_addresses_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contact_email_addresses_email_length CHECK (length(email) BETWEEN 1 AND 254),
    CONSTRAINT contact_email_addresses_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contact_email_addresses_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE INDEX contact_email_addresses_by_contact ON contact_email_addresses (workspace_id, contact_id);
CREATE UNIQUE INDEX contact_email_addresses_one_primary ON contact_email_addresses (workspace_id, contact_id) WHERE is_primary;
CREATE UNIQUE INDEX contact_email_addresses_unique ON contact_email_addresses (workspace_id, contact_id, email_key);
CREATE INDEX contact_email_addresses_by_email ON contact_email_addresses (workspace_id, email_key, contact_id);

-- +goose Down
DROP TABLE contact_email_addresses;
