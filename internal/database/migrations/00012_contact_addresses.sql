-- +goose Up
CREATE TABLE contact_addresses (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    address_id   TEXT NOT NULL,
    address_type TEXT NOT NULL,
    is_primary   BOOLEAN NOT NULL,
    notes        TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT contact_addresses_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contact_addresses_address FOREIGN KEY (workspace_id, address_id) REFERENCES addresses (workspace_id, id),
    CONSTRAINT contact_addresses_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contact_addresses_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE INDEX contact_addresses_by_contact ON contact_addresses (workspace_id, contact_id);
CREATE UNIQUE INDEX contact_addresses_one_primary ON contact_addresses (workspace_id, contact_id) WHERE is_primary;
CREATE UNIQUE INDEX contact_addresses_unique ON contact_addresses (workspace_id, contact_id, address_id);
CREATE INDEX contact_addresses_by_address ON contact_addresses (workspace_id, address_id, contact_id);

-- +goose Down
DROP TABLE contact_addresses;
